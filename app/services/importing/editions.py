"""Editions from a file: drafts, planned as by the form; one that is there already is left."""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import func, select

from app.extensions import db
from app.models import Edition, Meeting, User
from app.rules.errors import Code, RuleBroken
from app.rules.importing.kinds import LAYOUTS, SHARED_OF_EDITION
from app.rules.importing.problems import ProblemCode
from app.rules.importing.rows import EditionRow
from app.rules.importing.states import Kind
from app.rules.importing.table import Group, Table, grouped
from app.rules.offering.offer import MOST_MEETINGS
from app.rules.states import Format, Funding
from app.rules.workdays import local_moment
from app.services import history
from app.services.history import Action
from app.services.importing.lookups import Teams, Trainings, trainers_by_address
from app.services.importing.outcome import Found, Outcome, Planned, Scope
from app.services.offering.offer import PlannedEdition, PlannedMeeting, new_draft

#: What tells editions apart: training, team and the start of the first meeting.
Key = tuple[int, int, datetime]

#: The rules of planning that a file can break: the column, and the words for it.
_BROKEN = {
    Code.MEETING_ENDS_BEFORE_START: ("end", ProblemCode.ENDS_BEFORE_START),
    Code.MEETINGS_OVERLAP: ("date", ProblemCode.MEETINGS_OVERLAP),
    Code.MINIMUM_NEEDS_REASON: ("minimum_reason", ProblemCode.MINIMUM_NEEDS_REASON),
    Code.CAPACITY_BELOW_MINIMUM: ("capacity", ProblemCode.FEWER_PLACES_THAN_MINIMUM),
    Code.WINDOW_TOO_LATE: ("date", ProblemCode.NO_TIME_TO_DECIDE),
}


def plan(table: Table[EditionRow], scope: Scope, now: datetime) -> Planned:
    """The drafts that this file would make."""
    columns = LAYOUTS[Kind.EDITIONS].columns
    found = Found.of(columns)
    before = len(table.problems)
    groups = grouped(table, columns, SHARED_OF_EDITION)
    found.problems += table.problems[before:]
    del table.problems[before:]
    trainings, teams, trainers = Trainings.load(), Teams.load(scope), trainers_by_address()
    plans: list[tuple[Group[EditionRow], PlannedEdition]] = []
    for group in groups:
        planned = _planned(group, trainings, teams, trainers, found)
        if planned is not None:
            plans.append((group, planned))
    known = known_editions({planned.training_id for _, planned in plans})
    seen: dict[Key, int] = {}
    made: list[Edition] = []
    left = 0
    for group, planned in plans:
        key = (planned.training_id, planned.team_id, planned.meetings[0].starts_at)
        if key in seen:
            found.add(group.number, "date", ProblemCode.TWICE_IN_FILE, other=seen[key])
        elif key in known:
            left += 1
        else:
            draft = _draft(group, planned, now, found)
            if draft is not None:
                made.append(draft)
        seen.setdefault(key, group.number)
    outcome = Outcome(made=len(made), left=left)
    return Planned(outcome, partial(_write, made, scope, now), found.problems)


def known_editions(training_ids: Iterable[int]) -> dict[Key, int]:
    """The editions of these trainings by what tells them apart, cancelled ones too."""
    first = func.min(Meeting.starts_at)
    rows = db.session.execute(
        select(Edition.id, Edition.training_id, Edition.team_id, first)
        .join(Meeting)
        .where(Edition.training_id.in_(training_ids))
        .group_by(Edition.id)
    )
    return {(training, team, at): edition_id for edition_id, training, team, at in rows}


def _planned(
    group: Group[EditionRow],
    trainings: Trainings,
    teams: Teams,
    trainers: dict[str, User],
    found: Found,
) -> PlannedEdition | None:
    head, number = group.head, group.number
    before = len(found.problems)
    training_id = trainings.find(head.training or "", number, found)
    team_id = teams.find(head.team, number, found)
    if len(group.rows) > MOST_MEETINGS:
        row = group.rows[MOST_MEETINGS].number
        found.add(row, "", ProblemCode.TOO_MANY_MEETINGS, most=MOST_MEETINGS)
    for address in head.trainers or ():
        if address.casefold() not in trainers:
            found.add(number, "trainers", ProblemCode.UNKNOWN_TRAINER, text=address[:60])
    if len(found.problems) > before or training_id is None or team_id is None:
        return None
    meetings = sorted(
        (
            PlannedMeeting(
                # In UTC: Python takes an hour that autumn repeats for none of another zone.
                local_moment(row.date, row.start).astimezone(UTC),
                local_moment(row.date, row.end).astimezone(UTC),
                title=row.meeting_title or "",
            )
            for row in group.rows
        ),
        key=lambda meeting: meeting.starts_at,
    )
    return PlannedEdition(
        training_id=training_id,
        team_id=team_id,
        format=head.format or Format.LIVE,
        meetings=meetings,
        capacity=head.capacity or 0,
        funding=head.funding or Funding.REGULAR,
        language=head.language or "nl",
        co_organisers=head.co_organisers or (),
        trainer_ids=tuple(trainers[a.casefold()].id for a in head.trainers or ()),
        place=head.place or "",
        address=head.address or "",
        join_url=head.join_url or "",
        price_cents=head.price or 0,
        meal=bool(head.meal),
        minimum=head.minimum,
        minimum_reason=head.minimum_reason,
    )


def _draft(
    group: Group[EditionRow], planned: PlannedEdition, now: datetime, found: Found
) -> Edition | None:
    try:
        return new_draft(planned, now)
    except RuleBroken as error:
        if error.code not in _BROKEN:
            raise
        key, code = _BROKEN[error.code]
        facts = {"minimum": int(str(error.facts["minimum"]))} if "minimum" in error.facts else {}
        found.add(group.number, key, code, **facts)
        return None


def _write(made: list[Edition], scope: Scope, now: datetime) -> list[int]:
    db.session.add_all(made)
    db.session.flush()
    for edition in made:
        history.record(
            Action.EDITION_PLANNED, now, edition_id=edition.id, actor_id=scope.actor_id, imported=1
        )
    return [edition.id for edition in made]
