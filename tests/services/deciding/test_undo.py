"""Taking back on real tables: what was told is corrected, once."""

from collections import Counter
from datetime import date

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models import Decision, SearchDocument
from app.queries.offering.offer import edition_by_id
from app.rules.errors import Code, RuleBroken
from app.rules.states import DecisionOutcome, EditionState, RegistrationState
from app.services.deciding import minimum, undo
from app.services.offering import offer
from app.services.registering import registration
from tests.factories.cast import Cast
from tests.factories.held import confirm
from tests.factories.offer import make_edition, register
from tests.support.outbox import entry, mails, told
from tests.support.tick import tick
from tests.support.time import NOW, moment

SMALL = {"minimum": 2, "minimum_reason": "Kleine groep"}
WHY = "We telden iemand twee keer."


def test_going_ahead_is_taken_back_told_and_can_be_decided_and_told_anew(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(trainers=(cast.trainer,), **SMALL)
    people = register(edition, 2)
    confirm(edition)
    before = told()
    with transaction():
        made = undo.reopen(edition.id, date(2027, 3, 20), WHY, NOW, cast.coordinator.id)
    assert (edition.state, edition.confirmed_at, edition.decision_on) == (
        EditionState.PUBLISHED,
        None,
        date(2027, 3, 20),
    )
    staff = (cast.coordinator, cast.coordinator_antwerp, cast.trainer)
    assert told() - before == Counter(
        {("go_ahead_undone", person.email): 1 for person in people}
        | {("decision_undone_staff", user.email): 1 for user in staff}
    )
    assert WHY in mails("go_ahead_undone")[0].text
    assert (made.outcome, made.extended_to, made.reason) == (
        DecisionOutcome.TAKE_BACK,
        date(2027, 3, 20),
        WHY,
    )
    with pytest.raises(RuleBroken) as refused, transaction():
        undo.reopen(edition.id, date(2027, 3, 20), WHY, NOW, cast.coordinator.id)
    assert refused.value.code is Code.NOT_UNDOABLE
    assert tick("2027-03-19 23:59") == []
    assert tick("2027-03-20 00:00") == [f"confirmed by rule: edition {edition.id}"]
    assert len(mails("edition_confirmed")) == 4


def test_taking_back_needs_a_reason_and_a_date_that_leaves_time(app: Flask, cast: Cast) -> None:
    edition = make_edition(**SMALL)
    confirm(edition)
    for day, reason, code in (
        (date(2027, 3, 20), " ", Code.REASON_MISSING),
        (date(2027, 3, 3), WHY, Code.EXTENSION_NOT_LATER),
        (date(2027, 3, 29), WHY, Code.EXTENSION_TOO_LATE),
    ):
        with pytest.raises(RuleBroken) as refused, transaction():
            undo.reopen(edition.id, day, reason, NOW, cast.coordinator.id)
        assert refused.value.code is code
    assert edition.state is EditionState.CONFIRMED


def test_an_extension_is_taken_back_and_the_same_one_can_be_made_and_told_again(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition()
    (person,) = register(edition)
    new = date(2027, 3, 20)
    for number in (1, 2):
        with transaction():
            minimum.extend(edition.id, new, NOW, "", cast.coordinator.id)
        assert len(mails("decision_extended", to=person.email)) == number
        with transaction():
            undo.take_back_extension(edition.id, NOW, cast.coordinator.id)
        assert edition.decision_on == date(2027, 3, 15)
        assert len(mails("extension_undone", to=person.email)) == number
    with pytest.raises(RuleBroken) as refused, transaction():
        undo.take_back_extension(edition.id, NOW, cast.coordinator.id)
    assert refused.value.code is Code.NOT_UNDOABLE
    outcomes = [d.outcome for d in db.session.query(Decision).order_by(Decision.id)]
    assert outcomes == [DecisionOutcome.EXTEND, DecisionOutcome.TAKE_BACK] * 2


def test_a_published_edition_becomes_a_draft_that_nobody_finds(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    assert db.session.get(SearchDocument, edition.id) is not None
    with transaction():
        undo.unpublish(edition.id, NOW, cast.coordinator.id)
    db.session.expire_all()
    assert (edition.state, edition.published_at) == (EditionState.DRAFT, None)
    assert db.session.get(SearchDocument, edition.id) is None
    with transaction():
        offer.publish(edition.id, NOW, cast.coordinator.id)
    (person,) = register(edition)
    with transaction():
        registration.withdraw(person, NOW, frozenset())
    with pytest.raises(RuleBroken) as refused, transaction():
        undo.unpublish(edition.id, NOW, cast.coordinator.id)
    assert refused.value.code is Code.NOT_UNDOABLE
    assert edition_by_id(edition.id) is edition


def test_who_was_taken_off_gets_the_seat_back_with_a_new_calendar_entry(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(capacity=2, more_starts=("2027-04-05 09:30",), **SMALL)
    (person,) = register(edition)
    for number in (1, 2):
        with transaction():
            registration.remove(person, NOW, cast.coordinator.id)
        assert len(mails("removed", to=person.email)) == number
        with transaction():
            registration.put_back(person, NOW, cast.coordinator.id)
        assert (person.state, person.ended_at) == (RegistrationState.REGISTERED, None)
        assert len(mails("registration_confirmed", to=person.email)) == number + 1
    readings = [entry(mail) for mail in mails(to=person.email) if mail.calendar]
    requests = [r for r in readings if r.method == "REQUEST"]
    cancels = [r for r in readings if r.method == "CANCEL"]
    # Each time new entries, and each CANCEL outranks the REQUEST that it takes back.
    assert len({r.uid for r in requests}) == len(requests) == 6
    assert {r.sequence for r in requests} == {0}
    assert sorted(r.uid for r in cancels) == sorted(r.uid for r in requests[:4])
    assert {r.sequence for r in cancels} == {1}
    with pytest.raises(RuleBroken) as refused, transaction():
        registration.put_back(person, NOW, cast.coordinator.id)
    assert refused.value.code is Code.NOT_UNDOABLE


def test_nobody_is_put_back_on_a_seat_that_is_not_free_or_twice(app: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=2, **SMALL)
    first, _, third = register(edition, 3)
    with transaction():
        registration.remove(first, NOW, cast.coordinator.id)
    # The seat went to the first in line.
    assert third.state is RegistrationState.OFFERED
    roomy = make_edition(training=edition.training, starts="2027-05-10 09:30")
    (again,) = register(roomy)
    with transaction():
        registration.remove(again, NOW, cast.coordinator.id)
    register(roomy, email=again.email)
    for person, code in ((first, Code.NO_SEAT_LEFT), (again, Code.ALREADY_REGISTERED)):
        with pytest.raises(RuleBroken) as refused, transaction():
            registration.put_back(person, NOW, cast.coordinator.id)
        assert refused.value.code is code


def test_a_confirmed_edition_that_fell_below_its_minimum_goes_on_with_a_reason(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(**SMALL)
    people = register(edition, 2)
    confirm(edition)

    def go_on(reason: str) -> Decision | None:
        with transaction():
            return minimum.go_on(edition.id, NOW, reason, cast.coordinator.id)

    # It did not fall: nothing to decide.
    assert go_on(WHY) is None
    with transaction():
        registration.withdraw(people[0], NOW, frozenset())
    with pytest.raises(RuleBroken) as refused:
        go_on(" ")
    assert refused.value.code is Code.REASON_MISSING
    before = told()
    made = go_on(WHY)
    assert made is not None
    assert (made.outcome, made.count, made.minimum, made.sent) == (
        DecisionOutcome.GO_AHEAD_SMALL,
        1,
        2,
        {},
    )
    assert (go_on(WHY), told() - before) == (None, Counter())
    draft = make_edition(training=edition.training, starts="2027-05-10 09:30", publish=False)
    with pytest.raises(RuleBroken) as refused, transaction():
        minimum.go_on(draft.id, NOW, WHY, cast.coordinator.id)
    assert refused.value.code is Code.NOT_DECIDABLE


def test_after_an_extension_is_taken_back_nothing_is_cancelled_before_it_is_asked_anew(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(starts="2027-04-22 09:30", decision_on=date(2027, 4, 6))
    register(edition)
    asked = [f"coordinators asked to decide: edition {edition.id}"]
    assert tick("2027-04-06 09:00") == asked
    with transaction():
        minimum.extend(
            edition.id, date(2027, 4, 21), moment("2027-04-06 10:00"), "", cast.coordinator.id
        )
    # The rule cancels from the 19th on; the question of the 6th was answered by the extension.
    back = moment("2027-04-20 10:00")
    with transaction():
        undo.take_back_extension(edition.id, back, cast.coordinator.id)
    assert tick(back) == asked
    assert tick("2027-04-20 16:59") == []
    assert tick("2027-04-20 17:00") == [f"cancelled by rule: edition {edition.id}"]


def test_who_was_asked_this_morning_is_not_asked_again_when_an_extension_is_taken_back(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(starts="2027-04-22 09:30", decision_on=date(2027, 4, 6))
    tick("2027-04-06 09:00")
    with transaction():
        minimum.extend(
            edition.id, date(2027, 4, 20), moment("2027-04-06 10:00"), "", cast.coordinator.id
        )
    with transaction():
        undo.take_back_extension(edition.id, moment("2027-04-06 10:05"), cast.coordinator.id)
    assert tick("2027-04-06 10:10") == []
    assert tick("2027-04-07 09:00") == [f"coordinators asked to decide: edition {edition.id}"]
    assert len(mails("decision_due", to=cast.coordinator.email)) == 2
