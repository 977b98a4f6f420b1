"""Evaluations: asked of participants only, taken once, withheld while they are few."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import EvaluationResponse, EvaluationTicket, Quote, Registration
from app.queries.attending.evaluation import open_tickets, results_of
from app.rules.attending.evaluation import Question, Response, Results
from app.rules.errors import Code, RuleBroken
from app.rules.states import AttendanceStatus, EditionState, QuoteConsent, QuoteState
from app.services.attending import evaluation
from app.services.registering import link, registration
from tests.factories.held import (
    ENDS,
    answer,
    ask,
    confirm,
    hold_edition,
    people_of,
    take_attendance,
    tickets_of,
)
from tests.factories.offer import make_edition, register
from tests.support.office import rows
from tests.support.time import NOW

PRESENT, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.ABSENT
EXCUSED = AttendanceStatus.EXCUSED
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
CLOSES = ENDS + 21 * DAY


def kinds() -> list[str]:
    return [row.kind for row in rows() if row.kind.startswith("evaluation")]


# Who is asked, and when.


def test_an_edition_is_completed_at_the_end_of_its_last_meeting_and_once(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-12 09:30",))
    confirm(edition)
    ends = edition.last_meeting.ends_at
    done = []
    for moment in (ENDS, ends - SECOND, ends, ends + DAY):
        with transaction():
            done.append(evaluation.complete(edition.id, moment))
    assert done == [False, False, True, False]
    assert (edition.state, edition.completed_at) == (EditionState.COMPLETED, ends)


def test_an_edition_that_nobody_confirmed_is_not_completed(app: Flask) -> None:
    edition = make_edition()
    with transaction():
        assert not evaluation.complete(edition.id, ENDS + DAY)
        assert evaluation.ask(edition.id, ENDS + DAY) == 0


def test_those_who_were_present_once_are_asked_and_nobody_else(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-12 09:30",))
    register(edition, 6)
    *_, gone = people_of(edition)
    with transaction():
        registration.withdraw(gone, NOW, ())
    confirm(edition)
    take_attendance(edition, [PRESENT, ABSENT, EXCUSED, ABSENT])
    take_attendance(edition, [ABSENT, PRESENT, EXCUSED, None], meeting=1)
    ends = edition.last_meeting.ends_at
    with transaction():
        evaluation.complete(edition.id, ends)
    with transaction():
        assert evaluation.ask(edition.id, ends) == 2
    asked = db.session.scalars(select(EvaluationTicket.registration_id)).all()
    assert sorted(asked) == [person.id for person in people_of(edition)[:2]]
    assert kinds() == ["evaluation_request"] * 2


def test_asking_again_asks_only_those_who_were_marked_since(app: Flask) -> None:
    edition = hold_edition(6, present=5)
    asked = []
    for late in (False, False, True, True):
        if late:
            take_attendance(edition, [PRESENT] * 6)
        with transaction():
            asked.append(evaluation.ask(edition.id, ENDS + DAY))
    assert asked == [5, 0, 1, 0]
    assert len(kinds()) == 6


@pytest.mark.parametrize(("moment", "number"), [(CLOSES - SECOND, 5), (CLOSES, 0)])
def test_nobody_is_asked_once_the_form_is_closed(app: Flask, moment: datetime, number: int) -> None:
    edition = hold_edition(5)
    with transaction():
        assert evaluation.ask(edition.id, moment) == number


def test_the_mail_opens_the_form_with_a_link_that_lies_nowhere(app: Flask) -> None:
    edition = hold_edition(1)
    (ticket,) = ask(edition)
    (row,) = [row for row in rows() if row.kind == "evaluation_request"]
    (person,) = db.session.scalars(select(Registration)).all()
    assert set(row.links.values()) == {f"e:{ticket}", f"i:{person.public_id}.0"}
    address = next(word for word in link.filled(row, row.text).split() if "/e/" in word)
    assert link.ticket_of(address.rpartition("/")[2]) == ticket


# Reminders.


def test_those_who_have_not_answered_are_reminded_after_three_and_seven_days(app: Flask) -> None:
    edition = hold_edition(5)
    tickets = ask(edition)
    answer(tickets[0])
    reminded = {}
    for day in range(22):
        for _ in range(2):
            with transaction():
                number = evaluation.remind(edition.id, ENDS + day * DAY)
            if number:
                reminded[day] = number
        if day == 4:
            answer(tickets[1], now=ENDS + day * DAY)
    assert reminded == {3: 4, 7: 3}
    told = [row.registration_id for row in rows() if row.kind == "evaluation_reminder"]
    assert people_of(edition)[0].id not in told


# Answering.


def test_a_ticket_opens_its_edition_until_it_is_used(app: Flask) -> None:
    edition = hold_edition(5)
    ticket = ask(edition)[0]
    assert evaluation.open_ticket(ticket, CLOSES - SECOND).id == edition.id
    answer(ticket, now=CLOSES - SECOND)
    with pytest.raises(RuleBroken) as broken:
        evaluation.open_ticket(ticket, CLOSES - SECOND)
    assert broken.value.code is Code.EVALUATION_USED
    with pytest.raises(RuleBroken) as broken:
        answer(ticket)
    assert broken.value.code is Code.EVALUATION_USED
    assert results_of(edition).responses == 1


def test_a_closed_form_takes_nothing(app: Flask) -> None:
    edition = hold_edition(5)
    ticket = ask(edition)[0]
    for attempt in (
        lambda: evaluation.open_ticket(ticket, CLOSES),
        lambda: answer(ticket, now=CLOSES),
    ):
        with pytest.raises(RuleBroken) as broken:
            attempt()
        assert broken.value.code is Code.EVALUATION_CLOSED
    assert results_of(edition).responses == 0


@pytest.mark.parametrize("forged", ["", "0" * 32, "é", "' OR 1=1 --", "x" * 5000])
def test_a_forged_ticket_opens_and_takes_nothing(app: Flask, forged: str) -> None:
    edition = hold_edition(1)
    ask(edition)
    with pytest.raises(LookupError):
        evaluation.open_ticket(forged, ENDS)
    with pytest.raises(LookupError):
        answer(forged)
    assert results_of(edition).responses == 0


def test_an_empty_form_does_not_use_the_ticket(app: Flask) -> None:
    edition = hold_edition(1)
    (ticket,) = ask(edition)
    with pytest.raises(RuleBroken) as broken, transaction():
        evaluation.respond(ticket, Response({}, " ", "\n"), QuoteConsent.NONE, ENDS)
    assert broken.value.code is Code.EVALUATION_EMPTY
    assert open_tickets(edition.id) == [ticket]


def test_answers_of_one_edition_leave_those_of_another_alone(app: Flask) -> None:
    first = hold_edition(2)
    second = hold_edition(2)
    answer(ask(first)[0], "eerste")
    answer(ask(second)[0], "tweede")
    kept = db.session.execute(
        select(EvaluationResponse.edition_id, EvaluationResponse.takeaway)
    ).all()
    assert sorted(kept) == [(first.id, "eerste"), (second.id, "tweede")]
    assert open_tickets(first.id) == tickets_of(first)[1:]
    assert open_tickets(second.id) == tickets_of(second)[1:]


def test_everything_that_was_answered_is_kept(app: Flask) -> None:
    edition = hold_edition(5)
    for number, ticket in enumerate(ask(edition), start=1):
        response = Response({Question.USEFUL: number}, f"weet {number}", f"beter {number}")
        with transaction():
            evaluation.respond(ticket, response, QuoteConsent.NONE, ENDS)
    shown = results_of(edition)
    assert (shown.invited, shown.responses, shown.withheld) == (5, 5, False)
    assert shown.distributions[1].counts == (1, 1, 1, 1, 1)
    assert shown.takeaways == tuple(f"weet {number}" for number in range(1, 6))
    assert shown.improvements == tuple(f"beter {number}" for number in range(1, 6))


@pytest.mark.parametrize(("number", "withheld"), [(4, True), (5, False)])
def test_results_are_withheld_below_five_responses(app: Flask, number: int, withheld: bool) -> None:
    edition = hold_edition(6)
    for ticket in ask(edition)[:number]:
        answer(ticket, "Beter luisteren.")
    shown = results_of(edition)
    assert shown.withheld is withheld
    if withheld:
        assert shown == Results(6, number, withheld=True)


@pytest.mark.parametrize("consent", QuoteConsent)
def test_a_sentence_becomes_a_quote_with_consent_only(app: Flask, consent: QuoteConsent) -> None:
    edition = hold_edition(1)
    answer(ask(edition)[0], "  Beter luisteren. ", consent=consent)
    quotes = db.session.scalars(select(Quote)).all()
    if consent is QuoteConsent.NONE:
        assert quotes == []
        return
    (quote,) = quotes
    assert (quote.edition_id, quote.text, quote.published, quote.consent, quote.state) == (
        edition.id,
        "Beter luisteren.",
        "Beter luisteren.",
        consent,
        QuoteState.PENDING,
    )


def test_consent_without_a_sentence_makes_no_quote(app: Flask) -> None:
    edition = hold_edition(1)
    answer(ask(edition)[0], "  ", consent=QuoteConsent.WEBSITE)
    assert db.session.scalars(select(Quote)).all() == []


def test_the_registration_does_not_tell_whether_somebody_answered(app: Flask) -> None:
    edition = hold_edition(2)
    tickets = ask(edition)
    before = [row_of(person) for person in people_of(edition)]
    answer(tickets[0])
    assert [row_of(person) for person in people_of(edition)] == before


def row_of(person: Registration) -> list[object]:
    return [getattr(person, column.name) for column in Registration.__table__.columns]
