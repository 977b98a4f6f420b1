"""The offer as visitors and staff see it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache

from sqlalchemy import Engine, Select, String, cast, exists, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import defer, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.extensions import db
from app.models import Edition, Meeting, SettingsVersion, Team, Theme, Training
from app.queries.deciding.minimum import minimum_of
from app.queries.registering.seats import participant_counts, seat_and_cancel_counts
from app.rules.deciding.rebooking import Candidate, ranked
from app.rules.offering.half_days import MeetingSpan, half_days
from app.rules.offering.offer import Meter, meter
from app.rules.registering.registration import WindowFacts, is_open
from app.rules.registering.seats import SeatCount
from app.rules.states import EditionState
from app.rules.workdays import local_date


@dataclass(frozen=True, slots=True)
class EditionCard:
    """An edition with what lists, pages and messages tell about it."""

    edition: Edition
    seats: SeatCount
    meter: Meter
    open: bool

    @property
    def first_on(self) -> date:
        """Local date of the first meeting."""
        return local_date(self.edition.first_meeting.starts_at)


@dataclass(frozen=True, slots=True)
class Offer:
    """The public catalogue: the coming editions, and the trainings that have none to follow."""

    cards: Sequence[EditionCard]
    dateless: Sequence[Training]


def with_meetings(statement: Select[Edition]) -> Select[Edition]:
    """Load with each edition what a card needs, in two round trips."""
    return statement.options(
        joinedload(Edition.training), joinedload(Edition.team), selectinload(Edition.meetings)
    )


def with_details(statement: Select[Edition]) -> Select[Edition]:
    """Load with each edition its themes, helping teams and trainers too, in five round trips."""
    return with_meetings(statement).options(
        joinedload(Edition.training).selectinload(Training.themes),
        selectinload(Edition.helping_teams),
        selectinload(Edition.trainers),
    )


def window_of(edition: Edition) -> WindowFacts:
    """When this edition takes registrations."""
    return WindowFacts(edition.state, edition.opens_at, edition.closes_at)


def cards(editions: Sequence[Edition], now: datetime) -> list[EditionCard]:
    """Cards of these editions, with their meters, in the same order."""
    completed = [e.id for e in editions if e.state is EditionState.COMPLETED]
    participants = participant_counts(completed) if completed else {}
    seats, at_cancelling = seat_and_cancel_counts(editions)
    result = []
    for edition in editions:
        taken = seats[edition.id]
        count, minimum = at_cancelling.get(edition.id, (taken.active, minimum_of(edition)))
        window = window_of(edition)
        edition_meter = meter(
            seats=taken,
            count=count,
            minimum=minimum,
            window=window,
            decision_on=edition.decision_on,
            now=now,
            cancel_reason=edition.cancel_reason,
            participants=participants.get(edition.id),
        )
        result.append(EditionCard(edition, taken, edition_meter, is_open(window, now)))
    return result


def half_days_of(meetings: Iterable[Meeting]) -> dict[int, int]:
    """How many half-days each meeting counts for, by meeting id."""
    return {
        meeting.id: half_days(
            MeetingSpan(meeting.starts_at, meeting.ends_at, meeting.half_days_correction)
        )
        for meeting in meetings
    }


def card(edition: Edition, now: datetime) -> EditionCard:
    """The card of one edition."""
    return cards([edition], now)[0]


def _first_start() -> Select[datetime]:
    return (
        select(func.min(Meeting.starts_at))
        .where(Meeting.edition_id == Edition.id)
        .correlate(Edition)
    )


def coming(now: datetime, training_id: int | None = None) -> list[EditionCard]:
    """The public catalogue, or one training of it: editions that have not ended, soonest first.

    Cancelled ones stay, with their reason, until their date has passed.
    """
    statement = _coming(now)
    if training_id is not None:
        statement = statement.where(Edition.training_id == training_id)
    else:
        # The page of a training has read the themes with the training itself.
        of_training = joinedload(Edition.training, innerjoin=True)
        statement = statement.options(of_training.selectinload(Training.themes))
    return cards(db.session.scalars(statement).unique().all(), now)


def whole_offer(now: datetime) -> Offer:
    """The public catalogue with the trainings of which no date is coming, by title.

    A training of which every coming date was cancelled has none to follow either. Each that is not
    still being prepared has its page, on which people can ask to hear of a date.
    """
    # One statement for the themes of both kinds; the editions find their trainings read already.
    every = db.session.scalars(
        select(Training)
        .options(
            joinedload(Training.themes),
            defer(Training.description),
            defer(Training.audience),
        )
        .order_by(func.lower(Training.title), Training.id)
    )
    known = every.unique().all()
    found = cards(db.session.scalars(_coming(now)).unique().all(), now)
    dated = {
        card.edition.training_id
        for card in found
        if card.edition.state is not EditionState.CANCELLED
    }
    return Offer(found, [t for t in known if t.published and t.id not in dated])


def _coming(now: datetime) -> Select[Edition]:
    public = (EditionState.PUBLISHED, EditionState.CONFIRMED, EditionState.CANCELLED)
    # Two statements: an edition has few meetings, and who guides it no list of dates tells.
    return (
        select(Edition)
        .options(
            joinedload(Edition.training, innerjoin=True),
            joinedload(Edition.team, innerjoin=True),
            joinedload(Edition.helping_teams),
            joinedload(Edition.meetings, innerjoin=True),
        )
        .where(
            Edition.state.in_(public),
            exists().where(Meeting.edition_id == Edition.id, Meeting.ends_at > now),
        )
        .order_by(_first_start().scalar_subquery(), Edition.id)
    )


def between(first: date, until: date, team_id: int | None = None) -> list[Edition]:
    """Editions of all states whose first meeting lies from `first` up to, not on, `until`."""
    # The days are local ones; a day of slack finds them all, the exact test follows.
    slack = timedelta(days=1)
    lowest = datetime(first.year, first.month, first.day, tzinfo=UTC) - slack
    highest = datetime(until.year, until.month, until.day, tzinfo=UTC) + slack
    start = _first_start().scalar_subquery()
    statement = (
        select(Edition)
        .options(
            joinedload(Edition.training),
            joinedload(Edition.team),
            joinedload(Edition.meetings),
            joinedload(Edition.trainers),
        )
        .where(start >= lowest, start < highest)
        .order_by(start, Edition.id)
    )
    if team_id is not None:
        statement = statement.where(Edition.team_id == team_id)
    return [
        edition
        for edition in db.session.scalars(statement).unique()
        if first <= local_date(edition.first_meeting.starts_at) < until
    ]


_PUBLIC_AND_RUNNING = (EditionState.PUBLISHED, EditionState.CONFIRMED)


def version(engine: Engine) -> str:
    """What changes whenever the running offer does: each edition with its number of changes.

    Every writer counts `lock_version` up, so equal versions mean an equal offer; the mark of the
    settings stands before them, for pages say what those say. Each look at a page asks for it, so
    it is one row of plain SQL on a connection of its own.
    """
    with engine.connect() as connection:
        return connection.exec_driver_sql(_version_sql(engine.dialect.name)).scalar() or ""


def mark_of(version: str) -> str:
    """The mark of the settings in a version."""
    return version.partition("|")[0]


@cache
def _version_sql(engine: str) -> str:
    dialect = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}[engine]
    change = cast(Edition.id, String).concat(":").concat(cast(Edition.lock_version, String))
    offer = select(func.aggregate_strings(change, ",")).where(
        Edition.state.in_(_PUBLIC_AND_RUNNING)
    )
    parts = (select(SettingsVersion.mark).scalar_subquery(), offer.scalar_subquery())
    mark, changes = (func.coalesce(part, "") for part in parts)
    statement = select(mark.concat("|").concat(changes))
    return str(statement.compile(dialect=dialect(), compile_kwargs={"literal_binds": True}))


def edition_by_id(edition_id: int) -> Edition | None:
    """One edition with its meetings and trainers, in one round trip."""
    return _one(edition_id)


def edition_with_questions(edition_id: int) -> Edition | None:
    """The same with what its form asks, in one round trip too."""
    return _one(edition_id, joinedload(Edition.questions))


def _one(edition_id: int, *further: ExecutableOption) -> Edition | None:
    # It has few of each. Themes and helping teams few pages show.
    statement = (
        select(Edition)
        .where(Edition.id == edition_id)
        .options(
            joinedload(Edition.training),
            joinedload(Edition.team),
            joinedload(Edition.meetings),
            joinedload(Edition.trainers),
            *further,
        )
    )
    return db.session.scalars(statement).unique().one_or_none()


def edition_to_register(edition_id: int) -> Edition | None:
    """One edition with what its form asks, and nothing of what its page shows.

    For who sent the form: under the lock the rest is read afresh.
    """
    return db.session.scalars(
        select(Edition).where(Edition.id == edition_id).options(selectinload(Edition.questions))
    ).one_or_none()


def meeting_by_id(meeting_id: int) -> Meeting | None:
    """One meeting with its edition."""
    return db.session.get(Meeting, meeting_id)


def training_by_slug(slug: str) -> Training | None:
    """One training with its themes, as visitors may know of it."""
    return db.session.scalars(
        select(Training)
        .where(Training.slug == slug, Training.published)
        .options(selectinload(Training.themes))
    ).one_or_none()


def trainings() -> list[Training]:
    """All trainings by title."""
    return list(db.session.scalars(select(Training).order_by(Training.title)))


def themes() -> list[Theme]:
    """All themes by name."""
    return list(db.session.scalars(select(Theme).order_by(Theme.name)))


def teams() -> list[Team]:
    """All teams by name."""
    return list(db.session.scalars(select(Team).order_by(Team.name)))


def is_public(edition: Edition) -> bool:
    """Whether visitors may know of this edition."""
    return edition.state is not EditionState.DRAFT


def alternatives(edition: Edition, now: datetime) -> list[EditionCard]:
    """Where registrants of a cancelled edition can go.

    Registration is open and seats are left; in the order of `rules.deciding.rebooking.ranked`.
    """
    open_ones = {card.edition.id: card for card in coming(now) if card.open and not card.seats.full}
    here, *others = (_candidate(e) for e in (edition, *(c.edition for c in open_ones.values())))
    return [open_ones[edition_id] for edition_id in ranked(here, others)]


def _candidate(edition: Edition) -> Candidate:
    return Candidate(
        edition_id=edition.id,
        training_id=edition.training_id,
        themes=frozenset(theme.id for theme in edition.training.themes),
        team_id=edition.team_id,
        format=edition.format,
        starts_at=edition.first_meeting.starts_at,
    )
