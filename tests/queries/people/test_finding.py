"""Quick search: what is found, alike on both engines, and by whom."""

import pytest
from flask import Flask
from sqlalchemy import literal, select

from app.extensions import db, transaction
from app.queries.people.finding import MOST, Found, find
from app.queries.people.folding import Folded, PhoneNumber
from app.rules.offering.search import fold
from app.rules.people.phone import comparable
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.statements import counted
from tests.support.time import NOW


def names(found: Found) -> list[str]:
    return [one.registration.name for one in found.people]


@pytest.mark.parametrize(
    "text", ["Yıldız ÖZGÜR", "Françoise Œuvre", "Łukasz Đorđević", "Ærø", "José-María", "abc 123"]
)
def test_both_engines_fold_as_python_does(app: Flask, text: str) -> None:
    assert db.session.scalar(select(Folded(literal(text)))) == fold(text)


@pytest.mark.parametrize(
    "text", ["0470 12 34 56", "+32 (0)470/12.34.56", "0032 3 123 45 67", "0031 6 12", "geen", ""]
)
def test_both_engines_read_a_number_as_python_does(app: Flask, text: str) -> None:
    assert db.session.scalar(select(PhoneNumber(literal(text)))) == comparable(text)


def test_people_are_found_by_their_phone_number(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    register(edition, name="An Maes", phone="0470 12 34 56")
    register(edition, name="Bo Claes", phone="+32 471 12 34 56")
    actor = cast.coordinator_antwerp.actor
    for question in ("0470123456", "+32 470/12.34.56", "0032470123456", "70 12 34"):
        assert names(find(question, actor, NOW)) == ["An Maes"], question
    assert names(find("0471 12", actor, NOW)) == []
    assert names(find("0471 123", actor, NOW)) == ["Bo Claes"]
    assert find("0470123456", cast.coordinator_limburg.actor, NOW).number == 0


def test_editions_are_found_by_where_one_of_their_meetings_is(app: Flask, cast: Cast) -> None:
    course = make_edition(
        team=cast.limburg, starts="2027-04-05 09:30", more_starts=("2027-04-12 09:30",)
    )
    with transaction():
        course.meetings[1].place, course.meetings[1].address = "De Zaal", "Markt 1, 3500 Hasselt"
    actor = cast.coordinator_limburg.actor
    for question in ("hasselt", "racisme hasselt", "berchem", "hasselt berchem", "voorbeeldstraat"):
        assert list(find(question, actor, NOW).editions) == [course], question
    assert find("genk", actor, NOW).number == 0
    assert find("hasselt", cast.coordinator_antwerp.actor, NOW).number == 0


def test_people_are_found_by_parts_of_name_address_and_organisation(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    register(edition, name="Emine Yıldız", organisation="CLB De Horizon", email="emine@clb.example")
    register(edition, name="Özlem Çelik", organisation="Huis van het Kind")
    actor = cast.coordinator.actor
    for question in ("yildiz", "YILD emi", "emine@clb", "horizon yil"):
        assert names(find(question, actor, NOW)) == ["Emine Yıldız"], question
    assert names(find("celik", actor, NOW)) == ["Özlem Çelik"]
    for question in ("", "y", "50%", "_", "emine kind", "\0"):
        assert find(question, actor, NOW).number == 0, question


def test_somebody_with_several_registrations_is_one_person(app: Flask, cast: Cast) -> None:
    for starts in ("2027-03-29 09:30", "2027-04-12 09:30"):
        register(make_edition(starts=starts), name="An Maes", email="an@school.example")
    (found,) = find("an maes", cast.coordinator.actor, NOW).people
    assert (found.registration.name, found.registrations) == ("An Maes", 2)


def test_trainings_editions_and_organisations(app: Flask, cast: Cast) -> None:
    training = make_training("Réfugiés et écoute", "Écoute")
    past = make_edition(training=training, starts="2027-03-05 09:30")
    later = make_edition(training=training, starts="2027-05-05 09:30")
    soon = make_edition(training=training, starts="2027-04-05 09:30")
    register(soon, 2, organisation="École Saint-Éloi")
    found = find("ecoute", cast.coordinator.actor, NOW)
    assert list(found.trainings) == [training]
    assert [edition.id for edition in found.editions] == [past.id, soon.id, later.id]
    (school,) = find("saint eloi", cast.coordinator.actor, NOW).organisations
    assert (school.name, school.people) == ("École Saint-Éloi", 2)


def test_a_team_finds_its_own_people_only(app: Flask, cast: Cast) -> None:
    register(make_edition(team=cast.antwerp), name="Emine Yıldız", organisation="CLB De Horizon")
    theirs = cast.coordinator_limburg.actor
    assert (find("yildiz", theirs, NOW).number, find("horizon", theirs, NOW).number) == (0, 0)
    assert find("yildiz", cast.coordinator_antwerp.actor, NOW).number == 1


def test_many_finds_cost_no_more_statements_and_are_cut_off(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 1)
    with counted() as few:
        find("deelnemer", cast.coordinator.actor, NOW)
    register(edition, MOST + 1)
    with counted() as many:
        found = find("deelnemer", cast.coordinator.actor, NOW)
    assert (len(few), len(found.people)) == (len(many), MOST)
