"""Planning on the desk: trainings, editions, publishing, changing."""

from datetime import date

import pytest
from sqlalchemy import select

from app.extensions import db
from app.models import Edition, Message, Training
from app.rules.states import EditionState, Format, Funding
from app.web.desk.planning.edition_fields import price_as_typed, price_in_cents
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.statements import counted
from tests.support.time import moment
from tests.support.visitor import Visitor

FIRST = {"on_0": "2027-05-10", "from_0": "09:30", "to_0": "16:30"}


def test_a_training_is_described_and_changed(visitor: Visitor, cast: Cast) -> None:
    make_training("Rouw", "Rouw", ("Verlies",))
    page = visitor.sign_in(cast.coordinator_limburg).get("/werk/vormingen/nieuw")
    page = visitor.submit(
        page,
        "Save the training",
        title="TOPOI – Het model",
        short_name="TOPOI",
        summary="Over communicatie.",
        description="## Wat\n\n* een",
        goals="Je luistert.\n\n Je vraagt. ",
        themes=["Verlies"],
        new_themes="Taal\nVerlies\n",
    )
    assert "“TOPOI – Het model” is saved." in page
    training = db.session.scalars(select(Training).where(Training.short_name == "TOPOI")).one()
    assert training.goals == "Je luistert.\nJe vraagt."
    assert [theme.name for theme in training.themes] == ["Taal", "Verlies"]
    page = visitor.get(f"/werk/vormingen/{training.id}")
    assert page.forms[-1].values["themes"] == ["Taal", "Verlies"]
    visitor.submit(page, "Save the training", title="TOPOI", themes=["Taal"])
    db.session.rollback()
    assert training.title == "TOPOI"
    assert [theme.name for theme in training.themes] == ["Taal"]


def test_a_training_form_keeps_what_was_typed(visitor: Visitor, cast: Cast) -> None:
    make_training("Rouw", "Rouw")
    page = visitor.sign_in(cast.coordinator).get("/werk/vormingen/nieuw")
    page = visitor.submit(page, "Save", status=422, title="rouw", short_name=" ", summary="Kort.")
    assert "2 things to check" in page
    assert page.forms[-1].values["summary"] == ["Kort."]
    page = visitor.submit(page, "Save", status=422, short_name="R", description="Tekst.")
    assert "There is a training with this title already." in page
    assert page.forms[-1].values["description"] == ["Tekst."]


def test_a_double_click_makes_one_training(visitor: Visitor, cast: Cast) -> None:
    make_training("Rouw", "Rouw", ("Verlies", "Afscheid"))
    form = visitor.sign_in(cast.coordinator).get("/werk/vormingen/nieuw")
    values = {"title": "Taal", "short_name": "Taal", "summary": "Kort.", "description": "Lang."}
    for _click in range(2):
        page = visitor.submit(form, "Save", new_themes="Verlies\nAfscheid", **values)
        assert page.path == "/werk/vormingen"
        assert "“Taal” is saved." in page
    assert len(db.session.scalars(select(Training)).all()) == 2
    page = visitor.submit(form, "Save", status=422, **(values | {"summary": "Anders."}))
    assert "There is a training with this title already." in page


def test_a_double_click_plans_one_edition_and_publishes_it_once(
    visitor: Visitor, cast: Cast
) -> None:
    make_training()
    form = visitor.sign_in(cast.coordinator).get("/werk/edities/nieuw")
    for _click in range(2):
        page = visitor.submit(form, "Save as a draft", **FIRST)
        assert "The draft is saved." in page
    (edition,) = db.session.scalars(select(Edition)).all()
    for _click in range(2):
        assert "The edition is published." in visitor.submit(page, "Publish")
    visitor.submit(visitor.get("/werk/edities/nieuw"), "Save as a draft", **FIRST)
    assert len(db.session.scalars(select(Edition)).all()) == 2
    db.session.rollback()
    edition.state = EditionState.COMPLETED
    db.session.commit()
    visitor.submit(page, "Publish", status=409)


