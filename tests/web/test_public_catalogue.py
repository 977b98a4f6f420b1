"""The catalogue: what is in it, how it is filtered, and what it says when nothing is found."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from markupsafe import escape

from app.extensions import clock, transaction
from app.rules.states import CancelReason, Format
from app.services.deciding import minimum
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.planning import plan_of, replan
from tests.support.statements import counted
from tests.support.time import NOW
from tests.support.visitor import Visitor

#: What is chosen from a list.
FIELDS = ("vorm", "regio", "thema", "maand", "voertaal")
TITLES = {"Racisme verwondt", "Rouw en verlies", "Opvoeden vandaag"}


@pytest.fixture
def offer(cast: Cast) -> None:
    """Three editions: live in Antwerp in March, a webinar in Limburg in April, a full one."""
    make_edition(starts="2027-03-29 09:30")
    french = make_edition(
        training=make_training("Rouw en verlies – In één dag", "Rouw", ("Verlies",)),
        team=cast.limburg,
        starts="2027-04-29 09:30",
        format_=Format.WEBINAR,
        join_url="https://meet.example/geheim",
    )
    replan(french, plan_of(french, language="fr"))
    full = make_edition(
        training=make_training("Opvoeden vandaag", "Opvoeden", ("Opvoeding",)),
        starts="2027-04-30 09:30",
        capacity=8,
    )
    register(full, 9)
    with transaction():
        minimum.go_ahead(full.id, NOW, "", None)


@pytest.mark.usefixtures("offer")
def test_it_shows_what_is_coming_by_month_with_meters(visitor: Visitor) -> None:
    page = visitor.get("/")
    assert "3 dates, from maart to april 2027 " in page
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
    html = visitor.get("/").html
    assert '<ol class="agenda">' not in html
    assert "/edities/" not in html
    assert "<b>2 trainings without a date</b></p>" in html
    assert 'id="maand"' not in html


def test_an_installation_without_trainings_says_so(visitor: Visitor, cast: Cast) -> None:
    page = visitor.get("/")
    assert "No trainings are planned at the moment" in page
    assert "without a date" not in page


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
    assert "0 dates, in maart 2027, 1 cancelled, 1 training without a date" in page


def test_a_training_without_a_date_stands_below_with_a_way_to_hear_of_one(
    visitor: Visitor, cast: Cast
) -> None:
    make_edition()
    visitor.get("/")
    loss = make_training("Rouw en verlies – In één dag", "Rouw", ("Verlies",))
    clock.travel_to(NOW + timedelta(minutes=1))
    page = visitor.get("/")
    assert page.text.index("Racisme verwondt") < page.text.index("No date now")
    assert page.text.index("No date now") < page.text.index("Rouw en verlies")
    assert loss.summary in page
    assert f'href="/vormingen/{loss.slug}/hou-me-op-de-hoogte"' in page.html
    assert "1 date, in maart 2027, 1 training without a date" in page
    make_edition(training=loss, starts="2027-04-29 09:30")
    assert "No date now" not in visitor.get("/")


@pytest.mark.parametrize("filters", ["q=rouw", "q=verleis", "q=verliezen", "thema={}"])
def test_a_training_without_a_date_is_found_by_its_words_and_theme_only(
    visitor: Visitor, cast: Cast, filters: str
) -> None:
    make_edition()
    loss = make_training("Rouw en verlies – In één dag", "Rouw", ("Verlies",))
    make_training("Opvoeden vandaag", "Opvoeden", ("Opvoeding",))
    asked = filters.format(loss.themes[0].id)
    page = visitor.get(f"/?{asked}")
    assert "No date is planned now: " in page
    assert "<b>1 training without a date</b></p>" in page.html
    listed = page.text.split("Show trainings")[1]
    assert {title for title in TITLES if title in listed} == {"Rouw en verlies"}
    dated = visitor.get(f"/?{asked}&vorm=live")
    assert "No training found: " in dated
    assert f'href="/?{asked}"' in dated.html
    assert "No date now" not in dated


def test_an_exact_word_of_a_training_without_a_date_is_no_typing_error(
    visitor: Visitor, cast: Cast
) -> None:
    make_edition(training=make_training("Trouwen", "Trouwen"))
    make_training("Vrouwen", "Vrouwen")
    listed = visitor.get("/?q=vrouwen").text.split("Show trainings")[1]
    assert "Trouwen" not in listed
    assert "Vrouwen" in listed


@pytest.mark.usefixtures("offer")
def test_a_filter_that_does_not_exist_is_left_out_aloud(visitor: Visitor) -> None:
    said = "One of the filters in this address does not exist. It was left out."
    page = visitor.get("/?thema=abc&vorm=webinar")
    assert said in page
    assert '<link rel="canonical" href="http://localhost/?vorm=webinar">' in page.html
    assert said not in visitor.get("/?thema=&vorm=webinar&utm_source=nieuwsbrief")


def test_addresses_that_people_and_browsers_guess_lead_somewhere(visitor: Visitor) -> None:
    for address in ("/vormingen", "/vormingen/"):
        answer = visitor.client.get(address)
        assert (answer.status_code, answer.location) == (301, "/")
    icon = visitor.client.get("/favicon.ico", follow_redirects=True)
    assert (icon.status_code, icon.mimetype) == (200, "image/svg+xml")


@pytest.mark.usefixtures("offer")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=IMPACT", {"Racisme verwondt"}),
        ("q=rauw", {"Rouw en verlies"}),
        ("q=%20-%20", set()),
        ("vorm=webinar", {"Rouw en verlies"}),
        ("vorm=live", {"Racisme verwondt", "Opvoeden vandaag"}),
        ("maand=2027-04", {"Rouw en verlies", "Opvoeden vandaag"}),
        ("plaats=1", {"Racisme verwondt", "Rouw en verlies"}),
        ("plaats=1&maand=2027-04", {"Rouw en verlies"}),
        ("zeker=1", {"Opvoeden vandaag"}),
        ("voertaal=fr", {"Rouw en verlies"}),
        ("vorm=onzin&regio=x&thema=%00&maand=2027-99&voertaal=&plaats=2", TITLES),
    ],
)
def test_each_filter_leaves_what_meets_it(visitor: Visitor, query: str, found: set[str]) -> None:
    listed = visitor.get(f"/?{query}").text.split("Show trainings")[1]
    assert {title for title in TITLES if title in listed} == found


@pytest.mark.usefixtures("offer")
def test_teams_and_themes_are_chosen_from_the_form(visitor: Visitor, cast: Cast) -> None:
    page = visitor.submit(visitor.get("/"), "Show trainings", regio=str(cast.limburg.id))
    assert "1 date, in april 2027" in page
    assert "<h1>Trainings by the team Limburg</h1>" in page.html
    theme = make_training("Rouw en verlies – In één dag").themes[0]
    page = visitor.submit(visitor.get("/"), "Show trainings", thema=str(theme.id))
    assert "1 date, in april 2027" in page
    assert "<h1>Trainings about Verlies</h1>" in page.html


@pytest.mark.usefixtures("offer")
def test_nothing_found_keeps_the_question_and_offers_a_way_on(visitor: Visitor) -> None:
    page = visitor.get("/?q=<b>rouw&vorm=live")
    assert "No training found: “<b>rouw”, Live" in page
    page = visitor.get("/?q=rouw&vorm=live")
    assert page.forms[0].values["q"] == ["rouw"]
    wider = visitor.get("/?q=rouw")
    assert 'href="/?q=rouw"' in page.html
    assert "Rouw en verlies" in wider


@pytest.mark.usefixtures("offer")
def test_the_heading_and_the_address_say_what_is_shown(visitor: Visitor, cast: Cast) -> None:
    everything = {
        "q": " <b>verlies ",
        "vorm": "webinar",
        "voertaal": "fr",
        "regio": str(cast.limburg.id),
        "thema": str(make_training("Rouw en verlies – In één dag").themes[0].id),
        "maand": "2027-04",
        "plaats": "1",
        "zeker": "1",
    }
    page = visitor.get(f"/?{urlencode(everything)}")
    heading = (
        "Webinars in French about Verlies with “<b>verlies” by the team Limburg in april 2027 "
        "with free places that certainly go ahead"
    )
    assert f"<h1>{escape(heading)}</h1>" in page.html
    assert f"<title>{escape(heading)} - Open Aanbod</title>" in page.html
    everything["q"] = "<b>verlies"
    canonical = f"http://localhost/?{urlencode(everything)}"
    assert f'<link rel="canonical" href="{escape(canonical)}">' in page.html
    plain = visitor.get("/?q=&vorm=&x=1")
    assert '<link rel="canonical" href="http://localhost/">' in plain.html
    assert "Come and learn" in plain


def test_no_search_engine_passes_on_the_words_of_a_stranger(visitor: Visitor, cast: Cast) -> None:
    make_edition(team=cast.antwerp)
    mark = '<meta name="robots" content="noindex">'
    assert mark in visitor.get("/?q=koop+nu+bij+ons").html
    for address in ("/", f"/?regio={cast.antwerp.id}"):
        assert mark not in visitor.get(address).html


@pytest.mark.usefixtures("offer")
def test_only_what_occurs_can_be_chosen(visitor: Visitor, cast: Cast) -> None:
    make_edition(starts="2027-06-15 09:30", publish=False)
    html = visitor.get("/").html
    assert [name for name in FIELDS if f'<select id="{name}"' in html] == list(FIELDS)
    assert "juni 2027" not in html
    assert "English" not in html.partition("</form>")[0]


def test_nothing_to_choose_between_is_no_choice(visitor: Visitor, cast: Cast) -> None:
    make_edition()
    html = visitor.get("/").html
    assert [name for name in FIELDS if f'<select id="{name}"' in html] == []


@pytest.mark.usefixtures("offer")
def test_an_old_link_still_says_what_it_asked_for(visitor: Visitor, cast: Cast) -> None:
    gone = make_training("Later", "Later", ("Iets anders",))
    page = visitor.get(f"/?thema={gone.themes[0].id}&maand=2026-11&voertaal=en")
    assert "Trainings in English about Iets anders in november 2026" in page
    assert "No training found: English, Iets anders, november 2026" in page
    assert page.forms[0].values["thema"] == [str(gone.themes[0].id)]


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
        make_training(f"Ooit {day}", f"O{day}", (f"Ander thema {day}",))
    with counted() as thirty:
        page = visitor.get("/")
    assert "30 dates" in page
    assert "29 trainings without a date" in page
    assert len(thirty) == len(one)
    assert len([s for s in thirty if not s.startswith("BEGIN")]) <= 4
