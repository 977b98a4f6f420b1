"""Quotes: published with consent only, shortened without a word added."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, HistoryEntry, Quote
from app.queries.attending.quote import quotes, signature
from app.rules.errors import Code, RuleBroken
from app.rules.states import QuoteConsent, QuoteState
from app.services.attending import quote
from tests.factories.cast import Cast
from tests.factories.held import ENDS, answer, ask, hold_edition
from tests.factories.offer import make_training
from tests.support.installation import make_app

SENTENCE = "Ik vraag nu eerst, heel rustig, wat iemand bedoelt."


@pytest.fixture
def edition(app: Flask) -> Edition:
    edition = hold_edition(1, training=make_training("Het TOPOI model", "TOPOI"))
    answer(ask(edition)[0], SENTENCE, consent=QuoteConsent.REPORT)
    return edition


def only_quote() -> Quote:
    return db.session.scalars(select(Quote)).one()


@transaction()
def judge(state: QuoteState, cast: Cast, published: str | None = None) -> None:
    quote.judge(only_quote().id, state, ENDS, cast.coordinator.id, published=published)


def test_a_quote_is_signed_with_short_name_day_and_month(edition: Edition) -> None:
    assert signature(only_quote()) == "(deelnemer 'TOPOI' 29/03)"


@pytest.mark.parametrize("state", [QuoteState.APPROVED, QuoteState.REJECTED])
def test_a_judgement_says_who_gave_it_and_can_be_taken_back(
    edition: Edition, cast: Cast, state: QuoteState
) -> None:
    judge(state, cast)
    judged = only_quote()
    assert (judged.state, judged.judged_by_id) == (state, cast.coordinator.id)
    assert judged.published == SENTENCE
    judge(QuoteState.PENDING, cast)
    assert only_quote().state is QuoteState.PENDING
    entries = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.action == "quote_judged").order_by(HistoryEntry.id)
    ).all()
    assert [(e.actor_id, e.edition_id, e.facts) for e in entries] == [
        (cast.coordinator.id, edition.id, {"state": state.value}),
        (cast.coordinator.id, edition.id, {"state": "pending"}),
    ]


def test_words_may_be_left_out(edition: Edition, cast: Cast) -> None:
    judge(QuoteState.APPROVED, cast, " Ik vraag nu eerst wat iemand bedoelt. ")
    judged = only_quote()
    assert judged.published == "Ik vraag nu eerst wat iemand bedoelt."
    assert judged.text == SENTENCE


@pytest.mark.parametrize(
    "published", ["", "Ik vraag nooit wat iemand bedoelt.", "bedoelt iemand wat", SENTENCE * 2]
)
def test_words_may_not_be_added_or_turned_round(
    edition: Edition, cast: Cast, published: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        judge(QuoteState.APPROVED, cast, published)
    assert broken.value.code is Code.QUOTE_CHANGED_MEANING
    unchanged = only_quote()
    assert (unchanged.state, unchanged.published) == (QuoteState.PENDING, SENTENCE)


def test_consent_that_was_taken_back_stops_an_approval_but_no_rejection(
    edition: Edition, cast: Cast
) -> None:
    with transaction():
        only_quote().consent = QuoteConsent.NONE
    with pytest.raises(RuleBroken) as broken:
        judge(QuoteState.APPROVED, cast)
    assert broken.value.code is Code.QUOTE_WITHOUT_CONSENT
    judge(QuoteState.REJECTED, cast)
    assert only_quote().state is QuoteState.REJECTED


def test_an_unknown_quote_is_no_quote(app: Flask, cast: Cast) -> None:
    with pytest.raises(LookupError), transaction():
        quote.judge("0" * 32, QuoteState.APPROVED, ENDS, cast.coordinator.id)


def test_the_list_has_what_is_to_judge_first_and_the_newest_edition_before_older_ones(
    app: Flask, cast: Cast
) -> None:
    older = hold_edition(2)
    newer = hold_edition(1, starts="2027-04-20 09:30")
    for ticket, words in zip(ask(older), ("oud een", "oud twee"), strict=True):
        answer(ticket, words, consent=QuoteConsent.WEBSITE)
    (ticket,) = ask(newer)
    answer(ticket, "nieuw", consent=QuoteConsent.WEBSITE, now=newer.last_meeting.ends_at)
    with transaction():
        (first,) = [q for q in quotes() if q.text == "oud een"]
        quote.judge(first.id, QuoteState.APPROVED, ENDS, cast.coordinator.id)
    assert [q.text for q in quotes()] == ["nieuw", "oud twee", "oud een"]
    assert {q.text for q in quotes(edition_id=older.id)} == {"oud een", "oud twee"}
    assert quotes(team_id=cast.limburg.id) == []
    assert len(quotes(team_id=older.team_id)) == 3


def test_the_settings_can_withhold_quotes_of_few_responses(app: Flask, edition: Edition) -> None:
    assert len(quotes()) == 1
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    strict = make_app(url, QUOTES_BELOW_THRESHOLD="no")
    loose = make_app(url, QUOTES_BELOW_THRESHOLD="no", EVALUATION_THRESHOLD=1)
    for other, number in ((strict, 0), (loose, 1)):
        with other.app_context():
            assert len(quotes()) == number
            db.session.remove()
            db.engine.dispose()