def test_who_saves_second_is_asked_to_compare(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 1)
    form = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/wijzigen")
    register(edition, 1)
    told = visitor.submit(form, "Save the changes", place="Zaal Oost")
    for _click in range(2):
        page = visitor.submit(told, "Save and send 4 messages")
        assert "The edition is saved." in page
    page = visitor.submit(form, "Save the changes", status=409, place="Zaal West", from_0="10:00")
    assert "Somebody else changed this edition meanwhile." in page
    assert page.forms[-1].values["place"] == ["Zaal West"]
    db.session.rollback()
    assert (edition.place, edition.first_meeting.starts_at) == (
        "Zaal Oost",
        moment("2027-03-29 09:30"),
    )
    page = visitor.submit(page, "Save the changes")
    visitor.submit(page, "Save and send 4 messages")
    db.session.rollback()
    assert edition.place == "Zaal West"
    kinds = db.session.scalars(select(Message.kind).where(Message.kind == "meeting_changed")).all()
    assert len(kinds) == 4


@pytest.mark.parametrize(
    ("field", "year"),
    # All fields have one check: each year once, each field once at least, dates at both ends.
    [
        ("on_0", "0001"),
        ("decision_on", "1999"),
        ("opens_at", "2101"),
        ("closes_at", "9999"),
        ("on_0", "0027"),
    ],
)
def test_a_year_that_is_a_slip_of_the_keyboard(
    visitor: Visitor, cast: Cast, field: str, year: str
) -> None:
    make_training()
    typed = f"{year}-01-01" + ("T10:00" if field.endswith("_at") else "")
    page = visitor.sign_in(cast.coordinator).get("/werk/edities/nieuw")
    page = visitor.submit(page, "Save as a draft", status=422, **(FIRST | {field: typed}))
    assert "Choose a date in the years 2000 to 2100." in page
    assert page.forms[-1].values[field] == [typed]
    assert "Editions of 2027" in visitor.get(f"/werk/edities?jaar={year}")


@pytest.mark.parametrize("link", ["http://[x", "http://a:b", "webinar", "https://x y"])
def test_a_link_that_no_calendar_opens(visitor: Visitor, cast: Cast, link: str) -> None:
    make_training()
    page = visitor.sign_in(cast.coordinator).get("/werk/edities/nieuw")
    page = visitor.submit(page, "Save as a draft", status=422, join_url=link, **FIRST)
    assert "Give the whole link, starting with https://" in page
    assert page.forms[-1].values["join_url"] == [link]


def test_an_unknown_training_is_not_found(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator).get("/werk/vormingen/999", 404)


def test_an_edition_is_planned_and_published(visitor: Visitor, cast: Cast) -> None:
    training = make_training()
    visitor.sign_in(cast.coordinator_limburg)
    page = visitor.get(f"/werk/edities/nieuw?vorming={training.id}")
    page = visitor.submit(page, "Add a meeting", **FIRST)
    assert "Meeting 2" in page
    page = visitor.submit(
        page,
        "Save as a draft",
        on_1="2027-05-24",
        from_1="13:30",
        to_1="16:30",
        title_1="Verdiepen",
        half_days_1="2",
        capacity="12",
        price="47,50",
        format="webinar",
        funding="project",
        co_organisers="Atlas\n\nTeam Taal",
        trainers=[str(cast.trainer.id)],
        join_url="https://meet.example/abc",
        minimum="5",
        minimum_reason="Een kleine groep past hier.",
    )
    edition = db.session.scalars(select(Edition)).one()
    assert page.path == f"/werk/edities/{edition.id}"
    assert "Nobody sees it until you publish it." in page
    assert (edition.team_id, edition.state) == (cast.limburg.id, EditionState.DRAFT)
    assert (edition.format, edition.funding) == (Format.WEBINAR, Funding.PROJECT)
    assert (edition.price_cents, edition.minimum) == (4750, 5)
    assert edition.co_organisers == ["Atlas", "Team Taal"]
    assert [user.id for user in edition.trainers] == [cast.trainer.id]
    assert [(m.starts_at, m.ends_at) for m in edition.meetings] == [
        (moment("2027-05-10 09:30"), moment("2027-05-10 16:30")),
        (moment("2027-05-24 13:30"), moment("2027-05-24 16:30")),
    ]
    assert edition.meetings[1].half_days_correction == 2
    assert edition.decision_on == date(2027, 4, 26)
    page = visitor.submit(page, "Publish the edition")
    assert "The edition is published. People can register from" in page
    db.session.rollback()
    assert edition.state is EditionState.PUBLISHED


