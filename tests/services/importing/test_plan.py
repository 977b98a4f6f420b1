"""Each kind of file on both engines: what it makes, what it leaves, what it says is wrong."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db, transaction
from app.models import (
    Edition,
    HistoryEntry,
    Import,
    ImportProblem,
    Message,
    Registration,
    Training,
    User,
)
from app.queries.attending.quality_report import report
from app.queries.offering.training import past
from app.rules.importing.examples import example_lines
from app.rules.importing.kinds import LAYOUTS
from app.rules.importing.problems import ProblemCode
from app.rules.importing.states import ImportState, Kind
from app.rules.states import CancelReason, EditionState, Format, Funding, RegistrationState
from app.services.deciding import minimum
from app.services.history import Action
from app.services.importing import examples
from app.services.registering import registration
from app.services.schedule import run
from tests.factories.cast import Cast
from tests.factories.files import as_csv, read_in, upload
from tests.factories.offer import make_edition, make_training, register
from tests.support.time import NOW, moment


def numbers(taken: Import) -> tuple[ImportState, int, int, int]:
    """State, and what was made, changed and left."""
    outcome = taken.outcome
    return taken.state, outcome["made"], outcome["changed"], outcome["left"]


def wrong(taken: Import) -> list[tuple[int, str, ProblemCode]]:
    """What is wrong with a file that was checked."""
    assert taken.state is ImportState.CHECKED
    found = db.session.scalars(
        select(ImportProblem)
        .where(ImportProblem.import_id == taken.id, ImportProblem.warning.is_(False))
        .order_by(ImportProblem.id)
    )
    return [(problem.row, problem.column, problem.code) for problem in found]


def count(model: type) -> int:
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


TRAININGS = "titel;korte naam;samenvatting;beschrijving;thema's;leerdoelen"
EDITIONS = "editie;vorming;team;vorm;datum;van;tot;plaatsen;minimum;reden minimum;begeleiders;prijs"
PEOPLE = "editie;vorming;datum;naam;e-mail;functie;organisatie;soort organisatie"
PAST = (
    "editie;vorming;data;van;tot;dagdelen;team;vorm;financiering;aantal inschrijvingen;"
    "aantal deelnemers;reden annulering;toelichting;naam;e-mail;aanwezig"
)


def test_trainings_are_made_changed_and_left(app: Flask, cast: Cast) -> None:
    known = make_training("Bekend", "Oud", themes=("Taal",))
    make_training("Zelfde", "Zelfde", themes=())
    goals = known.goals
    content = as_csv(
        TRAININGS,
        'Nieuw;N;Kort;Lang;"Taal; Werk";Je leert',
        "nieuw!;N2;Kort;Lang;;",
        "BEKEND;B;Kort;Lang;;",
        "Zelfde;Zelfde;Wat doet racisme met wie je begeleidt?;We **luisteren** en oefenen.;;",
    )
    taken = read_in(Kind.TRAININGS, content, cast.coordinator_limburg)
    assert numbers(taken) == (ImportState.DONE, 2, 1, 1)
    rows = db.session.execute(select(Training.title, Training.slug).order_by(Training.id)).all()
    assert rows[2:] == [("Nieuw", "nieuw"), ("nieuw!", "nieuw-2")]
    db.session.refresh(known)
    # What is blank stays: goals, audience and themes.
    assert (known.title, known.short_name, known.goals) == ("Bekend", "B", goals)
    assert [theme.name for theme in known.themes] == ["Taal"]
    again = upload(Kind.TRAININGS, content, cast.coordinator_limburg)
    assert numbers(again) == (ImportState.CHECKED, 0, 0, 4)


def test_a_title_twice_in_a_file(app: Flask, cast: Cast) -> None:
    content = as_csv(TRAININGS, "Een;E;Kort;Lang;;", "EEN;E;Kort;Lang;;")
    taken = upload(Kind.TRAININGS, content, cast.administrator)
    assert wrong(taken) == [(3, "titel", ProblemCode.TWICE_IN_FILE)]
    assert count(Training) == 0


def test_editions_become_drafts_as_the_form_makes_them(app: Flask, cast: Cast) -> None:
    training = make_training("Luisteren", "L")
    content = as_csv(
        EDITIONS,
        f"a;luisteren;Antwerpen;live;5/10/2027;9.30;12.30;14;6;Klein;{cast.trainer.email};47,50",
        "a;;;;12/10/2027;9.30;16.30;;;;;",
        ";L;Limburg;webinar;5/10/2027;9.30;12.30;20;;;;",
    )
    taken = read_in(Kind.EDITIONS, content, cast.coordinator)
    assert numbers(taken) == (ImportState.DONE, 2, 0, 0)
    first, second = db.session.scalars(select(Edition).order_by(Edition.id)).all()
    assert taken.outcome["editions"] == [first.id, second.id]
    assert (first.state, first.training_id, first.team.name) == (
        EditionState.DRAFT, training.id, "Antwerpen",
    )  # fmt: skip
    assert [m.starts_at for m in first.meetings] == [
        moment("2027-10-05 09:30"), moment("2027-10-12 09:30"),
    ]  # fmt: skip
    assert (first.minimum, first.price_cents, first.decision_on) == (6, 4750, date(2027, 9, 21))
    assert first.trainers == [cast.trainer]
    assert (second.format, second.minimum) == (Format.WEBINAR, None)
    history = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id)).all()
    assert [(entry.action, entry.actor_id) for entry in history] == [
        (Action.EDITION_PLANNED, cast.coordinator.id),
        (Action.EDITION_PLANNED, cast.coordinator.id),
        (Action.FILE_READ_IN, cast.coordinator.id),
    ]
    again = upload(Kind.EDITIONS, content, cast.coordinator)
    assert numbers(again) == (ImportState.CHECKED, 0, 0, 2)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("V;Antwerpen;live;5/10/2027;9;8;14;;;;", "tot", ProblemCode.ENDS_BEFORE_START),
        ("V;Antwerpen;live;5/10/2027;9;12;14;6;;;", "reden minimum",
         ProblemCode.MINIMUM_NEEDS_REASON),
        ("V;Antwerpen;live;5/10/2027;9;12;7;;;;", "aantal plaatsen",
         ProblemCode.FEWER_PLACES_THAN_MINIMUM),
        ("V;Antwerpen;live;3/3/2027;9;12;14;;;;", "datum", ProblemCode.NO_TIME_TO_DECIDE),
        ("W;Antwerpen;live;5/10/2027;9;12;14;;;;", "vorming", ProblemCode.UNKNOWN_TRAINING),
        ("V;Gent;live;5/10/2027;9;12;14;;;;", "team", ProblemCode.UNKNOWN_TEAM),
        ("V;Limburg;live;5/10/2027;9;12;14;;;;", "team", ProblemCode.NOT_YOUR_TEAM),
        ("V;;live;5/10/2027;9;12;14;;;wie@elders.example;", "begeleiders",
         ProblemCode.UNKNOWN_TRAINER),
    ],
)  # fmt: skip
def test_an_edition_that_cannot_be(
    site: Flask, cast: Cast, row: str, column: str, code: ProblemCode
) -> None:
    make_training("V", "V")
    taken = upload(Kind.EDITIONS, as_csv(EDITIONS, f";{row}"), cast.coordinator_antwerp)
    assert wrong(taken) == [(2, column, code)]
    assert count(Edition) == 0


def test_editions_that_overlap_themselves_or_each_other(site: Flask, cast: Cast) -> None:
    make_training("V", "V")
    row = "V;;live;5/10/2027;9;12;14;;;;"
    overlap = as_csv(EDITIONS, f"a;{row}", "a;;;;5/10/2027;11;13;;;;;", f";{row}", f";{row}")
    taken = upload(Kind.EDITIONS, overlap, cast.coordinator_antwerp)
    assert wrong(taken) == [
        (2, "datum", ProblemCode.MEETINGS_OVERLAP),
        (4, "datum", ProblemCode.TWICE_IN_FILE),
        (5, "datum", ProblemCode.TWICE_IN_FILE),
    ]
    many = (f"a;;;;{day}/10/2027;9;12;;;;;" for day in range(6, 12))
    taken = upload(Kind.EDITIONS, as_csv(EDITIONS, f"a;{row}", *many), cast.coordinator_antwerp)
    assert wrong(taken) == [(8, "", ProblemCode.TOO_MANY_MEETINGS)]
    taken = upload(Kind.EDITIONS, as_csv(EDITIONS, f";{row}"), cast.coordinator)
    assert wrong(taken) == [(2, "team", ProblemCode.TEAM_MISSING)]


def person(edition: object, number: int, **other: str) -> str:
    """A row with somebody for an edition, by its number or by training and date."""
    values = {"email": f"p{number}@org.example", "kind": "clb"} | other
    who = f"Persoon {number};{values['email']};Begeleider;De Horizon;{values['kind']}"
    return f"{edition.id};;;{who}" if isinstance(edition, Edition) else f";{edition};{who}"


def states() -> list[tuple[str, RegistrationState, int]]:
    """Who is registered how, in order of arrival."""
    rows = db.session.scalars(select(Registration).order_by(Registration.queue_number))
    return [(row.email, row.state, row.queue_number) for row in rows]


def test_people_get_seats_in_the_order_of_the_file_and_nobody_hears(app: Flask, cast: Cast) -> None:
    edition = make_edition(training=make_training("V", "V"), capacity=9, price_cents=5000)
    register(edition, 7)
    told = count(Message)
    content = as_csv(PEOPLE, *(person("V;29/03/2027", number) for number in range(3)))
    taken = read_in(Kind.REGISTRATIONS, content, cast.coordinator_antwerp)
    assert numbers(taken) == (ImportState.DONE, 3, 0, 0)
    assert taken.outcome["waiting"] == 1
    assert states()[7:] == [
        ("p0@org.example", RegistrationState.REGISTERED, 8),
        ("p1@org.example", RegistrationState.REGISTERED, 9),
        ("p2@org.example", RegistrationState.WAITLISTED, 10),
    ]
    last = db.session.scalars(select(Registration).order_by(Registration.id.desc())).first()
    assert last is not None
    assert (last.organisation_type, last.price_cents, last.consented_at) == ("CLB", 5000, NOW)
    assert count(Message) == told
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.registration_id == last.id)
    ).one()
    assert (entry.action, entry.actor_id, entry.facts) == (
        Action.WAITLISTED, cast.coordinator_antwerp.id, {"name": "Persoon 2", "imported": 1},
    )  # fmt: skip
    with transaction():
        registration.remove(last, NOW, cast.coordinator.id)
    # Who was taken off since is not brought back.
    again = upload(Kind.REGISTRATIONS, content, cast.coordinator_antwerp)
    assert numbers(again) == (ImportState.CHECKED, 0, 0, 3)


def test_people_can_be_mailed(app: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=8)
    register(edition, 7)
    content = as_csv(PEOPLE, person(edition, 1), person(edition, 2))
    read_in(Kind.REGISTRATIONS, content, cast.administrator, mail=True)
    mails = db.session.execute(
        select(Message.kind, Message.recipient).order_by(Message.id.desc()).limit(2)
    ).all()
    assert sorted(mails) == [
        ("registration_confirmed", "p1@org.example"), ("waitlisted", "p2@org.example"),
    ]  # fmt: skip


def test_no_more_people_are_mailed_than_one_transaction_bears(site: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=600)
    content = as_csv(PEOPLE, *(person(edition, number) for number in range(501)))
    taken = upload(Kind.REGISTRATIONS, content, cast.administrator, mail=True)
    assert wrong(taken) == [(0, "", ProblemCode.TOO_MANY_MAILS)]


def test_what_is_wrong_with_people_and_their_editions(site: Flask, cast: Cast) -> None:
    training = make_training("V", "V")
    open_, draft = make_edition(training=training), make_edition(publish=False)
    twin = make_edition(training=training)
    over = make_edition(starts="2027-02-15 09:30", now=moment("2027-01-01 09:00"))
    cancelled, other = make_edition(), make_edition(team=cast.limburg)
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TOO_FEW, "", NOW, None)
    content = as_csv(
        PEOPLE,
        person(open_, 1),
        person(open_, 2, email="P1@org.example"),
        person(open_, 3, email="p3 at org"),
        person(open_, 4, kind="Circus"),
        person(open_, 5, email="vormingen@voorbeeldpunt.example"),
        person(draft, 6),
        person(draft, 7),
        person(over, 8),
        person(cancelled, 9),
        person(other, 10),
        person("V;30/03/2027", 11),
        person("V;29/03/2027", 12),
        person("W;29/03/2027", 13),
        person("V;", 14),
    )
    taken = upload(Kind.REGISTRATIONS, content, cast.coordinator_antwerp)
    assert twin.id > open_.id
    assert wrong(taken) == [
        (3, "e-mail", ProblemCode.TWICE_IN_FILE),
        (4, "e-mail", ProblemCode.NOT_AN_ADDRESS),
        (5, "soort organisatie", ProblemCode.NOT_A_CHOICE),
        (6, "e-mail", ProblemCode.ADDRESS_IS_OURS),
        (7, "editie", ProblemCode.EDITION_IS_DRAFT),
        (9, "editie", ProblemCode.EDITION_STARTED),
        (10, "editie", ProblemCode.EDITION_CANCELLED),
        (11, "editie", ProblemCode.UNKNOWN_EDITION),
        (12, "datum", ProblemCode.UNKNOWN_EDITION),
        (13, "datum", ProblemCode.EDITION_UNCLEAR),
        (14, "vorming", ProblemCode.UNKNOWN_TRAINING),
        (15, "editie", ProblemCode.EDITION_NOT_NAMED),
    ]
    assert count(Registration) == 0


def past_file() -> bytes:
    """Three editions of 2023: with people, with figures, cancelled."""
    return as_csv(
        PAST,
        'p;V;"6/2/2023; 13/2/2023";9;12;;Antwerpen;live;project;;;;;An;an@org.example;ja',
        "p;;;;;;;;;;;;;Bo;bo@org.example;nee",
        "p;;;;;;;;;;;;;Cis;cis@org.example;",
        ";V;8/5/2023;;;2;Antwerpen;webinar;;14;11;;;;;",
        ";V;9/6/2023;9;16;;Limburg;live;;5;;te weinig inschrijvingen;Jammer;;;",
    )


def test_past_years_count_as_our_own(app: Flask, cast: Cast) -> None:
    training = make_training("V", "V")
    taken = read_in(Kind.PAST_YEARS, past_file(), cast.administrator)
    assert (numbers(taken), taken.outcome["people"]) == ((ImportState.DONE, 3, 0, 0), 3)
    year = report(2023, NOW)
    assert [
        (row.on, row.format, row.registrations, row.participants) for row in year.programme
    ] == [
        (date(2023, 2, 6), Format.LIVE, 3, 1),
        (date(2023, 5, 8), Format.WEBINAR, 14, 11),
    ]
    assert (year.registrations, year.participants) == (17, 12)
    (cancelled,) = year.cancelled
    assert (cancelled.dates, cancelled.reason, cancelled.note) == (
        (date(2023, 6, 9),), CancelReason.TOO_FEW, "Jammer",
    )  # fmt: skip
    assert (cancelled.count, cancelled.minimum) == (5, 8)
    assert [(row.team, row.regular, row.project) for row in year.half_days] == [
        ("Antwerpen", 2, 2), ("Limburg", 0, 0),
    ]  # fmt: skip
    (public,) = past(training, NOW).years
    assert (public.year, public.editions, public.participants) == (2023, 2, 12)
    first = db.session.scalars(select(Edition).order_by(Edition.id)).first()
    assert first is not None
    assert (first.state, first.funding) == (EditionState.COMPLETED, Funding.PROJECT)
    # Nobody hears of it, now or later.
    assert list(run(NOW, transaction)) == []
    assert count(Message) == 0
    again = upload(Kind.PAST_YEARS, past_file(), cast.administrator)
    assert numbers(again) == (ImportState.CHECKED, 0, 0, 3)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("3/3/2027;9;12;;;live;;;5;;;;;", "data", ProblemCode.NOT_OVER_YET),
        ("6/2/2023;9;;;;live;;;5;;;;;", "dagdelen", ProblemCode.HOURS_OR_HALF_DAYS),
        ("6/2/2023;12;9;;;live;;;5;;;;;", "tot", ProblemCode.ENDS_BEFORE_START),
        ("6/2/2023;9;12;;;live;;;;;;;;", "aantal deelnemers", ProblemCode.FIGURES_MISSING),
        ("6/2/2023;9;12;;;live;;4;5;;;;;", "aantal deelnemers", ProblemCode.MORE_PARTICIPANTS),
        ("6/2/2023;9;12;;;live;;5;5;;;An;an@org.example;ja", "aantal deelnemers",
         ProblemCode.FIGURES_AND_PEOPLE),
        ("6/2/2023;9;12;;;live;;5;;andere;;;;", "toelichting", ProblemCode.NOTE_MISSING),
        ("6/2/2023;9;12;;;live;;;;andere;Vol;An;an@org.example;ja", "reden annulering",
         ProblemCode.CANCELLED_WITH_PEOPLE),
        ("6/2/2023;9;12;;;live;;;;;;;an@org.example;ja", "naam", ProblemCode.MISSING),
        ("6/2/2023;9;12;;;live;;;;;;An;;ja", "e-mail", ProblemCode.MISSING),
        ("6/2/2023;9;12;;;live;;;;;;An;an;ja", "e-mail", ProblemCode.NOT_AN_ADDRESS),
    ],
)  # fmt: skip
def test_a_past_edition_that_cannot_be(
    site: Flask, cast: Cast, row: str, column: str, code: ProblemCode
) -> None:
    make_training("V", "V")
    taken = upload(Kind.PAST_YEARS, as_csv(PAST, f";V;{row}"), cast.coordinator_antwerp)
    assert wrong(taken) == [(2, column, code)]


@pytest.mark.parametrize("kind", [Kind.EDITIONS, Kind.REGISTRATIONS, Kind.PAST_YEARS])
def test_the_examples_can_be_read_in_one_after_the_other(
    site: Flask, cast: Cast, kind: Kind
) -> None:
    user: User = cast.administrator
    wanted = [Kind.TRAININGS, kind] if kind is not Kind.REGISTRATIONS else [Kind.TRAININGS]
    for one in wanted:
        columns = LAYOUTS[one].columns
        year = 2026 if one is Kind.PAST_YEARS else 2028
        lines = example_lines(one, year, [column.about for column in columns])
        taken = read_in(one, examples.as_xlsx(lines), user)
        assert taken.state is ImportState.DONE
    if kind is Kind.REGISTRATIONS:
        training = db.session.scalars(select(Training).order_by(Training.id)).first()
        make_edition(training=training, starts="2028-10-05 09:30")
        columns = LAYOUTS[kind].columns
        lines = example_lines(kind, 2028, [column.about for column in columns])
        assert numbers(read_in(kind, examples.as_csv(lines), user))[:2] == (ImportState.DONE, 2)
