"""What orders the outbox: priority, the domain of the recipient, its pauses and the pace.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NOW = (
    "sign_in_link",
    "password_reset",
    "password_changed",
    "second_factor_reset",
    "new_device",
    "staff_invited",
    "interest_asked",
    "registration_confirmed",
    "already_registered",
    "booking_overview",
    "waitlisted",
    "withdrawn",
    "transferred",
    "place_passed_on",
    "address_changed",
    "seat_offered",
    "seat_held",
)
LATER = (
    "reminder",
    "evaluation_request",
    "evaluation_reminder",
    "team_message",
    "date_planned",
    "planned_anew",
    "edition_recommended",
    "team_asked",
)
STATES = ("pending", "sending", "sent", "failed")
WAITING = sa.text("state = 'pending'")


def upgrade() -> None:
    op.add_column(
        "messages",
        sa.Column("priority", sa.SmallInteger(), server_default="2", nullable=False),
    )
    op.add_column(
        "messages",
        sa.Column("domain", sa.String(length=255), server_default="", nullable=False),
    )
    _allow(*STATES, "superseded")
    op.create_index(
        "ix_messages_waiting",
        "messages",
        ["priority", "id"],
        unique=False,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    messages = sa.table(
        "messages",
        sa.column("kind", sa.String()),
        sa.column("priority", sa.SmallInteger()),
        sa.column("domain", sa.String()),
        sa.column("recipient", sa.String()),
    )
    for priority, kinds in ((1, NOW), (3, LATER)):
        op.execute(messages.update().where(messages.c.kind.in_(kinds)).values(priority=priority))
    # An address has one at sign, as `app.mail.cleaning.check_address` sees to.
    finder = sa.func.instr if op.get_bind().dialect.name == "sqlite" else sa.func.strpos
    at = finder(messages.c.recipient, "@")
    domain = sa.func.lower(sa.func.substr(messages.c.recipient, at + 1))
    op.execute(messages.update().where(at > 0).values(domain=domain))
    op.create_table(
        "domain_pauses",
        sa.Column("domain", sa.String(length=255), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("domain", name=op.f("pk_domain_pauses")),
    )
    op.create_table(
        "mail_pace",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("free_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_mail_pace_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_pace")),
    )


def downgrade() -> None:
    op.drop_table("mail_pace")
    op.drop_table("domain_pauses")
    op.drop_index("ix_messages_waiting", table_name="messages")
    # Never to be sent, and said so: as near as the older states come.
    op.execute(
        "UPDATE messages SET state = 'failed', last_error = 'superseded' WHERE state = 'superseded'"
    )
    _allow(*STATES)
    op.drop_column("messages", "domain")
    op.drop_column("messages", "priority")


def _allow(*states: str) -> None:
    """Let these be the states of a message."""
    names = ", ".join(f"'{state}'" for state in states)
    with op.batch_alter_table("messages") as batch_op:
        batch_op.drop_constraint(op.f("ck_messages_state"), type_="check")
        batch_op.create_check_constraint(op.f("ck_messages_state"), f"state IN ({names})")