def test_wrong_input_keeps_what_was_typed(visitor: Visitor, cast: Cast) -> None:
    make_training()
    page = visitor.sign_in(cast.coordinator).get("/werk/edities/nieuw")
    page = visitor.submit(
        page,
        "Save as a draft",
        status=422,
        on_0="2027-05-10",
        capacity="veel",
        price="gratis",
        join_url="meet.example",
        place="Zaal De Brug",
    )
    assert "Write an amount in euros." in page
    assert "Give the whole link, starting with https://" in page
    assert page.text.count("Fill this in, please.") >= 2
    values = page.forms[-1].values
    assert (values["price"], values["place"]) == (["gratis"], ["Zaal De Brug"])
    assert db.session.scalars(select(Edition)).all() == []


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "An edition has one meeting at least."),
        (FIRST | {"to_0": "09:00"}, "A meeting ends after it starts."),
        (FIRST | {"minimum": "5"}, "Write down why another minimum suits this edition."),
        (FIRST | {"capacity": "7"}, "Fewer places than the minimum of 8."),
        (FIRST | {"decision_on": "2027-05-10"}, "Decide before the day of the first meeting."),
        (FIRST | {"closes_at": "2027-05-10T10:00"}, "closes before the first meeting starts."),
    ],
)
def test_a_broken_rule_comes_back_as_a_sentence(
    visitor: Visitor, cast: Cast, values: dict[str, str], words: str
) -> None:
    make_training()
    page = visitor.sign_in(cast.coordinator).get("/werk/edities/nieuw")
    page = visitor.submit(page, "Save as a draft", status=422, **values)
    assert words in page
    assert page.forms[-1].values["capacity"] == [values.get("capacity", "16")]


def test_only_own_teams_can_be_chosen(visitor: Visitor, cast: Cast) -> None:
    make_training()
    page = visitor.sign_in(cast.coordinator_limburg).get("/werk/edities/nieuw")
    page = visitor.submit(page, "Save", status=422, team_id=str(cast.antwerp.id), **FIRST)
    assert db.session.scalars(select(Edition)).all() == []


def test_moving_a_published_meeting_tells_people(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 2)
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/wijzigen")
    assert "People count on this edition" in page
    assert "Add a meeting" not in page
    values = page.forms[-1].values
    assert (values["on_0"], values["from_0"], values["to_0"]) == (
        ["2027-03-29"],
        ["09:30"],
        ["12:30"],
    )
    page = visitor.submit(page, "Save the changes", from_0="10:00", to_0="13:00")
    assert "Registered A meeting changes 2 2" in page
    assert "9.30–12.30 uur Zaal De Brug, Voorbeeldstraat 12, Berchem" in page
    assert "10.00–13.00 uur Zaal De Brug, Voorbeeldstraat 12, Berchem" in page
    assert (
        db.session.scalars(select(Message.kind).where(Message.kind == "meeting_changed")).all()
        == []
    )
    assert "A change, to the team 2 2" in page
    page = visitor.submit(page, "Save and send 4 messages")
    assert "The edition is saved. 4 messages are on their way." in page
    kinds = db.session.scalars(select(Message.kind).where(Message.kind == "meeting_changed")).all()
    assert len(kinds) == 2
    db.session.rollback()
    assert edition.first_meeting.starts_at == moment("2027-03-29 10:00")


