"""Telling a team which mails to its people did not arrive, once a day at most."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from app.extensions import db, installation
from app.mail import outbox
from app.mail.facts import LostMail, Recipient
from app.mail.messages import undeliverable
from app.models import Edition, Message, Registration, Team
from app.queries.telling.message import missed
from app.rules.hearing.bounce import UNIMPORTANT
from app.rules.states import RegistrationState
from app.rules.workdays import local_date
from app.services.telling.message import STAFF_LANGUAGE, coordinators, letterhead

#: What fails together is told together: the first failure waits this long for the others.
WAIT = timedelta(minutes=15)
#: As many are named in one mail.
NAMED = 25


def teams_to_tell(now: datetime) -> list[int]:
    """Teams that do not know of a mail to one of their people which did not arrive."""
    teams = db.session.scalars(
        select(Edition.team_id)
        .join(Registration, Registration.edition_id == Edition.id)
        .join(Message, Message.registration_id == Registration.id)
        .where(_unreported(), func.coalesce(Message.bounced_at, Message.due_at) <= now - WAIT)
        .distinct()
        .order_by(Edition.team_id)
    ).all()
    if not teams:
        return []
    told = outbox.held([_first_key(team_id, now) for team_id in teams])
    return [team_id for team_id in teams if _first_key(team_id, now) not in told]


def report(team_id: int, now: datetime) -> int:
    """Tell the coordinators of a team what did not arrive; how many mails it is about."""
    team = db.session.scalars(select(Team).where(Team.id == team_id).with_for_update()).one()
    rows = db.session.execute(
        select(Message, Registration)
        .join(Registration, Registration.id == Message.registration_id)
        .join(Edition, Edition.id == Registration.edition_id)
        .where(_unreported(), Edition.team_id == team_id)
        .order_by(Message.id)
    ).all()
    people = coordinators(team_id)
    # With nobody to tell it stays untold: somebody may have an account tomorrow.
    if not rows or not people or outbox.holds(_first_key(team_id, now)):
        return 0
    base = installation().base_url
    lost = tuple(
        LostMail(
            name=person.name,
            subject=message.subject,
            reason=message.last_error,
            url=f"{base}/werk/edities/{person.edition_id}/deelnemers/{person.public_id}",
        )
        for message, person in rows[:NAMED]
    )
    for number, user in enumerate(people):
        to = Recipient(user.name, user.email, STAFF_LANGUAGE)
        outbox.enqueue(
            undeliverable(letterhead(), to, team=team.name, lost=lost, total=len(rows)),
            dedupe_key=_key(team_id, now, user.id if number else None),
            now=now,
        )
    for message, _ in rows:
        message.reported_at = now
    db.session.flush()
    return len(rows)


def _unreported() -> ColumnElement[bool]:
    """Mails that somebody misses: not those of little weight, nor to who left by themselves."""
    return (
        missed()
        & Message.reported_at.is_(None)
        & Message.kind.not_in(UNIMPORTANT)
        & Registration.state.not_in((RegistrationState.WITHDRAWN, RegistrationState.MOVED))
    )


def _first_key(team_id: int, now: datetime) -> str:
    return _key(team_id, now, None)


def _key(team_id: int, now: datetime, user_id: int | None) -> str:
    whose = "" if user_id is None else f":user-{user_id}"
    return f"undeliverable:team-{team_id}{whose}:{local_date(now).isoformat()}"
