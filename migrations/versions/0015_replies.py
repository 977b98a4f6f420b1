"""What people answered to an invitation, and mail that came back.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("invitations") as invitations:
        invitations.add_column(sa.Column("reply", sa.String(length=30), nullable=True))
        invitations.add_column(sa.Column("replied_at", _MOMENT, nullable=True))
        invitations.add_column(
            sa.Column("reply_from", sa.String(length=254), server_default="", nullable=False)
        )
        invitations.add_column(
            sa.Column("asked_sequence", sa.Integer(), server_default="0", nullable=False)
        )
        invitations.add_column(sa.Column("seat_asked_at", _MOMENT, nullable=True))
        invitations.create_check_constraint(
            "reply", "reply IN ('accepted', 'tentative', 'declined')"
        )
        invitations.create_check_constraint("replied", "reply IS NULL OR replied_at IS NOT NULL")
    op.create_index(op.f("ix_invitations_reply"), "invitations", ["reply"], unique=False)
    op.execute("UPDATE invitations SET asked_sequence = sequence")
    op.add_column("messages", sa.Column("bounced_at", _MOMENT, nullable=True))
    op.add_column("messages", sa.Column("reported_at", _MOMENT, nullable=True))
    # What failed before is known: nobody is told of it now.
    op.execute("UPDATE messages SET reported_at = created_at WHERE state = 'failed'")
    op.create_table(
        "mailboxes",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=False),
        sa.Column("last_uid", sa.BigInteger(), nullable=False),
        sa.Column("claimed_at", _MOMENT, nullable=True),
        sa.Column("checked_at", _MOMENT, nullable=True),
        sa.Column("problem", sa.String(length=200), nullable=False),
        sa.Column("problem_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mailboxes")),
    )
    op.create_table(
        "bounced_addresses",
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("bounced_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("email_key", name=op.f("pk_bounced_addresses")),
    )


def downgrade() -> None:
    op.drop_table("bounced_addresses")
    op.drop_table("mailboxes")
    op.drop_column("messages", "reported_at")
    op.drop_column("messages", "bounced_at")
    op.drop_index(op.f("ix_invitations_reply"), table_name="invitations")
    with op.batch_alter_table("invitations") as invitations:
        invitations.drop_constraint(op.f("ck_invitations_replied"), type_="check")
        invitations.drop_constraint(op.f("ck_invitations_reply"), type_="check")
        for name in ("seat_asked_at", "asked_sequence", "reply_from", "replied_at", "reply"):
            invitations.drop_column(name)