def test_saving_without_a_change_tells_nobody(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(more_starts=("2027-04-12 13:30",), price_cents=4750)
    edition.meetings[0].place = "Een andere zaal"
    db.session.commit()
    register(edition, 1)
    before = len(db.session.scalars(select(Message.id)).all())
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/wijzigen")
    page = visitor.submit(page, "Save the changes")
    assert "Nobody had to be told." in page
    db.session.rollback()
    assert len(db.session.scalars(select(Message.id)).all()) == before
    assert edition.meetings[0].place == "Een andere zaal"
    assert edition.price_cents == 4750


def test_two_meetings_swap_their_days(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(more_starts=("2027-04-12 09:30",))
    first, second = (meeting.id for meeting in edition.meetings)
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/wijzigen")
    page = visitor.submit(page, "Save the changes", on_0="2027-04-12", on_1="2027-03-29")
    visitor.submit(page, "Save and send 2 messages")
    db.session.rollback()
    assert [meeting.id for meeting in edition.meetings] == [second, first]


def test_a_draft_loses_the_meeting_whose_row_was_emptied(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(more_starts=("2027-04-12 09:30",), publish=False)
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/wijzigen")
    visitor.submit(page, "Save the draft", on_0="", from_0="", to_0="")
    db.session.rollback()
    assert [m.starts_at for m in edition.meetings] == [moment("2027-04-12 09:30")]


def test_editions_of_other_teams_do_not_exist(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp, publish=False)
    visitor.sign_in(cast.coordinator_limburg)
    for part in ("", "/wijzigen", "/sessies", "/berichten", "/geschiedenis", "/deelnemers.csv"):
        visitor.get(f"/werk/edities/{edition.id}{part}", 404)
    visitor.sign_in(cast.trainer).get(f"/werk/edities/{edition.id}", 403)


def test_the_list_is_of_one_year_and_of_the_own_teams(visitor: Visitor, cast: Cast) -> None:
    make_edition(team=cast.antwerp)
    make_edition(team=cast.limburg, starts="2027-04-12 09:30", publish=False)
    make_edition(team=cast.antwerp, starts="2028-01-10 09:30")
    page = visitor.sign_in(cast.coordinator).get("/werk/edities")
    assert "Draft: nobody sees it yet" in page
    assert "10 januari" not in page
    assert "10 januari" in visitor.get("/werk/edities?jaar=2028")
    for year in ("99999", "-1", "0", "9999", "9" * 5000, "2029"):
        assert "Editions of 2027" in visitor.get(f"/werk/edities?jaar={year}")
    page = visitor.sign_in(cast.coordinator_limburg).get("/werk/edities")
    assert "Antwerpen" not in page


def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    make_edition(trainers=(cast.trainer,))
    with counted() as one:
        visitor.get("/werk/edities")
    with counted() as one_training:
        visitor.get("/werk/vormingen")
    for day in range(1, 30):
        training = make_training(f"Vorming {day}", f"V{day}", (f"Thema {day}",))
        starts = f"2027-04-{day:02} 09:30"
        make_edition(training=training, starts=starts, trainers=(cast.trainer,))
    with counted() as thirty:
        visitor.get("/werk/edities")
    with counted() as thirty_trainings:
        visitor.get("/werk/vormingen")
    assert len(thirty) == len(one) <= 12
    assert len(thirty_trainings) == len(one_training) <= 6


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("0", 0), ("95", 9500), ("47,5", 4750), ("47.05", 4705), ("€ 47,50", 4750), (" 8 ", 800)],
)
def test_prices_as_people_type_them(typed: str, cents: int) -> None:
    assert price_in_cents(typed) == cents
    assert price_in_cents(price_as_typed(cents)) == cents


@pytest.mark.parametrize("typed", ["", "gratis", "-5", "1,234", "1e3"])
def test_what_is_no_price(typed: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        price_in_cents(typed)


@pytest.mark.parametrize(
    ("opens_at", "draft", "published"),
    [
        ("2027-03-02 09:00", "people can register at once.", "People can register from now on."),
        (
            "2027-03-08 09:00",
            "people can register from maandag 8 maart 2027",
            "People can register from maandag 8 maart 2027",
        ),
    ],
)
def test_who_publishes_reads_whether_registration_is_open_now(
    visitor: Visitor, cast: Cast, opens_at: str, draft: str, published: str
) -> None:
    edition = make_edition(publish=False)
    edition.opens_at = moment(opens_at)
    db.session.commit()
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}")
    assert draft in page
    page = visitor.submit(page, "Publish the edition")
    assert f"The edition is published. {published}" in page


def test_a_training_can_be_prepared_before_the_site_shows_it(visitor: Visitor, cast: Cast) -> None:
    page = visitor.sign_in(cast.coordinator).get("/werk/vormingen/nieuw")
    values = {
        "title": "Zwijgen",
        "short_name": "Zwijgen",
        "summary": "Kort.",
        "description": "Lang.",
    }
    page = visitor.submit(page, "Save the training", published=None, **values)
    assert "Not on the site yet" in page
    training = db.session.scalars(select(Training)).one()
    public = (
        "/vormingen/zwijgen",
        "/vormingen/zwijgen/hou-me-op-de-hoogte",
        "/og/vorming/zwijgen.png",
        "/api/v1/trainings/zwijgen",
        f"/api/v1/trainings/{training.id}",
    )
    for path in public:
        visitor.get(path, 404)
    for path in ("/", "/sitemap.xml", "/api/v1/trainings"):
        assert "zwijgen" not in visitor.get(path).response.text.lower()
    page = visitor.get(f"/werk/vormingen/{training.id}")
    assert "published" not in page.forms[-1].values
    make_edition(training=training)
    assert "Not on the site yet" not in visitor.get("/werk/vormingen")
    for path in public:
        visitor.get(path)
    page = visitor.get(f"/werk/vormingen/{training.id}")
    assert "On the site from now on" not in page
    visitor.submit(page, "Save the training", summary="Korter.")
    visitor.get("/vormingen/zwijgen")
