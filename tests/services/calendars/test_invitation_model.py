"""Whoever registered finds the training in their calendar, moved when it moves, gone when it goes.

Hypothesis lets people register, leave, change address, pass their place on and move to another
edition, and lets coordinators move, postpone, relocate and cancel, in any order. After each step
the calendar of every mailbox is compared with the seats.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

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
from icalendar import Calendar
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, Registration
from app.rules.deciding.postponing import moved_along, shifted
from app.rules.errors import RuleBroken
from app.rules.states import CancelReason, Format, RegistrationState
from app.services.calendars import published
from app.services.deciding import minimum, postponing
from app.services.deciding.postponing import NewDates, dates_of
from app.services.offering import offer, place
from app.services.offering.plan_digest import plan_digest
from app.services.registering import on_behalf, registration, transfer, waiting_list
from app.services.registering.person import Person
from tests.factories.cast import make_cast
from tests.factories.offer import make_edition, make_person
from tests.support.calendars import Mailboxes, Shown
from tests.support.installation import wipe
from tests.support.machine import run_on_tables
from tests.support.outbox import mails
from tests.support.planning import moved_on
from tests.support.time import NOW

ADDRESSES = st.sampled_from(["an@huis.example", "Bo@Huis.example", "cis@elders.example"])
EDITION = st.sampled_from([0, 1])
LINK = "https://webinar.example/j/1?pwd=a,b;c"
WHERE = st.sampled_from(
    [
        place.Whereabouts(Format.LIVE, "Zaal De Poort", "Kaai 1, Gent"),
        place.Whereabouts(Format.LIVE, 'Zaal "De, Brug"; tweede', "Straat 2"),
        place.Whereabouts(Format.WEBINAR, join_url=LINK),
    ]
)


class CalendarMachine(RuleBasedStateMachine):
    """Two editions of one training in the autumn, three mailboxes, and everything people do."""

    app: Flask

    @initialize()
    def open_editions(self) -> None:
        wipe(self.app)
        self.now = NOW
        self.actor = make_cast().coordinator.id
        self.boxes = Mailboxes()
        small: dict[str, Any] = {"minimum": 1, "minimum_reason": "Kleine groep", "capacity": 9}
        self.ids = [
            # Around the night in which the hour from two to three comes twice.
            make_edition(starts="2027-10-30 09:30", more_starts=("2027-11-02 13:30",), **small).id,
            make_edition(starts="2027-11-30 09:30", **small).id,
        ]

    def _edition(self, number: int) -> Edition:
        return db.session.get_one(Edition, self.ids[number])

    def _seats(self) -> list[Registration]:
        return list(
            db.session.scalars(
                select(Registration)
                .where(Registration.state == RegistrationState.REGISTERED)
                .order_by(Registration.id)
            )
        )

    def _rows(self, *states: RegistrationState) -> list[Registration]:
        return list(
            db.session.scalars(
                select(Registration).where(Registration.state.in_(states)).order_by(Registration.id)
            )
        )

    def _do(self, verb: Callable[..., object], *values: Any, **named: Any) -> None:
        """One step, seconds after the last; what a rule forbids changes nothing."""
        self.now += timedelta(seconds=20)
        try:
            with transaction():
                verb(*values, **named)
        except RuleBroken:
            db.session.rollback()

    def _draw(self, data: st.DataObject, rows: list[Registration]) -> Registration:
        return data.draw(st.sampled_from(rows))

    @rule(number=EDITION, email=ADDRESSES)
    def register(self, number: int, email: str) -> None:
        person = make_person(email=email)
        self._do(registration.register, self.ids[number], person, self.now, consent=True)

    @precondition(lambda self: self._seats())
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        self._do(registration.withdraw, self._draw(data, self._seats()), self.now, frozenset())

    @precondition(lambda self: self._seats())
    @rule(data=st.data(), back=st.booleans())
    def remove(self, data: st.DataObject, back: bool) -> None:
        row = self._draw(data, self._seats())
        self._do(registration.remove, row, self.now, self.actor)
        if back:
            self._do(registration.put_back, row, self.now, self.actor)

    @precondition(lambda self: self._seats())
    @rule(data=st.data(), email=ADDRESSES)
    def change_address(self, data: st.DataObject, email: str) -> None:
        row = self._draw(data, self._seats())
        person = Person(row.name, email, row.function, row.organisation, row.organisation_type)
        self._do(registration.change, row, person, self.now)

    @precondition(lambda self: self._seats())
    @rule(data=st.data(), email=ADDRESSES)
    def pass_on(self, data: st.DataObject, email: str) -> None:
        colleague = transfer.Colleague("Nguyễn Thị Mai", email, "Begeleider")
        self._do(transfer.substitute, self._draw(data, self._seats()), colleague, self.now)

    @precondition(lambda self: self._seats())
    @rule(data=st.data(), number=EDITION, by_staff=st.booleans())
    def move_over(self, data: st.DataObject, number: int, by_staff: bool) -> None:
        row, target = self._draw(data, self._seats()), self.ids[number]
        if by_staff:
            self._do(on_behalf.move, row, target, self.now, self.actor, over_window=True)
        elif row.edition_id != target:
            self._do(transfer.transfer, row, target, self.now)

    @rule(number=EDITION, days=st.sampled_from([-1, 1, 7]), hours=st.sampled_from([0, 1]))
    def move_meetings(self, number: int, days: int, hours: int) -> None:
        edition = self._edition(number)
        plan = moved_on(edition, timedelta(days=days, hours=hours))
        self._do(offer.change_edition, edition.id, plan, self.now, self.actor)

    @rule(number=EDITION, days=st.sampled_from([7, 28]))
    def postpone(self, number: int, days: int) -> None:
        edition = self._edition(number)
        old = dates_of(edition)
        along = moved_along(old, days, self.now)
        spans = dict(
            zip((m.id for m in edition.meetings), shifted(old.meetings, days), strict=True)
        )
        dates = NewDates(spans, along.decision_on, along.opens_at, along.closes_at)
        expected = plan_digest(edition)
        self._do(
            postponing.postpone,
            edition.id,
            dates,
            "De zaal.",
            self.now,
            self.actor,
            expected=expected,
        )

    @rule(number=EDITION, where=WHERE, one=st.booleans())
    def relocate(self, number: int, where: place.Whereabouts, one: bool) -> None:
        meeting_id = self._edition(number).meetings[-1].id if one else None
        self._do(place.change_place, self.ids[number], meeting_id, where, "", self.now, self.actor)

    @precondition(lambda self: len(self._seats()) > 1)
    @rule(number=EDITION)
    def cancel(self, number: int) -> None:
        reason = CancelReason.TRAINER_ILL
        self._do(minimum.cancel, self.ids[number], reason, "", self.now, self.actor)

    @precondition(lambda self: self._rows(RegistrationState.OFFERED))
    @rule(data=st.data(), takes=st.booleans())
    def answer_a_held_seat(self, data: st.DataObject, takes: bool) -> None:
        row = self._draw(data, self._rows(RegistrationState.OFFERED))
        self._do(waiting_list.accept if takes else waiting_list.decline, row, self.now)

    @invariant()
    def each_calendar_shows_the_seats_of_its_mailbox(self) -> None:
        db.session.rollback()
        self.boxes.read(mails())
        seats = self._seats()
        wanted: dict[str, list[tuple[datetime, datetime, str]]] = {}
        for row in seats:
            wanted.setdefault(row.email.lower(), []).extend(
                (m.starts_at, m.ends_at, m.where or m.actual_join_url) for m in row.edition.meetings
            )
        for email, box in self.boxes.own.items():
            assert _listed(box.shows()) == sorted(wanted.pop(email, [])), email
        assert wanted == {}
        everybody = {uid: s for box in self.boxes.own.values() for uid, s in box.shows().items()}
        assert self.boxes.shared.shows() == everybody
        # Who takes the file too, or subscribes, has each meeting once: the same UIDs.
        files = [Calendar.from_ical(published.calendar_file(row)) for row in seats]
        assert {str(event["UID"]) for file in files for event in file.events} == set(everybody)


def _listed(shown: dict[str, Shown]) -> list[tuple[datetime, datetime, str]]:
    return sorted((s.starts_at, s.ends_at, s.place) for s in shown.values())


@pytest.fixture
def machine(site: Flask) -> Iterator[type[CalendarMachine]]:
    CalendarMachine.app = site
    yield CalendarMachine
    del CalendarMachine.app


def test_calendars_show_the_seats_whatever_happens(machine: type[CalendarMachine]) -> None:
    run_on_tables(machine, steps=12)
