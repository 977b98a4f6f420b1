"""What is planned of an edition, as its form shows it: moments become Brussels wall-clock times."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from app.rules.offering.offer import MOST_MEETINGS
from app.rules.workdays import LOCAL, local_date
from app.services.offering.plan_digest import plan_digest
from app.web.desk.planning.edition_fields import price_as_typed

if TYPE_CHECKING:
    from app.models import Edition


def _wall_clock(moment: datetime) -> datetime:
    return moment.astimezone(LOCAL).replace(tzinfo=None)


def values_of(edition: "Edition") -> dict[str, object]:
    """What is planned, as the form shows it: moments become Brussels wall-clock times."""
    values: dict[str, object] = {
        name: getattr(edition, name)
        for name in (
            "training_id",
            "team_id",
            "language",
            "place",
            "address",
            "venue_email",
            "join_url",
            "capacity",
            "minimum",
            "minimum_reason",
            "decision_on",
            "meal",
        )
    }
    values |= {
        "format": edition.format.value,
        "funding": edition.funding.value,
        "co_organisers": "\n".join(edition.co_organisers),
        "co_organiser_emails": "\n".join(edition.co_organiser_emails),
        "trainers": [trainer.id for trainer in edition.trainers],
        "opens_at": _wall_clock(edition.opens_at),
        "closes_at": _wall_clock(edition.closes_at),
        "price": price_as_typed(edition.price_cents),
        "rows": len(edition.meetings),
        "expected": plan_digest(edition),
    }
    for number, meeting in enumerate(edition.meetings[:MOST_MEETINGS]):
        values[f"on_{number}"] = local_date(meeting.starts_at)
        values[f"from_{number}"] = _wall_clock(meeting.starts_at).time()
        values[f"to_{number}"] = _wall_clock(meeting.ends_at).time()
        values[f"title_{number}"] = meeting.title
        values[f"half_days_{number}"] = meeting.half_days_correction
        values[f"format_{number}"] = meeting.format.value if meeting.format else ""
        for name in ("place", "address", "join_url"):
            values[f"{name}_{number}"] = getattr(meeting, name)
    return values


#: What belongs to the days of one edition, or to one webinar, and is planned anew.
_OF_ITS_DAYS = ("decision_on", "opens_at", "closes_at", "join_url", "expected")
#: What is of one team, and whom that team writes to.
_OF_ITS_TEAM = ("team_id", "venue_email", "co_organiser_emails")


def values_again(
    edition: "Edition", team_ids: Collection[int], active: Collection[int]
) -> dict[str, object]:
    """What a next edition of the same training takes over: all but its days.

    The team and its addresses only when it is one of `team_ids`, of the trainers only the `active`
    ones (ids).
    """
    values = values_of(edition)
    for name in (
        *_OF_ITS_DAYS,
        *(f"{name}_{number}" for name in ("on", "join_url") for number in range(MOST_MEETINGS)),
        *(() if edition.team_id in team_ids else _OF_ITS_TEAM),
    ):
        values.pop(name, None)
    values["trainers"] = [trainer.id for trainer in edition.trainers if trainer.id in active]
    values["example"] = str(edition.id)
    return values
