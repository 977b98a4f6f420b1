"""Trainings, editions and registrations, made through the services."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import count

from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, Registration, Team, Training, User
from app.rules.states import Format, Funding
from app.services.offering import offer
from app.services.offering.offer import PlannedEdition, PlannedMeeting, TrainingFacts
from app.services.registering import registration
from app.services.registering.person import Person
from tests.support.time import NOW, moment

_numbers = count(1)


def make_training(
    title: str = "Racisme verwondt – Als hulpverlener omgaan met de impact van racisme",
    short_name: str = "Racisme verwondt",
    themes: tuple[str, ...] = ("Hulpverleningsrelatie",),
) -> Training:
    """The training of that title, made when it is new."""
    known = db.session.scalars(select(Training).where(Training.title == title)).one_or_none()
    if known is not None:
        return known
    with transaction():
        return offer.save_training(
            TrainingFacts(
                title=title,
                short_name=short_name,
                summary="Wat doet racisme met wie je begeleidt?",
                description="We **luisteren** en oefenen.",
                goals="Je herkent de gevolgen.\nJe oefent een gesprek.",
                audience="Voor hulpverleners.",
                themes=themes,
            ),
            NOW,
        )


def make_edition(
    *,
    training: Training | None = None,
    team: Team | None = None,
    starts: str | datetime = "2027-03-29 09:30",
    hours: float = 3,
    more_starts: tuple[str, ...] = (),
    capacity: int = 14,
    minimum: int | None = None,
    minimum_reason: str | None = None,
    decision_on: date | None = None,
    format_: Format = Format.LIVE,
    funding: Funding = Funding.REGULAR,
    trainers: tuple[User, ...] = (),
    price_cents: int = 0,
    prices: Mapping[str, int] | None = None,
    meal: bool = False,
    join_url: str = "",
    co_organisers: tuple[str, ...] = (),
    publish: bool = True,
    now: datetime = NOW,
) -> Edition:
    """A published edition with one meeting of three hours, unless told otherwise."""
    training = training or make_training()
    first = moment(starts) if isinstance(starts, str) else starts
    beginnings = [first, *(moment(text) for text in more_starts)]
    with transaction():
        team_id = (team or offer.save_team("Antwerpen")).id
        edition = offer.plan_edition(
            PlannedEdition(
                training_id=training.id,
                team_id=team_id,
                format=format_,
                funding=funding,
                meetings=[
                    PlannedMeeting(begin, begin + timedelta(hours=hours)) for begin in beginnings
                ],
                capacity=capacity,
                minimum=minimum,
                minimum_reason=minimum_reason,
                decision_on=decision_on,
                place="Zaal De Brug" if format_ is Format.LIVE else "",
                address="Voorbeeldstraat 12, Berchem" if format_ is Format.LIVE else "",
                join_url=join_url,
                price_cents=price_cents,
                prices=prices or {},
                meal=meal,
                co_organisers=co_organisers,
                trainer_ids=tuple(user.id for user in trainers),
            ),
            now,
        )
        if publish:
            offer.publish(edition.id, now)
    return edition


def make_person(name: str | None = None, **values: str) -> Person:
    """A professional nobody registered before."""
    number = next(_numbers)
    standard = {
        "name": name or f"Deelnemer {number}",
        "email": f"deelnemer{number}@organisatie.example",
        "function": "Begeleider",
        "organisation": "CLB De Horizon",
        "organisation_type": "CLB",
    }
    return Person(**(standard | values))


def register(
    edition: Edition, number: int = 1, now: datetime = NOW, **values: str
) -> list[Registration]:
    """Register so many people, each in a transaction."""
    made = []
    for _ in range(number):
        with transaction():
            made.append(registration.register(edition.id, make_person(**values), now, consent=True))
    return made
