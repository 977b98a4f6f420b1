"""Editions of past years from a file, with their people or with figures only.

They are written as completed or cancelled, as the quality report counts its own, and nobody is
told. People are registrations like all others, with attendance: the rules on privacy hold for them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial

from app.extensions import db, settings
from app.models import Attendance, Decision, Edition, HeldFigures, Meeting
from app.rules.deciding.minimum import default_decision_date
from app.rules.importing.kinds import LAYOUTS, SHARED_OF_PAST
from app.rules.importing.problems import ProblemCode
from app.rules.importing.rows import PastRow
from app.rules.importing.states import Kind
from app.rules.importing.table import Group, Table, grouped
from app.rules.offering.offer import MOST_MEETINGS, default_closing
from app.rules.registering.registration import email_key
from app.rules.states import (
    CancelReason,
    DecisionOutcome,
    EditionState,
    Format,
    Funding,
    RegistrationState,
)
from app.rules.workdays import local_date, local_moment
from app.services import history
from app.services.history import Action
from app.services.importing.editions import known_editions
from app.services.importing.lookups import Teams, Trainings
from app.services.importing.outcome import Found, Outcome, Planned, Scope, checked_address
from app.services.registering.person import Person, new_registration

#: When a meeting was whose hours are not known; the half-days of the file count, not these.
_FROM, _TO = time(9, 30), time(12, 30)
#: The table wants to know since when it was open; nothing is told about it any more.
_OPEN_FOR = timedelta(days=70)


@dataclass(frozen=True, slots=True)
class _Past:
    """An edition of the file; `people` are its rows with a person, each with a good address."""

    group: Group[PastRow]
    training_id: int
    team_id: int
    spans: Sequence[tuple[datetime, datetime]]
    people: Sequence[tuple[PastRow, str]]

    @property
    def head(self) -> PastRow:
        """What its rows share."""
        return self.group.head


def plan(table: Table[PastRow], scope: Scope, now: datetime) -> Planned:
    """The past editions that this file would make; one that is there already is left as it is."""
    columns = LAYOUTS[Kind.PAST_YEARS].columns
    found = Found.of(columns)
    before = len(table.problems)
    groups = grouped(table, columns, SHARED_OF_PAST)
    found.problems += table.problems[before:]
    del table.problems[before:]
    trainings, teams = Trainings.load(), Teams.load(scope)
    read = [_past(group, trainings, teams, now, found) for group in groups]
    pasts = [past for past in read if past is not None]
    known = known_editions({past.training_id for past in pasts})
    seen: dict[tuple[int, int, datetime], int] = {}
    new: list[_Past] = []
    left = 0
    for past in pasts:
        key = (past.training_id, past.team_id, past.spans[0][0])
        if key in seen:
            found.add(past.group.number, "dates", ProblemCode.TWICE_IN_FILE, other=seen[key])
        elif key in known:
            left += 1
        else:
            new.append(past)
        seen.setdefault(key, past.group.number)
    people = sum(len(past.people) for past in new)
    outcome = Outcome(made=len(new), left=left, people=people)
    return Planned(outcome, partial(_write, new, scope, now), found.problems)


def _past(
    group: Group[PastRow], trainings: Trainings, teams: Teams, now: datetime, found: Found
) -> _Past | None:
    head, number = group.head, group.number
    before = len(found.problems)
    training_id = trainings.find(head.training or "", number, found)
    team_id = teams.find(head.team, number, found)
    spans = _spans(head, number, now, found)
    people = _people(group.rows, found)
    _check_numbers(head, number, [row for row in group.rows if _has_person(row)], found)
    if len(found.problems) > before or training_id is None or team_id is None:
        return None
    return _Past(group, training_id, team_id, spans, people)


def _spans(
    head: PastRow, number: int, now: datetime, found: Found
) -> list[tuple[datetime, datetime]]:
    start, end = head.start or _FROM, head.end or _TO
    if head.half_days is None and (head.start is None or head.end is None):
        found.add(number, "half_days", ProblemCode.HOURS_OR_HALF_DAYS)
    elif end <= start:
        found.add(number, "end", ProblemCode.ENDS_BEFORE_START)
    dates = head.dates or ()
    if len(dates) > MOST_MEETINGS:
        found.add(number, "dates", ProblemCode.TOO_MANY_MEETINGS, most=MOST_MEETINGS)
    # In UTC: Python takes an hour that autumn repeats for none of another zone.
    spans = [
        (local_moment(day, start).astimezone(UTC), local_moment(day, end).astimezone(UTC))
        for day in dates
    ]
    if spans and spans[-1][1] > now:
        found.add(number, "dates", ProblemCode.NOT_OVER_YET)
    return spans


def _has_person(row: PastRow) -> bool:
    return bool(row.name or row.email or row.attendance)


def _people(rows: Sequence[PastRow], found: Found) -> list[tuple[PastRow, str]]:
    people, seen = [], dict[str, int]()
    for row in rows:
        if not _has_person(row):
            continue
        address = checked_address(row.email) if row.email else None
        if not row.name:
            found.add(row.number, "name", ProblemCode.MISSING)
        if not row.email:
            found.add(row.number, "email", ProblemCode.MISSING)
        elif address is None:
            found.add(row.number, "email", ProblemCode.NOT_AN_ADDRESS, text=row.email[:60])
        elif email_key(address) in seen:
            other = seen[email_key(address)]
            found.add(row.number, "email", ProblemCode.TWICE_IN_FILE, other=other)
        if address is not None:
            seen.setdefault(email_key(address), row.number)
            people.append((row, address))
    return people


def _check_numbers(head: PastRow, number: int, people: Sequence[PastRow], found: Found) -> None:
    """People or figures, and figures that can be."""
    if head.cancelled is not None:
        if people or head.participants:
            found.add(number, "cancelled", ProblemCode.CANCELLED_WITH_PEOPLE)
        if head.cancelled is CancelReason.OTHER and not head.note:
            found.add(number, "note", ProblemCode.NOTE_MISSING)
    elif people:
        if head.registrations is not None or head.participants is not None:
            found.add(number, "participants", ProblemCode.FIGURES_AND_PEOPLE)
    elif head.participants is None:
        found.add(number, "participants", ProblemCode.FIGURES_MISSING)
    elif head.registrations is not None and head.registrations < head.participants:
        found.add(number, "participants", ProblemCode.MORE_PARTICIPANTS)


def _write(pasts: Sequence[_Past], scope: Scope, now: datetime) -> list[int]:
    editions = [_edition(past, now) for past in pasts]
    db.session.add_all(editions)
    db.session.flush()
    for past, edition in zip(pasts, editions, strict=True):
        if past.head.cancelled is not None:
            db.session.add(_decision(past, edition))
        elif past.people:
            _add_people(past, edition, scope, now)
        else:
            participants = past.head.participants or 0
            known = past.head.registrations
            db.session.add(
                HeldFigures(
                    edition_id=edition.id,
                    registrations=participants if known is None else known,
                    participants=participants,
                )
            )
        history.record(
            Action.PAST_READ_IN, now, edition_id=edition.id, actor_id=scope.actor_id, imported=1
        )
    db.session.flush()
    return [edition.id for edition in editions]


def _edition(past: _Past, now: datetime) -> Edition:
    head, (first, _), (_, end) = past.head, past.spans[0], past.spans[-1]
    chosen = settings()
    decision_on = default_decision_date(local_date(first), chosen.decision_days_before)
    closes_at = default_closing(first, chosen.registration_closes_hours)
    cancelled_at = local_moment(decision_on, _FROM) if head.cancelled else None
    return Edition(
        training_id=past.training_id,
        team_id=past.team_id,
        state=EditionState.CANCELLED if head.cancelled else EditionState.COMPLETED,
        format=head.format or Format.LIVE,
        funding=head.funding or Funding.REGULAR,
        language="nl",
        co_organisers=list(head.co_organisers or ()),
        place=head.place or "",
        price_cents=0,
        prices={},
        meal=False,
        capacity=max(len(past.people), head.registrations or 0, head.participants or 0, 1),
        decision_on=decision_on,
        opens_at=closes_at - _OPEN_FOR,
        closes_at=closes_at,
        cancel_reason=head.cancelled,
        cancel_note=head.note or "" if head.cancelled else "",
        created_at=now,
        completed_at=None if head.cancelled else end,
        cancelled_at=cancelled_at,
        # Counts as a change: pages remember past editions by the sum of these.
        lock_version=1,
        meetings=[
            Meeting(starts_at=start, ends_at=stop, half_days_correction=head.half_days)
            for start, stop in past.spans
        ],
    )


def _decision(past: _Past, edition: Edition) -> Decision:
    """Count and minimum of that time, as the report shows them; who decided is not known."""
    head = past.head
    return Decision(
        edition_id=edition.id,
        outcome=DecisionOutcome.CANCEL,
        decided_at=edition.cancelled_at,
        count=head.registrations or 0,
        minimum=head.minimum or settings().minimum_registrations,
        reason=head.note or "",
    )


def _add_people(past: _Past, edition: Edition, scope: Scope, now: datetime) -> None:
    meetings = edition.meetings
    for number, (row, address) in enumerate(past.people, start=1):
        person = Person(
            name=row.name or "",
            email=address,
            function=row.function or "",
            organisation=row.organisation or "",
            organisation_type=row.organisation_type or "",
        )
        registration = new_registration(edition, person, RegistrationState.REGISTERED, now, number)
        db.session.add(registration)
        if row.attendance is None:
            continue
        for meeting in meetings:
            db.session.add(
                Attendance(
                    registration=registration,
                    meeting=meeting,
                    status=row.attendance,
                    recorded_at=meeting.ends_at,
                    recorded_by_id=scope.actor_id,
                )
            )
