"""Copying editions to new dates: all that was planned but the days, as drafts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.models import Edition
from app.queries.offering.planning import editions_by_id, trainers
from app.rules.errors import RuleBroken
from app.rules.states import EditionState
from app.rules.workdays import LOCAL, local_date, local_moment
from app.services.offering import offer
from app.services.offering.offer import PlannedEdition, PlannedMeeting


@dataclass(frozen=True, slots=True)
class Copy:
    """An edition to copy, with the new day of each of its meetings in their order."""

    edition_id: int
    days: Sequence[date]


def copy_editions(
    copies: Sequence[Copy], now: datetime, actor_id: int | None = None, form_id: str = ""
) -> list[Edition]:
    """Plan each of these anew as a draft, all or none; in the order of their first days.

    The copy of a cancelled edition replaces it: its registrants are invited when it is published.
    `form_id` names the form that was sent: sent again, as by a double click, it gives the drafts
    that it made the first time. Raises LookupError for an unknown edition, ValueError when days are
    missing, and RuleBroken of `offer.plan_edition` with the field `edition_<id>`.
    """
    found = {edition.id: edition for edition in editions_by_id([c.edition_id for c in copies])}
    active = {trainer.id for trainer in trainers()}
    made = []
    # In the order of their trainings, whose rows two clicks at once lock one after the other.
    for copy in sorted(copies, key=lambda c: (found[c.edition_id].training_id, c.edition_id)):
        example = found[copy.edition_id]
        plan = plan_again(example, copy.days, active)
        try:
            edition = offer.plan_edition(
                plan,
                now,
                actor_id,
                form_id and f"{form_id}:{example.id}",
                example=example,
                replaces_id=example.id if example.state is EditionState.CANCELLED else None,
            )
        except RuleBroken as error:
            raise RuleBroken(error.code, f"edition_{example.id}", **error.facts) from None
        made.append(edition)
    return sorted(made, key=lambda edition: (edition.first_meeting.starts_at, edition.id))


def plan_again(edition: Edition, days: Sequence[date], active: Collection[int]) -> PlannedEdition:
    """The plan of an edition on other days, at the same hours of the clock.

    The decision date and the registration follow the settings. The links of webinars are left out,
    for most are made for one date; so are trainers who are not `active` any more (ids).
    """
    return PlannedEdition(
        training_id=edition.training_id,
        team_id=edition.team_id,
        format=edition.format,
        meetings=[
            PlannedMeeting(
                _on(day, meeting.starts_at),
                _on(day + _nights(meeting.starts_at, meeting.ends_at), meeting.ends_at),
                title=meeting.title,
                format=meeting.format,
                place=meeting.place,
                address=meeting.address,
                half_days_correction=meeting.half_days_correction,
            )
            for day, meeting in zip(days, edition.meetings, strict=True)
        ],
        capacity=edition.capacity,
        funding=edition.funding,
        language=edition.language,
        co_organisers=tuple(edition.co_organisers),
        co_organiser_emails=tuple(edition.co_organiser_emails),
        trainer_ids=tuple(trainer.id for trainer in edition.trainers if trainer.id in active),
        place=edition.place,
        address=edition.address,
        venue_email=edition.venue_email,
        price_cents=edition.price_cents,
        prices=edition.prices,
        meal=edition.meal,
        minimum=edition.minimum,
        minimum_reason=edition.minimum_reason,
    )


def _on(day: date, moment: datetime) -> datetime:
    return local_moment(day, moment.astimezone(LOCAL).time())


def _nights(starts_at: datetime, ends_at: datetime) -> timedelta:
    return local_date(ends_at) - local_date(starts_at)
