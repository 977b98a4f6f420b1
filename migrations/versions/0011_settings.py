"""Settings, words of messages and a logo that administrators change; teams that stopped.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "setting_values",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_setting_values_changed_by_id_users")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting_values")),
    )
    op.create_table(
        "message_texts",
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.Column("closing", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["users.id"], name=op.f("fk_message_texts_changed_by_id_users")
        ),
        sa.PrimaryKeyConstraint("kind", "language", name=op.f("pk_message_texts")),
    )
    op.create_table(
        "logos",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=12), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_logos_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_logos")),
    )
    op.create_table(
        "settings_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_settings_version_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settings_version")),
    )
    # The one row is there from the start, so that two first changes cannot both insert it.
    op.execute("INSERT INTO settings_version (id, mark) VALUES (1, '')")
    op.add_column(
        "teams", sa.Column("retired", sa.Boolean(), server_default=sa.false(), nullable=False)
    )


def downgrade() -> None:
    op.drop_column("teams", "retired")
    op.drop_table("settings_version")
    op.drop_table("logos")
    op.drop_table("message_texts")
    op.drop_table("setting_values")
