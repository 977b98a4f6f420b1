"""The pages of a training and of an edition, in each state that a visitor can meet."""

from collections.abc import Iterator
from datetime import date, timedelta
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask.testing import FlaskClient

from app.extensions import clock, transaction
from app.queries.attending.quote import quotes
from app.rules.states import CancelReason, Format, QuoteConsent, QuoteState
from app.services.attending import quote
from app.services.deciding import minimum
from tests.factories.cast import Cast
from tests.factories.held import answer, ask, hold_edition
from tests.factories.offer import make_edition, make_training, register
from tests.support.planning import plan_of, replan
from tests.support.statements import counted
from tests.support.time import NOW, moment
from tests.support.visitor import Visitor
from tests.web.test_participant_links import link

SLUG = "/vormingen/racisme-verwondt-als-hulpverlener-omgaan-met-de-impact-van-racisme"


def test_a_training_tells_what_it_is_and_offers_its_dates(visitor: Visitor, cast: Cast) -> None:
    make_edition(starts="2027-03-29 09:30", trainers=(cast.trainer,), price_cents=9500)
    make_edition(starts="2027-09-27 09:30", price_cents=9500)
    page = visitor.get(SLUG)
    for words in (
        "Racisme verwondt",
        "Als hulpverlener omgaan met de impact van racisme",
        "Je oefent een gesprek.",
        "We luisteren en oefenen.",
        "Voor hulpverleners.",
        "Nadia El Amrani",
        "Maandag 29 maart 2027",
        "Maandag 27 september 2027",
        "€ 95",
        "8 to 14 participants",
        "Until 10 working days before the first day Free",
        "Until 2 working days before the first day Half the price",
        "Later The full price",
        "We decide on maandag 15 maart 2027 whether the training goes ahead.",
    ):
        assert words in page
    assert page.html.count(">Register<") == 2


def test_a_training_tells_what_it_was_and_what_comes_close(visitor: Visitor) -> None:
    edition = hold_edition(5)
    for index, ticket in enumerate(ask(edition)):
        answer(ticket, f"Ik luister meer {index}.", consent=QuoteConsent.WEBSITE)
    make_edition(training=make_training("Werken met tolken", "Tolken"), starts="2027-06-01 09:30")
    clock.travel_to(edition.last_meeting.ends_at + timedelta(days=20))
    page = visitor.get(SLUG)
    assert "2027: 5 participants in 1 edition" in page
    assert "Werken met tolken" in page
    assert "agree" not in page, "the form is open: the next look would give the next answer away"
    clock.travel_to(edition.last_meeting.ends_at + timedelta(days=21, hours=1))
    page = visitor.get(SLUG)
    assert "The content is useful for my work: 5 of 5 agree" in page
    assert "Ik luister meer" not in page
    one = quotes(edition_id=edition.id)[2]
    for state, shown in ((QuoteState.APPROVED, True), (QuoteState.PENDING, False)):
        with transaction():
            quote.judge(one.id, state, clock.now(), None)  # type: ignore[arg-type]  # the rule
        # A quote belongs to no running edition: kept pages follow within a minute.
        clock.travel_to(clock.now() + timedelta(minutes=1))
        page = visitor.get(SLUG)
        assert (f"{one.text} (deelnemer 'Racisme verwondt' 29/03)" in page) is shown


def test_a_training_without_dates_says_so(visitor: Visitor) -> None:
    make_training()
    assert "No date is planned yet" in visitor.get(SLUG)


@pytest.mark.parametrize("slug", ["niets", "%00", "é", "a" * 3000])
def test_an_unknown_training_is_not_found(visitor: Visitor, slug: str) -> None:
    visitor.get(f"/vormingen/{slug}", status=404)


def test_a_trajectory_is_one_registration_with_all_its_meetings(visitor: Visitor) -> None:
    edition = make_edition(
        starts="2027-03-24 13:30", more_starts=("2027-04-19 13:30", "2027-04-28 13:30")
    )
    for path in (SLUG, f"/edities/{edition.id}"):
        page = visitor.get(path)
        assert "One registration, 3 meetings" in page
        assert "Maandag 19 april 2027" in page
        assert "(1 half-day)" in page
        assert "Free for the 3 meetings together" in page


def test_partners_are_named(visitor: Visitor) -> None:
    make_edition(co_organisers=("Team Taal van Atlas", "CAW"))
    assert "In co-operation with Team Taal van Atlas and CAW" in visitor.get(SLUG)


def test_an_edition_asks_for_people_only_before_its_decision_date(visitor: Visitor) -> None:
    edition = make_edition(decision_on=date(2027, 3, 15))
    register(edition, 5)
    page = visitor.get(f"/edities/{edition.id}")
    assert "3 more registrations needed" in page
    assert "Do you know somebody who wants to come too?" in page
    clock.travel_to(moment("2027-03-15 00:00"))
    page = visitor.get(f"/edities/{edition.id}")
    assert "Decision follows soon" in page
    assert "Do you know somebody" not in page
    assert "needed" not in page


def test_the_join_link_is_on_no_public_page(visitor: Visitor) -> None:
    edition = make_edition(format_=Format.WEBINAR, join_url="https://meet.example/geheim")
    for path in ("/", SLUG, f"/edities/{edition.id}", f"/edities/{edition.id}/inschrijven"):
        assert "geheim" not in visitor.get(path).html
    assert "Online, the link comes by mail" in visitor.get(f"/edities/{edition.id}")


def test_a_full_edition_offers_the_waiting_list(visitor: Visitor) -> None:
    edition = make_edition(capacity=8)
    register(edition, 8)
    page = visitor.get(f"/edities/{edition.id}")
    assert "Join the waiting list" in page
    assert "Waiting costs nothing." in page


