"""What ties a mail to the one before it, what ends such mails, and the address of a team.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("in_reply_to", "unsubscribe"):
        op.add_column(
            "messages", sa.Column(name, sa.String(length=255), nullable=False, server_default="")
        )
    op.add_column(
        "teams", sa.Column("email", sa.String(length=254), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("teams", "email")
    op.drop_column("messages", "unsubscribe")
    op.drop_column("messages", "in_reply_to")
