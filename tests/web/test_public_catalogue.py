"""The catalogue: what is in it, how it is filtered, and what it says when nothing is found."""

import pytest

from app.extensions import transaction
from app.rules.states import CancelReason, Format
from app.services import minimum
from app.web.public.filters import fold
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.statements import counted
from tests.support.time import NOW
from tests.support.visitor import Visitor

TITLES = {"Racisme verwondt", "Rouw en verlies", "Opvoeden vandaag"}


@pytest.fixture
def offer(cast: Cast) -> None:
    """Three editions: live in Antwerp in March, a webinar in Limburg in April, a full one."""
    make_edition(starts="2027-03-29 09:30")
    make_edition(
        training=make_training("Rouw en verlies – In één dag", "Rouw", ("Verlies",)),
        team=cast.limburg,
        starts="2027-04-29 09:30",
        format_=Format.WEBINAR,
        join_url="https://meet.example/geheim",
    )
    full = make_edition(
        training=make_training("Opvoeden vandaag", "Opvoeden", ("Opvoeding",)),
        starts="2027-04-30 09:30",
        capacity=8,
    )
    register(full, 9)


@pytest.mark.usefixtures("offer")
def test_it_shows_what_is_coming_by_month_with_meters(visitor: Visitor) -> None:
    page = visitor.get("/")
    assert "3 trainings" in page
    assert page.text.index("Maart") < page.text.index("Racisme verwondt")
    assert page.text.index("April") < page.text.index("Rouw en verlies")
    assert "No registrations yet: 8 needed before 15 maart to go ahead, room for 14." in page
    assert "Full – waiting list" in page
    assert "geheim" not in page.html


def test_drafts_and_what_has_ended_stay_out(visitor: Visitor, cast: Cast) -> None:
    make_edition(publish=False)
    make_edition(
        training=make_training("Voorbij", "Voorbij"),
        starts="2027-02-01 09:30",
        now=NOW.replace(year=2026),
    )
    page = visitor.get("/")
    assert "No trainings are planned at the moment" in page
    assert "Voorbij" not in page


def test_a_cancelled_edition_stays_with_its_reason_and_no_way_to_register(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition()
    register(edition, 5)
    with transaction():
        minimum.cancel(edition.id, CancelReason.TOO_FEW, "", NOW, cast.coordinator.id)
    page = visitor.get("/")
    assert "Cancelled: too few registrations, 5 of the 8 needed." in page
    assert f'href="/edities/{edition.id}"' in page.html
    assert f"/edities/{edition.id}/inschrijven" not in page.html


@pytest.mark.usefixtures("offer")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=IMPACT", {"Racisme verwondt"}),
        ("q=rouw+EEN", {"Rouw en verlies"}),
        ("vorm=webinar", {"Rouw en verlies"}),
        ("vorm=live", {"Racisme verwondt", "Opvoeden vandaag"}),
        ("maand=2027-04", {"Rouw en verlies", "Opvoeden vandaag"}),
        ("plaats=1", {"Racisme verwondt", "Rouw en verlies"}),
        ("plaats=1&maand=2027-04", {"Rouw en verlies"}),
        ("vorm=onzin&regio=x&thema=%00&maand=2027-99", TITLES),
    ],
)
def test_each_filter_leaves_what_meets_it(visitor: Visitor, query: str, found: set[str]) -> None:
    listed = visitor.get(f"/?{query}").text.split("Show trainings")[1]
    assert {title for title in TITLES if title in listed} == found


@pytest.mark.usefixtures("offer")
def test_regions_and_themes_are_chosen_from_the_form(visitor: Visitor, cast: Cast) -> None:
    page = visitor.submit(visitor.get("/"), "Show trainings", regio=str(cast.limburg.id))
    assert "1 training, in april 2027 (Limburg)" in page
    theme = make_training("Rouw en verlies – In één dag").themes[0]
    page = visitor.submit(visitor.get("/"), "Show trainings", thema=str(theme.id))
    assert "1 training, in april 2027 (Verlies)" in page


@pytest.mark.usefixtures("offer")
def test_nothing_found_keeps_the_question_and_offers_a_way_on(visitor: Visitor) -> None:
    page = visitor.get("/?q=<b>rouw&vorm=live")
    assert "No training found: “<b>rouw”, Live" in page
    page = visitor.get("/?q=rouw&vorm=live")
    assert page.forms[0].values["q"] == ["rouw"]
    wider = visitor.get("/?q=rouw")
    assert 'href="/?q=rouw"' in page.html
    assert "Rouw en verlies" in wider


def test_searching_disregards_accents_and_case() -> None:
    assert fold("Één CLIËNT") == "een client"


def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast) -> None:
    register(make_edition(trainers=(cast.trainer,)), 1)
    with counted() as one:
        visitor.get("/")
    for day in range(1, 30):
        edition = make_edition(
            training=make_training(f"Vorming {day}", f"V{day}", (f"Thema {day}",)),
            starts=f"2027-04-{day:02} 09:30",
            trainers=(cast.trainer,),
        )
        register(edition, 1)
    with counted() as thirty:
        page = visitor.get("/")
    assert "30 trainings" in page
    assert len(thirty) == len(one) <= 12
