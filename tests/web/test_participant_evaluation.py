"""The evaluation form: one answer a ticket, no name, plain words when it is closed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.mail.links import Purpose
from app.models import Edition, EvaluationResponse, EvaluationTicket, Quote
from app.rules.states import AttendanceStatus, QuoteConsent
from app.services.attending import attendance, evaluation
from app.services.deciding import minimum
from app.services.registering.link import signer
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.time import NOW
from tests.support.visitor import Visitor


@pytest.fixture
def edition(cast: Cast) -> Edition:
    """An edition of 29 March that took place with one participant, who has a ticket."""
    edition = make_edition()
    (registration,) = register(edition)
    after = edition.last_meeting.ends_at + timedelta(minutes=1)
    clock.travel_to(after)
    with transaction():
        minimum.go_ahead(edition.id, NOW, "Een kleine groep past hier.", cast.coordinator.id)
        attendance.record(
            edition.first_meeting.id,
            {registration.id: AttendanceStatus.PRESENT},
            after,
            cast.coordinator.id,
        )
        evaluation.complete(edition.id, after)
        evaluation.ask(edition.id, after)
    return edition


@pytest.fixture
def address(edition: Edition) -> str:
    """The personal link in the mail."""
    ticket = db.session.scalars(select(EvaluationTicket)).one()
    return signer().url(Purpose.EVALUATION, ticket.id)


def test_answers_come_in_without_a_name(visitor: Visitor, address: str) -> None:
    page = visitor.get(address)
    assert page.path == "/evaluatie"
    assert "nobody can link your answers to you" in page
    assert "(deelnemer 'Racisme verwondt' 29/03)" in page
    assert page.forms[0].values["consent"] == ["none"]
    page = visitor.submit(
        page, organised="4", useful="5", takeaway="Eerst luisteren.", improvement="Meer tijd."
    )
    assert page.path == "/evaluatie/bedankt"
    response = db.session.scalars(select(EvaluationResponse)).one()
    assert response.answers == {"organised": 4, "useful": 5}
    assert (response.takeaway, response.improvement) == ("Eerst luisteren.", "Meer tijd.")
    assert db.session.scalars(select(Quote)).all() == []


def test_a_sentence_is_quoted_as_far_as_somebody_allows(visitor: Visitor, address: str) -> None:
    visitor.submit(visitor.get(address), takeaway="Eerst luisteren.", consent="report")
    quote = db.session.scalars(select(Quote)).one()
    assert (quote.text, quote.consent) == ("Eerst luisteren.", QuoteConsent.REPORT)


def test_an_empty_form_comes_back(visitor: Visitor, address: str) -> None:
    page = visitor.submit(visitor.get(address), status=422)
    assert "Answer one question at least." in page
    assert db.session.scalars(select(EvaluationResponse)).all() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"organised": "6"},
        {"organised": "veel"},
        {"consent": "iedereen"},
        {"takeaway": "x" * 2001},
    ],
)
def test_wrong_answers_come_back_with_the_rest(
    visitor: Visitor, address: str, wrong: dict[str, str]
) -> None:
    sent = {"useful": "5", "improvement": "Meer tijd."} | wrong
    page = visitor.submit(visitor.get(address), status=422, **sent)
    assert "1 thing to check" in page
    assert page.forms[0].values["useful"] == ["5"]
    assert page.forms[0].values["improvement"] == ["Meer tijd."]
    assert db.session.scalars(select(EvaluationResponse)).all() == []


def test_a_link_works_once(visitor: Visitor, address: str) -> None:
    form = visitor.get(address)
    visitor.submit(form, useful="5")
    page = visitor.get(address, status=410)
    assert "You filled in this form already. Thank you!" in page
    visitor.submit(form, useful="1", status=410)
    response = db.session.scalars(select(EvaluationResponse)).one()
    assert response.answers == {"useful": 5}


def test_the_form_closes(visitor: Visitor, address: str, edition: Edition) -> None:
    clock.travel_to(evaluation.closing(edition))
    page = visitor.get(address, status=410)
    assert "The form is closed." in page
    assert "Mail us" in page


def test_a_wrong_link_opens_no_form_not_even_one_that_was_open(
    visitor: Visitor, address: str
) -> None:
    visitor.get(address)
    page = visitor.get("/e/verzonnen", status=410)
    assert "This link does not open a form." in page
    visitor.get("/evaluatie", status=410)


def test_without_a_ticket_there_is_no_form(visitor: Visitor) -> None:
    visitor.get("/evaluatie", status=410)
