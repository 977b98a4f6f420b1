"""Seats held elsewhere after a cancellation, contacts that hear of it, and editions planned anew.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "editions",
        sa.Column("co_organiser_emails", sa.JSON(), server_default="[]", nullable=False),
    )
    op.add_column(
        "editions",
        sa.Column("venue_email", sa.String(length=254), server_default="", nullable=False),
    )
    # Both engines read this; a batch would make the table anew, and meetings and trainers follow
    # their edition when it goes.
    op.execute(
        "ALTER TABLE editions ADD COLUMN replaces_id INTEGER "
        "CONSTRAINT fk_editions_replaces_id_editions REFERENCES editions (id)"
    )
    op.create_table(
        "rebookings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cancelled_id", sa.Integer(), nullable=False),
        sa.Column(
            "was",
            sa.Enum(
                "registered",
                "waitlisted",
                "offered",
                "withdrawn",
                "removed",
                "cancelled_with_edition",
                "moved",
                name="was",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("offered_ids", sa.JSON(), nullable=False),
        sa.Column("held_id", sa.Integer(), nullable=True),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "answer",
            sa.Enum(
                "open",
                "taken",
                "another",
                "none",
                "lapsed",
                "cancelled",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phoned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("phoned_by_id", sa.Integer(), nullable=True),
        sa.Column("phone_note", sa.String(length=500), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(held_id IS NULL) = (held_until IS NULL)", name=op.f("ck_rebookings_held")
        ),
        sa.CheckConstraint(
            "(answer = 'open') = (answered_at IS NULL)", name=op.f("ck_rebookings_answered")
        ),
        sa.ForeignKeyConstraint(
            ["cancelled_id"],
            ["registrations.id"],
            name=op.f("fk_rebookings_cancelled_id_registrations"),
        ),
        sa.ForeignKeyConstraint(
            ["held_id"], ["registrations.id"], name=op.f("fk_rebookings_held_id_registrations")
        ),
        sa.ForeignKeyConstraint(
            ["phoned_by_id"], ["users.id"], name=op.f("fk_rebookings_phoned_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebookings")),
        sa.UniqueConstraint("cancelled_id", name=op.f("uq_rebookings_cancelled_id")),
        sa.UniqueConstraint("held_id", name=op.f("uq_rebookings_held_id")),
    )


def downgrade() -> None:
    op.drop_table("rebookings")
    op.drop_column("editions", "replaces_id")
    op.drop_column("editions", "venue_email")
    op.drop_column("editions", "co_organiser_emails")
