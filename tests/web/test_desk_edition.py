"""The page of one edition: decisions, people, messages, history."""

import csv
from datetime import date
from html import unescape
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.models import Decision, Edition, Message, Registration
from app.rules.states import CancelReason, DecisionOutcome, EditionState, RegistrationState
from app.services.deciding import minimum
from app.services.history import Action
from app.web.desk.history.sentences import sentence
from tests.factories.cast import Cast
from tests.factories.curves import make_past
from tests.factories.offer import make_edition, register
from tests.support.statements import counted
from tests.support.time import NOW, moment
from tests.support.visitor import Shown, Visitor


def desk(visitor: Visitor, edition: Edition, part: str = "") -> Shown:
    """A part of the edition's page."""
    return visitor.get(f"/werk/edities/{edition.id}{part}")


def state_of(edition: Edition) -> EditionState:
    """How the edition stands now."""
    db.session.rollback()
    return edition.state


def decision_of(edition: Edition) -> Decision:
    """The one decision about the edition."""
    return db.session.scalars(select(Decision).where(Decision.edition_id == edition.id)).one()


def test_the_decision_says_what_follows(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 5)
    page = desk(visitor.sign_in(cast.coordinator), edition)
    assert "Decide by maandag 15 maart 2027, in 12 days" in page
    assert "Go ahead with 5" in page
    assert "You write down why a small group suits." in page
    assert "cancelled by itself on vrijdag 26 maart 2027" in page
    assert "Not later than zondag 28 maart 2027" in page
    clock.travel_to(moment("2027-03-15 10:00"))
    assert "Decide today" in desk(visitor, edition)
    clock.travel_to(moment("2027-03-16 10:00"))
    assert "Decide now" in desk(visitor, edition)


