"""Planning the offer: trainings, editions and their meetings."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.extensions import db, settings
from app.models import Edition, HistoryEntry, Meeting, Team, Training, User
from app.queries.deciding.minimum import minimum_facts
from app.queries.offering.planning import has_public_edition
from app.rules.deciding.minimum import check_new_date, default_decision_date, latest_decision_date
from app.rules.errors import Code, RuleBroken
from app.rules.offering.offer import (
    EditionPlan,
    Span,
    check_meetings,
    check_move,
    check_plan,
    default_closing,
)
from app.rules.offering.publication import check_publication
from app.rules.states import EditionState, Format, Funding
from app.rules.workdays import local_date
from app.services import history
from app.services.history import Action
from app.services.offering import interest, question, replacement, search
from app.services.offering.plan_digest import plan_digest
from app.services.offering.training import tell_pages, theme
from app.services.registering import waiting_list
from app.services.registering.seats import count_seats, lock_edition
from app.services.telling import change


@dataclass(frozen=True, slots=True)
class TrainingFacts:
    """A training as a coordinator describes it; `description` is Markdown, a goal is one line.

    `published` False: only the desk knows of it, until an edition of it is published.
    """

    title: str
    short_name: str
    summary: str
    description: str
    goals: str = ""
    audience: str = ""
    themes: tuple[str, ...] = ()
    published: bool = True


@dataclass(frozen=True, slots=True)
class PlannedMeeting:
    """One dated part as planned. `id` None: a new one."""

    starts_at: datetime
    ends_at: datetime
    title: str = ""
    format: Format | None = None
    place: str = ""
    address: str = ""
    join_url: str = ""
    half_days_correction: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedEdition:
    """An edition as planned. None for a date or moment: the standard that the settings give.

    `prices` names what a kind of organisation pays, `price_cents` holds for all others. Who has
    registered pays the price of that day, whatever is planned later.
    """

    training_id: int
    team_id: int
    format: Format
    meetings: Sequence[PlannedMeeting]
    capacity: int
    funding: Funding = Funding.REGULAR
    language: str = "nl"
    co_organisers: tuple[str, ...] = ()
    co_organiser_emails: tuple[str, ...] = ()
    trainer_ids: tuple[int, ...] = ()
    place: str = ""
    address: str = ""
    venue_email: str = ""
    join_url: str = ""
    price_cents: int = 0
    prices: Mapping[str, int] = field(default_factory=dict)
    meal: bool = False
    minimum: int | None = None
    minimum_reason: str | None = None
    decision_on: date | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def slugify(title: str) -> str:
    """A title as a part of an address: ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:100] or "vorming"


def save_training(facts: TrainingFacts, now: datetime, training_id: int | None = None) -> Training:
    """Add a training, or change the one with this id.

    Raises RuleBroken(TITLE_TAKEN), LookupError for an unknown id.
    """
    titles = db.session.execute(select(Training.id, Training.title))
    if any(
        title.casefold() == facts.title.casefold() and known_id != training_id
        for known_id, title in titles
    ):
        raise RuleBroken(Code.TITLE_TAKEN, "title")
    if training_id is None:
        training = Training(slug=_free_slug(facts.title), created_at=now)
        db.session.add(training)
    else:
        found = db.session.get(Training, training_id)
        if found is None:
            raise LookupError(f"no training {training_id}")
        training = found
        training.changed_at = now
    write_facts(training, facts)
    # Visitors who know of an edition keep the page of its training.
    training.published = facts.published or has_public_edition(training_id)
    with db.session.no_autoflush:
        training.themes = [theme(name) for name in facts.themes]
    db.session.flush()
    tell_pages([training.id])
    return training


def is_so(training: Training, facts: TrainingFacts) -> bool:
    """Whether a training says this already."""
    names = ("title", "short_name", "summary", "description", "goals", "audience", "published")
    themes = {theme.name for theme in training.themes}
    same = all(getattr(training, name) == getattr(facts, name) for name in names)
    return same and themes == set(facts.themes)


def write_facts(training: Training, facts: TrainingFacts) -> None:
    """Put what was described in the row; not the themes."""
    training.title, training.short_name = facts.title, facts.short_name
    training.summary, training.description = facts.summary, facts.description
    training.goals, training.audience = facts.goals, facts.audience


def _free_slug(title: str) -> str:
    wanted = slugify(title)
    taken = set(db.session.scalars(select(Training.slug).where(Training.slug.startswith(wanted))))
    candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    return next(slug for slug in candidates if slug not in taken)


