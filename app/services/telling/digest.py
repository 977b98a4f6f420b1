"""The morning mail of coordinators: what needs them today, each line one click from its action."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select

from app.extensions import db, installation, settings
from app.mail import outbox
from app.mail.facts import DigestLine, Recipient
from app.mail.messages import daily_digest
from app.models import User
from app.queries.deciding.today import Kind, Todo, today
from app.queries.telling import digest as query
from app.rules.telling.digest import is_due, wants
from app.rules.workdays import end_of_day, local_date
from app.services import history, holidays
from app.services.history import Action
from app.services.telling.message import STAFF_LANGUAGE, letterhead

#: So many lines at most; the page has them all.
MOST_LINES = 20


def _of_edition(item: Todo) -> str:
    assert item.card is not None
    return f"/werk/edities/{item.card.edition.id}"


def _attendance(item: Todo) -> str:
    assert item.meeting is not None
    return f"/werk/sessies/{item.meeting.id}/aanwezigheid"


def _phone(item: Todo) -> str:
    assert item.to_phone is not None
    return f"/werk/edities/{item.to_phone.edition_id}/wie-koos-wat"


#: Where each line leads: to where the page of today leads too.
ADDRESSES: Mapping[Kind, Callable[[Todo], str]] = {
    Kind.DECISION: _of_edition,
    Kind.FELL_BELOW: _of_edition,
    Kind.NO_TRAINER: lambda item: f"{_of_edition(item)}/begeleider",
    Kind.OFFER: _of_edition,
    Kind.HOLD: _of_edition,
    Kind.FAILED_MAIL: lambda _: "/werk/berichten?status=failed",
    Kind.MAILBOX: lambda _: "/werk/vandaag",
    Kind.ATTENDANCE: _attendance,
    Kind.QUOTES: lambda _: "/werk/citaten",
    Kind.EVALUATIONS: lambda item: f"{_of_edition(item)}/evaluatie",
    Kind.INQUIRIES: lambda _: "/werk/vragen",
    Kind.PHONE: _phone,
    Kind.NOT_PUBLISHED: _of_edition,
}
#: A mail that says that no mail leaves would not leave; and one that waits would be told of for
#: ever, in the next.
UNTOLD = frozenset({Kind.WAITING_MAIL})


def due(now: datetime) -> list[int]:
    """To whom the morning mail may have to go now, by user id; asks nothing outside its hours."""
    day = local_date(now)
    if not is_due(now, settings().digest_hour, working_day=holidays.is_working(day)):
        return []
    return query.readers(day)


def send(user_id: int, now: datetime) -> bool:
    """Tell one coordinator what needs them today; whether there was something.

    Once a day, also when there is nothing: then it is not looked at again. Not who has left, or
    wants it no more. Raises LookupError for an unknown account.
    """
    user = db.session.scalars(
        select(User).where(User.id == user_id).with_for_update(of=User),
        execution_options={"populate_existing": True},
    ).one_or_none()
    if user is None:
        raise LookupError(f"no account {user_id}")
    day = local_date(now)
    # It may have changed since the look for who is to get it.
    wanted = user.active and wants(user.digest, user.actor.roles)
    if not wanted or user.digested_on == day:
        return False
    user.digested_on = day
    lines = [_line(item) for item in today(user.actor, now).todo if item.kind not in UNTOLD]
    if lines:
        mail = daily_digest(
            letterhead(),
            Recipient(user.name, user.email, STAFF_LANGUAGE),
            user=str(user.id),
            lines=tuple(lines[:MOST_LINES]),
            more=len(lines[MOST_LINES:]),
        )
        outbox.enqueue(
            mail,
            dedupe_key=f"daily_digest:user-{user.id}:{day.isoformat()}",
            now=now,
            not_after=end_of_day(now),
        )
    db.session.flush()
    return bool(lines)


def choose(user_id: int, wanted: bool, now: datetime) -> None:
    """Let somebody have the morning mail, or not, by their own choice; raises LookupError.

    Choosing what holds already is kept as a choice, and changes nothing.
    """
    user = db.session.get(User, user_id)
    if user is None:
        raise LookupError(f"no account {user_id}")
    had = wants(user.digest, user.actor.roles)
    user.digest = wanted
    if had is not wanted:
        action = Action.MORNING_MAIL_WANTED if wanted else Action.MORNING_MAIL_STOPPED
        history.record(action, now, actor_id=user.id, user_id=user.id, name=user.name)


def _line(item: Todo) -> DigestLine:
    edition = item.card.edition if item.card else None
    people, first_at = item.to_phone, None
    if people is not None:
        first_at = people.first_at
    elif item.meeting is not None:
        first_at = item.meeting.starts_at
    elif edition is not None:
        first_at = edition.first_meeting.starts_at
    return DigestLine(
        kind=item.kind,
        number=item.number,
        base=item.base,
        at=item.at,
        title=people.short_name if people else edition.training.short_name if edition else "",
        first_at=first_at,
        taken=item.card.meter.taken if item.card else 0,
        minimum=item.card.meter.minimum if item.card else 0,
        url=f"{installation().base_url}{ADDRESSES[item.kind](item)}",
    )
