"""What was known at a decision and what it sent, and the booking curves that forecasts learn from.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_OUTCOMES = "outcome IN ('go_ahead', 'go_ahead_small', 'extend', {}'cancel')"


def upgrade() -> None:
    with op.batch_alter_table("decisions") as decisions:
        decisions.add_column(sa.Column("forecast_chance", sa.Float(), nullable=True))
        decisions.add_column(sa.Column("forecast_low", sa.Integer(), nullable=True))
        decisions.add_column(sa.Column("forecast_high", sa.Integer(), nullable=True))
        decisions.add_column(sa.Column("sent", sa.JSON(), nullable=True))
        decisions.create_check_constraint("forecast_chance", "forecast_chance BETWEEN 0 AND 1")
        decisions.create_check_constraint(
            "forecast",
            "(forecast_chance IS NULL) = (forecast_low IS NULL)"
            " AND (forecast_chance IS NULL) = (forecast_high IS NULL)",
        )
        decisions.drop_constraint(op.f("ck_decisions_outcome"), type_="check")
        decisions.create_check_constraint("outcome", _OUTCOMES.format("'postpone', "))

    op.create_table(
        "booking_curves",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days >= 0", name=op.f("ck_booking_curves_days")),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["editions.id"],
            name=op.f("fk_booking_curves_edition_id_editions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_booking_curves")),
    )


def downgrade() -> None:
    op.drop_table("booking_curves")
    # An edition that moved to new dates was not decided about in the words of before.
    op.execute("DELETE FROM decisions WHERE outcome = 'postpone'")
    with op.batch_alter_table("decisions") as decisions:
        decisions.drop_constraint(op.f("ck_decisions_outcome"), type_="check")
        decisions.create_check_constraint("outcome", _OUTCOMES.format(""))
        decisions.drop_constraint(op.f("ck_decisions_forecast"), type_="check")
        decisions.drop_constraint(op.f("ck_decisions_forecast_chance"), type_="check")
        decisions.drop_column("sent")
        decisions.drop_column("forecast_high")
        decisions.drop_column("forecast_low")
        decisions.drop_column("forecast_chance")
