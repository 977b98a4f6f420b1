"""The past of a training, from attendance, answers and quotes; and what comes close to it."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, Quote
from app.queries.offering.training import Past, by_slug, past, related
from app.rules.attending.evaluation import Question
from app.rules.offering.training import Agreement, Year
from app.rules.states import QuoteConsent, QuoteState
from app.services.attending import quote
from tests.factories.cast import Cast
from tests.factories.held import answer, ask, hold_edition
from tests.factories.offer import make_edition, make_training
from tests.support.statements import counted
from tests.support.time import NOW

#: After the forms of what `hold_edition` makes have closed.
LATER = NOW + timedelta(days=80)


def evaluated(number: int, agreeing: int, **details: object) -> Edition:
    """An edition of so many people who all answered, some of them with 5 and the others with 2."""
    edition = hold_edition(number, **details)
    for index, ticket in enumerate(ask(edition)):
        answer(ticket, point=5 if index < agreeing else 2, now=edition.last_meeting.ends_at)
    return edition


def past_of(edition: Edition) -> Past:
    return past(edition.training, LATER)


def test_years_and_answers_come_from_the_records(app: Flask) -> None:
    edition = evaluated(6, 4)
    evaluated(4, 0, starts="2027-04-12 09:30")
    hold_edition(5, present=3, starts="2027-04-19 09:30")
    evaluated(7, 7, training=make_training("Iets anders", "Anders"), starts="2027-04-20 09:30")
    make_edition(starts="2027-10-12 09:30")
    found = past_of(edition)
    assert found.years == (Year(2027, 3, 13),)
    assert found.agreements == tuple(Agreement(question, 4, 6) for question in Question)
    closes = edition.last_meeting.ends_at + timedelta(days=21)
    assert past(edition.training, closes - timedelta(seconds=1)).agreements == ()
    assert past(edition.training, closes).agreements == found.agreements


def judged(edition: Edition, texts: dict[str, tuple[QuoteConsent, QuoteState]]) -> None:
    for ticket, (text, (consent, _)) in zip(ask(edition), texts.items(), strict=True):
        answer(ticket, text, consent=consent)
    for one in db.session.scalars(select(Quote)).all():
        with transaction():
            quote.judge(one.id, texts[one.text][1], NOW, None)  # type: ignore[arg-type]  # the rule


def test_only_approved_sentences_for_the_website_are_quoted(app: Flask) -> None:
    edition = hold_edition(4)
    website, report = QuoteConsent.WEBSITE, QuoteConsent.REPORT
    judged(
        edition,
        {
            "Ik luister meer.": (website, QuoteState.APPROVED),
            "Alleen voor het verslag.": (report, QuoteState.APPROVED),
            "Nog te lezen.": (website, QuoteState.PENDING),
            "Liever niet.": (website, QuoteState.REJECTED),
        },
    )
    (said,) = past_of(edition).quotes
    assert (said.quote.text, said.quote.signature, said.language) == (
        "Ik luister meer.",
        "(deelnemer 'Racisme verwondt' 29/03)",
        "nl",
    )


def test_whatever_changes_the_past_changes_its_version(app: Flask, cast: Cast) -> None:
    edition = hold_edition(1)
    seen = set()

    def version() -> int:
        db.session.rollback()
        found = by_slug(edition.training.slug)
        assert found is not None
        return found.past_version

    seen.add(version())
    (ticket,) = ask(edition)
    seen.add(version())
    answer(ticket, "Ik luister meer.", consent=QuoteConsent.WEBSITE)
    seen.add(version())
    one = db.session.scalars(select(Quote)).one()
    for state in (QuoteState.APPROVED, QuoteState.PENDING):
        with transaction():
            quote.judge(one.id, state, NOW, cast.coordinator.id)
        seen.add(version())
    hold_edition(1, starts="2027-04-12 09:30")
    seen.add(version())
    assert len(seen) == 6


def test_what_comes_close_shares_a_theme_and_has_a_date_soonest_first(app: Flask) -> None:
    own = make_edition().training
    for index, (themes, starts) in enumerate(
        (
            (("Hulpverleningsrelatie",), "2027-06-01 09:30"),
            (("Hulpverleningsrelatie", "Communicatie"), "2027-05-03 09:30"),
            (("Communicatie",), "2027-04-01 09:30"),
        )
    ):
        make_edition(training=make_training(f"Vorming {index}", f"V{index}", themes), starts=starts)
    make_edition(training=make_training("Vorming 1"), starts="2027-09-03 09:30")
    make_training("Zonder datum", "ZD")
    draft = make_training("Nog een idee", "Idee")
    make_edition(training=draft, publish=False)
    assert [one.title for one in related(own, NOW)] == ["Vorming 1", "Vorming 0"]
    assert related(own, NOW)[0].first_on.isoformat() == "2027-05-03"


def test_ten_years_ask_as_often_as_one(app: Flask) -> None:
    slug = evaluated(5, 5).training.slug

    def look() -> None:
        found = by_slug(slug)
        assert found is not None
        past(found.training, LATER)

    with counted() as one:
        look()
    for week in range(1, 4):
        hold_edition(1, starts=f"2027-04-{week * 7:02} 09:30")
    with counted() as four:
        look()
    asked = [len([s for s in seen if not s.startswith("BEGIN")]) for seen in (one, four)]
    # Three, and the mark of the settings, which a page asks for once.
    assert asked[0] == asked[1] <= 3 + 1
