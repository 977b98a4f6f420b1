"""What a change would tell: the messages that then leave, and no trace of looking."""

from datetime import timedelta

from flask import Flask

from app.extensions import db, transaction
from app.services.deciding import minimum
from app.services.offering import offer
from app.services.telling.rehearsal import Rehearsal, rehearse
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.planning import moved_on
from tests.support.time import NOW

SMALL = {"minimum": 2, "minimum_reason": "Kleine groep"}


def test_what_is_read_beforehand_is_what_leaves(app: Flask, cast: Cast) -> None:
    edition = make_edition(**SMALL)
    first, second = register(edition, 2)
    # Who is addressed in another way reads the same mail.
    second.greeting = "An"
    db.session.commit()
    before, version = len(mails()), edition.lock_version

    def look(agreed: int | None) -> Rehearsal:
        with transaction():
            return rehearse(
                edition.id,
                lambda: minimum.go_ahead(edition.id, NOW, "", cast.coordinator.id),
                agreed=agreed,
                link="[link]",
            )

    for number in (-1, 3):
        found = look(number)
        assert (found.saved, found.people, found.entries) == (False, 4, 0)
    assert (len(mails()), edition.lock_version, edition.state) == (before, version, "published")
    of_people, of_staff = found.letters
    assert (of_people.kind, of_people.names) == ("edition_confirmed", [first.name, second.name])
    assert of_staff.addresses == [cast.coordinator.email, cast.coordinator_antwerp.email]
    assert "[link]" in of_people.text
    done = look(4)
    assert (done.saved, done.messages, edition.state) == (True, found.messages, "confirmed")
    sent = mails()[before:]
    assert [(m.kind, m.recipient, m.subject) for m in sent] == [
        (m.kind, m.address, m.subject) for m in found.messages
    ]


def test_further_entries_for_a_calendar_are_counted_not_read(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",), **SMALL)
    (person,) = register(edition)
    plan = moved_on(edition, timedelta(hours=1))
    with transaction():
        found = rehearse(edition.id, lambda: offer.change_edition(edition.id, plan, NOW))
    assert (found.saved, found.people, found.entries) == (True, 1, 1)
    assert [letter.names for letter in found.letters] == [[person.name]]
