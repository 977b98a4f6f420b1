"""New dates on real tables: everybody is told once, calendars follow, leaving is free."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models import Decision, Edition, HistoryEntry
from app.rules.deciding.postponing import moved_along, shifted
from app.rules.errors import Code, RuleBroken
from app.rules.states import DecisionOutcome, EditionState, RegistrationState
from app.services import holidays
from app.services.deciding import postponing
from app.services.deciding.postponing import NewDates, dates_of, previous_dates
from app.services.history import Action
from app.services.offering.plan_digest import plan_digest
from app.services.registering import registration
from app.services.registering.changes import changes
from tests.factories.cast import Cast
from tests.factories.held import confirm
from tests.factories.offer import make_edition, register
from tests.support.outbox import entry, mails, told
from tests.support.tick import tick
from tests.support.time import NOW, moment

SMALL = {"minimum": 2, "minimum_reason": "Kleine groep"}
WHY = "De zaal is dan niet vrij."


def later(edition: Edition, days: int) -> NewDates:
    old = dates_of(edition)
    along = moved_along(old, days, NOW)
    spans = shifted(old.meetings, days)
    ids = [meeting.id for meeting in edition.meetings]
    meetings = dict(zip(ids, spans, strict=True))
    return NewDates(meetings, along.decision_on, along.opens_at, along.closes_at)


def postpone(
    edition: Edition,
    new: NewDates,
    cast: Cast,
    *,
    expected: str | None = None,
    now: datetime = NOW,
    reason: str = WHY,
) -> Decision | None:
    with transaction():
        return postponing.postpone(
            edition.id,
            new,
            reason,
            now,
            cast.coordinator.id,
            expected=expected or plan_digest(edition),
        )


def test_everybody_is_told_and_the_calendar_follows(app: Flask, cast: Cast) -> None:
    edition = make_edition(
        starts="2027-03-15 09:30",
        more_starts=("2027-03-22 09:30",),
        capacity=2,
        trainers=(cast.trainer,),
        price_cents=9500,
        **SMALL,
    )
    *seated, waiting = register(edition, 3)
    before = told()
    decision = postpone(edition, later(edition, 14), cast)
    assert decision is not None
    assert [m.starts_at for m in edition.meetings] == [
        moment("2027-03-29 09:30"),
        moment("2027-04-05 09:30"),
    ]
    assert (edition.decision_on, edition.closes_at) == (
        date(2027, 3, 17),
        moment("2027-03-28 09:30"),
    )
    assert edition.state is EditionState.PUBLISHED
    staff = (cast.coordinator, cast.coordinator_antwerp, cast.trainer)
    assert told() - before == Counter(
        {("edition_postponed", person.email): 1 for person in (*seated, waiting)}
        | {("invitation", person.email): 1 for person in seated}
        | {("edition_changed_staff", user.email): 1 for user in staff}
    )
    for person in seated:
        first, second, changed, other = (entry(mail) for mail in mails(to=person.email))
        assert [(r.method, r.uid, r.sequence) for r in (changed, other)] == [
            ("REQUEST", first.uid, 1),
            ("REQUEST", second.uid, 1),
        ]
        assert (changed.starts_at, other.starts_at) == tuple(m.starts_at for m in edition.meetings)
        further = mails("invitation", to=person.email)[-1]
        assert "This mail is about date 2 of 2." in further.text
        assert further.subject.startswith("New date: ")
    (heard,) = mails("edition_postponed", to=waiting.email)
    assert heard.calendar is None
    mail = mails("edition_postponed", to=seated[0].email)[0]
    assert "maandag 15 maart 2027" in mail.text.lower()
    assert "maandag 29 maart 2027" in mail.text.lower()
    assert WHY in mail.text
    assert (decision.outcome, decision.previous_on, decision.postponed_to, decision.reason) == (
        DecisionOutcome.POSTPONE,
        date(2027, 3, 15),
        date(2027, 3, 29),
        WHY,
    )
    assert decision.sent == {"edition_postponed": 3, "invitation": 2, "edition_changed_staff": 3}
    actions = [e.action for e in db.session.query(HistoryEntry).order_by(HistoryEntry.id)]
    assert actions.count(Action.POSTPONED) == 1
    assert Action.MEETING_MOVED not in actions
    # Public calendars must take the new dates for the old ones.
    assert changes([edition])[edition.id].moves == 1


def test_who_is_registered_leaves_free_until_registration_closes_and_newcomers_do_not(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(starts="2027-03-08 09:30", price_cents=9500, capacity=20)
    stays, leaves, late = register(edition, 3)
    postpone(edition, later(edition, 14), cast)
    (newcomer,) = register(edition)
    assert (stays.free_until, newcomer.free_until) == (date(2027, 3, 21), None)
    days_off = holidays.around(date(2027, 3, 22))
    costs = []
    for person, now in (
        (leaves, "2027-03-21 23:59"),
        (late, "2027-03-22 00:00"),
        (newcomer, "2027-03-21 23:59"),
    ):
        with transaction():
            costs.append(registration.withdraw(person, moment(now), days_off))
    assert costs == [0, 9500, 9500]


def test_an_offer_stays_and_the_mail_about_it_says_so(app: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=2, **SMALL)
    first, _, third = register(edition, 3)
    with transaction():
        registration.withdraw(first, NOW, frozenset())
    assert third.state is RegistrationState.OFFERED
    expires_at = third.offer_expires_at
    postpone(edition, later(edition, 7), cast)
    assert (third.state, third.offer_expires_at) == (RegistrationState.OFFERED, expires_at)
    assert len(mails("edition_postponed", to=third.email)) == 1
    # Brought forward, no offer outlives the registration; who waited longer is told the end.
    postpone(edition, later(edition, -30), cast)
    assert third.offer_expires_at == edition.closes_at
    assert third.free_until == date(2027, 3, 5)


def test_confirmed_it_stays_confirmed_and_reminders_come_for_the_new_dates(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(starts="2027-03-10 09:30", **SMALL)
    register(edition, 2)
    confirm(edition)
    tick("2027-03-09 09:00")
    reminded = len(mails("reminder"))
    assert reminded
    postpone(edition, later(edition, 7), cast, now=moment("2027-03-09 12:00"))
    assert edition.state is EditionState.CONFIRMED
    tick("2027-03-16 09:00")
    assert len(mails("reminder")) == reminded + 2
    assert edition.state is EditionState.CONFIRMED


def test_published_it_is_decided_on_the_new_date(app: Flask, cast: Cast) -> None:
    edition = make_edition(starts="2027-03-29 09:30", **SMALL)
    register(edition, 2)
    postpone(edition, later(edition, 7), cast)
    assert tick("2027-03-21 23:59") == []
    assert tick("2027-03-22 00:00") == [f"confirmed by rule: edition {edition.id}"]


def test_a_double_click_moves_it_once_and_another_change_in_between_is_refused(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition()
    register(edition)
    seen = plan_digest(edition)
    new = later(edition, 7)
    assert postpone(edition, new, cast, expected=seen) is not None
    assert postpone(edition, new, cast, expected=seen) is None
    assert len(mails("edition_postponed")) == db.session.query(Decision).count() == 1
    with pytest.raises(RuleBroken) as refused:
        postpone(edition, later(edition, 7), cast, expected=seen)
    assert refused.value.code is Code.PLAN_CHANGED


def test_without_a_reason_or_for_other_meetings_nothing_moves(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    register(edition)
    new = later(edition, 7)
    for wrong, reason, code in (
        (new, "  ", Code.REASON_MISSING),
        (replace(new, meetings={}), WHY, Code.PLAN_CHANGED),
        (replace(new, meetings=dict.fromkeys((1, 2), None)), WHY, Code.PLAN_CHANGED),  # type: ignore[arg-type]  # what no page sends
        (later(edition, -40), WHY, Code.MEETING_INTO_PAST),
    ):
        with pytest.raises(RuleBroken) as refused:
            postpone(edition, wrong, cast, reason=reason)
        assert refused.value.code is code
    assert (mails("edition_postponed"), edition.meetings[0].starts_at) == (
        [],
        moment("2027-03-29 09:30"),
    )


def test_it_goes_back_to_the_dates_before_with_a_higher_sequence(app: Flask, cast: Cast) -> None:
    edition = make_edition(starts="2027-03-29 09:30", hours=2)
    (made,) = register(edition)
    postpone(edition, later(edition, 7), cast)
    spans = previous_dates(edition)
    assert [(s.starts_at, s.ends_at - s.starts_at) for s in spans.values()] == [
        (moment("2027-03-29 09:30"), timedelta(hours=2))
    ]
    postpone(edition, later(edition, -7), cast)
    readings = [entry(mail) for mail in mails(to=made.email)]
    assert [r.sequence for r in readings] == [0, 1, 2]
    assert len({r.uid for r in readings}) == 1
    assert readings[2].starts_at == readings[0].starts_at


def test_meetings_may_change_places(app: Flask, cast: Cast) -> None:
    edition = make_edition(starts="2027-03-29 09:30", more_starts=("2027-04-05 09:30",))
    (made,) = register(edition)
    first, second = edition.meetings
    old = dates_of(edition)
    new = replace(
        later(edition, 0), meetings={first.id: old.meetings[1], second.id: old.meetings[0]}
    )
    postpone(edition, new, cast)
    assert [m.id for m in edition.meetings] == [second.id, first.id]
    assert [entry(m).sequence for m in mails(to=made.email)] == [0, 0, 1, 1]
