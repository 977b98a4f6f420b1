"""the public side: more to register with, groups, interest, sign-in, feeds, certificates"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_messages_created_at"), "messages", ["created_at"], unique=False)
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("key_digest", name=op.f("uq_feeds_key_digest")),
    )
    op.create_index(op.f("ix_feeds_email_key"), "feeds", ["email_key"], unique=False)

    op.create_table(
        "sign_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("link_expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_ins_public_id")),
    )
    op.create_index(op.f("ix_sign_ins_email_key"), "sign_ins", ["email_key"], unique=False)
    op.create_index(op.f("ix_sign_ins_expires_at"), "sign_ins", ["expires_at"], unique=False)

    op.create_table(
        "interests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_interests_training_id_trainings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interests")),
        sa.UniqueConstraint("public_id", name=op.f("uq_interests_public_id")),
        sa.UniqueConstraint(
            "training_id", "email_key", name=op.f("uq_interests_training_id_email_key")
        ),
    )
    op.create_index(op.f("ix_interests_email_key"), "interests", ["email_key"], unique=False)

    op.create_table(
        "bookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("others", sa.JSON(), nullable=False),
        sa.Column("link_version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_bookings_edition_id_editions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
        sa.UniqueConstraint("public_id", name=op.f("uq_bookings_public_id")),
    )
    op.create_index(op.f("ix_bookings_edition_id"), "bookings", ["edition_id"], unique=False)
    op.create_index(op.f("ix_bookings_email_key"), "bookings", ["email_key"], unique=False)

    op.create_table(
        "edition_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "text",
                "choice",
                "yes_no",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("label", sa.String(length=300), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_edition_questions_position")),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_edition_questions_edition_id_editions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_questions")),
    )
    op.create_index(
        "ix_edition_questions_edition_id", "edition_questions", ["edition_id"], unique=False
    )

    op.create_table(
        "arrivals",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["meetings.id"],
            name=op.f("fk_arrivals_meeting_id_meetings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_arrivals_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", "meeting_id", name=op.f("pk_arrivals")),
    )
    op.create_index(op.f("ix_arrivals_meeting_id"), "arrivals", ["meeting_id"], unique=False)

    op.create_table(
        "booking_registrations",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"],
            ["bookings.id"],
            name=op.f("fk_booking_registrations_booking_id_bookings"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_booking_registrations_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_booking_registrations")),
    )
    op.create_index(
        op.f("ix_booking_registrations_booking_id"),
        "booking_registrations",
        ["booking_id"],
        unique=False,
    )

    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_certificates_registration_id_registrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("code", name=op.f("uq_certificates_code")),
        sa.UniqueConstraint("registration_id", name=op.f("uq_certificates_registration_id")),
    )
    op.create_table(
        "registration_answers",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["edition_questions.id"],
            name=op.f("fk_registration_answers_question_id_edition_questions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_answers_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "registration_id", "question_id", name=op.f("pk_registration_answers")
        ),
    )
    op.create_index(
        op.f("ix_registration_answers_question_id"),
        "registration_answers",
        ["question_id"],
        unique=False,
    )

    op.create_table(
        "registration_billing",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("bill_to", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("vat_number", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_billing_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_registration_billing")),
    )
    op.add_column("editions", sa.Column("prices", sa.JSON(), server_default="{}", nullable=False))
    op.add_column(
        "editions", sa.Column("meal", sa.Boolean(), server_default=sa.false(), nullable=False)
    )

    op.add_column("trainings", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))

    op.add_column(
        "meetings", sa.Column("previous_starts_at", sa.DateTime(timezone=True), nullable=True)
    )

    op.add_column(
        "registration_needs",
        sa.Column("diet", sa.String(length=500), server_default="", nullable=False),
    )

    op.add_column(
        "registrations",
        sa.Column("greeting", sa.String(length=100), server_default="", nullable=False),
    )
    op.add_column(
        "registrations", sa.Column("phone", sa.String(length=40), server_default="", nullable=False)
    )
    op.add_column(
        "registrations",
        sa.Column("region", sa.String(length=120), server_default="", nullable=False),
    )
    op.add_column(
        "registrations",
        sa.Column("experience", sa.String(length=1000), server_default="", nullable=False),
    )
    op.add_column("registrations", sa.Column("news_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "registrations",
        sa.Column("transferred", sa.Boolean(), server_default=sa.false(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("registrations", "transferred")
    op.drop_column("registrations", "news_at")
    op.drop_column("registrations", "experience")
    op.drop_column("registrations", "region")
    op.drop_column("registrations", "phone")
    op.drop_column("registrations", "greeting")

    op.drop_column("registration_needs", "diet")

    op.drop_column("meetings", "previous_starts_at")

    op.drop_column("trainings", "changed_at")

    op.drop_column("editions", "meal")
    op.drop_column("editions", "prices")

    op.drop_table("registration_billing")
    op.drop_index(op.f("ix_registration_answers_question_id"), table_name="registration_answers")

    op.drop_table("registration_answers")
    op.drop_table("certificates")
    op.drop_index(op.f("ix_booking_registrations_booking_id"), table_name="booking_registrations")

    op.drop_table("booking_registrations")
    op.drop_index(op.f("ix_arrivals_meeting_id"), table_name="arrivals")

    op.drop_table("arrivals")
    op.drop_index("ix_edition_questions_edition_id", table_name="edition_questions")

    op.drop_table("edition_questions")
    op.drop_index(op.f("ix_bookings_email_key"), table_name="bookings")
    op.drop_index(op.f("ix_bookings_edition_id"), table_name="bookings")

    op.drop_table("bookings")
    op.drop_index(op.f("ix_interests_email_key"), table_name="interests")

    op.drop_table("interests")
    op.drop_index(op.f("ix_sign_ins_expires_at"), table_name="sign_ins")
    op.drop_index(op.f("ix_sign_ins_email_key"), table_name="sign_ins")

    op.drop_table("sign_ins")
    op.drop_index(op.f("ix_feeds_email_key"), table_name="feeds")

    op.drop_table("feeds")
    op.drop_index(op.f("ix_messages_created_at"), table_name="messages")
