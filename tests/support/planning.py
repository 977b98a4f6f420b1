"""Editions as plans, to change one fact of them through the services."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.extensions import transaction
from app.models import Edition
from app.services.offering import offer
from app.services.offering.offer import PlannedEdition, PlannedMeeting
from tests.support.time import NOW


def plan_of(edition: Edition, **changes: Any) -> PlannedEdition:
    """The edition as it stands, as a form would send it back, with these changes."""
    plan = PlannedEdition(
        training_id=edition.training_id,
        team_id=edition.team_id,
        format=edition.format,
        meetings=[
            PlannedMeeting(
                meeting.starts_at,
                meeting.ends_at,
                meeting.title,
                meeting.format,
                meeting.place,
                meeting.address,
                meeting.join_url,
                meeting.half_days_correction,
                meeting.id,
            )
            for meeting in edition.meetings
        ],
        capacity=edition.capacity,
        funding=edition.funding,
        language=edition.language,
        co_organisers=tuple(edition.co_organisers),
        co_organiser_emails=tuple(edition.co_organiser_emails),
        trainer_ids=tuple(trainer.id for trainer in edition.trainers),
        place=edition.place,
        address=edition.address,
        venue_email=edition.venue_email,
        join_url=edition.join_url,
        price_cents=edition.price_cents,
        prices=edition.prices,
        meal=edition.meal,
        minimum=edition.minimum,
        minimum_reason=edition.minimum_reason,
        decision_on=edition.decision_on,
        opens_at=edition.opens_at,
        closes_at=edition.closes_at,
    )
    return replace(plan, **changes)


def moved_on(edition: Edition, by: timedelta) -> PlannedEdition:
    """The edition with each of its meetings so much later."""
    meetings = [
        replace(planned, starts_at=planned.starts_at + by, ends_at=planned.ends_at + by)
        for planned in plan_of(edition).meetings
    ]
    return plan_of(edition, meetings=meetings)


def replan(edition: Edition, plan: PlannedEdition, now: datetime = NOW) -> Edition:
    """Change the edition to this plan, in a transaction."""
    with transaction():
        return offer.change_edition(edition.id, plan, now)
