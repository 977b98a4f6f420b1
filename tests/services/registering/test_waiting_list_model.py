"""A simple model of seats and the waiting list, and the services, must always agree.

Hypothesis lets people register, withdraw, answer offers or let them lapse, be removed and move in,
in any order. The model says in twenty lines what must come of it; the tables are compared with it
after each step, so that domain rules 1 and 4 are checked by equality.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Registration
from app.rules.errors import RuleBroken
from app.rules.states import CancelReason
from app.services.deciding import minimum
from app.services.registering import registration, waiting_list
from tests.factories.offer import make_edition, make_person
from tests.support.installation import wipe
from tests.support.machine import run_on_tables
from tests.support.outbox import mails
from tests.support.planning import plan_of, replan
from tests.support.tick import tick
from tests.support.time import NOW

OFFER = timedelta(hours=48)


@dataclass
class Place:
    """One person in the model."""

    email: str
    state: str
    expires_at: datetime | None = None
    mails: tuple[str, ...] = ()


class Model:
    """What ought to be: people in order of arrival, and so many seats."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.closed = False
        self.line: list[Place] = []

    def of(self, *states: str) -> list[Place]:
        return [place for place in self.line if place.state in states]

    @property
    def free(self) -> int:
        return self.capacity - len(self.of("registered", "offered"))

    def enter(self, email: str) -> None:
        if self.free and not self.of("waitlisted"):
            self.line.append(Place(email, "registered", mails=("registration_confirmed",)))
        else:
            self.line.append(Place(email, "waitlisted", mails=("waitlisted",)))

    def leave(self, place: Place, state: str, mail: str | None, now: datetime) -> None:
        place.state, place.expires_at = state, None
        place.mails += (mail,) if mail else ()
        self.go_on(now)

    def go_on(self, now: datetime) -> None:
        if self.closed:
            return
        for place in self.of("waitlisted")[: self.free]:
            place.state, place.expires_at = "offered", now + OFFER
            place.mails += ("seat_offered",)

    def let_lapse(self, now: datetime) -> None:
        # The services go through the offers in the order in which they end.
        late = [p for p in self.of("offered") if p.expires_at and p.expires_at <= now]
        for place in sorted(late, key=lambda p: p.expires_at or now):
            self.leave(place, "withdrawn", "offer_lapsed", now)

    def close(self, now: datetime) -> None:
        self.closed = True
        self.let_lapse(now)
        for place in self.of("waitlisted"):
            self.leave(place, "withdrawn", "waiting_list_closed", now)


