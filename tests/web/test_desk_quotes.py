"""Quotes on the desk, and the quality report that they end up in."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import HistoryEntry, Quote
from app.rules.states import CancelReason, DecisionOutcome, QuoteState
from app.services.deciding import minimum
from app.services.history import Action
from tests.factories.cast import Cast
from tests.factories.finished import answer_finished, make_finished
from tests.factories.offer import make_edition, make_training, register
from tests.support.statements import counted
from tests.support.time import NOW, moment
from tests.support.visitor import Visitor


def state_of(quote: Quote) -> QuoteState:
    """How the quote stands now."""
    db.session.rollback()
    return quote.state


def test_a_quote_is_approved_taken_back_and_set_aside(visitor: Visitor, cast: Cast) -> None:
    (quote,) = answer_finished(make_finished(1), ("Ik vraag nu eerst.",))
    page = visitor.sign_in(cast.coordinator).get("/werk/citaten")
    assert "1 quote waits for you" in page
    assert "(deelnemer 'Racisme verwondt' 15/02)" in page
    assert "Permission for the report" in page
    for _click in range(2):
        judged = visitor.submit(page, "Into the report")
        assert "The quote stands in the report." in judged
    page = judged
    assert state_of(quote) is QuoteState.APPROVED
    told = select(HistoryEntry.id).where(HistoryEntry.action == Action.QUOTE_JUDGED)
    assert len(db.session.scalars(told).all()) == 1
    page = visitor.submit(page, "Take it out")
    assert state_of(quote) is QuoteState.PENDING
    page = visitor.submit(page, "Do not use")
    assert state_of(quote) is QuoteState.REJECTED
    assert "You have read them all." in page


def test_a_quote_is_shortened_but_not_rewritten(visitor: Visitor, cast: Cast) -> None:
    (quote,) = answer_finished(make_finished(1), ("Ik vraag nu eerst wie er mee beslist.",))
    page = visitor.sign_in(cast.coordinator).get(f"/werk/citaten/{quote.id}/inkorten")
    assert page.forms[-1].values["text"] == ["Ik vraag nu eerst wie er mee beslist."]
    page = visitor.submit(page, "Put it into", status=422, text="Ik vraag nu altijd.")
    assert "Leave words out, but add none" in page
    assert page.forms[-1].values["text"] == ["Ik vraag nu altijd."]
    page = visitor.submit(page, "Put it into the report", text="Ik vraag (…) wie mee beslist.")
    assert "The quote stands in the report." in page
    assert state_of(quote) is QuoteState.APPROVED
    assert quote.published == "Ik vraag (…) wie mee beslist."


def test_quotes_of_other_teams_do_not_exist(visitor: Visitor, cast: Cast) -> None:
    (quote,) = answer_finished(make_finished(1, team=cast.antwerp), ("Ik vraag nu eerst.",))
    page = visitor.sign_in(cast.coordinator_limburg).get("/werk/citaten")
    assert "No quotes yet" in page
    values = {"csrf_token": page.token, "state": "approved"}
    visitor.post(f"/werk/citaten/{quote.id}", values, 404)
    visitor.get(f"/werk/citaten/{quote.id}/inkorten", 404)
    for unknown in ("unknown", "0" * 32, f"{quote.id}%00", "%00"):
        visitor.get(f"/werk/citaten/{unknown}/inkorten", 404)
    assert state_of(quote) is QuoteState.PENDING


def test_a_state_that_no_button_has_is_refused(visitor: Visitor, cast: Cast) -> None:
    (quote,) = answer_finished(make_finished(1), ("Ik vraag nu eerst.",))
    page = visitor.sign_in(cast.coordinator).get("/werk/citaten")
    values = {"csrf_token": page.token, "state": "published"}
    visitor.post(f"/werk/citaten/{quote.id}", values, 400)


def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    answer_finished(make_finished(1), ("Een.",))
    with counted() as one:
        visitor.get("/werk/citaten")
    for number in range(6):
        training = make_training(f"Vorming {number}", f"V{number}")
        edition = make_finished(5, training=training, starts=f"2027-02-{number + 16} 09:30")
        answer_finished(edition, ("Een.", "Twee.", "Drie.", "Vier.", "Vijf."))
    with counted() as thirty:
        page = visitor.get("/werk/citaten")
    assert "31 quotes wait" in page
    assert len(thirty) == len(one) <= 6


def test_the_report_of_a_year(visitor: Visitor, cast: Cast) -> None:
    edition = make_finished(9, 2, team=cast.antwerp, co_organisers=("Atlas",))
    answer_finished(edition, ("Ik vraag nu eerst.",) * 6)
    cancelled = make_edition(team=cast.limburg)
    register(cancelled, 5)
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TOO_FEW, "", NOW, None)
    page = visitor.sign_in(cast.coordinator_limburg).get("/kwaliteitsverslag/")
    assert page.path == "/kwaliteitsverslag/2027"
    assert "In 2027, 1 training took place, with 9 participants in all." in page
    assert "15/02" in page
    assert "(with Atlas)" in page
    assert "1 training: 1 live, 0 webinars" in page
    assert "Did not take place, too few registrations:" in page
    assert "on 29/03 (5 of the 8 needed)" in page
    assert "11 9 6 67% of 9" in page
    assert "Antwerpen 1 0 1 Limburg 0 0 0" in page
    assert "Ik vraag nu eerst." not in page
    visitor.sign_in(cast.coordinator)
    visitor.submit(visitor.get("/werk/citaten"), "Into the report")
    page = visitor.get("/kwaliteitsverslag/2027")
    assert "Ik vraag nu eerst. (deelnemer 'Racisme verwondt' 15/02)" in page


def test_the_programme_as_csv(visitor: Visitor, cast: Cast) -> None:
    make_finished(9, co_organisers=("Atlas",))
    response = visitor.sign_in(cast.coordinator).get("/kwaliteitsverslag/2027.csv").response
    assert response.text.splitlines() == [
        "date,title,format,participants,co_organiser",
        "2027-02-15,Racisme verwondt – Als hulpverlener omgaan met de impact van racisme,"
        "live,9,Atlas",
    ]
    assert 'filename="programma-2027.csv"' in response.headers["Content-Disposition"]


def test_the_decisions_of_a_year_on_its_page_and_as_csv(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 5)
    with transaction():
        minimum.extend(edition.id, date(2027, 3, 18), NOW, "Nog even.", cast.coordinator.id)
        minimum.cancel(edition.id, CancelReason.TOO_FEW, "", moment("2027-03-18 09:00"), None)
    page = visitor.sign_in(cast.coordinator).get("/kwaliteitsverslag/2027")
    name = f"{edition.training.title}, 29/03"
    assert f"{name} 03/03 5, minimum 8 Decision put off until 18/03: “Nog even” " in page
    assert f"{cast.coordinator.name} {name} 18/03 5, minimum 8 Cancelled: too few regist" in page
    response = visitor.get("/kwaliteitsverslag/2027/beslissingen.csv").response
    assert [line.split(",")[-3:] for line in response.text.splitlines()] == [
        ["cause", "reason", "by"],
        ["", "Nog even.", cast.coordinator.name],
        ["too_few", "", "rule"],
    ]
    assert 'filename="beslissingen-2027.csv"' in response.headers["Content-Disposition"]
    assert "Decisions" not in visitor.get("/kwaliteitsverslag/2026")


def test_each_outcome_has_words_of_its_own_in_the_report(site: Flask) -> None:
    with site.test_request_context():
        report: Any = site.jinja_env.get_template("components/report.html").module
        words = {
            outcome: report.decided(SimpleNamespace(outcome=outcome)).strip()
            for outcome in DecisionOutcome
        }
    assert len(set(words.values())) == len(DecisionOutcome), words


def test_years_without_anything_and_years_that_do_not_exist(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    page = visitor.get("/kwaliteitsverslag/?jaar=2020")
    assert page.path == "/kwaliteitsverslag/2020"
    assert "Nothing has taken place in 2020 yet" in page
    for asked in ("-5", "0", "9999", "9" * 30, "9" * 5000):
        visitor.get(f"/kwaliteitsverslag/?jaar={asked}", 404 if len(asked) < 5000 else 200)
    for year in (0, 1, 9999, 12345678901234567890):
        visitor.get(f"/kwaliteitsverslag/{year}", 404)
        visitor.get(f"/kwaliteitsverslag/{year}.csv", 404)
        visitor.get(f"/kwaliteitsverslag/{year}/beslissingen.csv", 404)
    assert visitor.get("/kwaliteitsverslag/").path == "/kwaliteitsverslag/2027"
    visitor.sign_in(cast.trainer).get("/kwaliteitsverslag/2027", 403)
