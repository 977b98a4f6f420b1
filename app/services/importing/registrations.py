"""Registrations from a file, in its order: a seat, or the waiting list, under the lock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db, settings
from app.models import Edition, Registration
from app.queries.registering.seats import seat_counts
from app.rules.errors import RuleBroken
from app.rules.importing.cells import folded
from app.rules.importing.kinds import LAYOUTS
from app.rules.importing.problems import ProblemCode
from app.rules.importing.rows import RegistrationRow
from app.rules.importing.states import MOST_MAILED, Kind
from app.rules.importing.table import Table
from app.rules.registering.registration import email_key, place_for_newcomer
from app.rules.registering.seats import SeatCount
from app.rules.states import EditionState, RegistrationState
from app.rules.workdays import local_date
from app.services import history
from app.services.history import Action
from app.services.importing.lookups import Trainings
from app.services.importing.outcome import Found, Outcome, Planned, Scope, checked_address
from app.services.registering.entering import check_address, tell_entered
from app.services.registering.person import Person, new_registration
from app.services.registering.seats import lock_edition

_CLOSED = {
    EditionState.CANCELLED: ProblemCode.EDITION_CANCELLED,
    EditionState.DRAFT: ProblemCode.EDITION_IS_DRAFT,
    EditionState.COMPLETED: ProblemCode.EDITION_STARTED,
}


@dataclass(slots=True)
class _Line:
    """An edition as the file finds it, and the people of the file who came before.

    `known` are the addresses that were ever registered in it, `in_file` those of the file with
    their row.
    """

    edition: Edition
    seats: SeatCount
    last_number: int
    known: set[str]
    in_file: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Newcomer:
    edition: Edition
    person: Person
    state: RegistrationState
    queue_number: int


def plan(table: Table[RegistrationRow], scope: Scope, now: datetime) -> Planned:
    """Who would get a seat and who would wait.

    Who was ever registered in an edition with the same address is left alone: a file that is read
    again brings nobody back who withdrew. When registration opens and closes binds visitors, not
    coordinators: up to the first meeting a list that was kept elsewhere can be read in.
    """
    found = Found.of(LAYOUTS[Kind.REGISTRATIONS].columns)
    named = _editions(table.rows, scope, found)
    lines = _lines({edition.id: edition for edition in named.values()}.values())
    newcomers: list[_Newcomer] = []
    left = waiting = 0
    told: set[int] = set()
    for row in table.rows:
        edition = named.get(row.number)
        person = _person(row, found)
        if edition is None:
            continue
        closed = _closed(edition, now)
        if closed is not None:
            # Once an edition: it is not wrong with each of its people.
            if edition.id not in told:
                found.add(row.number, "edition" if row.edition else "training", closed)
            told.add(edition.id)
            continue
        if person is None:
            continue
        line, key = lines[edition.id], email_key(person.email)
        if key in line.in_file:
            other = line.in_file[key]
            found.add(row.number, "email", ProblemCode.TWICE_IN_FILE, other=other)
        elif key in line.known:
            left += 1
        else:
            newcomers.append(_place(line, person))
            waiting += newcomers[-1].state is RegistrationState.WAITLISTED
        line.in_file.setdefault(key, row.number)
    if scope.mail and len(newcomers) > MOST_MAILED:
        found.add(0, "", ProblemCode.TOO_MANY_MAILS, most=MOST_MAILED)
    outcome = Outcome(made=len(newcomers), left=left, waiting=waiting)
    return Planned(outcome, partial(_write, newcomers, scope, now), found.problems)


def lock(table: Table[RegistrationRow], scope: Scope) -> None:
    """Lock the editions that the rows name, in the order of their ids: one lock an edition."""
    named = _editions(table.rows, scope, Found({}))
    for edition_id in sorted({edition.id for edition in named.values()}):
        lock_edition(edition_id)


def _editions(rows: Sequence[RegistrationRow], scope: Scope, found: Found) -> Mapping[int, Edition]:
    """The edition of each row, by the number of the row; only of teams that are read in for."""
    statement = select(Edition).options(
        joinedload(Edition.training), joinedload(Edition.team), selectinload(Edition.meetings)
    )
    if scope.team_id is not None:
        statement = statement.where(Edition.team_id == scope.team_id)
    trainings = Trainings.load()
    numbers = {row.edition for row in rows if row.edition}
    ids = {trainings.ids.get(folded(row.training)) for row in rows if row.training}
    ids.discard(None)
    editions = db.session.scalars(
        statement.where(Edition.id.in_(numbers) | Edition.training_id.in_(ids))
    ).all()
    by_id = {edition.id: edition for edition in editions}
    by_day: dict[tuple[int, object], list[Edition]] = {}
    for edition in editions:
        if edition.state is not EditionState.CANCELLED:
            day = local_date(edition.first_meeting.starts_at)
            by_day.setdefault((edition.training_id, day), []).append(edition)
    named: dict[int, Edition] = {}
    for row in rows:
        if row.edition:
            candidates = [by_id[row.edition]] if row.edition in by_id else []
        elif row.training and row.date:
            training_id = trainings.find(row.training, row.number, found)
            if training_id is None:
                continue
            candidates = by_day.get((training_id, row.date), [])
        else:
            found.add(row.number, "edition", ProblemCode.EDITION_NOT_NAMED)
            continue
        if len(candidates) == 1:
            named[row.number] = candidates[0]
        else:
            key = "edition" if row.edition else "date"
            unclear = ProblemCode.EDITION_UNCLEAR if candidates else ProblemCode.UNKNOWN_EDITION
            found.add(row.number, key, unclear)
    return named


def _lines(editions: Iterable[Edition]) -> dict[int, _Line]:
    """Each edition with its seats and people, in two round trips."""
    present = list(editions)
    seats = seat_counts(present)
    lines = {e.id: _Line(e, seats[e.id], 0, set(), {}) for e in present}
    people = db.session.execute(
        select(Registration.edition_id, Registration.email_key, func.max(Registration.queue_number))
        .where(Registration.edition_id.in_(lines))
        .group_by(Registration.edition_id, Registration.email_key)
    )
    for edition_id, key, number in people:
        line = lines[edition_id]
        line.known.add(key)
        line.last_number = max(line.last_number, number)
    return lines


def _closed(edition: Edition, now: datetime) -> ProblemCode | None:
    if edition.first_meeting.starts_at <= now and edition.state not in _CLOSED:
        return ProblemCode.EDITION_STARTED
    return _CLOSED.get(edition.state)


def _person(row: RegistrationRow, found: Found) -> Person | None:
    before = len(found.problems)
    address = checked_address(row.email)
    if address is None:
        found.add(row.number, "email", ProblemCode.NOT_AN_ADDRESS, text=row.email[:60])
    else:
        try:
            check_address(address)
        except RuleBroken:
            found.add(row.number, "email", ProblemCode.ADDRESS_IS_OURS)
    chosen = settings()
    kind = _listed(row, "organisation_type", chosen.organisation_types, found)
    region = _listed(row, "region", chosen.regions, found) if row.region else ""
    if len(found.problems) > before or address is None:
        return None
    return Person(
        name=row.name,
        email=address,
        function=row.function,
        organisation=row.organisation,
        organisation_type=kind,
        language=row.language or "nl",
        greeting=row.greeting or "",
        phone=row.phone or "",
        region=region,
    )


def _listed(row: RegistrationRow, key: str, allowed: Sequence[str], found: Found) -> str:
    """The word of the settings that is meant, without regard to case and accents."""
    written = getattr(row, key)
    for word in allowed:
        if folded(word) == folded(written):
            return word
    choices = ", ".join(allowed)
    found.add(row.number, key, ProblemCode.NOT_A_CHOICE, text=written[:60], choices=choices)
    return ""


def _place(line: _Line, person: Person) -> _Newcomer:
    """The next place in this edition, as `rules.registering.registration` gives it."""
    state = place_for_newcomer(line.seats)
    line.last_number += 1
    if state is RegistrationState.REGISTERED:
        line.seats = replace(line.seats, active=line.seats.active + 1)
    else:
        line.seats = replace(line.seats, waiting=line.seats.waiting + 1)
    return _Newcomer(line.edition, person, state, line.last_number)


def _write(newcomers: Sequence[_Newcomer], scope: Scope, now: datetime) -> list[int]:
    made = [
        new_registration(one.edition, one.person, one.state, now, one.queue_number)
        for one in newcomers
    ]
    db.session.add_all(made)
    db.session.flush()
    for registration in made:
        seated = registration.state is RegistrationState.REGISTERED
        history.record(
            Action.REGISTERED if seated else Action.WAITLISTED,
            now,
            edition_id=registration.edition_id,
            registration_id=registration.id,
            actor_id=scope.actor_id,
            name=registration.name,
            imported=1,
        )
        if scope.mail:
            tell_entered(registration, now)
    db.session.flush()
    return sorted({registration.edition_id for registration in made})
