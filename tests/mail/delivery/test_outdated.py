"""What becomes of a REQUEST when the outbox holds a newer version of its entry."""

import re
from datetime import timedelta

import pytest

from app.extensions import db, transaction
from app.mail import outbox
from app.mail.delivery import Outcome
from app.mail.invitations import Method
from app.mail.mime import CalendarPart
from app.mail.outdated import without_entry
from app.models import Message, Registration
from app.rules.states import MessageState
from app.services.registering import registration
from tests.factories.offer import make_edition, register
from tests.mail.samples import LOTTE, REQUEST, SAMPLES, Sample, sample
from tests.support.office import Office, letter, methods, rows
from tests.support.planning import moved_on, replan
from tests.support.time import NOW

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
PENDING, SENT = MessageState.PENDING, MessageState.SENT
FAILED, SUPERSEDED = MessageState.FAILED, MessageState.SUPERSEDED
NOTICE = "something changed after this mail was written"


@pytest.fixture
def person(office: Office) -> Registration:
    """Somebody with a seat in an edition of two meetings, who was told nothing yet."""
    (person,) = register(make_edition(more_starts=("2027-04-05 09:30",)))
    return person


def move(person: Registration, days: int = 7) -> None:
    replan(person.edition, moved_on(person.edition, timedelta(days=days)), NOW + SECOND)


def withdraw(person: Registration) -> None:
    with transaction():
        registration.withdraw(db.session.merge(person), NOW + 2 * SECOND, ())


def fates() -> list[tuple[str, str, MessageState]]:
    """Kind, method and state of each message to the person, in the order of writing."""
    return [
        (row.kind, row.calendar_method or "", row.state)
        for row in rows()
        if row.registration_id is not None
    ]