def test_a_closed_edition_says_so(visitor: Visitor) -> None:
    edition = make_edition()
    clock.travel_to(edition.closes_at)
    page = visitor.get(f"/edities/{edition.id}")
    assert "Registration for this edition is closed." in page
    assert "inschrijven" not in page.html


def test_a_cancelled_edition_says_why_and_shows_where_else_to_go(
    visitor: Visitor, cast: Cast
) -> None:
    edition, other = make_edition(), make_edition(starts="2027-05-03 09:30")
    with transaction():
        minimum.cancel(edition.id, CancelReason.OTHER, "Het dak lekt", NOW, cast.coordinator.id)
    page = visitor.get(f"/edities/{edition.id}")
    assert "This edition does not take place" in page
    assert f"/edities/{other.id}/inschrijven" in page.html
    assert f"/edities/{edition.id}/inschrijven" not in page.html
    assert "Het dak lekt" not in page, "a coordinator's words are for who was registered"


def test_a_training_of_which_all_dates_are_cancelled_has_none_to_choose(visitor: Visitor) -> None:
    editions = [make_edition(starts=f"2027-0{month}-29 09:30") for month in (3, 4)]
    for edition, found in zip(
        editions, ("Choose your date", "No date is planned yet"), strict=True
    ):
        with transaction():
            minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
        assert found in visitor.get(SLUG)
    page = visitor.get(SLUG)
    assert "Mostly we decide" not in page
    assert "Tell me when there is a new date" in page


def test_what_has_taken_place_has_no_place_to_give_up(visitor: Visitor) -> None:
    over, coming = hold_edition(1), make_edition(starts="2027-09-27 09:30")
    for edition, offered in ((over, False), (coming, True)):
        assert ("Giving up your place" in visitor.get(f"/edities/{edition.id}")) is offered


def test_a_draft_does_not_exist_for_visitors(visitor: Visitor) -> None:
    edition = make_edition(publish=False)
    for path in (f"/edities/{edition.id}", f"/edities/{edition.id}/inschrijven"):
        visitor.get(path, status=404)


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999", "-1", "x"])
def test_an_unknown_edition_is_not_found(client: FlaskClient, number: str) -> None:
    assert client.get(f"/edities/{number}").status_code == 404
    assert client.get(f"/edities/{number}/inschrijven").status_code == 404


def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast) -> None:
    make_edition(trainers=(cast.trainer,))
    with counted() as first:
        visitor.get(SLUG)
    # What the training was in past years is remembered from the first look on.
    clock.travel_to(NOW + timedelta(minutes=1))
    with counted() as one:
        visitor.get(SLUG)
    for week in range(1, 30):
        make_edition(
            starts=moment("2027-03-29 09:30") + timedelta(weeks=week),
            trainers=(cast.other_trainer,),
        )
    with counted() as thirty:
        page = visitor.get(SLUG)
    assert page.html.count(">Register<") == 30
    asked = [len([s for s in seen if s.startswith("SELECT")]) for seen in (first, one, thirty)]
    assert asked == [8, 6, 6]


DUTCH = (
    "Racisme verwondt",
    "Als hulpverlener omgaan met de impact van racisme",
    "Wat doet racisme met wie je begeleidt?",
    "luisteren",
    "Je oefent een gesprek.",
    "Voor hulpverleners.",
    "Hulpverleningsrelatie",
    "Zaal De Brug, Voorbeeldstraat 12, Berchem",
)


@pytest.mark.parametrize(("page_in", "said"), [("nl", "In French"), ("fr", "In Dutch")])
def test_an_edition_says_its_language_where_the_page_is_in_another(
    visitor: Visitor, page_in: str, said: str
) -> None:
    dutch, french = make_edition(), make_edition(starts="2027-04-12 09:30")
    replan(french, plan_of(french, language="fr"))
    visitor.get(f"/taal/{page_in}")
    other, own = (french, dutch) if page_in == "nl" else (dutch, french)
    for path in ("/", SLUG):
        page = visitor.get(path)
        assert [words for words in ("In Dutch", "In French") if words in page] == [said]
        assert page.text.count(said) == 1
    for path in ("", "/inschrijven", "/inschrijven/groep"):
        assert said in visitor.get(f"/edities/{other.id}{path}")
    assert said not in visitor.get(f"/edities/{own.id}/inschrijven")
    (made,) = register(other)
    assert said in visitor.get(link(made))


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_what_is_dutch_says_so_on_a_page_in_another_language(
    visitor: Visitor, language: str
) -> None:
    edition = make_edition(starts="2027-03-29 09:30")
    (registration,) = register(edition)
    visitor.get(link(registration))
    visitor.get(f"/taal/{language}")
    said = set()
    for address in (
        "/",
        SLUG,
        f"/edities/{edition.id}",
        f"/edities/{edition.id}/inschrijven",
        f"/inschrijving/{registration.public_id}",
        f"/inschrijving/{registration.public_id}/bevestiging",
        f"/inschrijving/{registration.public_id}/wijzigen",
        f"/inschrijving/{registration.public_id}/annuleren",
    ):
        (root,) = html5lib.parse(visitor.get(address).html, namespaceHTMLElements=False).iter(
            "body"
        )
        parts = list(_by_language(root, "" if language == "nl" else language))
        for tag, words in parts:
            found = [dutch for dutch in DUTCH if dutch in words.replace("\u00ad", "")]
            said.update(found)
            assert not found or tag == ("" if language == "nl" else "nl"), (address, words)
    assert said == set(DUTCH)


def _by_language(element: Element, language: str) -> Iterator[tuple[str, str]]:
    language = element.get("lang", language)
    yield language, element.text or ""
    for child in element:
        yield from _by_language(child, language)
        yield language, child.tail or ""
