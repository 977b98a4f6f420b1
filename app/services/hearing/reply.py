"""Answers of calendars to our invitations: kept, and followed by a question after a 'no'."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.mail.incoming import Answer
from app.mail.messages import seat_asked
from app.models import Edition, HistoryEntry, Invitation, Meeting, Registration
from app.rules.hearing.reply import Asked, Verdict, asks_about_seat, judge, moment_of
from app.rules.registering.withdrawal import cost_today
from app.rules.states import EditionState, RegistrationState, Reply
from app.rules.workdays import local_date
from app.services import history, holidays
from app.services.history import Action
from app.services.registering.seats import lock_edition
from app.services.registering.withdrawal import withdrawal_steps
from app.services.telling.message import edition_facts, link_reference, meeting_facts, tell

#: Answers of one person that the history names in a day: whoever forges yes and no by turns, or a
#: calendar that does so, fills no table. The last answer always stands beside the entry.
MOST_NOTED = 10


def take(answer: Answer, now: datetime) -> Verdict | None:
    """Keep an answer; None when it is to no invitation of ours.

    The UID finds the invitation: it is random, and one person's. An answer from another address is
    kept all the same, with that address for a coordinator to see: many people have an alias.
    """
    found = db.session.execute(
        select(Invitation.id, Registration.edition_id)
        .join(Registration, Registration.id == Invitation.registration_id)
        .where(Invitation.uid == answer.uid)
    ).one_or_none()
    if found is None:
        return None
    invitation_id, edition_id = found
    # As whoever changes the meeting does first; the version of the edition stays, for nothing of
    # the offer changes.
    db.session.execute(select(Edition.id).where(Edition.id == edition_id).with_for_update())
    row = db.session.get_one(Invitation, invitation_id, populate_existing=True)
    registration = db.session.get_one(Registration, row.registration_id, populate_existing=True)
    at = moment_of(answer.stamp, now)
    asked = Asked(registration.state, row.cancelled, row.asked_sequence, row.reply, row.replied_at)
    verdict = judge(asked, answer.reply, answer.sequence, at)
    if verdict is not Verdict.TAKEN:
        return verdict
    changed = row.reply is not answer.reply
    row.reply, row.replied_at = answer.reply, at
    row.reply_from = "" if answer.attendee == registration.email_key else answer.attendee
    if changed:
        row.seat_asked_at = None
    if changed and _noted(registration.id, now) < MOST_NOTED:
        _record(Action.REPLIED, registration, now, reply=answer.reply.value, meeting=row.meeting)
    db.session.flush()
    return verdict


def _noted(registration_id: int, now: datetime) -> int:
    """How many answers of this person the history has from the last day."""
    rows = select(func.count()).where(
        HistoryEntry.registration_id == registration_id,
        HistoryEntry.action == Action.REPLIED,
        HistoryEntry.at > now - timedelta(days=1),
    )
    return db.session.scalar(rows) or 0


def editions_to_ask(now: datetime) -> list[int]:
    """Editions in which somebody said 'no' and was not asked about the seat yet."""
    return list(
        db.session.scalars(
            select(Registration.edition_id)
            .join(Invitation, Invitation.registration_id == Registration.id)
            .join(Edition, Edition.id == Registration.edition_id)
            .where(
                Invitation.reply == Reply.DECLINED,
                Invitation.seat_asked_at.is_(None),
                Invitation.cancelled.is_(False),
                Registration.state == RegistrationState.REGISTERED,
                Edition.state.in_((EditionState.PUBLISHED, EditionState.CONFIRMED)),
                ~exists().where(Meeting.edition_id == Edition.id, Meeting.starts_at <= now),
            )
            .distinct()
            .order_by(Registration.edition_id)
        )
    )


def ask_about_seats(edition_id: int, now: datetime) -> int:
    """Ask by mail whether the seats of who said 'no' may be freed; how many people were asked.

    Once for each answer, and once a day for a person: a calendar that says yes and no by turns
    sends no flood. Nothing is freed before the person says so on the page that the mail opens.
    """
    edition = lock_edition(edition_id)
    days_off = holidays.around(local_date(edition.first_meeting.starts_at))
    facts = edition_facts(edition, now)
    asked = 0
    for registration, rows in _declined(edition_id):
        start = edition.first_meeting.starts_at
        if not asks_about_seat(registration.state, edition.state, start, now):
            continue
        if all(row.seat_asked_at for row in rows):
            continue
        cost = cost_today(withdrawal_steps(registration, days_off), local_date(now))
        sent = tell(
            seat_asked,
            registration,
            facts,
            now,
            key=local_date(now).isoformat(),
            registration=link_reference(registration),
            meetings=tuple(meeting_facts(row.meeting) for row in rows),
            cost_cents=cost,
        )
        for row in rows:
            row.seat_asked_at = now
        asked += sent is not None
    db.session.flush()
    return asked


def _declined(edition_id: int) -> list[tuple[Registration, list[Invitation]]]:
    rows = db.session.scalars(
        select(Invitation)
        .join(Invitation.registration)
        .join(Invitation.meeting)
        .where(
            Registration.edition_id == edition_id,
            Registration.state == RegistrationState.REGISTERED,
            Invitation.reply == Reply.DECLINED,
            Invitation.cancelled.is_(False),
        )
        .options(joinedload(Invitation.registration), joinedload(Invitation.meeting))
        .order_by(Registration.queue_number, Meeting.starts_at)
        .execution_options(populate_existing=True)
    )
    found: dict[int, tuple[Registration, list[Invitation]]] = {}
    for row in rows:
        found.setdefault(row.registration_id, (row.registration, []))[1].append(row)
    return list(found.values())


def declined(registration: Registration) -> Sequence[Invitation]:
    """The entries of somebody with a seat to which they said 'no', in order of their meetings."""
    if registration.state is not RegistrationState.REGISTERED:
        return []
    return db.session.scalars(
        select(Invitation)
        .join(Invitation.meeting)
        .where(
            Invitation.registration_id == registration.id,
            Invitation.reply == Reply.DECLINED,
            Invitation.cancelled.is_(False),
        )
        .options(joinedload(Invitation.meeting))
        .order_by(Meeting.starts_at)
    ).all()


def come_after_all(registration: Registration, now: datetime) -> bool:
    """The person says on our page that they come: each 'no' is gone. False when there was none.

    An answer from a calendar that is older than this one counts no more.
    """
    db.session.execute(
        select(Edition.id).where(Edition.id == registration.edition_id).with_for_update()
    )
    db.session.refresh(registration)
    rows = declined(registration)
    for row in rows:
        row.reply, row.replied_at = Reply.ACCEPTED, now
        row.reply_from, row.seat_asked_at = "", None
    if rows:
        _record(Action.SEAT_KEPT, registration, now)
    db.session.flush()
    return bool(rows)


def _record(
    action: Action,
    registration: Registration,
    now: datetime,
    *,
    reply: str = "",
    meeting: Meeting | None = None,
) -> None:
    facts: dict[str, Any] = {"reply": reply} if reply else {}
    if meeting is not None:
        facts["starts_at"] = meeting.starts_at.isoformat()
    history.record(
        action,
        now,
        edition_id=registration.edition_id,
        registration_id=registration.id,
        name=registration.name,
        **facts,
    )
