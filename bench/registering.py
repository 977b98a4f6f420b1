"""People who register: how many a second, and sixty at once for eighteen places."""

from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models import Registration
from app.rules.states import RegistrationState
from bench import data
from bench.crowd import race, read_page, registrations_per_second
from bench.plan import CLIENTS, RACERS, SEATS, Plan
from bench.server import Server
from bench.site import Site
from bench.table import Figure, Goal

_PROCESSES = 4


class WrongNumberOfSeats(RuntimeError):
    """More or fewer people got a seat than there were: no speed makes up for that."""


def measure(site: Site, bare: Server, folder: Path, now: datetime, plan: Plan) -> list[Figure]:
    """Complete registrations a second, and the race, on the engine of this site."""
    numbers, speed, bases, races = count(1), list[float](), list[float](), list[float]()
    with site.server(folder) as server:
        _register(server, site, numbers, CLIENTS * 2)
        for _ in range(plan.rounds):
            bases.append(read_page(bare.port, "/", plan.seconds, CLIENTS)[0])
            speed.append(_register(server, site, numbers, plan.registrations))
            races.append(_race(server, site, numbers, now))
    return [
        Figure(
            f"registrations_{site.engine}",
            f"complete registrations, {site.engine}",
            "registrations/s",
            tuple(speed),
            tuple(bases),
            Goal(0.05, at_least=True, of_ratio=True),
        ),
        Figure(
            f"race_{site.engine}",
            f"{RACERS} people for {SEATS} seats, {site.engine}: until the {SEATS}th is in",
            "s",
            tuple(races),
            goal=Goal(2, at_least=False, note=f"and exactly {SEATS}"),
        ),
    ]


def _address(edition_id: int) -> str:
    return f"/edities/{edition_id}/inschrijven"


def _register(server: Server, site: Site, numbers: "count[int]", total: int) -> float:
    people: list[list[Any]] = []
    for _ in range(total):
        number = next(numbers)
        edition_id = site.edition_ids[number % len(site.edition_ids)]
        people.append([_address(edition_id), data.form_of(number)])
    return registrations_per_second(server.port, people, CLIENTS)


def _race(server: Server, site: Site, numbers: "count[int]", now: datetime) -> float:
    with site.app.app_context():
        edition_id = data.plan_one(now, capacity=SEATS)
        people = [[_address(edition_id), data.form_of(next(numbers))] for _ in range(RACERS)]
        start, answered = race(server.port, people, _PROCESSES)
        seated = db.session.scalars(
            select(Registration.public_id).where(
                Registration.edition_id == edition_id,
                Registration.state == RegistrationState.REGISTERED,
            )
        ).all()
        db.session.remove()
    if len(seated) != SEATS or len(answered) != RACERS:
        raise WrongNumberOfSeats(
            f"{len(seated)} of {SEATS} seats given, {len(answered)} of {RACERS} people answered"
        )
    in_at = sorted(answered[f"/inschrijving/{public_id}/bevestiging"] for public_id in seated)
    return in_at[-1] - start
