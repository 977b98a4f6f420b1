"""Which messages wait longer than they should."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case

from app.extensions import settings
from app.models import Message
from app.rules.states import MessageState
from app.rules.telling.outbox import Priority

#: Since when a message waits: from its moment; once it was tried, from when it was written.
SINCE: ColumnElement[datetime] = case(
    (Message.attempts == 0, Message.due_at), else_=Message.created_at
)


def not_left(now: datetime, patience: timedelta) -> ColumnElement[bool]:
    """Messages that could have left by now, as a condition.

    Not what waits for the end of the quiet hours, nor what could leave less than `patience` ago.
    """
    not_left = Message.state.in_((MessageState.PENDING, MessageState.SENDING))
    hours = settings().mail_quiet_hours
    if hours is None or not (hours.last_until(now) or hours.last_until(now - patience)):
        return not_left
    return and_(not_left, Message.priority < Priority.LATER)
