"""The plan of a year as a list, and of a month as a calendar."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from app.rules.states import Format
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training
from tests.support.statements import counted
from tests.support.visitor import Visitor

MAY = "/werk/edities/kalender?maand=2027-05"


def test_meetings_stand_on_their_day_with_their_state(visitor: Visitor, cast: Cast) -> None:
    make_edition(
        training=make_training("Taal in huis", "Taal"),
        starts="2027-05-10 09:30",
        more_starts=("2027-05-24 13:30",),
        publish=False,
    )
    page = visitor.sign_in(cast.coordinator).get(MAY)
    assert "Mei 2027 2 meetings" in page
    assert "Week 19" in page
    assert "maandag 10 mei Taal (1/2) 9.30–12.30 uur Draft, Antwerpen" in page
    assert "Taal (2/2) 13.30–16.30 uur" in page
    assert "6 mei Ascension Day" in page


def test_the_months_before_and_after_keep_the_filter(visitor: Visitor, cast: Cast) -> None:
    page = visitor.sign_in(cast.coordinator).get(f"{MAY}&stand=draft&team={cast.limburg.id}")
    for month in ("2027-04", "2027-06"):
        wanted = f"maand={month}&amp;team={cast.limburg.id}&amp;stand=draft"
        assert wanted in page.html
    assert f"/werk/edities?jaar=2027&amp;team={cast.limburg.id}&amp;stand=draft" in page.html


@pytest.mark.parametrize("month", ["", "2027-13", "0001-01", "2000-12", "2100-01", "９９９９-01"])
def test_a_month_that_no_plan_has_is_this_month(visitor: Visitor, cast: Cast, month: str) -> None:
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/kalender?maand={month}")
    assert "Maart 2027" in page


def test_school_holidays_stand_beside_their_weeks(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    assert "Week 13 Easter holidays" in visitor.get("/werk/edities/kalender?maand=2027-03")
    page = visitor.get("/werk/edities/kalender?maand=2027-07")
    assert "Week 26 Summer holidays from 1 juli" in page
    assert "Week 30 Summer holidays maandag" in page
    page = visitor.get("/werk/edities/kalender?maand=2027-08")
    assert "Week 35 Summer holidays until 31 augustus" in page
    assert "Week 53 Christmas holidays" in visitor.get("/werk/edities/kalender?maand=2027-01")


def test_clashes_are_named_and_other_teams_drafts_stay_unnamed(
    visitor: Visitor, cast: Cast
) -> None:
    both = {"starts": "2027-05-08 09:30", "trainers": (cast.trainer,), "format_": Format.WEBINAR}
    taal = make_edition(
        training=make_training("Taal", "Taal"), team=cast.antwerp, publish=False, **both
    )
    rouw = make_edition(training=make_training("Rouw", "Rouw"), team=cast.limburg, **both)
    page = visitor.sign_in(cast.coordinator_limburg).get(MAY)
    assert "Rouw 9.30–12.30 uur Published Twice: Nadia El Amrani Weekend" in page
    assert "Taal 9.30" not in page
    words = "Nadia El Amrani guides {} (9.30–12.30 uur) then."
    of_rouw = f"/werk/edities/{rouw.id}/sessies"
    page = visitor.get(of_rouw)
    assert words.format("a draft of Antwerpen") in page
    assert "Zaterdag 8 mei is in the weekend." in page
    page = visitor.sign_in(cast.coordinator_antwerp).get(f"/werk/edities/{taal.id}")
    assert words.format("Rouw of Limburg") in page
    page = visitor.sign_in(cast.coordinator).get(of_rouw)
    assert words.format("Taal of Antwerpen") in page


@pytest.mark.parametrize("path", ["/werk/edities?jaar=2027", MAY])
def test_the_filter_shows_what_was_chosen(visitor: Visitor, cast: Cast, path: str) -> None:
    taal, rouw = make_training("Taal in huis", "Taal in huis"), make_training("Rouw", "Rouw")
    of_taal = make_edition(
        training=taal, team=cast.antwerp, starts="2027-05-10 09:30", trainers=(cast.trainer,)
    )
    of_rouw = make_edition(
        training=rouw, team=cast.limburg, starts="2027-05-11 09:30", publish=False
    )
    visitor.sign_in(cast.coordinator)

    def shown(question: str) -> list[bool]:
        html = visitor.get(f"{path}&{question}").html
        return [f'href="/werk/edities/{edition.id}"' in html for edition in (of_taal, of_rouw)]

    for asked, expected in (
        (f"vorming={taal.id}", [True, False]),
        (f"team={cast.limburg.id}", [False, True]),
        ("stand=draft", [False, True]),
        (f"begeleider={cast.trainer.id}", [True, False]),
        (f"begeleider={cast.other_trainer.id}", [False, False]),
        (f"begeleider={cast.trainer.id}&stand=draft", [False, False]),
        ("begeleider=x&team=999&vorming=-1&stand=geen", [True, True]),
    ):
        assert shown(asked) == expected, asked


def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    make_edition(starts="2027-05-01 09:30", trainers=(cast.trainer,))
    numbers = []
    for many in (False, True):
        for day in range(1, 30) if many else ():
            make_edition(
                training=make_training(f"Vorming {day}", f"V{day}", (f"Thema {day}",)),
                starts=f"2027-05-{day:02} 09:30",
                trainers=(cast.trainer, cast.other_trainer),
            )
        for path in ("/werk/edities?jaar=2027", MAY):
            with counted() as seen:
                visitor.get(path)
            numbers.append(len(seen))
    assert numbers[:2] == numbers[2:]
    assert max(numbers) <= 12


def test_the_calendar_is_for_coordinators(site: Flask, visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.trainer).get(MAY, 403)


def test_days_on_which_we_are_closed(
    site: Flask, visitor: Visitor, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = replace(site.config["OPEN_AANBOD"], closing_days=(date(2027, 5, 11),))
    monkeypatch.setitem(site.config, "OPEN_AANBOD", closed)
    edition = make_edition(starts="2027-05-11 09:30", publish=False)
    page = visitor.sign_in(cast.coordinator).get(MAY)
    assert "dinsdag 11 mei Closed Racisme verwondt 9.30–12.30 uur" in page
    page = visitor.get(f"/werk/edities/{edition.id}")
    assert "Dinsdag 11 mei is a day on which we are closed." in page
