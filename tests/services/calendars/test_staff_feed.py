"""Calendars of staff: what stands in them, the same bytes each time, and when they end."""

from collections.abc import Callable
from datetime import date, timedelta

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, HistoryEntry, StaffFeed, User
from app.rules.calendars.staff_feed import FeedKind
from app.rules.states import CancelReason, Format, Role
from app.services.accounts import member
from app.services.calendars import staff_feed
from app.services.calendars.staff_feed import Words
from app.services.deciding import minimum
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.mail.readers import read_all_alike
from tests.support.planning import moved_on, replan
from tests.support.statements import counted
from tests.support.time import NOW

WORDS = Words("Draft", "Cancelled", "Decision date", "My meetings", "All teams")
LINK = "https://webinar.example/j/1"
OWN, TEAM = FeedKind.OWN, FeedKind.TEAM
LATER = NOW + timedelta(hours=1)


def make(user: User, kind: FeedKind) -> str:
    with transaction():
        return staff_feed.make(user, kind, NOW)


def read(key: str, days: float = 0) -> bytes | None:
    octets = staff_feed.calendar(key, NOW + timedelta(days=days), WORDS)
    if octets is not None:
        read_all_alike(octets)
    return octets


def events(key: str, days: float = 0) -> list[icalendar.Event]:
    octets = read(key, days)
    assert octets is not None
    assert b"ATTENDEE" not in octets
    return icalendar.Calendar.from_ical(octets).events


def cancel(edition: Edition) -> None:
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", LATER, None)