class WaitingListMachine(RuleBasedStateMachine):
    """The services on real tables, next to the model."""

    app: Flask

    @initialize(capacity=st.integers(1, 3))
    def open_edition(self, capacity: int) -> None:
        wipe(self.app)
        self.now = NOW
        self.model = Model(capacity)
        small = {"minimum": 1, "minimum_reason": "Kleine groep"}
        # Cancelled before there is another date, so that no seat is held for its people there.
        given_up = make_edition(starts="2027-10-12 09:30", **small)
        self.movers = [self._register(given_up.id) for _ in range(2)]
        with transaction():
            minimum.cancel(given_up.id, CancelReason.TRAINER_ILL, "", NOW, None)
        # In the autumn: no decision and no closing comes in between.
        self.edition = make_edition(starts="2027-11-30 09:30", capacity=capacity, **small)

    def _register(self, edition_id: int) -> Registration:
        with transaction():
            return registration.register(edition_id, make_person(), self.now, consent=True)

    def _row(self, place: Place) -> Registration:
        return db.session.scalars(
            select(Registration).where(
                Registration.edition_id == self.edition.id, Registration.email == place.email
            )
        ).one()

    def _do(
        self,
        verb: Callable[..., object],
        place: Place,
        *values: object,
    ) -> None:
        row = self._row(place)
        with transaction():
            verb(row, self.now, *values)

    @precondition(lambda self: not self.model.closed)
    @rule()
    def newcomer(self) -> None:
        self.model.enter(self._register(self.edition.id).email)

    @precondition(lambda self: self.model.closed)
    @rule()
    def too_late(self) -> None:
        with pytest.raises(RuleBroken):
            self._register(self.edition.id)

    @precondition(lambda self: self.model.of("registered", "waitlisted", "offered"))
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(self.model.of("registered", "waitlisted", "offered")))
        self._do(registration.withdraw, place, frozenset())
        self.model.leave(place, "withdrawn", "withdrawn", self.now)

    @precondition(lambda self: self.model.of("registered", "waitlisted", "offered"))
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(self.model.of("registered", "waitlisted", "offered")))
        self._do(registration.remove, place, None)
        self.model.leave(place, "removed", "removed", self.now)

    @precondition(lambda self: self.model.of("offered"))
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(self.model.of("offered")))
        self._do(waiting_list.accept, place)
        place.state, place.expires_at = "registered", None
        place.mails += ("registration_confirmed",)

    @precondition(lambda self: self.model.of("offered"))
    @rule(data=st.data())
    def decline(self, data: st.DataObject) -> None:
        place = data.draw(st.sampled_from(self.model.of("offered")))
        self._do(waiting_list.decline, place)
        self.model.leave(place, "withdrawn", None, self.now)

    @precondition(lambda self: self.model.of("offered"))
    @rule(hours=st.sampled_from([1, 24, 48]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        tick(self.now)
        self.model.let_lapse(self.now)

    @precondition(lambda self: not self.model.closed and self.model.of("waitlisted", "offered"))
    @rule()
    def registration_closes(self) -> None:
        # Nobody gives the go-ahead, and the decision is far: only the list is due.
        sooner = self.now + timedelta(hours=5)
        replan(self.edition, plan_of(self.edition, closes_at=sooner), self.now)
        for place in self.model.of("offered"):
            if place.expires_at and place.expires_at > sooner:
                place.expires_at = sooner
                place.mails += ("seat_offered",)
        self.now = sooner
        tick(self.now)
        self.model.close(self.now)

    @precondition(lambda self: not self.model.closed and self.model.capacity < 5)
    @rule()
    def a_bigger_room(self) -> None:
        self.model.capacity += 1
        replan(self.edition, plan_of(self.edition, capacity=self.model.capacity), self.now)
        self.model.go_on(self.now)

    @precondition(
        lambda self: (
            self.movers
            and self.model.free
            and not self.model.closed
            and not self.model.of("waitlisted")
        )
    )
    @rule()
    def move_in(self) -> None:
        mover = self.movers.pop()
        with transaction():
            new = registration.move(mover, self.edition.id, self.now)
        self.model.enter(new.email)

    @invariant()
    def tables_and_model_agree(self) -> None:
        db.session.rollback()
        rows = db.session.scalars(
            select(Registration)
            .where(Registration.edition_id == self.edition.id)
            .order_by(Registration.queue_number)
        ).all()
        found = [(row.email, row.state.value, row.offer_expires_at) for row in rows]
        assert found == [(p.email, p.state, p.expires_at) for p in self.model.line]

    @invariant()
    def the_house_rules_hold(self) -> None:
        taken, waiting = self.model.of("registered", "offered"), self.model.of("waitlisted")
        assert len(taken) <= self.model.capacity
        assert not (waiting and (self.model.free or self.model.closed))

    def teardown(self) -> None:
        """Everybody was told what happened to them, and everything once."""
        if hasattr(self, "model"):
            found = Counter(
                (mail.kind, mail.recipient)
                for mail in mails()
                if mail.edition_id == self.edition.id
            )
            assert found == Counter((kind, p.email) for p in self.model.line for kind in p.mails)


@pytest.fixture
def machine(site: Flask) -> Iterator[type[WaitingListMachine]]:
    WaitingListMachine.app = site
    yield WaitingListMachine
    del WaitingListMachine.app


def test_the_waiting_list_does_what_the_model_says(machine: type[WaitingListMachine]) -> None:
    run_on_tables(machine, steps=14)
