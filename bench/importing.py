"""How long a file of many rows takes to be checked and read in, by the worker's own way."""

import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

from app.extensions import db, transaction
from app.models import Import
from app.rules.importing.states import ImportState, Kind
from app.services.importing import imports, run
from bench import data
from bench.site import Site
from bench.table import Figure, Goal


def measure(site: Site, now: datetime, rows: int) -> list[Figure]:
    """Seconds for each kind of file; raises RuntimeError when a file is not read in whole."""
    files = {
        Kind.EDITIONS: _editions(rows, now),
        Kind.REGISTRATIONS: _registrations(rows, site.edition_ids),
        Kind.PAST_YEARS: _past(rows),
        Kind.TRAININGS: _trainings(rows),
    }
    with site.app.app_context():
        user_id = data.make_coordinator(now).id
        return [
            Figure(
                f"import_{kind}_{site.engine}",
                f"{rows} rows read in: {kind.replace('_', ' ')}, {site.engine}",
                "s",
                (_seconds(kind, list(lines), now, user_id),),
                goal=Goal(60, at_least=False),
            )
            for kind, lines in files.items()
        ]


def _seconds(kind: Kind, lines: list[str], now: datetime, user_id: int) -> float:
    """From the upload until all is written: the dry run, and reading in."""
    content = "\n".join(lines).encode()
    began = time.perf_counter()
    with transaction():
        taken_id = imports.take(uuid4().hex, kind, "bench.csv", content, now, user_id).id
    list(run.run_due(now, transaction))
    with transaction():
        imports.order(taken_id)
    list(run.run_due(now, transaction))
    seconds = time.perf_counter() - began
    taken = db.session.get_one(Import, taken_id)
    if taken.state is not ImportState.DONE or taken.rows_done != len(lines) - 1:
        raise RuntimeError(f"{kind}: {taken.state} after {taken.rows_done} rows, {taken.outcome}")
    return seconds


def _editions(rows: int, now: datetime) -> Iterator[str]:
    """Each row an edition of its own."""
    yield "vorming;team;vorm;datum;van;tot;plaatsen"
    for index in range(rows):
        subject, team = data.SUBJECTS[index % 10], data.TEAMS[index // 10 % 4]
        on = now + timedelta(days=800 + index // 40)
        yield f"{subject};{team};live;{on:%d/%m/%Y};9.30;12.30;16"


def _registrations(rows: int, edition_ids: tuple[int, ...]) -> Iterator[str]:
    """Spread over the editions of the offer; who finds no seat waits."""
    yield "editie;naam;e-mail;functie;organisatie;soort organisatie"
    for index in range(rows):
        edition_id = edition_ids[index % len(edition_ids)]
        yield f"{edition_id};Persoon {index};p{index}@bench.example;Coach;De Horizon;CLB"


def _past(rows: int) -> Iterator[str]:
    """Ten people in each edition."""
    yield "editie;vorming;team;vorm;data;dagdelen;naam;e-mail;aanwezig"
    for index in range(rows):
        edition = index // 10
        on = date(2005, 1, 3) + timedelta(days=edition // 10)
        subject, team = data.SUBJECTS[edition % 10], data.TEAMS[0]
        who = f"Persoon {index};p{index}@bench.example;ja"
        yield f"{edition};{subject};{team};live;{on:%d/%m/%Y};1;{who}"


def _trainings(rows: int) -> Iterator[str]:
    yield "titel;korte naam;samenvatting;beschrijving;thema's"
    for index in range(rows):
        yield f"Vorming {index};V{index};Een halve dag.;We luisteren en oefenen.;Communicatie"