def save_team(name: str) -> Team:
    """The team of that name, made when it is new."""
    team = db.session.scalars(select(Team).where(Team.name == name)).one_or_none()
    if team is None:
        team = Team(name=name)
        db.session.add(team)
        db.session.flush()
    return team


def plan_edition(
    plan: PlannedEdition,
    now: datetime,
    actor_id: int | None = None,
    form_id: str = "",
    *,
    example: Edition | None = None,
    replaces_id: int | None = None,
) -> Edition:
    """Plan an edition as a draft; raises RuleBroken from `rules.offering.offer.check_plan`.

    `form_id` names the form that was sent: sent again, as by a double click, it gives the edition
    that it planned the first time. `example`: the plan was taken over from this edition, and its
    questions come along. `replaces_id`: this is that cancelled edition planned anew, to which its
    registrants are invited when it is published. Raises LookupError when that is none.
    """
    if replaces_id is not None:
        replaced = db.session.get(Edition, replaces_id)
        if replaced is None or replaced.state is not EditionState.CANCELLED:
            raise LookupError(f"no cancelled edition {replaces_id}")
    # Two clicks at once wait for each other here, or neither would see the other's edition.
    db.session.get(Training, plan.training_id, with_for_update=True)
    known = _planned_with(form_id, now, actor_id) if form_id else None
    if known is not None:
        return known
    edition = new_draft(plan, now)
    edition.replaces_id = replaces_id
    db.session.add(edition)
    db.session.flush()
    db.session.refresh(edition)
    facts: dict[str, Any] = {"form_id": form_id} if form_id else {}
    if example is not None:
        facts["taken_from"] = local_date(example.first_meeting.starts_at).isoformat()
    history.record(Action.EDITION_PLANNED, now, edition_id=edition.id, actor_id=actor_id, **facts)
    if example is not None:
        question.copy(edition.id, example.id, now, actor_id)
    return edition


def new_draft(plan: PlannedEdition, now: datetime) -> Edition:
    """An edition as planned that is not written yet; raises RuleBroken from `check_plan`."""
    edition = Edition(state=EditionState.DRAFT, created_at=now)
    _write_plan(edition, plan, now)
    edition.meetings = [_new_meeting(planned) for planned in plan.meetings]
    return edition


def _planned_with(form_id: str, now: datetime, actor_id: int | None) -> Edition | None:
    planned = db.session.execute(
        select(HistoryEntry.edition_id, HistoryEntry.facts).where(
            HistoryEntry.action == Action.EDITION_PLANNED,
            HistoryEntry.actor_id == actor_id,
            HistoryEntry.at >= now - timedelta(days=1),
        )
    )
    ids = (edition_id for edition_id, facts in planned if facts.get("form_id") == form_id)
    known = next(ids, None)
    return None if known is None else db.session.get(Edition, known)


def publish(edition_id: int, now: datetime, actor_id: int | None = None) -> Edition:
    """Open a draft to the public.

    Raises LookupError, RuleBroken(ALREADY_PUBLISHED), or EDITION_ENDED when its first meeting or
    its registration window is over already.
    """
    edition = lock_edition(edition_id)
    if edition.state is not EditionState.DRAFT:
        raise RuleBroken(Code.ALREADY_PUBLISHED)
    if now >= edition.closes_at:
        raise RuleBroken(Code.EDITION_ENDED)
    edition.state = EditionState.PUBLISHED
    edition.published_at = now
    edition.publish_at = edition.publish_missed_at = None
    edition.training.published = True
    # A decision date that has passed already would leave nobody the time to decide.
    latest = latest_decision_date(local_date(edition.first_meeting.starts_at))
    edition.decision_on = max(edition.decision_on, min(local_date(now), latest))
    search.index_editions([edition])
    history.record(Action.EDITION_PUBLISHED, now, edition_id=edition.id, actor_id=actor_id)
    interest.tell_date(edition, now)
    if edition.replaces_id is not None:
        replacement.invite_former(edition, now)
    return edition


