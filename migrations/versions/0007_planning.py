"""Editions that are published at a moment, and trainings that are being prepared.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("editions", sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "editions", sa.Column("publish_missed_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.add_column(
        "trainings",
        sa.Column("published", sa.Boolean(), server_default=sa.true(), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("trainings", "published")
    op.drop_column("editions", "publish_missed_at")
    op.drop_column("editions", "publish_at")
