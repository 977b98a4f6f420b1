"""A second factor, passkeys, invitations and the log of sign-ins of staff.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = (
    "signed_in",
    "failed",
    "second_factor_failed",
    "invitation_accepted",
    "password_changed",
    "password_reset",
)
METHODS = ("password", "code", "recovery_code", "passkey", "passkey_alone", "provider")


def _states(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=30)


def upgrade() -> None:
    op.add_column("users", sa.Column("last_sign_in_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("users", sa.Column("tf_primary_method", sa.String(length=30), nullable=True))
    op.add_column("users", sa.Column("tf_totp_secret", sa.Text(), nullable=True))
    op.add_column("users", sa.Column("totp_counter", sa.BigInteger(), nullable=True))
    op.add_column(
        "users", sa.Column("mf_recovery_codes", sa.JSON(), server_default="[]", nullable=False)
    )
    op.add_column(
        "users", sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True)
    )
    op.add_column("users", sa.Column("provider_subject", sa.String(length=64), nullable=True))
    op.create_index(
        op.f("ix_users_fs_webauthn_user_handle"), "users", ["fs_webauthn_user_handle"], unique=True
    )
    op.create_index(op.f("ix_users_provider_subject"), "users", ["provider_subject"], unique=True)

    op.create_table(
        "passkeys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("usage", sa.String(length=10), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=False),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("extensions", sa.Text(), nullable=True),
        sa.Column("lastuse_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_passkeys_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_passkeys_user_id_name")),
    )

    op.create_table(
        "staff_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["teams.id"], name=op.f("fk_staff_invitations_team_id_teams")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["users.id"], name=op.f("fk_staff_invitations_invited_by_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_invitations")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_invitations_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_staff_invitations_public_id")),
    )
    op.create_index(
        op.f("ix_staff_invitations_expires_at"), "staff_invitations", ["expires_at"], unique=False
    )

    op.create_table(
        "account_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("kind", _states("kind", KINDS), nullable=False),
        sa.Column("method", _states("method", METHODS), nullable=True),
        sa.Column("device", sa.String(length=60), nullable=False),
        sa.Column("network", sa.String(length=45), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_account_events_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_events")),
    )
    op.create_index(op.f("ix_account_events_at"), "account_events", ["at"], unique=False)
    op.create_index(op.f("ix_account_events_user_id"), "account_events", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_account_events_user_id"), table_name="account_events")
    op.drop_index(op.f("ix_account_events_at"), table_name="account_events")
    op.drop_table("account_events")

    op.drop_index(op.f("ix_staff_invitations_expires_at"), table_name="staff_invitations")
    op.drop_table("staff_invitations")

    op.drop_table("passkeys")

    op.drop_index(op.f("ix_users_provider_subject"), table_name="users")
    op.drop_index(op.f("ix_users_fs_webauthn_user_handle"), table_name="users")
    for name in (
        "provider_subject",
        "fs_webauthn_user_handle",
        "mf_recovery_codes",
        "totp_counter",
        "tf_totp_secret",
        "tf_primary_method",
        "last_sign_in_at",
    ):
        op.drop_column("users", name)