def change_edition(
    edition_id: int,
    plan: PlannedEdition,
    now: datetime,
    actor_id: int | None = None,
    *,
    expected: str | None = None,
) -> Edition:
    """Change an edition; everybody with a seat gets what changed in their calendar.

    The meetings of a published edition can be moved, not added or left out: people registered for
    the edition as a whole. More capacity goes to the waiting list first. `expected` is the
    `plan_digest` of what the plan was made from: when another plan stands by now, nothing is
    written. Raises LookupError, RuleBroken from `check_plan` or `check_move`, EDITION_ENDED,
    CAPACITY_BELOW_SEATS or PLAN_CHANGED.
    """
    edition = lock_edition(edition_id)
    if edition.state in (EditionState.CANCELLED, EditionState.COMPLETED):
        raise RuleBroken(Code.EDITION_ENDED)
    taken = count_seats(edition).taken
    if plan.capacity < taken:
        raise RuleBroken(Code.CAPACITY_BELOW_SEATS, "capacity", taken=taken)
    before = change.standing(edition)
    present = plan_digest(edition)
    decided = minimum_facts(edition, count=0)
    _write_plan(edition, plan, now)
    _write_meetings(edition, plan, now)
    db.session.flush()
    db.session.refresh(edition)
    first_on = local_date(edition.first_meeting.starts_at)
    check_new_date(decided, edition.decision_on, first_on)
    if expected not in (None, present):
        if plan_digest(edition) != present:
            raise RuleBroken(Code.PLAN_CHANGED)
        # The second click of a double click: all of it is written and told.
        return edition
    search.index_editions([edition])
    history.record(Action.EDITION_CHANGED, now, edition_id=edition.id, actor_id=actor_id)
    if edition.state is not EditionState.DRAFT:
        change.tell_change(edition, before, now, actor_id=actor_id)
        waiting_list.shorten_offers(edition, now)
        waiting_list.offer_seats(edition, now)
    return edition


def _write_plan(edition: Edition, plan: PlannedEdition, now: datetime) -> None:
    chosen = settings()
    spans = [Span(meeting.starts_at, meeting.ends_at) for meeting in plan.meetings]
    check_meetings(spans)
    first = min(span.starts_at for span in spans)
    decision_on = plan.decision_on or default_decision_date(
        local_date(first), chosen.decision_days_before
    )
    opens_at = plan.opens_at or edition.opens_at or now
    closes_at = plan.closes_at or default_closing(first, chosen.registration_closes_hours)
    reason = (plan.minimum_reason or "").strip() or None
    check_plan(
        EditionPlan(
            spans,
            plan.capacity,
            plan.minimum,
            reason,
            decision_on,
            opens_at,
            closes_at,
            (plan.join_url, *(meeting.join_url for meeting in plan.meetings)),
        ),
        chosen.minimum_registrations,
    )
    if edition.publish_at is not None:
        check_publication(edition.publish_at, closes_at)
    if now < closes_at:
        edition.publish_missed_at = None
    edition.training_id, edition.team_id = plan.training_id, plan.team_id
    edition.format, edition.funding = plan.format, plan.funding
    edition.language, edition.co_organisers = plan.language, list(plan.co_organisers)
    edition.co_organiser_emails = list(plan.co_organiser_emails)
    edition.place, edition.address, edition.join_url = plan.place, plan.address, plan.join_url
    edition.venue_email = plan.venue_email
    edition.price_cents, edition.prices = plan.price_cents, dict(plan.prices)
    edition.meal, edition.capacity = plan.meal, plan.capacity
    edition.minimum = plan.minimum
    edition.minimum_reason = reason if plan.minimum is not None else None
    edition.decision_on, edition.opens_at, edition.closes_at = decision_on, opens_at, closes_at
    with db.session.no_autoflush:
        # One by one: who plans many editions has the trainers at hand already.
        found = (db.session.get(User, trainer_id) for trainer_id in plan.trainer_ids)
        edition.trainers = [trainer for trainer in found if trainer is not None]


def _new_meeting(planned: PlannedMeeting) -> Meeting:
    meeting = Meeting()
    _write_meeting(meeting, planned)
    return meeting


def _write_meeting(meeting: Meeting, planned: PlannedMeeting) -> None:
    for name in (
        "starts_at",
        "ends_at",
        "title",
        "format",
        "place",
        "address",
        "join_url",
        "half_days_correction",
    ):
        setattr(meeting, name, getattr(planned, name))


def _write_meetings(edition: Edition, plan: PlannedEdition, now: datetime) -> None:
    known = {meeting.id: meeting for meeting in edition.meetings}
    planned_ids = {planned.id for planned in plan.meetings}
    if edition.state is not EditionState.DRAFT and planned_ids != set(known):
        raise RuleBroken(Code.MEETINGS_FIXED, "meetings")
    for planned in plan.meetings:
        if planned.id in known:
            meeting = known[planned.id]
            if edition.state is not EditionState.DRAFT:
                check_move(
                    Span(meeting.starts_at, meeting.ends_at),
                    Span(planned.starts_at, planned.ends_at),
                    now,
                )
                if planned.starts_at != meeting.starts_at:
                    meeting.previous_starts_at = meeting.starts_at
            _write_meeting(meeting, planned)
        else:
            edition.meetings.append(_new_meeting(planned))
    for meeting_id in set(known) - planned_ids:
        edition.meetings.remove(known[meeting_id])
