"""Publishing a draft at a moment, on the desk."""

from app.extensions import db
from app.rules.states import EditionState
from tests.factories.cast import Cast
from tests.factories.offer import make_edition
from tests.support.time import moment
from tests.support.visitor import Visitor


def test_a_moment_is_chosen_changed_and_taken_back(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(publish=False)
    path = f"/werk/edities/{edition.id}"
    visitor.sign_in(cast.coordinator).get(path)
    page = visitor.get(f"{path}/publiceren/later")
    assert page.forms[-1].values["publish_at"] == ["2027-03-04T09:00"]
    page = visitor.submit(page, "Publish it then", publish_at="2027-03-08T10:00")
    assert page.path == path
    assert "It is published by itself on maandag 8 maart 2027, 10.00 uur." in page
    form = visitor.get(f"{path}/publiceren/later")
    assert form.forms[-1].values["publish_at"] == ["2027-03-08T10:00"]
    for _click in range(2):
        page = visitor.submit(page, "Do not publish it by itself")
        assert "The edition stays a draft until you publish it." in page
        page = visitor.submit(form, "Publish it then")
    db.session.rollback()
    assert edition.publish_at == moment("2027-03-08 10:00")
    history = visitor.get(f"{path}/geschiedenis")
    assert "The edition is to be published on maandag 8 maart 2027, 10.00 uur" in history
    assert "The edition is not published by itself any more" in history
    assert "The edition is published." in visitor.submit(page, "Publish it now")
    visitor.get(f"{path}/publiceren/later", 409)
    visitor.submit(form, "Publish it then", status=409)


def test_a_moment_that_makes_no_sense_comes_back(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(publish=False)
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/publiceren/later")
    for typed, words in (
        ("2027-03-03T09:59", "Choose a moment that is still to come"),
        ("2027-03-28T09:30", "Registration closes on zondag 28 maart 2027, 9.30 uur."),
        ("9999-12-31T23:59", "Choose a date in the years 2000 to 2100."),
        ("morgen", "1 thing to check"),
        ("", "Fill this in, please."),
    ):
        again = visitor.submit(page, "Publish it then", status=422, publish_at=typed)
        assert words in again, typed
        assert again.forms[-1].values["publish_at"] == [typed]
    assert edition.state is EditionState.DRAFT


def test_days_that_clash_stand_on_the_page_of_the_edition(visitor: Visitor, cast: Cast) -> None:
    draft = make_edition(starts="2027-05-08 09:30", trainers=(cast.trainer,), publish=False)
    other = make_edition(starts="2027-05-08 11:30", trainers=(cast.trainer,))
    visitor.sign_in(cast.coordinator)
    words = "Nadia El Amrani guides Racisme verwondt of Antwerpen"
    assert words in visitor.get(f"/werk/edities/{draft.id}")
    assert words in visitor.get(f"/werk/edities/{other.id}/sessies")
    assert words not in visitor.get(f"/werk/edities/{other.id}")
