"""The waiting list on real tables: who is offered what, until when, and what comes next."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.formats import datetime_long
from app.models import Edition, HistoryEntry, Registration
from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason, RegistrationState
from app.services.deciding import minimum
from app.services.registering import registration, waiting_list
from app.services.registering.seats import count_seats
from tests.factories.offer import make_edition, register
from tests.support.installation import Databases, make_app
from tests.support.outbox import entry, mails, told
from tests.support.planning import plan_of, replan
from tests.support.tick import tick
from tests.support.time import NOW, moment

SECOND = timedelta(seconds=1)


def edition_of(capacity: int = 1, starts: str = "2027-03-29 09:30") -> Edition:
    return make_edition(
        starts=starts, capacity=capacity, minimum=1, minimum_reason="Kleine groep", price_cents=9500
    )


def withdraw(made: Registration, now: datetime = NOW) -> None:
    with transaction():
        registration.withdraw(made, now, frozenset())


def accept(made: Registration, now: datetime = NOW) -> None:
    with transaction():
        waiting_list.accept(made, now)


def decline(made: Registration, now: datetime = NOW) -> None:
    with transaction():
        waiting_list.decline(made, now)


def states(*people: Registration) -> list[str]:
    return [made.state.value for made in people]


def test_a_full_edition_has_a_waiting_list_in_order_of_arrival(app: Flask) -> None:
    _, *waiting = register(edition_of(), 4)
    assert states(*waiting) == ["waitlisted"] * 3
    assert [waiting_list.position(made) for made in waiting] == [1, 2, 3]
    assert told("waitlisted") == Counter({("waitlisted", made.email): 1 for made in waiting})
    assert all(mail.calendar is None for mail in mails("waitlisted"))


def test_a_freed_seat_is_offered_to_the_first_in_line_for_48_hours(app: Flask) -> None:
    seated, first, second = register(edition_of(), 3)
    withdraw(seated)
    assert states(seated, first, second) == ["withdrawn", "offered", "waitlisted"]
    assert first.offer_expires_at == NOW + timedelta(hours=48)
    assert told("seat_offered") == Counter({("seat_offered", first.email): 1})
    assert waiting_list.position(second) == 1


def test_an_offer_ends_with_the_registration(app: Flask) -> None:
    edition = edition_of(starts="2027-03-29 09:30")
    seated, first, _ = register(edition, 3)
    withdraw(seated, moment("2027-03-27 09:30"))
    assert first.offer_expires_at == edition.closes_at == moment("2027-03-28 09:30")


def test_after_the_closing_a_freed_seat_is_offered_to_nobody(app: Flask) -> None:
    edition = edition_of(starts="2027-03-29 09:30")
    seated, first = register(edition, 2)
    withdraw(seated, edition.closes_at)
    assert states(first) == ["waitlisted"]
    assert mails("seat_offered") == []


def test_a_newcomer_does_not_overtake_who_has_an_offer(app: Flask) -> None:
    edition = edition_of()
    seated, first = register(edition, 2)
    withdraw(seated)
    (newcomer,) = register(edition)
    assert states(first, newcomer) == ["offered", "waitlisted"]


def test_accepting_gives_the_seat_and_the_first_invitation(app: Flask) -> None:
    seated, first = register(edition_of(), 2)
    withdraw(seated)
    accept(first, NOW + timedelta(hours=48) - SECOND)
    assert (first.state, first.offer_expires_at) == (RegistrationState.REGISTERED, None)
    _, _, confirmed = mails(to=first.email)
    assert (confirmed.kind, entry(confirmed).sequence) == ("registration_confirmed", 0)


@pytest.mark.parametrize("answer", [accept, decline])
def test_an_answer_that_comes_too_late_or_twice_changes_nothing(
    app: Flask, answer: Callable[..., None]
) -> None:
    seated, first, second = register(edition_of(), 3)
    with pytest.raises(RuleBroken) as refused:
        answer(first)
    assert refused.value.code is Code.NO_OFFER
    withdraw(seated)
    with pytest.raises(RuleBroken) as refused:
        answer(first, NOW + timedelta(hours=48))
    assert refused.value.code is Code.OFFER_LAPSED
    assert states(first, second) == ["offered", "waitlisted"]
    answer(first)
    with pytest.raises(RuleBroken) as refused:
        answer(first)
    assert refused.value.code is Code.NO_OFFER


def test_declining_gives_the_seat_to_the_next_at_once(app: Flask) -> None:
    seated, first, second, third = register(edition_of(), 4)
    withdraw(seated)
    decline(first, NOW + timedelta(hours=5))
    assert states(first, second, third) == ["withdrawn", "offered", "waitlisted"]
    assert second.offer_expires_at == NOW + timedelta(hours=53)
    assert first.withdrawal_cost_cents is None


def test_a_lapsed_offer_goes_on_by_itself_and_the_person_is_told(app: Flask) -> None:
    seated, first, second, third = register(edition_of(), 4)
    withdraw(seated)
    due = NOW + timedelta(hours=48)
    assert tick(due - SECOND) == []
    assert tick(due) == [f"offer lapsed: registration {first.id}"]
    assert tick(due) == []
    assert states(first, second, third) == ["withdrawn", "offered", "waitlisted"]
    assert second.offer_expires_at == due + timedelta(hours=48)
    assert told("offer_lapsed", "seat_offered") == Counter(
        {
            ("seat_offered", first.email): 1,
            ("offer_lapsed", first.email): 1,
            ("seat_offered", second.email): 1,
        }
    )


def test_offers_that_lapse_at_the_closing_go_on_to_nobody(app: Flask) -> None:
    edition = edition_of(capacity=2, starts="2027-03-29 09:30")
    seated, _, first, second = register(edition, 4)
    withdraw(seated, moment("2027-03-28 09:00"))
    done = tick(edition.closes_at)
    assert done[:2] == [
        f"offer lapsed: registration {first.id}",
        f"waiting list closed for 1: edition {edition.id}",
    ]
    assert states(first, second) == ["withdrawn", "withdrawn"]
    assert told("seat_offered", "offer_lapsed", "waiting_list_closed") == Counter(
        {
            ("seat_offered", first.email): 1,
            ("offer_lapsed", first.email): 1,
            ("waiting_list_closed", second.email): 1,
        }
    )
    assert "the next person" not in mails("offer_lapsed")[0].text
    assert [waiting_list.ended_by_closing(made) for made in (first, second)] == [False, True]


def test_a_list_closes_with_the_registration_and_not_before(app: Flask) -> None:
    edition = edition_of()
    other = make_edition(starts="2027-05-03 09:30")
    seated, first, second = register(edition, 3)
    with transaction():
        assert waiting_list.close(edition.id, edition.closes_at - SECOND) == 0
    assert waiting_list.editions_to_close(edition.closes_at - SECOND) == []
    assert waiting_list.editions_to_close(edition.closes_at) == [edition.id]
    for _ in range(2):
        with transaction():
            waiting_list.close(edition.id, edition.closes_at)
    assert states(seated, first, second) == ["registered", "withdrawn", "withdrawn"]
    assert first.withdrawal_cost_cents is None
    assert first.ended_at == edition.closes_at
    told_both = mails("waiting_list_closed")
    assert [mail.recipient for mail in told_both] == [first.email, second.email]
    slug = edition.training.slug
    for words in (f"/edities/{other.id}/inschrijven", f"/vormingen/{slug}/hou-me-op-de-hoogte"):
        assert words in told_both[0].text
    actions = db.session.scalars(
        select(HistoryEntry.action)
        .where(HistoryEntry.registration_id == first.id)
        .order_by(HistoryEntry.id)
    ).all()
    assert actions == ["waitlisted", "waiting_closed"]


@pytest.mark.parametrize("hours", [1, 48, 100])
def test_mail_and_row_name_the_same_end_of_an_offer(databases: Databases, hours: int) -> None:
    app = make_app(databases.new("sqlite"), OFFER_HOURS=hours)
    with app.app_context():
        seated, first = register(edition_of(starts="2027-04-28 09:30"), 2)
        (waits,) = mails("waitlisted")
        assert f"you have {hours} hour" in waits.text
        withdraw(seated)
        assert first.offer_expires_at == NOW + timedelta(hours=hours)
        assert datetime_long(first.offer_expires_at, "nl") in mails("seat_offered")[0].text
        db.session.remove()
        db.engine.dispose()


def test_who_has_less_time_than_the_mail_said_gets_a_new_mail(app: Flask) -> None:
    edition = edition_of()
    seated, first = register(edition, 2)
    withdraw(seated)
    sooner = NOW + timedelta(hours=30)
    replan(edition, plan_of(edition, closes_at=sooner))
    assert first.offer_expires_at == sooner
    ends = [datetime_long(NOW + timedelta(hours=h), "nl") for h in (48, 30)]
    assert [end in mail.text for end, mail in zip(ends, mails("seat_offered"), strict=True)] == [
        True,
        True,
    ]


def test_an_accepted_offer_does_not_lapse(app: Flask) -> None:
    seated, first = register(edition_of(), 2)
    withdraw(seated)
    accept(first)
    with transaction():
        waiting_list.lapse(first, NOW + timedelta(hours=49))
    assert states(first) == ["registered"]
    assert mails("offer_lapsed") == []


def test_an_offer_that_still_runs_does_not_lapse(app: Flask) -> None:
    seated, first = register(edition_of(), 2)
    withdraw(seated)
    with transaction():
        waiting_list.lapse(first, NOW + timedelta(hours=48) - SECOND)
    assert states(first) == ["offered"]


def test_a_removed_person_frees_the_seat_too(app: Flask) -> None:
    seated, first = register(edition_of(), 2)
    with transaction():
        registration.remove(seated, NOW, None)
    assert states(seated, first) == ["removed", "offered"]


def test_who_leaves_the_line_makes_no_offer_and_the_line_moves_up(app: Flask) -> None:
    _, first, second = register(edition_of(), 3)
    withdraw(first)
    assert states(second) == ["waitlisted"]
    assert waiting_list.position(second) == 1
    assert mails("seat_offered") == []


def test_more_capacity_goes_to_the_waiting_list_first(app: Flask) -> None:
    edition = edition_of()
    _, *waiting = register(edition, 4)
    replan(edition, plan_of(edition, capacity=3))
    assert states(*waiting) == ["offered", "offered", "waitlisted"]
    (newcomer,) = register(edition)
    assert states(newcomer) == ["waitlisted"]
    replan(edition, plan_of(edition, capacity=9))
    assert states(*waiting, newcomer) == ["offered"] * 4
    assert states(*register(edition)) == ["registered"]


def test_several_seats_are_offered_to_several_people_and_each_once(app: Flask) -> None:
    edition = edition_of(capacity=3)
    people = register(edition, 6)
    for made in people[:3]:
        withdraw(made)
    assert states(*people[3:]) == ["offered"] * 3
    assert told("seat_offered") == Counter({("seat_offered", p.email): 1 for p in people[3:]})
    decline(people[4])
    assert (count_seats(edition).offered, count_seats(edition).free) == (2, 1)


def test_offers_and_places_in_line_end_with_the_edition(app: Flask) -> None:
    edition = edition_of()
    seated, first, second = register(edition, 3)
    withdraw(seated)
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    assert states(first, second) == ["cancelled_with_edition"] * 2
    assert first.offer_expires_at is None
    assert tick(NOW + timedelta(hours=49)) == []
    assert told("edition_cancelled") == Counter(
        {("edition_cancelled", first.email): 1, ("edition_cancelled", second.email): 1}
    )
    assert all(mail.calendar is None for mail in mails("edition_cancelled"))


def test_a_lapse_that_fails_leaves_the_offer_as_it_was(app: Flask) -> None:
    seated, first, second = register(edition_of(), 3)
    withdraw(seated)

    def lapse_and_fail() -> None:
        waiting_list.lapse(first, NOW + timedelta(hours=49))
        assert second.state is RegistrationState.OFFERED
        raise ConnectionError("the disk is gone")

    with pytest.raises(ConnectionError), transaction():
        lapse_and_fail()
    db.session.expire_all()
    assert states(first, second) == ["offered", "waitlisted"]
    assert mails("offer_lapsed") == []
