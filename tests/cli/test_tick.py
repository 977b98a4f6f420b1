"""flask tick: everything that is due at a moment, in order, and said."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from app.extensions import clock, db
from app.models import HistoryEntry, Message
from app.rules.states import MessageState
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.office import Office, open_office, post, rows
from tests.support.smtp import MailServer
from tests.support.time import NOW, moment


def tick(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=["tick", *args])


def said(app: Flask, at: str) -> list[str]:
    result = tick(app, "--at", at)
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_nothing_is_due(site: Flask) -> None:
    assert tick(site).output == "nothing is due\n"


def test_what_is_due_is_done_once_and_said(site: Flask, cast: Cast) -> None:
    register(make_edition(), 8)
    register(make_edition(starts="2027-03-30 09:30"), 7)
    assert said(site, "2027-03-14T23:59:59") == ["nothing is due"]
    assert said(site, "2027-03-15T09:00") == ["confirmed by rule: edition 1"]
    assert said(site, "2027-03-15T09:00") == ["nothing is due"]
    assert said(site, "2027-03-16T09:00") == ["coordinators asked to decide: edition 2"]
    assert said(site, "2027-03-16T17:00") == ["nothing is due"]
    assert said(site, "2027-03-22T09:30")[-1] == "reminders 8: edition 1"


def test_later_things_follow_from_earlier_ones_in_the_same_tick(site: Flask) -> None:
    register(make_edition(), 8, needs="Vooraan zitten.")
    assert said(site, "2027-03-28T10:00") == [
        "confirmed by rule: edition 1",
        "reminders 8: edition 1",
    ]
    # Nobody took attendance, so nobody is asked to evaluate.
    assert said(site, "2027-04-10T09:00") == ["completed: edition 1", "needs erased 8: edition 1"]


@pytest.mark.parametrize(
    "at", ["2027-03-15T00:00", "2027-03-15T00:00+01:00", "2027-03-14T23:00Z", "2027-03-15"]
)
def test_a_moment_without_a_zone_is_a_time_in_brussels(site: Flask, at: str) -> None:
    register(make_edition(), 8)
    assert said(site, at) == ["confirmed by rule: edition 1"]
    decided = db.session.scalars(
        select(HistoryEntry.at).where(HistoryEntry.action == "go_ahead")
    ).one()
    assert decided == moment("2027-03-15 00:00")


def test_the_standard_is_now(site: Flask) -> None:
    register(make_edition(), 8)
    clock.travel_to(moment("2027-03-15 09:00"))
    assert tick(site).output == "confirmed by rule: edition 1\n"


@pytest.mark.parametrize("bad", ["tomorrow", "2027-13-01", "25/12/2027", "", "2027-02-29"])
def test_a_moment_that_is_none_is_named_and_changes_nothing(site: Flask, bad: str) -> None:
    register(make_edition(), 8)
    clock.travel_to(moment("2027-03-15 09:00"))
    result = tick(site, "--at", bad)
    assert result.exit_code == 2
    assert f"{bad!r} is no moment such as 2027-03-10T09:00" in result.output
    assert {row.kind for row in rows()} == {"registration_confirmed"}


@pytest.fixture
def office(site: Flask) -> Iterator[Office]:
    with MailServer() as server, open_office(site, server) as office:
        yield office


def test_mail_is_sent_and_counted(office: Office) -> None:
    people = register(make_edition(), 4)
    office.server.refuse(people[0].email, 550)
    office.server.refuse(people[1].email, 450, "4.2.2 mailbox full")
    at = (NOW + timedelta(minutes=1)).isoformat()
    assert said(office.app, at) == ["mail sent 2, later 1, failed 1"]
    assert said(office.app, at) == ["nothing is due"]
    assert len(office.server.messages) == 2


def test_what_was_stuck_is_freed_and_what_is_over_by_then_is_set_aside(office: Office) -> None:
    register(make_edition())
    row = db.session.query(Message).one()
    row.state, row.claimed_at = MessageState.SENDING, NOW
    db.session.commit()
    # By the real time: another worker may be at work on it, whatever moment is asked for.
    assert said(office.app, (NOW + timedelta(days=1)).isoformat()) == ["nothing is due"]
    clock.travel_to(NOW + timedelta(minutes=11))
    later = NOW + timedelta(hours=1)
    post("a@organisatie.be", not_after=later)
    assert said(office.app, later.isoformat()) == ["mail sent 1, later 0, failed 0"]
    assert [row.state for row in rows()] == [MessageState.SENT, MessageState.EXPIRED]
