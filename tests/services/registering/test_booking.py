"""Registering a group: who gets what, who hears what, and all or nothing."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db, transaction
from app.mail.links import Purpose
from app.models import Booking, Edition, HistoryEntry, Message, Registration
from app.rules.errors import Code, RuleBroken
from app.services.registering import link, registration
from app.services.registering.booking import Booker, book, link_reference_of
from app.services.registering.person import Billing, Person
from tests.factories.offer import make_edition, make_person, register
from tests.support.outbox import mails, told
from tests.support.time import NOW

SAID = Booker("Saïd Amrani", " Said@Organisatie.example ", "fr", "03 123 45 67")


def enter(
    edition: Edition,
    people: Sequence[Person],
    booker: Booker = SAID,
    *,
    waiting: int = 0,
    public_id: str | None = None,
) -> Booking:
    with transaction():
        return book(
            edition.id, booker, people, NOW, consent=True, told_waiting=waiting, public_id=public_id
        )


def group(number: int) -> list[Person]:
    return [make_person() for _ in range(number)]


def states() -> list[str]:
    return [
        state.value
        for state in db.session.scalars(
            select(Registration.state).order_by(Registration.queue_number)
        )
    ]


def refused(edition: Edition, people: Sequence[Person], waiting: int = 0) -> RuleBroken:
    """The rule that a group breaks, after which nothing is written or told."""
    before = len(told()), len(states())
    with pytest.raises(RuleBroken) as broken:
        enter(edition, people, waiting=waiting)
    assert (len(told()), len(states())) == before
    assert db.session.scalar(select(func.count()).select_from(Booking)) == 0
    return broken.value


def texts(kind: str) -> list[str]:
    return list(
        db.session.scalars(select(Message.text).where(Message.kind == kind).order_by(Message.id))
    )


def test_each_has_a_registration_and_a_mail_and_the_booker_one_overview(app: Flask) -> None:
    edition = make_edition(price_cents=9500)
    bill = Billing("CLB De Horizon", "Kerkstraat 1", "BE0403019261", "PO 7")
    people = [make_person(f"Collega {n}") for n in range(3)]
    people = [Person(**{**_fields(person), "billing": bill}) for person in people]
    booking = enter(edition, people)
    db.session.expire_all()
    assert (booking.name, booking.email, booking.email_key) == (
        "Saïd Amrani",
        "Said@Organisatie.example",
        "said@organisatie.example",
    )
    assert [one.name for one in booking.registrations] == ["Collega 0", "Collega 1", "Collega 2"]
    assert {one.billing.vat_number for one in booking.registrations if one.billing} == {
        "BE0403019261"
    }
    assert {one.price_cents for one in booking.registrations} == {9500}
    assert Counter(kind for kind, _ in told().elements()) == {
        "registration_confirmed": 3,
        "booking_overview": 1,
    }
    (overview,) = texts("booking_overview")
    assert "Collega 0, Collega 1 and Collega 2" in overview
    for text in texts("registration_confirmed"):
        assert "Saïd Amrani registered you for this training." in text
        assert "/privacy" in text
        assert "more questions" not in text
    (facts,) = db.session.scalars(
        select(HistoryEntry.facts).where(
            HistoryEntry.registration_id == booking.registrations[0].id
        )
    )
    assert facts == {"name": "Collega 0", "booked_by": "Saïd Amrani"}


def _fields(person: Person) -> dict[str, object]:
    return {name: getattr(person, name) for name in Person.__slots__}


def test_who_books_and_comes_too_is_not_told_that_somebody_did(app: Flask) -> None:
    edition = make_edition()
    said = make_person("Saïd Amrani", email="said@organisatie.example")
    enter(edition, [said, make_person()])
    own, other = texts("registration_confirmed")
    assert "registered you" not in own
    assert "Saïd Amrani registered you" in other
    assert len(texts("booking_overview")) == 1


def test_a_group_of_one_that_is_the_booker_needs_no_overview(app: Flask) -> None:
    enter(make_edition(), [make_person(email="said@organisatie.example")])
    assert list(told()) == [("registration_confirmed", "said@organisatie.example")]


def test_the_mail_says_that_something_more_is_asked(app: Flask) -> None:
    edition = make_edition()
    with transaction():
        edition.meal = True
    enter(edition, group(2))
    assert all("more questions for you there" in text for text in texts("registration_confirmed"))


def test_the_first_of_the_list_get_the_seats_and_the_last_wait_as_was_said(app: Flask) -> None:
    edition = make_edition(capacity=8)
    register(edition, 6)
    booking = enter(edition, group(4), waiting=2)
    assert states() == ["registered"] * 8 + ["waitlisted"] * 2
    first, _, third, last = booking.registrations
    (overview,) = texts("booking_overview")
    line = f"{third.name} (number 1) and {last.name} (number 2)"
    assert line in overview.split("waiting list")[1]
    waiting = texts("waitlisted")
    assert ["number 1" in waiting[0], "number 2" in waiting[1]] == [True, True]
    assert "Saïd Amrani registered you" in waiting[0]
    assert first.name in overview.split("waiting list")[0]


def test_nobody_passes_who_waits_already(app: Flask) -> None:
    edition = make_edition(capacity=8)
    register(edition, 9)
    enter(edition, group(2), waiting=2)
    assert states()[-2:] == ["waitlisted", "waitlisted"]


def test_seats_that_went_meanwhile_are_asked_about_first(app: Flask) -> None:
    edition = make_edition(capacity=8)
    register(edition, 6)
    broken = refused(edition, group(4), waiting=1)
    assert (broken.code, broken.facts) == (
        Code.GROUP_PLACES_CHANGED,
        {"seats": 2, "waiting": 2},
    )


def test_fewer_who_wait_than_was_said_is_no_question(app: Flask) -> None:
    enter(make_edition(capacity=8), group(4), waiting=3)
    assert states() == ["registered"] * 4


def test_who_is_in_already_keeps_the_place_and_hears_it_alone(app: Flask) -> None:
    edition = make_edition(capacity=8)
    (emine,) = register(edition, 1, name="Emine Yıldız", email="emine@organisatie.example")
    register(edition, 5)
    again = make_person("Emine, als collega", email="EMINE@organisatie.example")
    booking = enter(edition, [again, *group(2)])
    assert states() == ["registered"] * 8
    assert (emine.name, emine.booking, booking.others) == (
        "Emine Yıldız",
        None,
        ["Emine, als collega"],
    )
    assert told()[("already_registered", "emine@organisatie.example")] == 1
    (overview,) = texts("booking_overview")
    assert "Emine, als collega gets a mail with all the information." in overview
    assert "Yıldız" not in overview
    (told_emine,) = texts("already_registered")
    assert "Saïd Amrani wanted to register you" in told_emine


@pytest.mark.parametrize("address", ["an@organisatie.example", " AN@Organisatie.Example "])
def test_an_address_stands_once_in_a_group(app: Flask, address: str) -> None:
    people = [make_person(email="an@organisatie.example"), *group(1), make_person(email=address)]
    broken = refused(make_edition(), people)
    assert (broken.code, broken.field, broken.facts) == (Code.ADDRESS_TWICE, "email", {"row": 2})


def test_our_own_address_is_nobody(app: Flask) -> None:
    ours = make_person(email="Vormingen@voorbeeldpunt.example")
    broken = refused(make_edition(), [*group(2), ours])
    assert (broken.code, broken.field, broken.facts) == (Code.ADDRESS_IS_OURS, "email", {"row": 2})


def test_a_group_has_somebody_and_not_too_many(app: Flask) -> None:
    edition = make_edition(capacity=30)
    assert refused(edition, []).code is Code.GROUP_EMPTY
    assert refused(edition, group(16)).code is Code.GROUP_TOO_LARGE
    assert len(enter(edition, group(15)).registrations) == 15


def test_without_consent_and_after_the_close_nothing_happens(app: Flask) -> None:
    edition = make_edition()
    with pytest.raises(RuleBroken) as broken, transaction():
        book(edition.id, SAID, group(2), NOW, consent=False, told_waiting=0)
    assert broken.value.code is Code.CONSENT_MISSING
    with pytest.raises(RuleBroken) as broken, transaction():
        book(edition.id, SAID, group(2), edition.closes_at, consent=True, told_waiting=0)
    assert broken.value.code is Code.REGISTRATION_CLOSED
    with pytest.raises(LookupError), transaction():
        book(4711, SAID, group(2), NOW, consent=True, told_waiting=0)
    assert (states(), mails()) == ([], [])


def test_the_same_attempt_twice_is_one_booking(app: Flask) -> None:
    edition, people = make_edition(), group(3)
    first = enter(edition, people, public_id="a" * 32)
    assert enter(edition, people, public_id="a" * 32) is first
    assert len(states()) == 3
    assert set(told().values()) == {1}


def test_the_link_opens_the_booking_until_its_version_changes(app: Flask) -> None:
    booking = enter(make_edition(), group(2))
    token = link.signer().token(Purpose.BOOKING, link_reference_of(booking))
    assert link.booking_of(token) is booking
    stranger = link.signer().token(Purpose.REGISTRATION, link_reference_of(booking))
    assert link.booking_of(stranger) is None
    with transaction():
        booking.link_version = 1
    assert link.booking_of(token) is None


def test_three_groups_of_four_for_six_seats_at_once(app: Flask) -> None:
    edition_id = make_edition(capacity=6, minimum=4, minimum_reason="Kleine groep").id
    groups = [group(4) for _ in range(3)]
    start = Barrier(len(groups))

    def enter_group(people: Sequence[Person]) -> list[str]:
        with app.app_context():
            start.wait(timeout=60)
            with transaction():
                booking = book(edition_id, SAID, people, NOW, consent=True, told_waiting=4)
                return [one.state.value for one in booking.registrations]

    with ThreadPoolExecutor(len(groups)) as threads:
        answers = sorted(threads.map(enter_group, groups))
    db.session.rollback()
    # Whole groups come one after the other: nobody of a second one gets in between.
    assert answers == [
        ["registered"] * 4,
        ["registered"] * 2 + ["waitlisted"] * 2,
        ["waitlisted"] * 4,
    ]
    assert states() == ["registered"] * 6 + ["waitlisted"] * 6
    numbers = db.session.scalars(select(Registration.queue_number)).all()
    assert sorted(numbers) == list(range(1, 13))


def test_who_gives_up_a_place_of_a_group_leaves_the_others_alone(app: Flask) -> None:
    booking = enter(make_edition(), group(3))
    with transaction():
        registration.withdraw(booking.registrations[1], NOW, frozenset())
    assert states() == ["registered", "withdrawn", "registered"]
