"""The names that one organisation goes by, and its registrations found by its name.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation_aliases",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_organisation_aliases")),
    )
    op.create_index(
        op.f("ix_registrations_organisation"), "registrations", ["organisation"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_registrations_organisation"), table_name="registrations")
    op.drop_table("organisation_aliases")
