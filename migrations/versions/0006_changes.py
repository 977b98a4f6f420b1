"""Editions that get new dates, decisions taken back, and the day until which leaving is free.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_OUTCOMES = "outcome IN ('go_ahead', 'go_ahead_small', 'extend', 'postpone', {}'cancel')"


def upgrade() -> None:
    op.add_column("registrations", sa.Column("free_until", sa.Date(), nullable=True))
    with op.batch_alter_table("decisions") as decisions:
        decisions.add_column(sa.Column("previous_on", sa.Date(), nullable=True))
        decisions.add_column(sa.Column("postponed_to", sa.Date(), nullable=True))
        decisions.drop_constraint(op.f("ck_decisions_outcome"), type_="check")
        decisions.create_check_constraint("outcome", _OUTCOMES.format("'take_back', "))


def downgrade() -> None:
    # The version before cannot say that a decision did not hold; the edition stays as it is.
    op.execute("DELETE FROM decisions WHERE outcome = 'take_back'")
    with op.batch_alter_table("decisions") as decisions:
        decisions.drop_constraint(op.f("ck_decisions_outcome"), type_="check")
        decisions.create_check_constraint("outcome", _OUTCOMES.format(""))
        decisions.drop_column("postponed_to")
        decisions.drop_column("previous_on")
    op.drop_column("registrations", "free_until")
