"""The morning mail of coordinators, and what has been told once: a certificate, a fall.

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("digest", sa.Boolean(), nullable=True))
    op.add_column("users", sa.Column("digested_on", sa.Date(), nullable=True))
    op.add_column("editions", sa.Column("fall_told_on", sa.Date(), nullable=True))
    told_at = sa.Column("certificate_told_at", sa.DateTime(timezone=True), nullable=True)
    op.add_column("registrations", told_at)
    # Who took part before this version has heard of it long ago, from people.
    op.execute(
        "UPDATE registrations SET certificate_told_at = (SELECT completed_at FROM editions"
        " WHERE editions.id = registrations.edition_id)"
        " WHERE edition_id IN (SELECT id FROM editions WHERE state = 'completed')"
    )


def downgrade() -> None:
    op.drop_column("registrations", "certificate_told_at")
    op.drop_column("editions", "fall_told_on")
    op.drop_column("users", "digested_on")
    op.drop_column("users", "digest")