def test_what_was_moved_before_it_left_is_told_once_and_with_the_new_date(
    office: Office, person: Registration
) -> None:
    move(person)
    office.deliver(NOW + MINUTE)
    assert fates() == [
        ("registration_confirmed", "REQUEST", SENT),
        ("invitation", "REQUEST", SUPERSEDED),
        ("meeting_changed", "REQUEST", SENT),
        ("invitation", "REQUEST", SENT),
    ]
    to_person = [m for m in office.server.messages if m.recipients == (person.email,)]
    confirmation, changed, further = (m.message for m in to_person)
    assert [m.get_content_type() for m in confirmation.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    for body in (confirmation.get_body(("plain",)), confirmation.get_body(("html",))):
        assert body is not None
        assert NOTICE in body.get_content()
        assert "calendar is attached" not in body.get_content()
    for mail in (changed, further):
        assert NOTICE not in str(mail.get_body(("plain",)))


def test_what_was_withdrawn_before_it_left_gets_its_cancel_all_the_same(
    office: Office, person: Registration
) -> None:
    withdraw(person)
    office.deliver(NOW + MINUTE)
    assert fates() == [
        ("registration_confirmed", "REQUEST", SENT),
        ("invitation", "REQUEST", SUPERSEDED),
        ("withdrawn", "CANCEL", SENT),
        ("entry_cancelled", "CANCEL", SENT),
    ]
    assert sorted(methods(office)) == ["", "CANCEL", "CANCEL"]


def test_a_moved_and_then_withdrawn_entry_keeps_its_order(
    office: Office, person: Registration
) -> None:
    office.deliver()
    move(person)
    withdraw(person)
    office.deliver(NOW + MINUTE)
    assert [state for _kind, _method, state in fates()] == [SENT] * 3 + [SUPERSEDED] + [SENT] * 2
    told = [
        method
        for method, mail in zip(methods(office), office.server.messages, strict=True)
        if mail.recipients == (person.email,)
    ]
    assert told == ["REQUEST", "REQUEST", "", "CANCEL", "CANCEL"]


def test_a_newer_version_counts_whatever_became_of_it(office: Office, person: Registration) -> None:
    move(person)
    newer = [row for row in rows() if row.calendar_sequence == 1]
    with transaction():
        for row in newer:
            db.session.merge(row).state = FAILED
    office.deliver(NOW + MINUTE)
    assert fates()[:2] == [
        ("registration_confirmed", "REQUEST", SENT),
        ("invitation", "REQUEST", SUPERSEDED),
    ]
    assert [method for method in methods(office) if method] == []


# The bare rules, with messages that hold nothing but an entry.


def put(
    sequence: int,
    method: Method = Method.REQUEST,
    kind: str = "invitation",
    to: str = "zoe@organisatie.be",
    state: MessageState = PENDING,
) -> int:
    content = REQUEST.content.replace(b"METHOD:REQUEST", f"METHOD:{method}".encode())
    with transaction():
        plain = letter(to, kind)
        mail = type(plain)(
            kind,
            "nl",
            "Zoë",
            to,
            plain.subject,
            plain.text,
            plain.html,
            CalendarPart(method, content),
        )
        row = outbox.enqueue(
            mail, dedupe_key=f"{sequence}:{method}:{to}", now=NOW, entry=("one@uid", sequence)
        )
        row.state = state
        return row.id


def states() -> list[MessageState]:
    return [row.state for row in rows()]


def test_an_overtaken_invitation_holds_nothing_up_even_when_its_time_is_far(
    office: Office,
) -> None:
    first = put(0)
    with transaction():
        db.session.get_one(Message, first).due_at = NOW + timedelta(hours=12)
    put(1, Method.CANCEL, "entry_cancelled")
    assert office.deliver() == Outcome(sent=1)
    assert methods(office) == ["CANCEL"]
    assert office.deliver(NOW + timedelta(hours=12)) == Outcome()
    assert states() == [SUPERSEDED, SENT]


def test_an_overtaken_invitation_that_is_on_its_way_is_waited_for(office: Office) -> None:
    first = put(0)
    with transaction():
        row = db.session.get_one(Message, first)
        row.state, row.claimed_at = MessageState.SENDING, NOW
    put(1, Method.CANCEL, "entry_cancelled")
    assert office.deliver() == Outcome()


def test_a_failure_for_good_holds_nothing_up(office: Office) -> None:
    put(0, state=FAILED)
    put(1, Method.CANCEL, "entry_cancelled")
    assert office.deliver() == Outcome(sent=1)


def test_a_cancel_is_never_dropped_nor_loses_its_entry(office: Office) -> None:
    """Even before a REQUEST with a higher number, as after a change of mind."""
    put(1, Method.CANCEL, "entry_cancelled")
    put(2)
    assert office.deliver() == Outcome(sent=2)
    assert methods(office) == ["CANCEL", "REQUEST"]


def test_another_person_with_the_same_entry_makes_nothing_out_of_date(office: Office) -> None:
    put(0)
    put(1, Method.CANCEL, "entry_cancelled", to="new@organisatie.be")
    assert office.deliver() == Outcome(sent=2)
    assert sorted(methods(office)) == ["CANCEL", "REQUEST"]


def test_an_address_in_other_capitals_is_the_same_person(office: Office) -> None:
    """Who writes their address in another way keeps their entries, and so their order."""
    put(0, to="Zoe@organisatie.be")
    put(1, Method.CANCEL, "entry_cancelled")
    assert office.deliver() == Outcome(sent=1)
    assert methods(office) == ["CANCEL"]
    assert states() == [SUPERSEDED, SENT]


def test_what_is_on_its_way_is_waited_for_in_other_capitals_too(office: Office) -> None:
    """Also in those that SQLite does not know: the address is folded once, when it is written."""
    first = put(0, to="ZOË@organisatie.be")
    with transaction():
        row = db.session.get_one(Message, first)
        row.state, row.claimed_at = MessageState.SENDING, NOW
    put(1, Method.CANCEL, "entry_cancelled", to="zoë@organisatie.be")
    assert office.deliver() == Outcome()


def test_the_urgent_one_waits_for_what_came_before_about_the_same_entry(office: Office) -> None:
    put(0, kind="meeting_changed")
    put(1, Method.CANCEL, "withdrawn")
    assert office.deliver() == Outcome(sent=2)
    assert methods(office) == ["", "CANCEL"]


# Its words.

WITH_ENTRY = [
    one
    for one in SAMPLES
    if one.facts.get("calendar") == REQUEST and one.message.__name__ != "invitation"
]


@pytest.mark.parametrize("one", WITH_ENTRY, ids=str)
def test_a_mail_without_its_entry_says_so_first_and_announces_none(one: Sample) -> None:
    whole = sample(one)
    bare = without_entry(whole)
    assert bare.calendar is None
    assert NOTICE in bare.text.splitlines()[0]
    assert bare.html.index(NOTICE) < bare.html.index("<h1")
    assert not re.search(r"<p\b[^>]*></p>", bare.html)
    for text in (bare.text, bare.html):
        assert not [
            word for word in ("is attached", "in your calendar", "answer it") if word in text
        ]
    # All else is as it was.
    assert (bare.subject, bare.links, bare.recipient) == (whole.subject, whole.links, LOTTE.email)
    assert bare.text.splitlines()[-5:] == whole.text.splitlines()[-5:]


def test_there_are_mails_to_try_that_on() -> None:
    assert {one.message.__name__ for one in WITH_ENTRY} >= {
        "registration_confirmed",
        "transferred",
        "meeting_changed",
        "edition_postponed",
    }
