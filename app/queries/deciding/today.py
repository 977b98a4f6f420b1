"""What needs a coordinator today, in a number of round trips that does not grow with the offer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import case, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import defer, joinedload

from app.extensions import db, installation, settings
from app.models import (
    Attendance,
    Decision,
    Edition,
    EvaluationTicket,
    HistoryEntry,
    Inquiry,
    Mailbox,
    Meeting,
    Message,
    Quote,
    Registration,
)
from app.queries.attending.quote import enough_responses
from app.queries.deciding.forecast import Outlook, outlooks
from app.queries.deciding.minimum import minimum_facts
from app.queries.deciding.rebooking import PhoneList, phone_lists
from app.queries.hearing.incoming import mailbox_problem
from app.queries.offering.offer import EditionCard, cards
from app.queries.offering.planning import own_team_id
from app.queries.registering.inquiry import unanswered
from app.queries.telling import waiting
from app.queries.telling.message import missed, readable_by, waits
from app.rules.access import Actor
from app.rules.attending.evaluation import closes_at
from app.rules.deciding.minimum import under_minimum_after_confirmation
from app.rules.deciding.undo import GOING_AHEAD
from app.rules.states import EditionState, QuoteState, RegistrationState
from app.rules.workdays import local_date, local_moment

#: A decision comes into sight this many days ahead.
DECISIONS_AHEAD = 21
#: Attendance that was not taken, and editions to evaluate, are looked for this far back.
LOOK_BACK = timedelta(days=60)
#: A message that waits longer than this has met a worker or mail server that does not work.
WAITING_TOO_LONG = timedelta(minutes=15)
#: As many failed messages are named one by one; the rest stand in the list of messages.
NAMED_FAILURES = 5
# How `services.history.Action` writes that a trainer went and nobody came instead.
_TRAINER_LEFT = "trainer_left"


class Kind(StrEnum):
    """What a line on the desk asks for."""

    DECISION = "decision"
    FELL_BELOW = "fell_below"
    NO_TRAINER = "no_trainer"
    OFFER = "offer"
    HOLD = "hold"
    FAILED_MAIL = "failed_mail"
    WAITING_MAIL = "waiting_mail"
    MAILBOX = "mailbox"
    ATTENDANCE = "attendance"
    QUOTES = "quotes"
    EVALUATIONS = "evaluations"
    INQUIRIES = "inquiries"
    PHONE = "phone"
    NOT_PUBLISHED = "not_published"


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that needs somebody.

    at: when it is due, for the order. number: days left for a decision (0 and below: now) or until
    a meeting without trainer, hours left of an offer, registrations missing, messages,
    people not marked, quotes, or responses. base: what `number` is a part of, for attendance
    and evaluations.
    """

    kind: Kind
    at: datetime
    number: int
    base: int = 0
    card: EditionCard | None = None
    meeting: Meeting | None = None
    registration: Registration | None = None
    messages: tuple[Message, ...] = ()
    mailbox: Mailbox | None = None
    inquiries: tuple[Inquiry, ...] = ()
    outlook: Outlook | None = None
    to_phone: PhoneList | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The desk of one day: what to do, soonest first, and the editions of this month.

    `on_track` counts the coming editions that ask for nothing.
    """

    todo: tuple[Todo, ...]
    month: tuple[EditionCard, ...]
    on_track: int


def today(actor: Actor, now: datetime) -> Today:
    """What this coordinator's teams need today."""
    day = local_date(now)
    shown = cards(_editions(actor, day, now), now)
    tallies = _tallies(shown, now, actor)
    todo = [
        *_decisions(shown, day, now),
        *_not_published(shown),
        *_fallen(shown, tallies, now),
        *_without_trainer(shown, tallies, now),
        *_offers(shown, now),
        *_messages(actor, tallies, now),
        *_mailbox(actor),
        *_inquiries(actor),
        *_to_phone(actor, now),
        *_attendance(shown, tallies, now),
        *_quotes(shown, tallies, now),
        *_evaluations(shown, tallies, now),
    ]
    todo.sort(key=lambda item: item.at)
    busy = {item.card.edition.id for item in todo if item.card}
    coming = (EditionState.PUBLISHED, EditionState.CONFIRMED)
    return Today(
        tuple(todo),
        tuple(c for c in shown if (c.first_on.year, c.first_on.month) == (day.year, day.month)),
        sum(c.edition.state in coming and c.edition.id not in busy for c in shown),
    )


