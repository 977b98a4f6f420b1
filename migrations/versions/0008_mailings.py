"""Messages that coordinators write, where answers go, and notes about registrations.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_AUDIENCES = ("all", "registered", "waiting", "absent", "chosen")
_STATES = ("draft", "planned", "sent", "withdrawn")


def _one_of(values: tuple[str, ...], name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("audience", _one_of(_AUDIENCES, "audience"), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("chosen", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("subject", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("replies_to_author", sa.Boolean(), nullable=False),
        sa.Column("state", _one_of(_STATES, "state"), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_to", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state <> 'planned' OR send_at IS NOT NULL", name=op.f("ck_mailings_planned")
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_mailings_sent")
        ),
        sa.CheckConstraint(
            "(sent_at IS NULL) = (sent_to IS NULL)", name=op.f("ck_mailings_sent_to")
        ),
        sa.CheckConstraint(
            "(audience = 'absent') = (meeting_id IS NOT NULL)", name=op.f("ck_mailings_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_mailings_author_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_mailings_edition_id_editions")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_mailings_meeting_id_meetings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
    )
    op.create_index(op.f("ix_mailings_edition_id"), "mailings", ["edition_id"], unique=False)
    op.create_index(
        op.f("ix_mailings_state_send_at"), "mailings", ["state", "send_at"], unique=False
    )
    op.create_table(
        "registration_notes",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_registration_notes_author_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registrations.id"],
            name=op.f("fk_registration_notes_registration_id_registrations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_registration_notes")),
    )
    op.add_column(
        "messages",
        sa.Column("reply_to", sa.String(length=254), server_default="", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("messages", "reply_to")
    op.drop_table("registration_notes")
    op.drop_table("mailings")
