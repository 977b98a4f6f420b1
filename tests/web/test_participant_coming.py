"""The page after a 'no' in a calendar: give up the seat, or come after all; nothing by itself."""

import re

import pytest
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.models import Invitation, Registration
from app.rules.states import RegistrationState, Reply
from app.services.hearing import reply
from app.services.registering.link import filled
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.tick import tick
from tests.support.time import NOW, moment
from tests.support.visitor import Visitor


def say_no(person: Registration) -> None:
    with transaction():
        rows = db.session.scalars(select(Invitation).where(Invitation.registration_id == person.id))
        for row in rows:
            row.reply, row.replied_at = Reply.DECLINED, NOW
    tick(NOW)


def way_in() -> str:
    """Where the button of the mail leads."""
    (mail,) = mails("seat_asked")
    found = re.search(r"https?://[^/\s]+(/i/\S+\?kom-je=1)", filled(mail, mail.text))
    assert found is not None
    return found[1]


@pytest.fixture
def mine(site: object) -> Registration:
    """Somebody with a seat in a trajectory that costs something, who said no."""
    edition = make_edition(
        starts="2027-03-15 09:30", more_starts=("2027-03-22 09:30",), price_cents=9500
    )
    (made,) = register(edition)
    say_no(made)
    return made


def test_the_link_of_the_mail_opens_the_question_and_changes_nothing(
    visitor: Visitor, mine: Registration
) -> None:
    page = visitor.get(way_in())
    assert page.path == f"/inschrijving/{mine.public_id}/kom-je"
    assert "In your calendar you answered “no” to these dates:" in page
    assert "Maandag 15 maart 2027" in page
    assert "Your place is for the whole training, of 2 dates." in page
    assert "Today it costs you" in page
    db.session.expire_all()
    assert mine.state is RegistrationState.REGISTERED


def test_no_gives_up_the_seat_on_the_terms_of_today(visitor: Visitor, mine: Registration) -> None:
    page = visitor.get(way_in())
    done = visitor.submit(page, "I do not come")
    assert done.path == f"/inschrijving/{mine.public_id}"
    db.session.expire_all()
    assert (mine.state, mine.withdrawal_cost_cents) == (RegistrationState.WITHDRAWN, 4750)
    # The second click, and the link once more.
    visitor.submit(page, "I do not come")
    assert visitor.get(way_in()).path == f"/inschrijving/{mine.public_id}"
    assert len(mails("withdrawn")) == 1


def test_when_the_cost_changed_it_is_asked_again(visitor: Visitor, mine: Registration) -> None:
    page = visitor.get(way_in())
    clock.travel_to(moment("2027-03-14 10:00"))
    asked = visitor.submit(page, "I do not come", status=409)
    assert "The cost is not what it was" in asked
    db.session.expire_all()
    assert mine.state is RegistrationState.REGISTERED


def test_yes_takes_the_no_back(visitor: Visitor, mine: Registration) -> None:
    page = visitor.get(way_in())
    done = visitor.submit(page, "I come after all")
    assert "Good that you come." in done
    assert "Good that you come." not in visitor.submit(page, "I come after all")
    db.session.expire_all()
    assert reply.declined(mine) == []
    # Nothing is asked any more.
    assert visitor.get(f"/inschrijving/{mine.public_id}/kom-je").path == (
        f"/inschrijving/{mine.public_id}"
    )


def test_once_it_began_there_is_nothing_to_ask(visitor: Visitor, mine: Registration) -> None:
    clock.travel_to(moment("2027-03-15 09:30"))
    assert visitor.get(way_in()).path == f"/inschrijving/{mine.public_id}"


def test_it_is_of_whoever_holds_the_link(visitor: Visitor, mine: Registration) -> None:
    visitor.get(f"/inschrijving/{mine.public_id}/kom-je", 404)
    token = visitor.get("/mijn-inschrijving").token
    visitor.post(f"/inschrijving/{mine.public_id}/kom-wel", {"csrf_token": token}, 404)
    assert reply.declined(mine)
