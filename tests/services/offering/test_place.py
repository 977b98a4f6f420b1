"""Another room, link or format: calendars follow, and another format frees people."""

from collections import Counter
from datetime import date, datetime

import pytest
from flask import Flask

from app.extensions import transaction
from app.models import Edition
from app.rules.errors import Code, RuleBroken
from app.rules.states import Format
from app.services.offering.place import Whereabouts, change_place, whereabouts_of
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import entry, mails, told
from tests.support.time import NOW, moment

LINK = "https://webinar.example.com/j/1"
ONLINE = Whereabouts(Format.WEBINAR, join_url=LINK)
ELSEWHERE = Whereabouts(Format.LIVE, "Zaal De Poort", "Kade 1, Mechelen")


def change(
    edition: Edition,
    wanted: Whereabouts,
    cast: Cast,
    meeting: int | None = None,
    now: datetime = NOW,
) -> bool:
    with transaction():
        return change_place(edition.id, meeting, wanted, "Een lek.", now, cast.coordinator.id)


def test_another_room_updates_every_entry_and_frees_nobody(app: Flask, cast: Cast) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",), capacity=8, price_cents=9500)
    (made,) = register(edition)
    before = told()
    assert change(edition, ELSEWHERE, cast)
    assert not change(edition, ELSEWHERE, cast)
    assert told() - before == Counter(
        {("meeting_changed", made.email): 1, ("invitation", made.email): 1}
        | {
            ("edition_changed_staff", user.email): 1
            for user in (cast.coordinator, cast.coordinator_antwerp)
        }
    )
    readings = [entry(mail) for mail in mails(to=made.email)]
    assert [r.sequence for r in readings] == [0, 0, 1, 1]
    assert [r.uid for r in readings[:2]] == [r.uid for r in readings[2:]]
    (mail,) = mails("meeting_changed")
    assert "Zaal De Brug" in mail.text
    assert "Kade 1, Mechelen" in mail.text
    assert "Een lek." in mail.text
    assert "kan-niet" not in mail.text
    assert made.free_until is None


def test_one_meeting_moves_elsewhere_alone(app: Flask, cast: Cast) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",))
    (made,) = register(edition)
    second = edition.meetings[1]
    assert change(edition, ELSEWHERE, cast, second.id)
    assert [whereabouts_of(m).place for m in edition.meetings] == ["Zaal De Brug", "Zaal De Poort"]
    updates = [entry(mail) for mail in mails("meeting_changed", to=made.email)]
    assert [(r.sequence, r.starts_at) for r in updates] == [(1, second.starts_at)]


@pytest.mark.parametrize("online", [True, False])
def test_another_format_frees_people_and_tells_who_waits(
    app: Flask, cast: Cast, online: bool
) -> None:
    edition = make_edition(
        capacity=2,
        minimum=2,
        minimum_reason="Kleine groep",
        price_cents=9500,
        format_=Format.LIVE if online else Format.WEBINAR,
        join_url="" if online else LINK,
    )
    *seated, waiting = register(edition, 3)
    assert change(edition, ONLINE if online else ELSEWHERE, cast)
    assert edition.format is (Format.WEBINAR if online else Format.LIVE)
    assert {person.free_until for person in (*seated, waiting)} == {date(2027, 3, 28)}
    for person in seated:
        mail = mails("meeting_changed", to=person.email)[0]
        assert entry(mail).sequence == 1
        assert "?kan-niet=1" in mail.text
        assert (LINK in (mail.calendar or "")) is online
    assert len(mails("meeting_changed", to=waiting.email)) == 1


def test_where_registration_has_closed_people_have_until_the_day_itself(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(starts="2027-03-29 09:30")
    (made,) = register(edition)
    assert change(edition, ONLINE, cast, now=moment("2027-03-28 12:00"))
    assert made.free_until == date(2027, 3, 29)


def test_what_is_no_place_or_no_longer_to_come_is_refused(app: Flask, cast: Cast) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",))
    first, second = edition.meetings
    for wanted, meeting, now, code in (
        (Whereabouts(Format.LIVE, " "), None, NOW, Code.PLACE_MISSING),
        (Whereabouts(Format.WEBINAR), None, NOW, Code.LINK_INVALID),
        (ELSEWHERE, first.id, first.starts_at, Code.EDITION_ENDED),
        (ELSEWHERE, 4711, NOW, Code.EDITION_ENDED),
        (ELSEWHERE, None, second.starts_at, Code.EDITION_ENDED),
    ):
        with pytest.raises(RuleBroken) as refused:
            change(edition, wanted, cast, meeting, now)
        assert refused.value.code is code
    # Of all that are to come, the one that was is left as it was.
    assert change(edition, ELSEWHERE, cast, now=first.starts_at)
    assert [whereabouts_of(m).place for m in edition.meetings] == ["Zaal De Brug", "Zaal De Poort"]
