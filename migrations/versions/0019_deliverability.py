"""What was found about whether mail arrives, and trial invitations.

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "deliverability_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("domain", sa.String(length=255), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checked_by_id"],
            ["users.id"],
            name=op.f("fk_deliverability_reports_checked_by_id_users"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverability_reports")),
    )
    op.create_table(
        "trial_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=255), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("sequence BETWEEN 0 AND 2", name=op.f("ck_trial_invitations_sequence")),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["users.id"], name=op.f("fk_trial_invitations_sent_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial_invitations")),
        sa.UniqueConstraint("uid", name=op.f("uq_trial_invitations_uid")),
    )
    op.create_index(
        op.f("ix_trial_invitations_sent_by_id"), "trial_invitations", ["sent_by_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_trial_invitations_sent_by_id"), table_name="trial_invitations")
    op.drop_table("trial_invitations")
    op.drop_table("deliverability_reports")
