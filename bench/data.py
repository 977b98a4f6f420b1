"""The offer that is measured, made through the services; only mass comes in by bulk inserts."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import func, insert, select

from app.extensions import db, transaction
from app.models import Attendance, BookingCurve, Edition, Meeting, Registration, Training, User
from app.queries.offering.offer import trainings
from app.rules.states import (
    AttendanceStatus,
    EditionState,
    Format,
    Funding,
    RegistrationState,
    Role,
)
from app.rules.workdays import LOCAL
from app.services import account
from app.services.offering import offer
from app.services.offering.offer import PlannedEdition, PlannedMeeting, TrainingFacts
from app.services.registering.person import Person

CAPACITY = 40
TEAMS = ("Antwerpen", "Limburg", "Oost- en West-Vlaanderen", "Vlaams-Brabant en Brussel")
SUBJECTS = (
    "Racisme verwondt – Als hulpverlener omgaan met de impact van racisme",
    "TOPOI – Verschillen en misverstanden in de communicatie",
    "Werken met een tolk in de jeugdhulp",
    "Niet-begeleide minderjarige vreemdelingen",
    "Opvoeden in een nieuwe omgeving",
    "Eer en eerverlies in gezinnen",
    "Meertaligheid thuis en op school",
    "Religie en zingeving in de begeleiding",
    "Armoede met een kleur",
    "Rouwen over grenzen heen",
)
THEMES = ("Communicatie", "Hulpverleningsrelatie", "Migratie", "Gezin en opvoeding")
DESCRIPTION = (
    "We **luisteren** naar ervaringen en oefenen met gesprekken uit je eigen werk.\n\n"
    "- korte inleiding\n- oefeningen in kleine groep\n- vertaling naar je eigen praktijk\n\n"
) * 3
_CHUNK = 5_000


def plan_offer(number: int, now: datetime) -> list[int]:
    """Plan and publish so many editions from three weeks on, two a week; their ids, soonest first.

    Each third one is a trajectory of three meetings, each second one a webinar.
    """
    with transaction():
        team_ids = [offer.save_team(name).id for name in TEAMS]
        training_ids = [_training(index, now).id for index in range(len(SUBJECTS))]
        trainer = account.create(
            "trainer@bench.example", Role.TRAINER, "no password", now, name="Nadia El Amrani"
        )
        trainer_id = trainer.id
    first = now.astimezone(LOCAL).replace(hour=9, minute=30, second=0, microsecond=0)
    ids = []
    for index in range(number):
        starts_at = first + timedelta(days=21 + index * 7 // 2)
        webinar = index % 2 == 1
        with transaction():
            edition = offer.plan_edition(
                PlannedEdition(
                    training_id=training_ids[index % len(training_ids)],
                    team_id=team_ids[index % len(team_ids)],
                    format=Format.WEBINAR if webinar else Format.LIVE,
                    meetings=[
                        PlannedMeeting(begin, begin + timedelta(hours=3))
                        for begin in _beginnings(starts_at, 3 if index % 3 == 0 else 1)
                    ],
                    capacity=CAPACITY,
                    trainer_ids=(trainer_id,),
                    place="" if webinar else "Zaal De Brug",
                    address="" if webinar else "Voorbeeldstraat 12, 2600 Berchem",
                    join_url="https://meet.example/bench" if webinar else "",
                ),
                now,
            )
            offer.publish(edition.id, now)
            ids.append(edition.id)
    return ids


def _beginnings(starts_at: datetime, number: int) -> list[datetime]:
    return [starts_at + timedelta(days=14 * index) for index in range(number)]


def _training(index: int, now: datetime) -> Training:
    title = SUBJECTS[index]
    return offer.save_training(
        TrainingFacts(
            title=title,
            short_name=title.partition(" ")[0],
            summary="Wat betekent dit voor wie je begeleidt, en wat kun jij doen?",
            description=DESCRIPTION,
            goals="Je herkent de gevolgen.\nJe oefent een gesprek.\nJe kent de sociale kaart.",
            audience="Voor hulpverleners in de jeugdhulp.",
            themes=(THEMES[index % len(THEMES)], THEMES[(index + 1) % len(THEMES)]),
        ),
        now,
    )


def plan_one(now: datetime, capacity: int) -> int:
    """Plan and publish one more edition of the first training, with so many places; its id."""
    starts_at = now + timedelta(days=60)
    with transaction():
        team_id, training_id = offer.save_team(TEAMS[0]).id, trainings()[0].id
        edition = offer.plan_edition(
            PlannedEdition(
                training_id=training_id,
                team_id=team_id,
                format=Format.LIVE,
                meetings=[PlannedMeeting(starts_at, starts_at + timedelta(hours=3))],
                capacity=capacity,
                place="Zaal De Brug",
                address="Voorbeeldstraat 12, 2600 Berchem",
            ),
            now,
        )
        offer.publish(edition.id, now)
        return edition.id


def make_coordinator(now: datetime) -> User:
    """A coordinator of all teams; no password matches, for nobody signs in by the form here."""
    with transaction():
        return account.create("coordinator@bench.example", Role.COORDINATOR, "no password", now)


def person(number: int) -> Person:
    """A professional of their own."""
    return Person(
        name=f"Deelnemer {number}",
        email=f"deelnemer{number}@organisatie.example",
        function="Begeleider",
        organisation="CLB De Horizon",
        organisation_type="CLB",
    )


def form_of(number: int) -> dict[str, str]:
    """The same person as the form wants to have it filled in, terms and waiting list agreed to."""
    one = person(number)
    return {
        "name": one.name,
        "email": one.email,
        "function": one.function,
        "organisation": one.organisation,
        "organisation_type": one.organisation_type,
        "consent": "y",
        "seen": "waiting list",
    }


def fill(edition_ids: Sequence[int], each: int, now: datetime, *, after: int = 0) -> None:
    """Put so many registered people in each edition, by bulk insert and without messages.

    `after`: how many were put there before.
    """
    with transaction():
        _insert(Registration, _registrations(edition_ids, each, now, after))


def add_past(editions: int, each: int, years: int, now: datetime, *, present: bool) -> None:
    """Add completed editions, spread over the years before this one, with so many people each.

    `present`: everybody was there, which makes them participants.
    """
    span = timedelta(days=365 * years)
    starts = [now - timedelta(days=30) - span * index / editions for index in range(editions)]
    with transaction():
        training_id, team_id = trainings()[0].id, offer.save_team(TEAMS[0]).id
        last = db.session.scalar(select(func.max(Edition.id))) or 0
        ids = range(last + 1, last + 1 + editions)
        _insert(
            Edition,
            (
                _past_edition(edition_id, training_id, team_id, at)
                for edition_id, at in zip(ids, starts, strict=True)
            ),
        )
        _insert(
            Meeting,
            (
                {"edition_id": edition_id, "starts_at": at, "ends_at": at + timedelta(hours=3)}
                for edition_id, at in zip(ids, starts, strict=True)
            ),
        )
        _insert(Registration, _registrations(ids, each, now))
        if present:
            _attend(ids, now)


def draw_curves(now: datetime) -> None:
    """A booking curve of sixty days for each completed edition, so that forecasts are made."""
    with transaction():
        known = db.session.execute(
            select(Edition.id, Edition.decision_on).where(Edition.state == EditionState.COMPLETED)
        ).all()
        _insert(
            BookingCurve,
            (
                {
                    "edition_id": edition_id,
                    "decision_on": decision_on,
                    "minimum": 8,
                    "capacity": CAPACITY,
                    "days": 61,
                    "counts": [(5 + edition_id % 13) * (60 - day) // 60 for day in range(61)],
                    "recorded_at": now,
                }
                for edition_id, decision_on in known
            ),
        )


def _past_edition(
    edition_id: int, training_id: int, team_id: int, starts_at: datetime
) -> dict[str, Any]:
    opened = starts_at - timedelta(days=90)
    return {
        "id": edition_id,
        "training_id": training_id,
        "team_id": team_id,
        "state": EditionState.COMPLETED,
        "format": Format.LIVE,
        "funding": Funding.REGULAR,
        "capacity": CAPACITY,
        "decision_on": (starts_at - timedelta(days=14)).date(),
        "opens_at": opened,
        "closes_at": starts_at - timedelta(days=1),
        "created_at": opened,
        "published_at": opened,
        "confirmed_at": starts_at - timedelta(days=14),
        "completed_at": starts_at + timedelta(hours=4),
    }


def _registrations(
    edition_ids: Sequence[int], each: int, now: datetime, after: int = 0
) -> Iterator[dict[str, Any]]:
    for edition_id in edition_ids:
        for place in range(after, after + each):
            address = f"oud{edition_id}.{place}@organisatie.example"
            yield {
                "public_id": uuid4().hex,
                "edition_id": edition_id,
                "state": RegistrationState.REGISTERED,
                "name": f"Deelnemer {place}",
                "email": address,
                "email_key": address,
                "function": "Begeleider",
                "organisation": "CLB De Horizon",
                "organisation_type": "CLB",
                "language": "nl",
                "consented_at": now,
                "queue_number": place + 1,
                "created_at": now,
            }


def _attend(edition_ids: Sequence[int], now: datetime) -> None:
    rows = db.session.execute(
        select(Registration.id, Meeting.id)
        .join(Meeting, Meeting.edition_id == Registration.edition_id)
        .where(Registration.edition_id.in_(edition_ids))
    ).all()
    status = AttendanceStatus.PRESENT
    _insert(
        Attendance,
        (
            {"registration_id": who, "meeting_id": what, "status": status, "recorded_at": now}
            for who, what in rows
        ),
    )


def _insert(table: Any, rows: Iterator[dict[str, Any]]) -> None:
    chunk: list[dict[str, Any]] = []
    for one in rows:
        chunk.append(one)
        if len(chunk) == _CHUNK:
            db.session.execute(insert(table), chunk)
            chunk = []
    if chunk:
        db.session.execute(insert(table), chunk)
