"""The minimum on real tables: confirmed, asked about, extended, cancelled - and told once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Decision, Edition, HistoryEntry
from app.rules.deciding.minimum import Due, under_minimum_after_confirmation
from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason, DecisionOutcome, EditionState
from app.services.deciding import minimum
from app.services.deciding.decision import facts_now
from app.services.history import Action
from app.services.registering import registration, waiting_list
from tests.factories.cast import Cast, make_cast
from tests.factories.offer import make_edition, register
from tests.support.installation import Databases, make_app
from tests.support.outbox import mails, told
from tests.support.statements import locks
from tests.support.tick import tick
from tests.support.time import NOW, moment

SMALL = {"minimum": 2, "minimum_reason": "Kleine groep"}


def decisions() -> list[Decision]:
    return list(db.session.scalars(select(Decision).order_by(Decision.id)))


def team(cast: Cast, *more: str) -> Counter[str]:
    """Who hears of an edition of Antwerp: its coordinators, and `more`."""
    return Counter([cast.coordinator.email, cast.coordinator_antwerp.email, *more])


def recipients(kind: str) -> Counter[str]:
    return Counter(mail.recipient for mail in mails(kind))


@contextmanager
def settings_with(databases: Databases, **values: object) -> Iterator[Cast]:
    """An installation of its own, with other settings."""
    app = make_app(databases.new("sqlite"), **values)
    with app.app_context():
        yield make_cast()
        db.session.remove()
        db.engine.dispose()


# By the rule.


def test_with_its_minimum_an_edition_is_confirmed_on_its_decision_date(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(capacity=9, trainers=(cast.trainer,))
    people = register(edition, 10)
    day_before = tick("2027-03-14 23:59")
    assert (day_before, edition.state) == ([], EditionState.PUBLISHED)
    assert tick("2027-03-15 00:00") == [f"confirmed by rule: edition {edition.id}"]
    assert tick("2027-03-15 00:01") == tick("2027-03-16 09:00") == []
    assert (edition.state, edition.confirmed_at) == ("confirmed", moment("2027-03-15 00:00"))
    (decision,) = decisions()
    assert (decision.outcome, decision.count, decision.minimum, decision.decided_by_id) == (
        DecisionOutcome.GO_AHEAD,
        9,
        8,
        None,
    )
    # The tenth waits: nobody promises them anything.
    assert recipients("edition_confirmed") == Counter(p.email for p in people[:9])
    assert recipients("edition_confirmed_staff") == team(cast, cast.trainer.email)
    # Who trains in it may not open its page on the desk.
    for reader, page in ((cast.trainer, "mijn-sessies"), (cast.coordinator, "edities/")):
        (told,) = mails("edition_confirmed_staff", to=reader.email)
        assert f"/werk/{page}" in told.text


def test_below_its_minimum_the_coordinators_of_its_team_are_asked(app: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=8, trainers=(cast.trainer,))
    _, *others = register(edition, 8)
    with transaction():
        registration.withdraw(others[0], NOW, frozenset())
    assert tick("2027-03-15 08:00") == [f"coordinators asked to decide: edition {edition.id}"]
    assert tick("2027-03-15 08:00") == tick("2027-03-15 23:59") == []
    assert edition.state is EditionState.PUBLISHED
    assert recipients("decision_due") == team(cast)
    assert decisions() == []


def test_neither_the_waiting_list_nor_an_open_offer_counts_for_the_minimum(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(capacity=2, **SMALL)
    first, _, third, _ = register(edition, 4)
    with transaction():
        registration.withdraw(first, moment("2027-03-14 10:00"), frozenset())
    assert tick("2027-03-15 08:00") == [f"coordinators asked to decide: edition {edition.id}"]
    with transaction():
        waiting_list.accept(third, moment("2027-03-15 09:00"))
    assert tick("2027-03-15 09:01") == [f"confirmed by rule: edition {edition.id}"]


def test_it_is_asked_at_once_and_again_every_working_day(databases: Databases) -> None:
    with settings_with(databases, UNDECIDED_POLICY="keep_asking") as cast:
        # Decision on Saturday 27 March; 29 March is Easter Monday; then Labour Day, a Saturday,
        # and Ascension Day, Thursday 6 May 2027.
        edition = make_edition(starts="2027-05-10 09:30", decision_on=date(2027, 3, 27))
        asked_on = []
        for day in [*range(26, 32), *range(32, 34), *range(59, 70)]:
            at = datetime.fromordinal(date(2027, 2, 28).toordinal() + day)
            if tick(at.strftime("%Y-%m-%d 09:00")):
                asked_on.append(at.strftime("%a %d %b"))
            tick(at.strftime("%Y-%m-%d 17:00"))
        assert asked_on == [
            "Sat 27 Mar",
            "Tue 30 Mar",
            "Wed 31 Mar",
            "Thu 01 Apr",
            "Fri 02 Apr",
            "Wed 28 Apr",
            "Thu 29 Apr",
            "Fri 30 Apr",
            "Mon 03 May",
            "Tue 04 May",
            "Wed 05 May",
            "Fri 07 May",
        ]
        assert recipients("decision_due") == Counter(
            {
                cast.coordinator.email: 12,
                cast.coordinator_antwerp.email: 12,
                # On Friday 7 May, the last working day before Monday the 10th.
                cast.administrator.email: 1,
            }
        )
        assert edition.state is EditionState.PUBLISHED


def test_on_the_last_working_day_the_administrators_are_asked_too(app: Flask, cast: Cast) -> None:
    make_edition(starts="2027-04-15 09:30")
    for day in ("2027-04-07", "2027-04-08"):
        tick(f"{day} 09:00")
    assert recipients("decision_due")[cast.administrator.email] == 0
    # Nobody works on the weekend before Monday 12 April, when the rule cancels.
    for at in ("2027-04-09 09:00", "2027-04-09 17:00", "2027-04-10 09:00"):
        tick(at)
    last = [mail for mail in mails("decision_due") if "last working day" in mail.text]
    assert Counter(mail.recipient for mail in last) == team(cast, cast.administrator.email)
    assert recipients("decision_due")[cast.coordinator_antwerp.email] == 3


def test_if_nobody_decides_it_is_cancelled_three_days_before(app: Flask, cast: Cast) -> None:
    edition = make_edition(starts="2027-04-15 09:30", trainers=(cast.trainer,))
    people = register(edition, 2)
    tick("2027-04-01 09:00")
    assert tick("2027-04-11 23:59") == []
    assert tick("2027-04-12 00:00") == [f"cancelled by rule: edition {edition.id}"]
    assert tick("2027-04-12 00:01") == tick("2027-04-13 09:00") == []
    (decision,) = decisions()
    assert (decision.outcome, decision.count, decision.minimum, decision.decided_by_id) == (
        DecisionOutcome.CANCEL,
        2,
        8,
        None,
    )
    assert (edition.state, edition.cancel_reason) == ("cancelled", CancelReason.TOO_FEW)
    assert recipients("edition_cancelled") == Counter(p.email for p in people)
    assert recipients("edition_cancelled_staff") == team(cast)
    assert recipients("edition_cancelled_trainer") == Counter([cast.trainer.email])


def test_the_rule_locks_an_edition_and_where_seats_are_held_once_and_in_order(app: Flask) -> None:
    other = make_edition(starts="2027-06-15 09:30")
    edition = make_edition(starts="2027-04-15 09:30")
    register(edition)
    tick("2027-04-01 09:00")
    with locks() as locked:
        assert tick("2027-04-12 09:00") == [f"cancelled by rule: edition {edition.id}"]
    assert locked == [other.id, edition.id]


def test_the_day_of_cancelling_is_a_setting_and_so_is_keeping_on_asking(
    databases: Databases,
) -> None:
    with settings_with(databases, UNDECIDED_CANCEL_DAYS=5):
        edition = make_edition(starts="2027-04-15 09:30")
        assert tick("2027-04-09 09:00") == [f"coordinators asked to decide: edition {edition.id}"]
        assert tick("2027-04-10 00:00") == [f"cancelled by rule: edition {edition.id}"]
    with settings_with(databases, UNDECIDED_POLICY="keep_asking"):
        edition = make_edition(starts="2027-04-15 09:30")
        for day in ("2027-04-12", "2027-04-14", "2027-04-15"):
            asked = [f"coordinators asked to decide: edition {edition.id}"]
            assert tick(f"{day} 09:00") == asked
        assert edition.state is EditionState.PUBLISHED


def test_the_minimum_of_the_settings_or_of_the_edition_holds(databases: Databases) -> None:
    with settings_with(databases, MINIMUM_REGISTRATIONS=3):
        standard = make_edition()
        own = make_edition(starts="2027-03-30 09:30", **SMALL)
        for edition, number in ((standard, 3), (own, 2)):
            register(edition, number)
        tick("2027-03-16 09:00")
        assert [(d.count, d.minimum) for d in decisions()] == [(3, 3), (2, 2)]
        assert [standard.state, own.state] == ["confirmed", "confirmed"]


def test_confirmed_it_stays_confirmed_when_people_withdraw(app: Flask, cast: Cast) -> None:
    edition = make_edition(**SMALL)
    people = register(edition, 2)
    tick("2027-03-15 08:00")
    for made in people:
        with transaction():
            registration.withdraw(made, moment("2027-03-20 10:00"), frozenset())
    assert tick("2027-03-22 09:00") == [f"told 2 that it fell: edition {edition.id}"]
    for now in ("2027-03-22 09:01", "2027-03-26 09:00", "2027-03-28 09:00"):
        assert tick(now) == []
    assert edition.state is EditionState.CONFIRMED
    assert under_minimum_after_confirmation(facts_now(edition), 2)
    assert [d.outcome for d in decisions()] == [DecisionOutcome.GO_AHEAD]


def test_the_rule_itself_says_what_it_did(app: Flask, cast: Cast) -> None:
    edition = make_edition(**SMALL)
    for now, due in (
        ("2027-03-14 12:00", Due.NOTHING),
        ("2027-03-15 12:00", Due.ASK),
        ("2027-03-15 13:00", Due.NOTHING),
        ("2027-03-16 12:00", Due.ASK),
        ("2027-03-26 12:00", Due.CANCEL),
        ("2027-03-26 12:01", Due.NOTHING),
    ):
        with transaction():
            assert minimum.apply_rule(edition.id, moment(now)) is due


def test_without_a_coordinator_the_administrators_are_asked(app: Flask, cast: Cast) -> None:
    for person in (cast.coordinator, cast.coordinator_antwerp):
        with transaction():
            person.active = False
    make_edition()
    tick("2027-03-15 08:00")
    assert recipients("decision_due") == Counter([cast.administrator.email])


# By a person.


def test_a_coordinator_goes_ahead_below_the_minimum_with_a_reason(app: Flask, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    people = register(edition, 3)
    for reason in ("", "  "):
        with pytest.raises(RuleBroken) as refused, transaction():
            minimum.go_ahead(edition.id, NOW, reason, cast.coordinator.id)
        assert (refused.value.code, refused.value.field) == (Code.REASON_MISSING, "reason")
    assert (edition.state, mails("edition_confirmed")) == ("published", [])
    with transaction():
        minimum.go_ahead(edition.id, NOW, " Past bij een kleine groep ", cast.coordinator.id)
    (decision,) = decisions()
    assert (decision.outcome, decision.decided_by_id, decision.decided_at) == (
        DecisionOutcome.GO_AHEAD_SMALL,
        cast.coordinator.id,
        NOW,
    )
    assert (decision.reason, decision.count) == ("Past bij een kleine groep", 3)
    assert recipients("edition_confirmed") == Counter(p.email for p in people)
    assert tick("2027-03-15 08:00") == []


def test_the_decision_is_put_off_and_asked_about_anew(app: Flask, cast: Cast) -> None:
    edition = make_edition(starts="2027-04-15 09:30", trainers=(cast.trainer,), price_cents=9500)
    people = register(edition, 2)
    tick("2027-04-01 09:00")
    with transaction():
        minimum.extend(
            edition.id, date(2027, 4, 8), moment("2027-04-02 09:00"), "", cast.coordinator.id
        )
    assert recipients("decision_extended") == Counter(p.email for p in people)
    # Half of the price from ten working days before on, which is before the new date.
    assert all("47,50 to give up your place" in mail.text for mail in mails("decision_extended"))
    assert recipients("decision_extended_staff") == team(cast, cast.trainer.email)
    (decision,) = decisions()
    assert (decision.outcome, decision.extended_to) == (
        DecisionOutcome.EXTEND,
        date(2027, 4, 8),
    )
    assert tick("2027-04-06 09:00") == tick("2027-04-07 23:59") == []
    assert tick("2027-04-08 00:00") == [f"coordinators asked to decide: edition {edition.id}"]
    register(edition, 6, moment("2027-04-08 12:00"))
    assert f"confirmed by rule: edition {edition.id}" in tick("2027-04-08 12:01")


def test_extended_to_the_last_day_the_coordinators_still_have_that_day(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(starts="2027-04-15 09:30")
    with transaction():
        minimum.extend(edition.id, date(2027, 4, 13), NOW, "", cast.coordinator.id)
    assert tick("2027-04-12 09:00") == []
    assert tick("2027-04-13 09:00") == [f"coordinators asked to decide: edition {edition.id}"]
    assert tick("2027-04-14 00:00") == [f"cancelled by rule: edition {edition.id}"]


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2027, 3, 15), Code.EXTENSION_NOT_LATER),
        (date(2027, 3, 29), Code.EXTENSION_TOO_LATE),
    ],
)
def test_a_decision_goes_forward_and_not_past_the_day_before(
    app: Flask, cast: Cast, day: date, code: Code
) -> None:
    edition = make_edition()
    register(edition)
    with pytest.raises(RuleBroken) as refused, transaction():
        minimum.extend(edition.id, day, NOW, "", cast.coordinator.id)
    assert refused.value.code is code
    assert edition.decision_on == date(2027, 3, 15)
    assert mails("decision_extended") == decisions() == []


def test_what_is_settled_is_not_decided_again(app: Flask, cast: Cast) -> None:
    draft, cancelled = make_edition(publish=False), make_edition()
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TRAINER_ILL, "", NOW, cast.coordinator.id)
    sent = told()
    actor = cast.coordinator.id
    for edition in (draft, cancelled):
        for attempt in (
            lambda e: minimum.go_ahead(e.id, NOW, "Toch", actor),
            lambda e: minimum.extend(e.id, date(2027, 3, 20), NOW, "", actor),
            lambda e: minimum.cancel(e.id, CancelReason.OTHER, "Zaal onbruikbaar", NOW, actor),
        ):
            with pytest.raises(RuleBroken) as refused, transaction():
                attempt(edition)
            assert refused.value.code is Code.NOT_DECIDABLE
    assert (told(), len(decisions())) == (sent, 1)


def test_each_decision_is_history_with_who_why_and_at_which_count(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 2)
    tick("2027-03-15 08:00")
    with transaction():
        minimum.extend(
            edition.id, date(2027, 3, 18), moment("2027-03-15 09:00"), "Wacht", cast.coordinator.id
        )
    with transaction():
        minimum.go_ahead(edition.id, moment("2027-03-18 09:00"), "Klein", cast.coordinator.id)
    wanted = (Action.DECISION_ASKED, Action.EXTENDED, Action.GO_AHEAD)
    entries = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.action.in_(wanted)).order_by(HistoryEntry.id)
    )
    shared = {"count": 2, "minimum": 8, "by_rule": 0}
    assert [(e.action, e.actor_id, e.facts) for e in entries] == [
        ("decision_asked", None, {"count": 2}),
        ("extended", cast.coordinator.id, shared | {"reason": "Wacht"}),
        ("go_ahead", cast.coordinator.id, shared | {"reason": "Klein"}),
    ]


def test_a_decision_that_fails_confirms_nothing_and_tells_nobody(app: Flask, cast: Cast) -> None:
    edition: Edition = make_edition(**SMALL)
    register(edition, 2)
    sent = told()

    def confirm_and_fail() -> None:
        minimum.go_ahead(edition.id, NOW, "", cast.coordinator.id)
        assert len(mails("edition_confirmed")) == 2
        raise ConnectionError("the disk is gone")

    with pytest.raises(ConnectionError), transaction():
        confirm_and_fail()
    assert (edition.state, edition.confirmed_at) == ("published", None)
    assert (told(), decisions()) == (sent, [])


def test_a_decision_put_off_to_the_last_day_leaves_that_day(app: Flask, cast: Cast) -> None:
    edition = make_edition(starts="2027-03-29 09:30", team=cast.antwerp)
    with transaction():
        minimum.extend(edition.id, date(2027, 3, 28), NOW, "", cast.coordinator.id)
    due = []
    for at in ("2027-03-28 00:01", "2027-03-28 09:00", "2027-03-28 16:59", "2027-03-28 17:00"):
        with transaction():
            due.append(minimum.apply_rule(edition.id, moment(at)))
    assert due == [Due.ASK, Due.NOTHING, Due.NOTHING, Due.CANCEL]
