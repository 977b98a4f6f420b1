"""The morning mail of coordinators: what is on their desk, once a working day, if anything is."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, HistoryEntry, Message, User
from app.queries.deciding.today import Kind
from app.rules.states import MessageState
from app.services.deciding import minimum
from app.services.telling import digest
from app.services.telling.digest import ADDRESSES, UNTOLD
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails, told
from tests.support.statements import counted
from tests.support.time import NOW, moment

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}
#: A Tuesday; the decision about an edition that is made without a date is on the day before.
MORNING = "2027-03-16 07:00"


def send(at: str = MORNING) -> list[int]:
    """What the worker does; who was told."""
    now, told_to = moment(at), []
    for user_id in digest.due(now):
        with transaction():
            if digest.send(user_id, now):
                told_to.append(user_id)
    return told_to


def test_each_coordinator_reads_what_needs_their_own_team(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    register(edition, 5)
    assert send() == [cast.coordinator.id, cast.coordinator_antwerp.id]
    assert send("2027-03-16 07:01") == []
    assert set(told("daily_digest").values()) == {1}
    mail = mails("daily_digest")[0]
    assert mail.subject == "Today: 1 thing needs you"
    line = (
        f"\nDecide now: Racisme verwondt, 29 maart:\nhttp://localhost/werk/edities/{edition.id}\n"
    )
    assert line in mail.text.replace("\u00a0", " ")
    assert "5 registered, the minimum is 8." in mail.text
    assert (mail.edition_id, mail.not_after) == (None, moment("2027-03-17 00:00"))


def test_when_nothing_needs_anybody_there_is_no_mail_and_nobody_looks_again(
    app: Flask, cast: Cast
) -> None:
    assert send() == []
    assert mails("daily_digest") == []
    make_edition(team=cast.antwerp)
    assert send("2027-03-16 09:00") == []
    assert len(send("2027-03-17 07:00")) == 2


@pytest.mark.parametrize(
    "now",
    [
        "2027-03-16 06:59",
        "2027-03-16 13:00",
        # Saturday, Easter Monday, and the Sundays on which the clock changes.
        "2027-03-20 07:00",
        "2027-03-29 07:00",
        "2027-03-28 03:00",
        "2027-10-31 07:00",
    ],
)
def test_outside_its_hours_and_on_days_off_nothing_is_even_looked_at(
    app: Flask, cast: Cast, now: str
) -> None:
    make_edition(team=cast.antwerp)
    with counted() as statements:
        assert digest.due(moment(now)) == []
    # But for the mark of the settings, which each transaction asks for.
    assert not any("users" in statement for statement in statements)


def test_who_chose_otherwise_is_asked_for_it(app: Flask, cast: Cast) -> None:
    make_edition(team=cast.antwerp)
    with transaction():
        digest.choose(cast.coordinator.id, False, NOW)
        digest.choose(cast.administrator.id, True, NOW)
        cast.coordinator_antwerp.active = False
        # What holds already is no change.
        digest.choose(cast.coordinator_limburg.id, True, NOW)
    assert send() == [cast.administrator.id]
    actions = db.session.scalars(select(HistoryEntry.action).order_by(HistoryEntry.id)).all()
    assert [a for a in actions if "morning" in a] == ["morning_mail_stopped", "morning_mail_wanted"]


def test_mail_that_does_not_leave_is_not_told_of_by_mail(app: Flask, cast: Cast) -> None:
    edition = confirmed_in(cast)
    with transaction():
        db.session.scalars(select(Message)).all()[0].created_at = NOW
    assert {m.state for m in mails()} == {MessageState.PENDING}
    assert (send(), edition.state) == ([], "confirmed")


def confirmed_in(cast: Cast) -> Edition:
    edition = make_edition(team=cast.antwerp, **SMALL)  # type: ignore[arg-type]  # as it takes them
    register(edition)
    with transaction():
        minimum.go_ahead(edition.id, NOW, "", None)
    return edition


def test_a_long_list_is_cut_and_says_so(app: Flask, cast: Cast) -> None:
    for _ in range(digest.MOST_LINES + 2):
        make_edition(team=cast.limburg)
    with transaction():
        assert digest.send(cast.coordinator_limburg.id, moment(MORNING))
    (mail,) = mails("daily_digest")
    assert mail.text.count("/werk/edities/") == digest.MOST_LINES
    assert "And 2 more things on your desk." in mail.text


def test_who_left_since_the_look_is_sent_nothing(app: Flask, cast: Cast) -> None:
    make_edition(team=cast.antwerp)
    now = moment(MORNING)
    seen = digest.due(now)
    with transaction():
        cast.coordinator.active = False
        cast.coordinator_antwerp.roles = list(cast.trainer.roles)
        assert not any(digest.send(user_id, now) for user_id in seen)
    assert mails("daily_digest") == []


def test_two_workers_send_it_once(app: Flask, cast: Cast) -> None:
    make_edition(team=cast.antwerp)
    now = moment(MORNING)
    seen_by_both = digest.due(now)
    for user_id in seen_by_both * 2:
        with transaction():
            digest.send(user_id, now)
    assert set(told("daily_digest").values()) == {1}


def test_an_unknown_account_is_no_reader(app: Flask) -> None:
    with pytest.raises(LookupError), transaction():
        digest.send(4711, NOW)
    with pytest.raises(LookupError), transaction():
        digest.choose(4711, True, NOW)


def test_each_line_leads_to_a_page_of_the_desk(site: Flask, cast: Cast) -> None:
    assert set(ADDRESSES) == set(Kind) - UNTOLD
    pages = site.url_map.bind("localhost")
    for address in (
        "/werk/edities/1",
        "/werk/sessies/1/aanwezigheid",
        "/werk/edities/1/wie-koos-wat",
        "/werk/edities/1/evaluatie",
        "/werk/berichten",
        "/werk/citaten",
        "/werk/vragen",
        "/werk/vandaag",
        "/werk/mijn-account",
    ):
        assert pages.match(address, method="GET")


def test_its_reader_may_be_of_one_team_or_of_all(app: Flask, cast: Cast) -> None:
    make_edition(team=cast.limburg)
    readers = db.session.scalars(select(User).where(User.id.in_(send()))).all()
    assert {user.name for user in readers} == {"Hilde Claes", "Yusuf Aydın"}
