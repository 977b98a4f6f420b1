"""Who is told what by a change: foreseen by the code that tells."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db, transaction
from app.models import Edition, HistoryEntry, Message
from app.rules.errors import Code, RuleBroken
from app.rules.states import RegistrationState
from app.services.offering.effects import Effects, Seen, SeenChange, Told, change_as_agreed
from app.services.offering.offer import PlannedEdition
from app.services.offering.plan_digest import plan_digest
from tests.factories.offer import make_edition, register
from tests.support.planning import moved_on, plan_of
from tests.support.time import NOW

SMALL = {"minimum": 1, "minimum_reason": "Een kleine groep past hier."}


def change(edition: Edition, plan: PlannedEdition, agreed: int | None = None) -> Effects:
    with transaction():
        return change_as_agreed(edition.id, plan, NOW, agreed=agreed)


def written() -> tuple[int | None, int | None]:
    db.session.rollback()
    return (
        db.session.scalar(select(func.count(Message.id))),
        db.session.scalar(select(func.count(HistoryEntry.id))),
    )


def test_nothing_is_written_until_as_many_messages_are_agreed_to(app: Flask) -> None:
    edition = make_edition(capacity=3, more_starts=("2027-04-05 09:30",), **SMALL)
    register(edition, 4)
    before, digest = written(), plan_digest(edition)
    plan = moved_on(edition, timedelta(hours=1))
    foreseen = change(edition, plan)
    assert (foreseen.saved, foreseen.messages, foreseen.untold) == (False, 6, 1)
    assert foreseen.told == [
        Told(RegistrationState.REGISTERED, "invitation", 3, 3),
        Told(RegistrationState.REGISTERED, "meeting_changed", 3, 3),
    ]
    assert [move.after.starts_at - move.before.starts_at for move in foreseen.moves] == [
        timedelta(hours=1)
    ] * 2
    assert change(edition, plan, agreed=5) == foreseen
    assert (written(), plan_digest(edition)) == (before, digest)
    done = change(edition, plan, agreed=6)
    assert (done.saved, done.told, done.untold) == (True, foreseen.told, 1)
    assert plan_digest(edition) != digest
    assert written()[0] == (before[0] or 0) + 6


def test_more_places_tell_who_waits(app: Flask) -> None:
    edition = make_edition(capacity=2, **SMALL)
    register(edition, 5)
    foreseen = change(edition, plan_of(edition, capacity=4))
    assert foreseen.told == [Told(RegistrationState.WAITLISTED, "seat_offered", 2, 2)]
    assert (foreseen.untold, foreseen.moves) == (3, [])


def test_what_people_see_is_shown_first_and_nobody_is_mailed(app: Flask) -> None:
    edition = make_edition(price_cents=4000)
    empty = make_edition(starts="2027-05-03 09:30")
    register(edition, 2)
    plan = plan_of(edition, capacity=20, price_cents=5000)
    foreseen = change(edition, plan)
    assert (foreseen.saved, foreseen.told, foreseen.untold) == (False, [], 2)
    assert foreseen.seen == [
        SeenChange(Seen.CAPACITY, 14, 20),
        SeenChange(Seen.PRICE, 4000, 5000),
    ]
    done = change(edition, plan, agreed=0)
    assert (done.saved, done.seen) == (True, foreseen.seen)
    assert (edition.capacity, edition.price_cents) == (20, 5000)
    assert change(empty, plan_of(empty, capacity=20)).saved


def test_what_nobody_sees_is_saved_at_once(app: Flask) -> None:
    edition = make_edition()
    register(edition, 2)
    effects = change(edition, plan_of(edition, venue_email="zaal@brug.example"))
    assert (effects.saved, effects.told, effects.untold, effects.seen) == (True, [], 2, [])
    assert edition.venue_email == "zaal@brug.example"
    draft = make_edition(starts="2027-05-10 09:30", publish=False)
    assert change(draft, moved_on(draft, timedelta(days=1))).saved


def test_a_second_click_tells_nobody_again(app: Flask) -> None:
    edition = make_edition()
    register(edition, 1)
    loaded, plan = plan_digest(edition), moved_on(edition, timedelta(hours=1))
    for messages in (1, 0):
        with transaction():
            effects = change_as_agreed(edition.id, plan, NOW, agreed=1, expected=loaded)
        assert (effects.saved, effects.messages) == (True, messages)
    other = plan_of(edition, place="Elders")
    with pytest.raises(RuleBroken) as refused, transaction():
        change_as_agreed(edition.id, other, NOW, agreed=9, expected=loaded)
    assert refused.value.code is Code.PLAN_CHANGED
