"""Two files on the desk: a past year that was read in, and one with errors to look at."""

from datetime import datetime, timedelta
from uuid import uuid4

from app.cli.example.stage import Stage
from app.extensions import transaction
from app.rules.importing.states import Kind
from app.services.importing import imports, run
from app.services.offering.offer import TrainingFacts


def read_files_in(stage: Stage, training: TrainingFacts, now: datetime) -> None:
    """The coordinator reads figures of three years ago in, and brings a list with errors."""
    year = now.year - 3
    title = training.title
    past = (
        "vorming;data;dagdelen;team;vorm;aantal inschrijvingen;aantal deelnemers",
        f"{title};13/03/{year};2;Antwerpen;live;14;12",
        f"{title};19/10/{year};1;Limburg;webinar;20;17",
    )
    people = (
        "vorming;datum;naam;e-mail;functie;organisatie;soort organisatie",
        f"{title};31/02/{now.year};Lies Maes;lies@horizon.example;Begeleider;De Horizon;CLB",
        f"{title};15/03/{now.year};Tom Claes;tom at horizon.example;Begeleider;De Horizon;CLB",
        f"{title};15/03/{now.year};Eva Smets;eva@horizon.example;;De Horizon;CLB",
    )
    stage.training(training, now)
    _bring(stage, "voorbije-jaren.csv", Kind.PAST_YEARS, past, now - timedelta(hours=1))
    _bring(stage, "inschrijvingen-maart.csv", Kind.REGISTRATIONS, people, now)


def _bring(stage: Stage, name: str, kind: Kind, rows: tuple[str, ...], now: datetime) -> None:
    content = "\n".join(rows).encode()
    public_id = uuid4().hex
    with transaction():
        taken = imports.take(public_id, kind, name, content, now, stage.staff["coordinator"])
        taken_id = taken.id
    list(run.run_due(now, transaction))
    with transaction():
        ordered = imports.order(taken_id)
    if ordered:
        list(run.run_due(now, transaction))