def _editions(actor: Actor, day: date, now: datetime) -> Sequence[Edition]:
    month_start = local_moment(day.replace(day=1), time())
    next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    in_sight = exists().where(
        Meeting.edition_id == Edition.id,
        Meeting.ends_at >= min(now - LOOK_BACK, month_start),
        Meeting.starts_at < local_moment(next_month, time()),
    )
    coming = Edition.state.in_((EditionState.PUBLISHED, EditionState.CONFIRMED))
    statement = (
        select(Edition)
        .where(or_(coming, in_sight, Edition.publish_missed_at.is_not(None)))
        # One statement: an edition has few meetings and trainers.
        .options(
            joinedload(Edition.training),
            joinedload(Edition.team),
            joinedload(Edition.meetings),
            joinedload(Edition.trainers),
        )
    )
    team_id = own_team_id(actor)
    if team_id is not None:
        statement = statement.where(Edition.team_id == team_id)
    found = db.session.scalars(statement).unique().all()
    return sorted(found, key=lambda edition: (edition.first_meeting.starts_at, edition.id))


_Tallies = dict[tuple[str, str], int]


def _tallies(shown: Sequence[EditionCard], now: datetime, actor: Actor) -> _Tallies:
    """Numbers of several tables in one round trip, by what they count and of which row."""
    edition_ids = [c.edition.id for c in shown]
    ended = [m.id for c in shown for m in c.edition.meetings if m.ends_at <= now]
    unguided = [c.edition.id for c in shown if _nobody_guides(c, now)]
    quotes = (
        select(literal("quotes"), func.max(Quote.edition_id), func.count())
        .where(Quote.edition_id.in_(edition_ids), Quote.state == QuoteState.PENDING)
        .group_by(Quote.edition_id)
    )
    if not settings().quotes_below_threshold:
        quotes = quotes.where(Quote.edition_id.in_(enough_responses()))
    rows: Iterable[tuple[str, int, int]] = db.session.execute(
        union_all(
            select(literal("marked"), func.max(Attendance.meeting_id), func.count())
            .join(Registration, Registration.id == Attendance.registration_id)
            .where(
                Attendance.meeting_id.in_(ended),
                Registration.state == RegistrationState.REGISTERED,
            )
            .group_by(Attendance.meeting_id),
            quotes,
            select(literal("decided"), Decision.edition_id, Decision.count).where(
                Decision.edition_id.in_(edition_ids), Decision.outcome.in_(GOING_AHEAD)
            ),
            select(literal("left"), func.max(HistoryEntry.edition_id), func.count())
            .where(
                HistoryEntry.edition_id.in_(unguided),
                HistoryEntry.action == _TRAINER_LEFT,
            )
            .group_by(HistoryEntry.edition_id),
            select(literal("asked"), func.max(EvaluationTicket.edition_id), func.count())
            .where(EvaluationTicket.edition_id.in_(edition_ids))
            .group_by(EvaluationTicket.edition_id),
            select(
                literal("answered"),
                func.max(EvaluationTicket.edition_id),
                func.sum(case((EvaluationTicket.used, 1), else_=0)),
            )
            .where(EvaluationTicket.edition_id.in_(edition_ids))
            .group_by(EvaluationTicket.edition_id),
            select(literal("failed"), literal(0), func.count()).where(missed(), readable_by(actor)),
            select(literal("waiting"), literal(0), func.count()).where(waits(actor)),
            select(literal("late"), literal(0), func.count()).where(
                waits(actor),
                waiting.not_left(now, WAITING_TOO_LONG),
                now - WAITING_TOO_LONG >= waiting.SINCE,
            ),
        )
    )
    return {(kind, str(key)): number for kind, key, number in rows}


def _decisions(shown: Sequence[EditionCard], day: date, now: datetime) -> Iterable[Todo]:
    due = []
    for c in shown:
        facts = minimum_facts(c.edition, c.seats.active)
        left = (facts.decision_on - day).days
        if facts.state is EditionState.PUBLISHED and not facts.reached and left <= DECISIONS_AHEAD:
            due.append((c, facts.decision_on, left))
    found = outlooks([c for c, _, _ in due], now)
    for c, decision_on, left in due:
        outlook = found.get(c.edition.id)
        yield Todo(Kind.DECISION, _morning(decision_on), left, card=c, outlook=outlook)


def _not_published(shown: Sequence[EditionCard]) -> Iterable[Todo]:
    for c in shown:
        missed_at = c.edition.publish_missed_at
        if c.edition.state is EditionState.DRAFT and missed_at is not None:
            yield Todo(Kind.NOT_PUBLISHED, missed_at, 1, card=c)


def _fallen(shown: Sequence[EditionCard], tallies: _Tallies, now: datetime) -> Iterable[Todo]:
    for c in shown:
        facts = minimum_facts(c.edition, c.seats.active)
        starts_at = c.edition.first_meeting.starts_at
        decided = tallies.get(("decided", str(c.edition.id)), facts.count)
        if under_minimum_after_confirmation(facts, decided) and now < starts_at:
            yield Todo(Kind.FELL_BELOW, starts_at, facts.missing, card=c)


