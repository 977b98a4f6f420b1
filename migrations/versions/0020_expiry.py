"""Until when a message makes sense, to whom it goes, and since when a domain takes no mail.

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

STATES = ("pending", "sending", "sent", "failed", "superseded")


def upgrade() -> None:
    op.add_column("messages", sa.Column("not_after", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "messages",
        sa.Column("recipient_key", sa.String(length=254), server_default="", nullable=False),
    )
    _allow(*STATES, "expired")
    _fill_recipient_keys()
    op.create_index(op.f("ix_messages_recipient_key"), "messages", ["recipient_key"], unique=False)
    op.add_column("domain_pauses", sa.Column("since", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE domain_pauses SET since = until")
    with op.batch_alter_table("domain_pauses") as pauses:
        pauses.alter_column("since", existing_type=sa.DateTime(timezone=True), nullable=False)


def _fill_recipient_keys() -> None:
    """As `rules.registering.registration.email_key` makes them.

    SQLite folds ASCII alone, PostgreSQL the rest as its locale has it: Python does what is not
    ASCII, which is next to nothing.
    """
    messages = sa.table(
        "messages", sa.column("recipient", sa.String()), sa.column("recipient_key", sa.String())
    )
    op.execute(messages.update().values(recipient_key=sa.func.lower(messages.c.recipient)))
    connection = op.get_bind()
    addresses = connection.scalars(sa.select(messages.c.recipient).distinct()).all()
    for address in addresses:
        if not address.isascii() or address != address.strip():
            key = address.strip().casefold()[:254]
            connection.execute(
                messages.update().where(messages.c.recipient == address).values(recipient_key=key)
            )


def downgrade() -> None:
    op.drop_column("domain_pauses", "since")
    op.drop_index(op.f("ix_messages_recipient_key"), table_name="messages")
    # Never to be sent, and said so: as near as the older states come.
    op.execute(
        "UPDATE messages SET state = 'failed', last_error = 'expired' WHERE state = 'expired'"
    )
    _allow(*STATES)
    op.drop_column("messages", "recipient_key")
    op.drop_column("messages", "not_after")


def _allow(*states: str) -> None:
    """Let these be the states of a message."""
    names = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("messages") as batch_op:
        batch_op.drop_constraint(op.f("ck_messages_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_messages_state"), f"state IN ({names})")