def test_a_trainer_sees_what_they_guide_with_the_way_in_and_nobodys_name(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(format_=Format.WEBINAR, join_url=LINK, trainers=(cast.trainer,))
    make_edition(trainers=(cast.other_trainer,))
    make_edition(trainers=(cast.trainer,), publish=False)
    register(edition, 2, name="Zoë Zeldzaam")
    (event,) = events(make(cast.trainer, OWN))
    page = f"http://localhost/werk/sessies/{edition.first_meeting.id}/aanwezigheid"
    assert (event["LOCATION"], event["URL"], event["TRANSP"]) == (LINK, page, "OPAQUE")
    assert page in event["DESCRIPTION"]
    assert b"Zeldzaam" not in (read(make(cast.trainer, OWN)) or b"")


def test_a_team_sees_its_drafts_its_decision_dates_and_what_was_cancelled(
    app: Flask, cast: Cast
) -> None:
    draft = make_edition(
        training=make_training("Concept"), team=cast.antwerp, publish=False, co_organisers=("Kaap",)
    )
    published = make_edition(
        training=make_training("Gepland"),
        team=cast.antwerp,
        starts="2027-05-03 09:30",
        decision_on=date(2027, 4, 20),
        format_=Format.WEBINAR,
        join_url=LINK,
    )
    gone = make_edition(training=make_training("Weg"), team=cast.antwerp, starts="2027-06-07 09:30")
    make_edition(team=cast.limburg)
    cancel(gone)
    found = events(make(cast.coordinator_antwerp, TEAM))
    assert [(str(e["SUMMARY"]), str(e["STATUS"])) for e in found] == [
        ("Draft: Concept", "TENTATIVE"),
        ("Gepland", "CONFIRMED"),
        ("Decision date: Gepland", "CONFIRMED"),
        ("Cancelled: Weg", "CANCELLED"),
    ]
    assert {str(e["TRANSP"]) for e in found} == {"TRANSPARENT"}
    assert (found[2].start, found[2].end) == (date(2027, 4, 20), date(2027, 4, 21))
    assert str(found[0]["DESCRIPTION"]).split("\n") == [
        "Draft: Concept",
        "Kaap",
        f"http://localhost/werk/edities/{draft.id}",
    ]
    assert str(found[2]["URL"]) == f"http://localhost/werk/edities/{published.id}"
    # The link of a webinar is for who guides it and who takes part.
    assert LINK.encode() not in (read(make(cast.coordinator_antwerp, TEAM)) or b"")


def test_who_coordinates_all_teams_sees_all(app: Flask, cast: Cast) -> None:
    for team in (cast.antwerp, cast.limburg):
        make_edition(team=team, publish=False)
    for user in (cast.coordinator, cast.administrator):
        assert len(events(make(user, TEAM))) == 2
    assert len(events(make(cast.coordinator_limburg, TEAM))) == 1


def test_the_same_rows_give_the_same_bytes_and_a_move_outranks_them(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp, publish=False)
    key = make(cast.coordinator_antwerp, TEAM)
    first = read(key)
    assert read(key, days=20) == first
    (before,) = events(key)
    replan(edition, moved_on(edition, timedelta(days=1)), LATER)
    (after,) = events(key)
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["LAST-MODIFIED"].dt == after["DTSTAMP"].dt == LATER
    assert after.start == before.start + timedelta(days=1)
    assert events(key, days=240) == []


def test_a_registration_changes_no_byte(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp, trainers=(cast.trainer,))
    keys = [make(cast.trainer, OWN), make(cast.coordinator_antwerp, TEAM)]
    before = [read(key) for key in keys]
    register(edition, 2, LATER)
    assert [read(key) for key in keys] == before


def test_no_two_calendars_share_an_entry(app: Flask, cast: Cast) -> None:
    with transaction():
        roles = [Role.TRAINER, Role.COORDINATOR]
        both = member.change(
            cast.trainer.id, "N", cast.trainer.email, roles, None, NOW, cast.administrator.id
        )
    make_edition(trainers=(both,))
    uids = [str(e["UID"]) for kind in FeedKind for e in events(make(both, kind))]
    assert len(set(uids)) == len(uids) == 3


def test_a_role_decides_which_calendar_there_is(app: Flask, cast: Cast) -> None:
    for user, kind in ((cast.trainer, TEAM), (cast.coordinator, OWN)):
        with pytest.raises(LookupError), transaction():
            staff_feed.make(user, kind, NOW)


def test_a_new_link_ends_the_old_one_and_only_a_digest_is_kept(app: Flask, cast: Cast) -> None:
    first, second = make(cast.trainer, OWN), make(cast.trainer, OWN)
    assert read(first) is None
    assert read(second) is not None
    for row in db.session.execute(select(StaffFeed.__table__)):
        assert not {first, second} & {str(value) for value in row}
    for wrong in ("", second + "x", second.swapcase(), "\x00", "\ud800"):
        assert read(wrong) is None
    for _ in range(2):
        with transaction():
            staff_feed.stop(cast.trainer, OWN, NOW)
    assert read(second) is None
    # Stopping what is stopped is no change.
    actions = db.session.scalars(select(HistoryEntry.action).order_by(HistoryEntry.id)).all()
    assert actions == ["calendar_link_made"] * 2 + ["calendar_link_stopped"]


def changed(cast: Cast, **values: object) -> None:
    user = cast.coordinator_antwerp
    facts = {
        "name": user.name,
        "email": user.email,
        "roles": [Role.COORDINATOR],
        "team_id": user.team_id,
    }
    member.change(user.id, **(facts | values), now=NOW, actor_id=cast.administrator.id)


@pytest.mark.parametrize(
    ("event", "ends"),
    [
        (lambda cast: changed(cast, name="Anna P."), False),
        (lambda cast: changed(cast, team_id=cast.limburg.id), True),
        (lambda cast: changed(cast, team_id=None), True),
        (lambda cast: changed(cast, roles=[Role.COORDINATOR, Role.TRAINER]), True),
        (lambda cast: changed(cast, roles=[Role.TRAINER]), True),
        (lambda cast: changed(cast, email="anna.p@voorbeeldpunt.example"), True),
        (
            lambda cast: member.deactivate(cast.coordinator_antwerp.id, NOW, cast.administrator.id),
            True,
        ),
    ],
    ids=["name", "team", "all teams", "one more role", "another role", "address", "closed"],
)
def test_it_ends_with_what_gave_a_right_to_it(
    app: Flask, cast: Cast, event: Callable[[Cast], None], ends: bool
) -> None:
    key, other = make(cast.coordinator_antwerp, TEAM), make(cast.coordinator_limburg, TEAM)
    with transaction():
        event(cast)
    assert (read(key) is None) == ends
    assert read(other) is not None


def test_rights_are_looked_at_again_at_each_reading(app: Flask, cast: Cast) -> None:
    key = make(cast.trainer, OWN)
    with transaction():
        cast.trainer.active = False
    assert read(key) is None
    with transaction():
        cast.trainer.active, cast.trainer.roles = True, list(cast.coordinator.roles)
    assert read(key) is None


def test_many_editions_ask_no_more_than_one(app: Flask, cast: Cast) -> None:
    key = make(cast.coordinator_antwerp, TEAM)
    asked = []
    for number in range(3):
        make_edition(
            training=make_training(f"Vorming {number}"), team=cast.antwerp, co_organisers=("Kaap",)
        )
        with counted() as statements:
            staff_feed.calendar(key, NOW, WORDS)
        asked.append(len(statements))
    assert asked[0] == asked[2] <= 8