def test_with_its_minimum_it_is_confirmed_by_itself(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(minimum=2, minimum_reason="Kleine groep", capacity=2)
    register(edition, 2)
    page = desk(visitor.sign_in(cast.coordinator), edition)
    assert "Confirmed by itself on maandag 15 maart 2027, in 12 days" in page
    assert "Decide by" not in page
    assert "Decide by" not in desk(visitor, edition, "/sessies")


def test_the_curve_and_the_forecast_stand_with_the_decision(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(now=moment("2027-03-01 08:00"))
    register(edition, 5, moment("2027-03-02 10:00"))
    page = desk(visitor.sign_in(cast.coordinator), edition)
    said = "5 registrations since 1 maart. Minimum 8, decision on 15 maart."
    assert said in page
    assert page.html.count('<svg class="curve"') == 1
    assert "earlier editions" not in page, "silent with too few of them"
    assert "ahead" not in page.html.partition('<svg class="curve"')[2].partition("</svg>")[0]

    make_past(edition, [0] * 10 + [3] * 10)
    page = desk(visitor, edition)
    assert "about as likely to be reached as not. Expected on 15 maart: 5 to 8 reg" in page
    assert "An estimate from how 20 earlier editions filled up." in page
    drawn = page.html.partition('<svg class="curve"')[2].partition("</svg>")[0]
    # From today, 2 of 14 days, to both ends of the range; the minimum is the highest that it shows.
    assert '<path class="ahead" d="M42.3 49.2L284.0 49.2M42.3 49.2L284.0 14.0"/>' in drawn
    assert '<path d="M2 108.0H22.1V49.2H42.3"/>' in drawn
    assert '<path class="floor" d="M2 14.0H284"/>' in drawn
    assert said not in desk(visitor, edition, "/berichten")


def test_a_decision_is_read_back_whole(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    register(edition, 5)
    make_past(edition, [0] * 10 + [3] * 10)
    with transaction():
        db.session.add(
            Decision(
                edition_id=edition.id,
                outcome=DecisionOutcome.EXTEND,
                decided_at=moment("2027-03-02 09:00"),
                count=4,
                minimum=8,
                reason="Van vroeger",
                extended_to=date(2027, 3, 15),
            )
        )
        minimum.extend(edition.id, date(2027, 3, 18), NOW, "Wacht even", cast.coordinator.id)
    with transaction():
        minimum.go_ahead(edition.id, moment("2027-03-18 09:00"), "Klein", cast.coordinator.id)
    page = desk(visitor.sign_in(cast.coordinator), edition)
    log = page.html.partition('id="decided"')[2].partition("</section>")[0]
    confirmed, put_off, old = (entry.partition("</li>")[0] for entry in log.split("<li>")[1:])
    for words in (
        "Decision put off",
        "until donderdag 18 maart 2027, at 5 registrations, minimum 8: “Wacht even”",
        "Forecast then: “The minimum is about as likely to be reached as not.” Expected: 5 to 8",
        "Sent: 5 × The decision is put off, 3 × The decision is put off, to the team",
        cast.coordinator.name,
    ):
        assert words in unescape(put_off.replace("</b>", ""))
    assert "Forecast then" not in confirmed
    assert "Forecast then" not in old
    assert "What was sent was not written down at the time." in old
    assert "By the rule" in old


def test_go_ahead_below_the_minimum_needs_a_reason(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 5)
    page = desk(visitor.sign_in(cast.coordinator), edition)
    page = visitor.submit(page, "Go ahead and tell everybody", status=422, reason=" ")
    assert "Write down why." in page
    assert state_of(edition) is EditionState.PUBLISHED
    page = visitor.submit(page, "Go ahead and tell everybody", reason="Hier past een kleine groep.")
    assert "The edition goes ahead." in page
    assert "Goes ahead with a small group, at 5 registrations, minimum 8" in page
    assert "“Hier past een kleine groep.”" in page
    assert "Hilde Claes" in page
    assert state_of(edition) is EditionState.CONFIRMED
    assert decision_of(edition).outcome is DecisionOutcome.GO_AHEAD_SMALL
    assert "Decide by" not in page
    assert "Cancel this edition" in page


def test_a_decision_is_put_off_or_comes_back_with_what_was_typed(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition()
    register(edition, 5)
    page = desk(visitor.sign_in(cast.coordinator), edition)
    page = visitor.submit(
        page, "Put the decision off", status=422, decision_on="2027-03-29", because="Vakantie"
    )
    assert "Choose a date not later than zondag 28 maart 2027" in page
    assert "Vakantie" in page.html
    page = visitor.submit(page, "Put the decision off", status=422, decision_on="2027-03-15")
    assert "Choose a date after today" in page
    page = visitor.submit(page, "Put the decision off", decision_on="2027-03-22")
    assert "Decision put off until maandag 22 maart 2027, at 5 registrations" in page
    db.session.rollback()
    assert edition.decision_on == date(2027, 3, 22)


def test_a_decision_that_cannot_be_put_off_any_more(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(
        starts="2027-03-04 09:30", decision_on=date(2027, 3, 3), now=moment("2027-01-04 10:00")
    )
    page = desk(visitor.sign_in(cast.coordinator), edition)
    assert "The decision cannot be put off any more" in page
    assert "Put the decision off" not in page


def test_cancelling_shows_first_who_hears_what(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(capacity=8, trainers=(cast.trainer,), team=cast.antwerp)
    register(edition, name="An De Smet")
    register(edition, 7)
    register(edition, name="Wim Wacht")
    other = make_edition(starts="2027-05-10 09:30")
    page = desk(visitor.sign_in(cast.coordinator_antwerp), edition, "/annuleren")
    assert "8 participants An De Smet" in page
    assert "1 person on the waiting list Wim Wacht" in page
    assert "Nadia El Amrani" in page
    assert "10 mei 2027" in page
    assert state_of(edition) is EditionState.PUBLISHED
    told_before = len(db.session.scalars(select(Message.id)).all())
    page = visitor.submit(page, "Cancel and tell 12 people", status=422, cause="other")
    assert "Write down why." in page
    page = visitor.submit(page, "Cancel and tell", cause="trainer_ill", note="Beterschap!")
    assert page.path == f"/werk/edities/{edition.id}/wie-koos-wat"
    assert "Has not answered yet" in page
    page = desk(visitor, edition)
    assert "The trainer is ill or cannot come: “Beterschap!”" in page
    assert state_of(edition) is EditionState.CANCELLED
    assert edition.cancel_reason is CancelReason.TRAINER_ILL
    assert len(db.session.scalars(select(Message.id)).all()) == told_before + 12
    people = desk(visitor, edition, "?status=voorbij")
    assert "Who had a place or waited" in people
    assert "An De Smet" in people
    assert state_of(other) is EditionState.PUBLISHED


def test_a_reason_is_chosen_before_cancelling(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 8)
    page = desk(visitor.sign_in(cast.coordinator), edition, "/annuleren")
    assert "cause" not in page.forms[-1].values
    page = visitor.submit(page, "Cancel and tell", status=422, note="Jammer")
    assert "Choose a reason." in page
    assert "Jammer" in page.html


def test_what_is_decided_cannot_be_decided_again(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 8)
    page = desk(visitor.sign_in(cast.coordinator), edition)
    preparation = desk(visitor, edition, "/annuleren")
    visitor.submit(preparation, "Cancel and tell", cause="too_few")
    page = visitor.submit(page, "Go ahead and tell everybody", status=422)
    assert "About this edition nothing can be decided any more." in page
    page = visitor.submit(preparation, "Cancel and tell", status=422, cause="trainer_ill")
    assert "About this edition nothing can be decided any more." in page
    page = visitor.get(f"/werk/edities/{edition.id}/annuleren")
    assert "A cancelled edition cannot be brought back" in page


@pytest.mark.parametrize(
    ("part", "button", "values", "done"),
    [
        ("", "Go ahead and tell", {"reason": "Klein is fijn."}, "The edition goes ahead."),
        ("", "Put the decision off", {"decision_on": "2027-03-22"}, "The decision is put off."),
        ("/annuleren", "Cancel and tell", {"cause": "too_few"}, "The edition is cancelled."),
    ],
)
def test_a_double_click_decides_once(
    visitor: Visitor, cast: Cast, part: str, button: str, values: dict[str, str], done: str
) -> None:
    edition = make_edition()
    register(edition, 3)
    form = desk(visitor.sign_in(cast.coordinator), edition, part)
    assert done in visitor.submit(form, button, **values)
    messages = len(db.session.scalars(select(Message.id)).all())
    assert done in visitor.submit(form, button, **values)
    assert decision_of(edition).count == 3
    assert len(db.session.scalars(select(Message.id)).all()) == messages


@pytest.mark.parametrize("verb", ["doorgaan", "uitstellen", "annuleren", "publiceren"])
def test_another_team_decides_nothing(visitor: Visitor, cast: Cast, verb: str) -> None:
    edition = make_edition(team=cast.antwerp)
    page = visitor.sign_in(cast.coordinator_limburg).get("/werk/vandaag")
    token = page.token
    values = {"csrf_token": token, "reason": "x", "cause": "too_few", "decision_on": "2027-03-22"}
    visitor.post(f"/werk/edities/{edition.id}/{verb}", values, 404)
    assert state_of(edition) is EditionState.PUBLISHED


def test_people_with_needs_and_the_waiting_list(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(capacity=8)
    register(edition, name="An", needs="Ringleiding")
    register(edition, 7)
    register(edition, name="Wim")
    page = desk(visitor.sign_in(cast.coordinator), edition)
    assert "8 people registered" in page
    assert "Ringleiding" in page
    assert "1 person on the waiting list" in page
    assert "Wim CLB De Horizon Waits" in page


def test_details_are_changed_for_somebody(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    person = register(edition, name="An", email="an@organisatie.exmaple")[0]
    register(edition, email="taken@organisatie.example")
    page = desk(
        visitor.sign_in(cast.coordinator), edition, f"/deelnemers/{person.public_id}/wijzigen"
    )
    page = visitor.submit(page, "Save the details", status=422, email="geen adres", name="Anke")
    assert page.forms[-1].values["name"] == ["Anke"]
    page = visitor.submit(page, "Save", status=422, email="taken@organisatie.example")
    assert "you are registered for this edition already" in page
    page = visitor.submit(page, "Save the details", email="an@organisatie.example")
    assert "The details of Anke are saved." in page
    db.session.rollback()
    assert (person.name, person.email) == ("Anke", "an@organisatie.example")
    assert "Anke comes instead of An" in desk(visitor, edition, "/geschiedenis")


def test_taking_somebody_off_the_list_is_confirmed_first(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    person = register(edition, name="An")[0]
    address = f"/deelnemers/{person.public_id}/verwijderen"
    page = desk(visitor.sign_in(cast.coordinator), edition, address)
    assert "Take An off the list?" in page
    db.session.rollback()
    assert person.state is RegistrationState.REGISTERED
    for _click in range(2):
        done = visitor.submit(page, "Take off the list and send the message")
        assert "An is off the list and gets a message." in done
    db.session.rollback()
    assert person.state is RegistrationState.REMOVED
    visitor.get(f"/werk/edities/{edition.id}{address}", 409)


def test_a_person_of_another_edition_is_not_found_here(visitor: Visitor, cast: Cast) -> None:
    mine = make_edition(team=cast.limburg)
    theirs = make_edition(team=cast.antwerp, starts="2027-04-12 09:30")
    person = register(theirs)[0]
    visitor.sign_in(cast.coordinator_limburg)
    for verb in ("wijzigen", "verwijderen"):
        visitor.get(f"/werk/edities/{mine.id}/deelnemers/{person.public_id}/{verb}", 404)
        visitor.get(f"/werk/edities/{theirs.id}/deelnemers/{person.public_id}/{verb}", 404)
        for unknown in ("unknown", "0" * 32, "%00", f"{person.public_id}%00"):
            visitor.get(f"/werk/edities/{mine.id}/deelnemers/{unknown}/{verb}", 404)


def test_the_list_as_csv_holds_no_formulas(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, name='=HYPERLINK("x")', organisation="+32", function="@sum", needs="-1")
    register(edition, name="An; Smet", organisation="CLB", phone="+32 470 12 34 56")
    response = (
        visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/deelnemers.csv").response
    )
    text = response.get_data().decode("utf-8-sig")
    assert response.get_data().startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(StringIO(text), delimiter=";")
    first, second = (dict(zip(heading, row, strict=True)) for row in rows)
    assert first["Name"] == '\'=HYPERLINK("x")'
    assert (first["Function"], first["Organisation"]) == ("'@sum", "'+32")
    assert first["Needs"] == "'-1"
    assert (second["Name"], second["Registered on"]) == ("An; Smet", "2027-03-03")
    assert second["State"] == "Registered"
    assert second["Mobile number"] == "00 32 470 12 34 56"
    assert "attachment" in response.headers["Content-Disposition"]


def test_meetings_count_half_days(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(more_starts=("2027-04-12 09:30", "2027-04-26 09:30"), hours=7)
    edition.meetings[1].half_days_correction = 1
    db.session.commit()
    page = desk(visitor.sign_in(cast.coordinator), edition, "/sessies")
    assert "3 meetings" in page
    assert "1 half-day (corrected)" in page
    assert "Counts as 5 half-days in the quality report, for Antwerpen, regular work." in page


def test_the_messages_of_the_edition(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, name="An")
    page = desk(visitor.sign_in(cast.coordinator), edition, "/berichten")
    assert "1 message" in page
    assert "Confirmation of the registration, to An" in page


def test_the_history_is_told_in_sentences(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, name="An")
    with transaction():
        minimum.go_ahead(edition.id, NOW, "Klein is fijn.", cast.coordinator.id)
    page = desk(visitor.sign_in(cast.coordinator), edition, "/geschiedenis")
    assert "Goes ahead with 1 registration, minimum 8: “Klein is fijn.”" in page
    assert "Hilde Claes" in page.html.partition("Klein is fijn.")[2].partition("</li>")[0]
    assert "An registered" in page
    assert "By the participant" in page
    assert "The edition was published" in page
    assert "By itself" in page


@pytest.mark.parametrize("action", list(Action))
def test_every_action_has_a_sentence(site: Flask, action: Action) -> None:
    with site.test_request_context():
        text = sentence(action, {"name": "An", "number": 2, "count": 5, "minimum": 8})
    assert text != action.value
    assert "%(" not in text


@pytest.mark.parametrize("part", ["", "/berichten", "/geschiedenis", "/annuleren"])
def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast, part: str) -> None:
    edition = make_edition(capacity=40, trainers=(cast.trainer,))
    register(edition, 1, needs="Iets")
    visitor.sign_in(cast.coordinator)
    with counted() as one:
        desk(visitor, edition, part)
    register(edition, 9, needs="Iets")
    assert len(db.session.scalars(select(Registration)).all()) == 10
    with counted() as ten:
        desk(visitor, edition, part)
    assert len(ten) == len(one) <= 24


def test_a_decision_that_is_far_away_is_folded_until_it_comes_near_or_has_an_error(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition(starts="2027-06-15 09:30")
    days = (edition.decision_on - date(2027, 3, 3)).days
    page = desk(visitor.sign_in(cast.coordinator), edition)
    folded = f"Decide by dinsdag 1 juni 2027, in {days} days</summary>"
    assert folded in page.html
    page = visitor.submit(page, "Go ahead and tell everybody", status=422, reason="")
    assert "Write down why." in page
    assert "</summary>\n<div>\n<section" not in page.html
    clock.travel_to(moment("2027-05-02 10:00"))
    assert "in 30 days</h2>" in desk(visitor, edition).html


def test_a_coordinator_who_did_not_see_a_decision_is_shown_it_first(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition()
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/annuleren")
    with transaction():
        minimum.go_ahead(edition.id, NOW, "Kleine groep", cast.coordinator_antwerp.id)
    page = visitor.submit(page, "Cancel and tell", cause="too_few", status=422)
    assert "Somebody else decided about this edition meanwhile." in page
    assert state_of(edition) is EditionState.CONFIRMED
    visitor.submit(page, "Cancel and tell")
    assert state_of(edition) is EditionState.CANCELLED