def _nobody_guides(shown: EditionCard, now: datetime) -> bool:
    edition = shown.edition
    coming = edition.state in (EditionState.PUBLISHED, EditionState.CONFIRMED)
    return coming and not edition.trainers and now < edition.last_meeting.ends_at


def _without_trainer(
    shown: Sequence[EditionCard], tallies: _Tallies, now: datetime
) -> Iterable[Todo]:
    """Those whose trainer left; an edition that never named one is planned so."""
    for c in shown:
        if ("left", str(c.edition.id)) in tallies:
            coming = next(m for m in c.edition.meetings if now < m.ends_at)
            days = (local_date(coming.starts_at) - local_date(now)).days
            # Finding somebody takes longer than it seems: it stands with what is due now.
            yield Todo(Kind.NO_TRAINER, now, days, card=c, meeting=coming)


def _offers(shown: Sequence[EditionCard], now: datetime) -> Iterable[Todo]:
    by_id = {c.edition.id: c for c in shown}
    offered = db.session.scalars(
        select(Registration)
        .where(Registration.edition_id.in_(by_id), Registration.state == RegistrationState.OFFERED)
        .order_by(Registration.offer_expires_at)
    )
    held: dict[int, list[datetime]] = {}
    for registration in offered:
        assert registration.offer_expires_at is not None
        card = by_id[registration.edition_id]
        expires_at = registration.offer_expires_at
        if registration.is_hold:
            held.setdefault(registration.edition_id, []).append(expires_at)
        else:
            hours = round((expires_at - now) / timedelta(hours=1))
            yield Todo(Kind.OFFER, expires_at, hours, card=card, registration=registration)
    for edition_id, ends in held.items():
        yield Todo(Kind.HOLD, max(ends), len(ends), card=by_id[edition_id])


def _messages(actor: Actor, tallies: _Tallies, now: datetime) -> Iterable[Todo]:
    failed = tallies.get(("failed", "0"), 0)
    if failed:
        named = db.session.scalars(
            select(Message)
            .where(missed(), readable_by(actor))
            .options(
                defer(Message.text),
                defer(Message.html),
                defer(Message.calendar),
                joinedload(Message.registration),
            )
            .order_by(Message.id.desc())
            .limit(NAMED_FAILURES)
        )
        yield Todo(Kind.FAILED_MAIL, now, failed, messages=tuple(named))
    if tallies.get(("late", "0")):
        # All that wait: as many as the list of messages says.
        yield Todo(Kind.WAITING_MAIL, now, tallies["waiting", "0"])


def _mailbox(actor: Actor) -> Iterable[Todo]:
    """For administrators, who can mend it."""
    if actor.is_administrator and installation().reads_mail:
        problem = mailbox_problem()
        if problem is not None and problem.problem_at is not None:
            yield Todo(Kind.MAILBOX, problem.problem_at, 1, mailbox=problem)


def _inquiries(actor: Actor) -> Iterable[Todo]:
    waiting = unanswered(own_team_id(actor))
    if waiting:
        oldest = waiting[0].asked_at
        yield Todo(Kind.INQUIRIES, oldest, len(waiting), inquiries=tuple(waiting))


def _to_phone(actor: Actor, now: datetime) -> Iterable[Todo]:
    for people in phone_lists(own_team_id(actor), now):
        yield Todo(Kind.PHONE, now, people.number, to_phone=people)


def _attendance(shown: Sequence[EditionCard], tallies: _Tallies, now: datetime) -> Iterable[Todo]:
    for c in shown:
        if c.edition.state not in (EditionState.CONFIRMED, EditionState.COMPLETED):
            continue
        for meeting in c.edition.meetings:
            missing = c.seats.active - tallies.get(("marked", str(meeting.id)), 0)
            if now - LOOK_BACK <= meeting.ends_at <= now and missing > 0:
                at = meeting.ends_at
                yield Todo(Kind.ATTENDANCE, at, missing, c.seats.active, card=c, meeting=meeting)


def _quotes(shown: Sequence[EditionCard], tallies: _Tallies, now: datetime) -> Iterable[Todo]:
    # Nothing presses: they come after what has a date in the weeks ahead.
    at = now + timedelta(days=DECISIONS_AHEAD)
    for c in shown:
        pending = tallies.get(("quotes", str(c.edition.id)), 0)
        if pending:
            yield Todo(Kind.QUOTES, at, pending, card=c)


def _evaluations(shown: Sequence[EditionCard], tallies: _Tallies, now: datetime) -> Iterable[Todo]:
    for c in shown:
        asked = tallies.get(("asked", str(c.edition.id)), 0)
        answered = tallies.get(("answered", str(c.edition.id)), 0)
        closes = closes_at(c.edition.last_meeting.ends_at, settings().evaluation_close_days)
        if now < closes and 2 * answered < asked:
            yield Todo(Kind.EVALUATIONS, closes, answered, asked, card=c)


def _morning(day: date) -> datetime:
    return local_moment(day, time(9))
