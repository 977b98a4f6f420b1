"""The pages on which an edition changes: who hears what, before the click, and once."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.extensions import clock, db, transaction
from app.models import Decision, Edition, Message
from app.rules.states import CancelReason, EditionState, Format, RegistrationState
from app.services.deciding import minimum
from app.services.registering import registration
from tests.factories.cast import Cast
from tests.factories.held import confirm
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.statements import counted
from tests.support.time import NOW, moment
from tests.support.visitor import Visitor

SMALL = {"minimum": 2, "minimum_reason": "Kleine groep"}


def desk(edition: Edition, part: str) -> str:
    return f"/werk/edities/{edition.id}{part}"


def number() -> int:
    return db.session.scalar(select(func.count()).select_from(Message)) or 0


def test_new_dates_are_looked_at_before_anything_leaves(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(more_starts=("2027-04-05 13:30",), price_cents=9500)
    register(edition, 2)
    before = number()
    page = visitor.sign_in(cast.coordinator).get(desk(edition, "/nieuwe-data"))
    assert "Move it and tell" not in page
    page = visitor.submit(page, "Move everything", number="2", unit="weken")
    assert "Maandag 29 maart 2027, 9.30–12.30 uur becomes maandag 12 april 2027" in page
    assert "“(your reason stands here)”" in page
    assert "It is decided on 29 March 2027" in page or "maandag 29 maart 2027" in page
    form = page.forms[-1].values
    assert (form["decision_on"], form["closes_at"]) == (["2027-03-29"], ["2027-04-11T09:30"])
    # Another day by hand: what moves along is counted again, and shown before it is sent.
    second = edition.meetings[1]
    page = visitor.submit(
        page,
        "Move it and tell 4 people",
        **{f"on_{edition.first_meeting.id}": "2027-04-14", f"on_{second.id}": "2027-04-21"},
        reason="De zaal is bezet.",
    )
    assert page.forms[-1].values["closes_at"] == ["2027-04-13T09:30"]
    assert (number(), edition.first_meeting.starts_at) == (before, moment("2027-03-29 09:30"))
    for _click in range(2):
        done = visitor.submit(page, "Move it and tell 4 people")
        assert "The new dates stand. Everybody gets a message." in done
    db.session.rollback()
    assert [m.starts_at for m in edition.meetings] == [
        moment("2027-04-14 09:30"),
        moment("2027-04-21 13:30"),
    ]
    assert len(mails("edition_postponed")) == 2
    assert "from maandag 29 maart 2027 to woensdag 14 april 2027" in done
    page = visitor.get(desk(edition, "/nieuwe-data?terug=1"))
    assert page.forms[-1].values["closes_at"] == ["2027-03-28T09:30"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2027-03-01", "Choose one that is still to come."),
        ("2027-03-29", "These are the dates of now."),
        ("", "Fill this in, please."),
        ("2101-03-29", "Choose a date in the years 2000 to 2100."),
    ],
)
def test_dates_that_cannot_stand_come_back_with_what_was_typed(
    visitor: Visitor, cast: Cast, day: str, words: str
) -> None:
    edition = make_edition()
    page = visitor.sign_in(cast.coordinator).get(desk(edition, "/nieuwe-data"))
    field = f"on_{edition.first_meeting.id}"
    page = visitor.submit(page, "Look what follows", status=422, **{field: day})
    assert words in page
    assert page.forms[-1].values[field] == [day]
    assert "Move it and tell" not in page


def test_a_reason_is_asked_and_a_change_in_between_too(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    page = visitor.sign_in(cast.coordinator).get(desk(edition, "/nieuwe-data"))
    page = visitor.submit(page, "Move everything")
    refused = visitor.submit(page, "Move it and tell 2 people", status=422)
    assert "Write down why." in refused
    edition.place = "Elders"
    db.session.commit()
    visitor.submit(page, "Move it and tell 2 people", status=409, reason="Ziek")
    assert edition.first_meeting.starts_at == moment("2027-03-29 09:30")


def test_a_sick_trainer_has_three_ways_on_one_page(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    register(edition)
    page = visitor.sign_in(cast.coordinator).get(desk(edition, "/begeleider"))
    for way in ("/nieuwe-data", "/annuleren?reden=trainer_ill"):
        assert f'href="{desk(edition, way)}"' in page.html
    assert page.forms[-1].values["old"] == [str(cast.trainer.id)]
    assert "Choose somebody, or nobody." in visitor.submit(page, "Look what follows", status=422)
    page = visitor.submit(page, "Look what follows", new=str(cast.other_trainer.id))
    assert mails("trainer_replaced") == []
    for _click in range(2):
        done = visitor.submit(page, "Change it and tell 5 people")
        assert "The change is saved." in done
    assert len(mails("trainer_replaced")) == 1
    assert "Nadia El Amrani guides it after all, instead of Joris Vermeulen" in done
    page = visitor.get(desk(edition, "/begeleider"))
    assert page.forms[-1].values["new"] == [str(cast.trainer.id)]
    page = visitor.get(desk(edition, "/annuleren?reden=trainer_ill"))
    assert page.forms[-1].values["cause"] == [CancelReason.TRAINER_ILL]


def test_the_other_trainer_does_it_alone_then_nobody_is_left(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer, cast.other_trainer))
    (person,) = register(edition)
    page = visitor.sign_in(cast.coordinator).get(desk(edition, "/begeleider"))
    assert "Nadia El Amrani Without a substitute Joris Vermeulen does it alone." in page
    page = visitor.submit(page, "Look what follows", old=str(cast.trainer.id), new="0")
    assert "Joris Vermeulen guides “Racisme verwondt" in page
    done = visitor.submit(page, "Change it and tell 5 people")
    assert "Nadia El Amrani guides it after all" in done
    today = "has no trainer"
    assert today not in visitor.get("/werk/vandaag")
    page = visitor.get(desk(edition, "/begeleider"))
    values = page.forms[-1].values
    assert (values["old"], values["new"]) == (["0"], [str(cast.trainer.id)])
    page = visitor.submit(page, "Look what follows", old=str(cast.other_trainer.id), new="0")
    visitor.submit(page, "Change it and tell 3 people")
    db.session.rollback()
    assert (edition.trainers, len(mails("trainer_replaced", to=person.email))) == ([], 1)
    page = visitor.get("/werk/vandaag")
    assert today in page
    assert f'href="{desk(edition, "/begeleider")}"' in page.html
    page = visitor.get(desk(edition, "/geschiedenis"))
    assert "Joris Vermeulen no longer guides, and nobody comes instead" in page


@pytest.mark.parametrize(
    ("what", "heading", "send"),
    [
        ("Goes ahead", "Goes ahead: who hears what", "Go ahead and tell 4 people"),
        ("Decision put off", "Put off: who hears what", "Put it off and tell 4 people"),
    ],
)
def test_a_decision_is_read_before_it_is_told(
    visitor: Visitor, cast: Cast, what: str, heading: str, send: str
) -> None:
    edition = make_edition()
    register(edition, 2)
    before = number()
    page = visitor.sign_in(cast.coordinator).get(desk(edition, ""))
    page = visitor.submit(page, f"Read the mails: {what}", reason="Het past.", because="Nog even.")
    assert heading in page
    assert "(personal link)" in page
    assert (number(), db.session.query(Decision).count()) == (before, 0)
    # Somebody registers meanwhile: more would be told than was agreed to.
    register(edition)
    assert "Meanwhile something changed" in visitor.submit(page, send)
    assert db.session.query(Decision).count() == 0


def test_live_becomes_a_webinar_and_its_link_is_asked(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(price_cents=9500)
    (made,) = register(edition)
    page = visitor.sign_in(cast.coordinator).get(desk(edition, "/plaats?vorm=anders"))
    assert page.forms[-1].values["format"] == ["webinar"]
    refused = visitor.submit(page, "Look what follows", status=422)
    assert "Give the whole link" in refused
    link, before = "https://webinar.example.com/j/1", number()
    page = visitor.submit(page, "Look what follows", join_url=link)
    assert "Now online: Racisme verwondt, 29 maart" in page
    assert "It is another thing than people chose" in page
    assert number() == before
    for _click in range(2):
        visitor.submit(page, "Change it and tell 3 people")
    db.session.rollback()
    assert (edition.format, edition.join_url) == (Format.WEBINAR, link)
    assert len(mails("meeting_changed", to=made.email)) == 1
    assert made.free_until == date(2027, 3, 28)


def test_what_fell_below_its_minimum_goes_on_with_a_reason(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(**SMALL)
    first, _ = register(edition, 2)
    confirm(edition)
    with transaction():
        registration.withdraw(first, NOW, frozenset())
    page = visitor.sign_in(cast.coordinator).get(desk(edition, ""))
    assert "Fewer people than the minimum: what now?" in page
    refused = visitor.submit(page, "Go on, and note why", status=422)
    assert "Write down why." in refused
    for _click in range(2):
        done = visitor.submit(page, "Go on, and note why", why="Ze willen het echt.")
    assert "Fewer people than the minimum" not in done
    assert db.session.query(Decision).count() == 2


def test_going_ahead_is_taken_back_once(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(**SMALL)
    register(edition, 2)
    confirm(edition)
    page = visitor.sign_in(cast.coordinator).get(desk(edition, "/terugdraaien/doorgaan"))
    assert page.forms[-1].values["decision_on"] == ["2027-03-15"]
    visitor.submit(page, "Take it back and send the corrections", status=422)
    read = visitor.submit(page, "Read the mails", reason="Verkeerd geteld")
    assert "“Verkeerd geteld”" in read
    assert "Take it back and tell 4 people" in read
    for _click in range(2):
        visitor.submit(page, "Take it back and send the corrections", reason="Verkeerd geteld")
    db.session.rollback()
    assert (edition.state, len(mails("go_ahead_undone"))) == (EditionState.PUBLISHED, 2)
    assert "Taken back that it goes ahead to decide on" in visitor.get(desk(edition, ""))
    history = visitor.get(desk(edition, "/geschiedenis"))
    assert "Taken back that it goes ahead; it is decided anew: “Verkeerd geteld”" in history
    assert "Taken back that it goes ahead to decide on 15/03" in visitor.get(
        "/kwaliteitsverslag/2027"
    )


def test_an_extension_and_a_publication_are_taken_back(visitor: Visitor, cast: Cast) -> None:
    edition, empty = make_edition(), make_edition(starts="2027-05-10 09:30")
    register(edition)
    with transaction():
        minimum.extend(edition.id, date(2027, 3, 20), NOW, "", cast.coordinator.id)
    page = visitor.sign_in(cast.coordinator).get(desk(edition, ""))
    assert "The decision is not put off after all" in page
    assert "Make it a draft again" not in page
    page = visitor.get(desk(edition, "/terugdraaien/uitstel"))
    for _click in range(2):
        visitor.submit(page, "Take it back and send the corrections")
    assert len(mails("extension_undone")) == 1
    assert "Make it a draft again: nobody has registered" in visitor.get(desk(empty, ""))
    page = visitor.get(desk(empty, "/terugdraaien/publicatie"))
    for _click in range(2):
        assert "It is a draft again." in visitor.submit(page, "Make it a draft again")
    db.session.rollback()
    assert (edition.decision_on, empty.state) == (date(2027, 3, 15), EditionState.DRAFT)
    assert "Taken back that the decision was put off" in visitor.get(desk(edition, "/geschiedenis"))
    visitor.get(desk(edition, "/terugdraaien/publicatie"), 409)


def test_who_was_taken_off_is_put_back_from_their_page(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    (person,) = register(edition)
    with transaction():
        registration.remove(person, NOW, cast.coordinator.id)
    of_person = desk(edition, f"/deelnemers/{person.public_id}")
    link = f"{of_person}/terugzetten"
    page = visitor.sign_in(cast.coordinator).get(of_person)
    assert f'href="{link}"' in page.html
    page = visitor.get(link)
    for _click in range(2):
        assert "is on the list again" in visitor.submit(page, "Put back and send the message")
    db.session.rollback()
    assert person.state is RegistrationState.REGISTERED
    assert len(mails("registration_confirmed", to=person.email)) == 2
    visitor.get(link, 409)


def test_what_has_begun_or_ended_is_not_changed_as_a_whole(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",), trainers=(cast.trainer,))
    visitor.sign_in(cast.coordinator)
    clock.travel_to(edition.first_meeting.starts_at)
    page = visitor.get(desk(edition, ""))
    assert "New dates for all meetings" not in page
    assert "Another room, address or link" in page
    visitor.get(desk(edition, "/nieuwe-data"), 409)
    assert "The first meeting is past." in visitor.get(desk(edition, "/begeleider"))
    clock.travel_to(edition.last_meeting.ends_at)
    for part in ("/begeleider", "/plaats"):
        visitor.get(desk(edition, part), 409)
    clock.travel_to(NOW)
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    assert "A cancellation cannot be taken back" in visitor.get(desk(edition, ""))


@pytest.mark.parametrize("part", ["/nieuwe-data", "/begeleider", "/plaats"])
def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast, part: str) -> None:
    edition = make_edition(capacity=40, trainers=(cast.trainer,))
    visitor.sign_in(cast.coordinator)
    path = desk(edition, part)
    numbers = []
    for more in (1, 20):
        register(edition, more)
        with counted() as seen:
            visitor.get(path)
        numbers.append(len(seen))
    assert numbers[0] == numbers[1] <= 12


def test_new_dates_say_what_they_clash_with(visitor: Visitor, cast: Cast) -> None:
    make_edition(starts="2027-04-12 11:30", trainers=(cast.trainer,))
    edition = make_edition(trainers=(cast.trainer,))
    page = visitor.sign_in(cast.coordinator).get(desk(edition, "/nieuwe-data"))
    page = visitor.submit(page, "Move everything", number="1", unit="weken")
    assert "guides" not in page
    page = visitor.submit(page, "Move everything", number="2", unit="weken")
    assert f"{cast.trainer.name} guides" in page
