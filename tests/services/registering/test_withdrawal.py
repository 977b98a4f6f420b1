"""Leaving: withdrawing under the terms of the day, being removed, moving to an alternative."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db, transaction
from app.models import Edition, HistoryEntry, Registration
from app.queries.registering.registration import moved_to
from app.rules.errors import Code, RuleBroken
from app.rules.registering.withdrawal import Step
from app.rules.states import CancelReason, RegistrationState
from app.services import holidays
from app.services.deciding import minimum
from app.services.registering import registration, waiting_list
from app.services.registering.withdrawal import withdrawal_steps
from app.services.telling.message import link_reference
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.outbox import attendee, entry, mails, told
from tests.support.time import NOW, moment


def withdraw(made: Registration, now: str = "2027-03-03 10:00") -> int:
    at = moment(now)
    with transaction():
        return registration.withdraw(made, at, holidays.around(at.date()))


def history_facts(made: Registration) -> tuple[str, dict[str, object], int | None]:
    last = db.session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.registration_id == made.id)
        .order_by(HistoryEntry.id.desc())
    ).first()
    assert last is not None
    return last.action, last.facts, last.actor_id


def small_edition() -> Edition:
    return make_edition(capacity=1, minimum=1, minimum_reason="Kleine groep", price_cents=9500)


# Withdrawing.


# The first meeting is on Tuesday 6 April. Monday 29 March 2027 is Easter Monday: working days
# before are 5, 2, 1 April, 31, 30, 26, 25, 24, 23 and, the tenth, 22 March.
@pytest.mark.parametrize(
    ("now", "cost"),
    [
        ("2027-03-03 10:00", 0),
        ("2027-03-22 23:59", 0),
        ("2027-03-23 00:00", 4750),
        ("2027-04-02 23:59", 4750),
        ("2027-04-03 00:00", 9500),
        ("2027-04-06 09:29", 9500),
    ],
)
def test_the_cost_follows_working_days_with_belgian_holidays(
    app: Flask, now: str, cost: int
) -> None:
    edition = make_edition(starts="2027-04-06 09:30", price_cents=9500)
    (made,) = register(edition)
    assert withdraw(made, now) == cost
    assert (made.state, made.withdrawal_cost_cents, made.ended_at) == (
        RegistrationState.WITHDRAWN,
        cost,
        moment(now),
    )
    assert history_facts(made) == ("withdrawn", {"name": made.name, "cost_cents": cost}, None)


def test_the_terms_are_shown_as_dates_before_somebody_confirms(app: Flask) -> None:
    edition = make_edition(starts="2027-04-06 09:30", price_cents=9501)
    (made,) = register(edition)
    steps = withdrawal_steps(made, holidays.around(edition.decision_on))
    assert steps == [
        Step(moment("2027-03-22 00:00").date(), 0),
        Step(moment("2027-04-02 00:00").date(), 4750),
        Step(None, 9501),
    ]


def test_the_terms_ask_the_price_of_the_day_of_registering(app: Flask) -> None:
    edition = make_edition(starts="2027-04-06 09:30", price_cents=9500)
    (made,) = register(edition)
    with transaction():
        edition.price_cents = 20000
    assert withdraw(made, "2027-04-05 10:00") == 9500


def test_who_withdraws_sees_the_meeting_leave_the_calendar(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",))
    (made,) = register(edition)
    withdraw(made)
    invited, ended = mails()[:2], mails()[2:]
    assert [mail.kind for mail in ended] == ["withdrawn", "entry_cancelled"]
    assert [(entry(m).method, entry(m).sequence) for m in ended] == [("CANCEL", 1)] * 2
    assert [entry(m).uid for m in ended] == [entry(m).uid for m in invited]
    assert {attendee(mail) for mail in ended} == {made.email}


def test_a_place_in_line_is_given_up_for_nothing_and_without_a_calendar(app: Flask) -> None:
    edition = small_edition()
    _, waiting = register(edition, 2)
    assert withdraw(waiting, "2027-03-27 10:00") == 0
    (_, mail) = mails(to=waiting.email)
    assert (mail.kind, mail.calendar) == ("withdrawn", None)


def test_an_offered_seat_that_is_given_up_costs_nothing_and_goes_on(app: Flask) -> None:
    edition = small_edition()
    seated, first, second = register(edition, 3)
    withdraw(seated)
    assert withdraw(first, "2027-03-04 10:00") == 0
    assert (first.state, first.offer_expires_at) == (RegistrationState.WITHDRAWN, None)
    assert second.state is RegistrationState.OFFERED


@pytest.mark.parametrize("now", ["2027-04-06 09:30", "2027-04-07 10:00"])
def test_once_it_started_nobody_withdraws(app: Flask, now: str) -> None:
    (made,) = register(make_edition(starts="2027-04-06 09:30"))
    with pytest.raises(RuleBroken) as refused:
        withdraw(made, now)
    assert (refused.value.code, made.state) == (Code.ALREADY_STARTED, "registered")
    assert len(mails()) == 1


def test_withdrawing_twice_is_told_once(app: Flask) -> None:
    (made,) = register(make_edition())
    withdraw(made)
    with pytest.raises(RuleBroken) as refused:
        withdraw(made)
    assert refused.value.code is Code.REGISTRATION_ENDED
    assert told() == Counter(
        {("registration_confirmed", made.email): 1, ("withdrawn", made.email): 1}
    )


def test_a_withdrawal_that_fails_keeps_the_seat_and_tells_nobody(app: Flask) -> None:
    edition = small_edition()
    seated, waiting = register(edition, 2)

    def withdraw_and_fail() -> None:
        registration.withdraw(seated, NOW, frozenset())
        raise ConnectionError("the disk is gone")

    with pytest.raises(ConnectionError), transaction():
        withdraw_and_fail()
    assert (seated.state, waiting.state) == ("registered", "waitlisted")
    assert [mail.kind for mail in mails()] == ["registration_confirmed", "waitlisted"]
    withdraw(seated)
    assert entry(mails("withdrawn")[0]).sequence == 1


# Being removed.


def test_whoever_is_removed_is_told_free_of_charge(app: Flask, cast: Cast) -> None:
    (made,) = register(make_edition(price_cents=9500))
    with transaction():
        registration.remove(made, NOW, cast.coordinator.id)
    assert (made.state, made.withdrawal_cost_cents, made.ended_at) == ("removed", None, NOW)
    (_, mail) = mails(to=made.email)
    assert (mail.kind, entry(mail).method, entry(mail).sequence) == ("removed", "CANCEL", 1)
    assert history_facts(made) == ("removed", {"name": made.name}, cast.coordinator.id)
    with pytest.raises(RuleBroken) as refused, transaction():
        registration.remove(made, NOW, cast.coordinator.id)
    assert refused.value.code is Code.REGISTRATION_ENDED


# Moving to an alternative.


def cancelled_registration(**values: str) -> Registration:
    edition = make_edition(starts="2027-04-20 09:30", price_cents=5000)
    (made,) = register(edition, **values)
    with transaction():
        minimum.cancel(edition.id, CancelReason.TOO_FEW, "", NOW, None)
    return made


def move(made: Registration, target: Edition, now: str = "2027-03-04 10:00") -> Registration:
    with transaction():
        return registration.move(made, target.id, moment(now))


def test_moving_takes_the_details_along_and_points_back(app: Flask) -> None:
    old = cancelled_registration(needs="Rolstoel", language="fr")
    other = make_training("Topoi", "TOPOI")
    target = make_edition(training=other, starts="2027-05-11 09:30", price_cents=7000)
    new = move(old, target)
    assert (old.state, new.state, new.moved_from_id) == ("moved", "registered", old.id)
    assert moved_to(old) is new
    details = ("name", "email", "email_key", "function", "organisation", "organisation_type")
    assert [getattr(new, d) for d in details] == [getattr(old, d) for d in details]
    assert (new.language, new.price_cents, new.created_at) == (
        "fr",
        7000,
        moment("2027-03-04 10:00"),
    )
    assert new.needs is not None
    assert new.needs.needs == "Rolstoel"
    assert history_facts(old) == ("moved", {"name": old.name, "to": "Topoi"}, None)


def test_moving_invites_under_a_new_uid_and_the_old_one_stays_cancelled(app: Flask) -> None:
    old = cancelled_registration()
    new = move(old, make_edition(starts="2027-05-11 09:30"))
    invited, cancelled, moved = mails(to=old.email)
    assert [m.kind for m in (cancelled, moved)] == ["edition_cancelled", "registration_confirmed"]
    assert entry(invited).uid == entry(cancelled).uid != entry(moved).uid
    assert (entry(moved).method, entry(moved).sequence) == ("REQUEST", 0)
    assert link_reference(new) != link_reference(old)
    assert old.edition.training.title in moved.text


def test_the_last_seat_went_to_somebody_else_meanwhile(app: Flask) -> None:
    old, target = cancelled_registration(), small_edition()
    register(target, 1)
    with pytest.raises(RuleBroken) as refused:
        move(old, target)
    assert refused.value.code is Code.NO_SEAT_LEFT
    assert old.state is RegistrationState.CANCELLED_WITH_EDITION
    assert db.session.scalar(select(func.count(Registration.id))) == 2


def test_moving_does_not_overtake_those_who_wait(app: Flask) -> None:
    old, target = cancelled_registration(), small_edition()
    seated, _ = register(target, 2)
    withdraw(seated)
    with pytest.raises(RuleBroken) as refused:
        move(old, target)
    assert refused.value.code is Code.NO_SEAT_LEFT


def test_moving_twice_gives_one_place(app: Flask) -> None:
    old = cancelled_registration()
    move(old, make_edition(starts="2027-05-11 09:30"))
    other = make_edition(starts="2027-05-18 09:30")
    with pytest.raises(RuleBroken) as refused:
        move(old, other)
    assert refused.value.code is Code.REGISTRATION_ENDED
    assert db.session.scalar(select(func.count(Registration.id))) == 2


def test_only_a_cancelled_registration_moves(app: Flask) -> None:
    (made,) = register(make_edition())
    with pytest.raises(RuleBroken) as refused:
        move(made, make_edition(starts="2027-05-11 09:30"))
    assert refused.value.code is Code.REGISTRATION_ENDED
    with pytest.raises(LookupError), transaction():
        registration.move(made, 4711, NOW)


def test_one_who_is_in_the_other_edition_already_is_told_so(app: Flask) -> None:
    old = cancelled_registration(email="zoe@organisatie.example")
    target = make_edition(starts="2027-05-11 09:30")
    register(target, 1, email="ZOE@organisatie.example")
    with pytest.raises(RuleBroken) as refused:
        move(old, target)
    assert refused.value.code is Code.ALREADY_REGISTERED
    assert old.state is RegistrationState.CANCELLED_WITH_EDITION


def test_nobody_moves_to_what_is_closed_or_cancelled_too(app: Flask) -> None:
    old = cancelled_registration()
    target = make_edition(starts="2027-05-11 09:30")
    with pytest.raises(RuleBroken) as refused:
        move(old, target, "2027-05-10 09:30")
    assert refused.value.code is Code.REGISTRATION_CLOSED
    with transaction():
        minimum.cancel(target.id, CancelReason.TRAINER_ILL, "", NOW, None)
    with pytest.raises(RuleBroken) as refused:
        move(old, target)
    assert refused.value.code is Code.EDITION_CANCELLED


def test_those_who_waited_for_the_cancelled_edition_may_move_too(app: Flask) -> None:
    edition = small_edition()
    seated, offered, waiting = register(edition, 3)
    withdraw(seated)
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    target = make_edition(starts="2027-05-11 09:30")
    assert [move(made, target).state for made in (offered, waiting)] == ["registered"] * 2
    with pytest.raises(RuleBroken) as refused, transaction():
        waiting_list.accept(offered, NOW)
    assert refused.value.code is Code.NO_OFFER
