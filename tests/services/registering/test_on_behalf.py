"""What a coordinator does in somebody's name: register, move, withdraw, note."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, HistoryEntry, Registration, RegistrationNote
from app.queries.deciding.rebooking import of_cancelled
from app.queries.registering.registration import moved_to
from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason, RebookingAnswer, RegistrationState
from app.services import holidays
from app.services.deciding import minimum
from app.services.registering import note, on_behalf, registration, transfer
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_person, make_training, register
from tests.support.outbox import mails, told
from tests.support.time import NOW, moment

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}


def enter(edition: Edition, cast: Cast, now: object = NOW, **values: object) -> Registration:
    choices = {"agreed": True} | values
    with transaction():
        return on_behalf.enter(
            edition.id,
            make_person("An"),
            now,  # type: ignore[arg-type]
            cast.coordinator.id,
            **choices,  # type: ignore[arg-type]  # each test knows what it gives
        )


def move(made: Registration, to: Edition, cast: Cast, *, over_window: bool = True) -> Registration:
    with transaction():
        return on_behalf.move(made, to.id, NOW, cast.coordinator.id, over_window=over_window)


def history(made: Registration) -> list[tuple[str, dict[str, object], int | None]]:
    rows = db.session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.registration_id == made.id)
        .order_by(HistoryEntry.id)
    )
    return [(row.action, row.facts, row.actor_id) for row in rows]


def code_of(error: pytest.ExceptionInfo[RuleBroken]) -> Code:
    return error.value.code


# Somebody who phoned.


@pytest.mark.parametrize(("tells", "kinds"), [(True, ["registration_confirmed"]), (False, [])])
def test_who_phoned_gets_a_seat_and_a_mail_unless_told_not_to(
    app: Flask, cast: Cast, tells: bool, kinds: list[str]
) -> None:
    made = enter(make_edition(), cast, tells=tells)
    assert made.state is RegistrationState.REGISTERED
    assert [mail.kind for mail in mails()] == kinds
    assert history(made) == [("registered", {"name": "An", "by_staff": 1}, cast.coordinator.id)]


def test_without_a_word_of_consent_nobody_is_registered(app: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken) as error:
        enter(make_edition(), cast, agreed=False)
    assert code_of(error) is Code.CONSENT_MISSING


def test_a_closed_window_is_no_hindrance_a_full_edition_is(app: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=1, **SMALL)  # type: ignore[arg-type]
    late = edition.closes_at
    enter(edition, cast, late)
    with pytest.raises(RuleBroken) as error:
        enter(edition, cast, late)
    assert code_of(error) is Code.LIST_CLOSED
    db.session.rollback()
    open_one = make_edition(capacity=1, starts="2027-05-10 09:30", **SMALL)  # type: ignore[arg-type]
    register(open_one)
    waits = enter(open_one, cast)
    assert waits.state is RegistrationState.WAITLISTED
    assert ("waitlisted", waits.email) in told()


def test_nobody_is_entered_into_what_does_not_take_place(app: Flask, cast: Cast) -> None:
    draft = make_edition(publish=False)
    cancelled = make_edition(starts="2027-05-10 09:30")
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TOO_FEW, "", NOW, cast.coordinator.id)
    for edition, code in ((draft, Code.NOT_PUBLISHED), (cancelled, Code.EDITION_CANCELLED)):
        with pytest.raises(RuleBroken) as error:
            enter(edition, cast)
        assert code_of(error) is code
        db.session.rollback()


# Moving.


def test_a_move_takes_the_old_dates_back_and_costs_nothing(app: Flask, cast: Cast) -> None:
    old = make_edition(price_cents=9500)
    new = make_edition(starts="2027-05-10 09:30", price_cents=12000)
    made = register(old, name="An")[0]
    moved = move(made, new, cast)
    assert (made.state, made.withdrawal_cost_cents) == (RegistrationState.MOVED, None)
    assert moved_to(made) is moved
    assert (moved.state, moved.price_cents, moved.transferred) == (
        RegistrationState.REGISTERED,
        12000,
        False,
    )
    kinds = [mail.kind for mail in mails(to=made.email)]
    assert kinds == ["registration_confirmed", "transferred", "entry_cancelled"]
    by = cast.coordinator.id
    assert history(made)[-1] == ("moved", {"name": "An", "to": new.training.title}, by)
    assert history(moved) == [("registered", {"name": "An", "by_staff": 1}, by)]
    # They keep a move of their own.
    third = make_edition(starts="2027-06-14 09:30")
    with transaction():
        assert transfer.transfer(moved, third.id, NOW).transferred


def test_who_waits_is_moved_to_a_seat_in_another_training(app: Flask, cast: Cast) -> None:
    full = make_edition(capacity=1, **SMALL)  # type: ignore[arg-type]
    register(full)
    waits = register(full, name="Wim")[0]
    other = make_edition(training=make_training("Iets anders", "Anders"), starts="2027-05-10 09:30")
    move(waits, other, cast)
    confirmation = mails("registration_confirmed", to=waits.email)[-1]
    assert confirmation.edition_id == other.id
    assert full.training.title in confirmation.text


def test_a_seat_that_comes_free_by_a_move_goes_to_who_waits(app: Flask, cast: Cast) -> None:
    full = make_edition(capacity=1, **SMALL)  # type: ignore[arg-type]
    seated = register(full)[0]
    waits = register(full)[0]
    move(seated, make_edition(starts="2027-05-10 09:30"), cast)
    db.session.refresh(waits)
    assert waits.state is RegistrationState.OFFERED


def test_a_move_never_goes_over_capacity_nor_into_the_same_edition(app: Flask, cast: Cast) -> None:
    made = register(make_edition(), name="An")[0]
    full = make_edition(capacity=1, starts="2027-05-10 09:30", **SMALL)  # type: ignore[arg-type]
    register(full)
    closed = make_edition(starts="2027-06-14 09:30", now=moment("2027-01-04 10:00"))
    with transaction():
        closed.closes_at = NOW
    for edition, over, code in (
        (full, True, Code.NO_SEAT_LEFT),
        (made.edition, True, Code.SAME_EDITION),
        (closed, False, Code.REGISTRATION_CLOSED),
    ):
        with pytest.raises(RuleBroken) as error:
            move(made, edition, cast, over_window=over)
        assert code_of(error) is code
        db.session.rollback()
    assert move(made, closed, cast).state is RegistrationState.REGISTERED


def test_nobody_is_moved_once_it_began(app: Flask, cast: Cast) -> None:
    made = register(make_edition())[0]
    other = make_edition(starts="2027-05-10 09:30")
    with pytest.raises(RuleBroken) as error, transaction():
        on_behalf.move(
            made,
            other.id,
            made.edition.first_meeting.starts_at,
            cast.coordinator.id,
            over_window=True,
        )
    assert code_of(error) is Code.ALREADY_STARTED


# Withdrawing and replacing in somebody's name.


@pytest.mark.parametrize(("waived", "cost"), [("", 9500), ("Ziek geworden", 0)])
def test_a_withdrawal_holds_to_the_terms_or_has_a_reason(
    app: Flask, cast: Cast, waived: str, cost: int
) -> None:
    edition = make_edition(price_cents=9500)
    made = register(edition, name="An")[0]
    late = moment("2027-03-27 10:00")
    with transaction():
        paid = registration.withdraw(
            made,
            late,
            holidays.around(late.date()),
            actor_id=cast.coordinator.id,
            waived=waived,
        )
    assert paid == made.withdrawal_cost_cents == cost
    why = {"reason": waived} if waived else {}
    expected = ("withdrawn", {"name": "An", "cost_cents": cost, **why}, cast.coordinator.id)
    assert history(made)[-1] == expected


def test_a_replacement_says_who_asked_for_it_and_drops_the_note(app: Flask, cast: Cast) -> None:
    made = register(make_edition(), name="An")[0]
    by = cast.coordinator.id
    with transaction():
        note.write(made, "Belt nog terug.", NOW, by)
    with transaction():
        transfer.substitute(
            made, transfer.Colleague("Bert", "bert@x.example", "Opvoeder"), NOW, actor_id=by
        )
    assert history(made)[-1] == ("substituted", {"name": "Bert", "old_name": "An"}, by)
    assert db.session.scalars(select(RegistrationNote)).all() == []


# Notes.


def test_a_note_is_written_changed_and_erased_and_stays_out_of_the_history(
    app: Flask, cast: Cast
) -> None:
    made = register(make_edition(), name="An")[0]
    by = cast.coordinator.id
    for text in (" Belt nog terug. ", "Belt nog terug.", "Belde terug.", ""):
        with transaction():
            note.write(made, text, NOW, by)
    assert made.note is None
    assert history(made)[1:] == [
        ("note_written", {"name": "An"}, by),
        ("note_written", {"name": "An"}, by),
        ("note_erased", {"name": "An"}, by),
    ]


@pytest.mark.parametrize("same_team", [True, False])
def test_a_note_goes_along_within_the_team(app: Flask, cast: Cast, same_team: bool) -> None:
    made = register(make_edition(team=cast.antwerp))[0]
    with transaction():
        note.write(made, "Belt nog terug.", NOW, cast.coordinator.id)
    team = cast.antwerp if same_team else cast.limburg
    moved = move(made, make_edition(team=team, starts="2027-05-10 09:30"), cast)
    db.session.refresh(moved)
    assert (moved.note is not None) == same_team


def test_who_is_moved_from_a_held_seat_has_chosen_and_cannot_choose_again(
    app: Flask, cast: Cast
) -> None:
    cancelled_edition = make_edition(**SMALL)
    (person,) = register(cancelled_edition, needs="Ringleiding")
    make_edition(starts="2027-05-04 09:30")
    other = make_edition(starts="2027-05-11 09:30")
    with transaction():
        minimum.cancel(cancelled_edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    row = of_cancelled(person)
    assert row is not None
    assert row.held is not None
    made = move(row.held, other, cast)
    assert (made.edition_id, made.moved_from, made.needs and made.needs.needs) == (
        other.id,
        person,
        "Ringleiding",
    )
    assert (row.answer, row.answered_at) == (RebookingAnswer.ANOTHER, NOW)
    assert (person.state, row.held.state, row.held.moved_from) == (
        RegistrationState.MOVED,
        RegistrationState.WITHDRAWN,
        None,
    )
    assert row.held.needs is None
    third = make_edition(starts="2027-05-18 09:30")
    with pytest.raises(RuleBroken) as refused, transaction():
        registration.move(person, third.id, NOW)
    assert code_of(refused) is Code.REGISTRATION_ENDED
