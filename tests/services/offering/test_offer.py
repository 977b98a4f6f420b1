"""Planning, publishing and changing the offer, and who hears of a change."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db, transaction
from app.models import Edition, Meeting, Training
from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason, EditionState, Format
from app.services.deciding import minimum
from app.services.offering import offer
from app.services.offering.offer import PlannedMeeting, TrainingFacts
from app.services.offering.plan_digest import plan_digest
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.outbox import entry, mails, told
from tests.support.planning import plan_of, replan
from tests.support.time import NOW, moment

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}
FACTS = TrainingFacts("Topoi in gesprek", "TOPOI", "Kort", "Lang", themes=("Gesprek", "Taal"))


def save(facts: TrainingFacts, training_id: int | None = None) -> Training:
    with transaction():
        return offer.save_training(facts, NOW, training_id)


def moved(edition: Edition, number: int = 0, **delta: float) -> list[PlannedMeeting]:
    """The meetings as planned, one of them moved by so much."""
    meetings = list(plan_of(edition).meetings)
    shift = timedelta(**delta)
    chosen = meetings[number]
    meetings[number] = replace(
        chosen, starts_at=chosen.starts_at + shift, ends_at=chosen.ends_at + shift
    )
    return meetings


# Trainings.


def test_a_training_has_an_address_of_its_own_and_shares_themes(app: Flask) -> None:
    first = save(FACTS)
    second = save(replace(FACTS, title="Topoï – in gesprek!", themes=("Taal",)))
    assert [first.slug, second.slug] == ["topoi-in-gesprek", "topoi-in-gesprek-2"]
    assert [theme.name for theme in first.themes] == ["Gesprek", "Taal"]
    assert second.themes == first.themes[1:]


def test_a_title_stands_for_one_training(app: Flask) -> None:
    first = save(FACTS)
    with pytest.raises(RuleBroken) as refused:
        save(replace(FACTS, title="TOPOI in gesprek"))
    assert (refused.value.code, refused.value.field) == (Code.TITLE_TAKEN, "title")
    assert save(replace(FACTS, summary="Anders"), first.id).summary == "Anders"
    with pytest.raises(LookupError):
        save(replace(FACTS, title="Nieuw"), 4711)


# Planning and publishing.


def test_what_the_plan_leaves_open_comes_from_the_settings(app: Flask) -> None:
    edition = make_edition(starts="2027-03-29 09:30", publish=False)
    assert (edition.state, edition.minimum) == (EditionState.DRAFT, None)
    assert edition.decision_on == date(2027, 3, 15)
    # 24 hours before, over the spring change of the clock on 28 March.
    assert edition.closes_at == moment("2027-03-29 09:30") - timedelta(hours=24)
    assert edition.opens_at == NOW


def test_publishing_opens_it_once(app: Flask) -> None:
    edition = make_edition(publish=False)
    with transaction():
        offer.publish(edition.id, NOW)
    assert (edition.state, edition.published_at) == (EditionState.PUBLISHED, NOW)
    with pytest.raises(RuleBroken) as refused, transaction():
        offer.publish(edition.id, NOW)
    assert refused.value.code is Code.ALREADY_PUBLISHED


def test_what_is_over_is_not_published(app: Flask) -> None:
    edition = make_edition(publish=False)
    with pytest.raises(RuleBroken) as refused, transaction():
        offer.publish(edition.id, edition.closes_at)
    assert (refused.value.code, edition.state) == (Code.EDITION_ENDED, EditionState.DRAFT)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"meetings": []}, Code.NO_MEETINGS),
        ({"capacity": 7}, Code.CAPACITY_BELOW_MINIMUM),
        ({"minimum": 4}, Code.MINIMUM_NEEDS_REASON),
        ({"decision_on": date(2027, 3, 29)}, Code.DECISION_AFTER_START),
        ({"closes_at": moment("2027-03-29 09:31")}, Code.WINDOW_TOO_LATE),
        ({"join_url": "javascript:alert(1)"}, Code.LINK_INVALID),
    ],
)
def test_a_plan_that_breaks_a_rule_changes_nothing(
    site: Flask, changes: dict[str, object], code: Code
) -> None:
    edition = make_edition(starts="2027-03-29 09:30")
    before = plan_of(edition)
    with pytest.raises(RuleBroken) as refused:
        replan(edition, plan_of(edition, **changes))
    assert refused.value.code is code
    assert plan_of(edition) == before


# Changing.


def test_a_moved_meeting_reaches_everybody_with_a_seat_as_an_update(app: Flask) -> None:
    edition = make_edition(starts="2027-03-29 09:30", capacity=2, **SMALL)
    *seated, waiting = register(edition, 3)
    before = told()
    replan(edition, plan_of(edition, meetings=moved(edition, days=1, hours=4)))
    # Another day is another thing than people chose, so who waits hears of it too.
    assert told("meeting_changed") - before == Counter(
        {("meeting_changed", made.email): 1 for made in (*seated, waiting)}
    )
    for made in seated:
        first, update = mails(to=made.email)
        invited, changed = entry(first), entry(update)
        assert (changed.method, changed.sequence, changed.uid) == ("REQUEST", 1, invited.uid)
        assert changed.starts_at == moment("2027-03-30 13:30")
        assert "maandag 29 maart 2027" in update.text.lower()
        assert "dinsdag 30 maart 2027" in update.text.lower()
    (heard,) = mails("meeting_changed", to=waiting.email)
    assert heard.calendar is None
    later = told()
    replan(edition, plan_of(edition, meetings=moved(edition, hours=1)))
    assert told("meeting_changed") - later == Counter(
        {("meeting_changed", made.email): 1 for made in seated}
    )


def test_in_a_trajectory_only_the_meeting_that_moved_is_sent_again(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30", "2027-04-12 09:30"))
    (made,) = register(edition)
    replan(edition, plan_of(edition, meetings=moved(edition, 1, hours=1)))
    replan(edition, plan_of(edition, meetings=moved(edition, 1, hours=1)))
    invited = [entry(mail).uid for mail in mails()[:3]]
    updates = [entry(mail) for mail in mails("meeting_changed")]
    assert [(r.uid, r.sequence) for r in updates] == [(invited[1], 1), (invited[1], 2)]
    assert updates[-1].starts_at == moment("2027-04-05 11:30")
    assert {mail.recipient for mail in mails()} == {made.email}


def test_a_new_place_is_an_update_and_a_new_wording_is_none(app: Flask) -> None:
    edition = make_edition()
    register(edition)
    replan(edition, plan_of(edition))
    replan(edition, plan_of(edition, price_cents=500, capacity=20, co_organisers=("VVSG",)))
    assert mails("meeting_changed") == []
    replan(edition, plan_of(edition, place="Zaal De Poort"))
    (update,) = mails("meeting_changed")
    assert entry(update).sequence == 1
    assert "Zaal De Brug" in update.text
    assert "Zaal De Poort" in update.text


def test_the_online_meeting_of_a_live_edition_has_its_link_and_not_the_hall(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",))
    meetings = list(plan_of(edition).meetings)
    meetings[1] = replace(
        meetings[1], format=Format.WEBINAR, join_url="https://webinar.example.com/j/1"
    )
    replan(edition, plan_of(edition, meetings=meetings))
    register(edition)
    hall, online = mails()
    assert hall.calendar is not None
    assert online.calendar is not None
    assert "De Brug" in hall.calendar
    assert "https://webinar.example.com/j/1" in online.calendar
    assert "De Brug" not in online.calendar
    assert "De Brug" not in online.text
    meetings = list(plan_of(edition).meetings)
    meetings[1] = replace(meetings[1], join_url="https://webinar.example.com/j/2")
    replan(edition, plan_of(edition, meetings=meetings))
    (update,) = mails("meeting_changed")
    assert (entry(update).uid, entry(update).sequence) == (entry(online).uid, 1)


def test_a_trajectory_can_move_on_by_a_week_and_meetings_can_change_places(app: Flask) -> None:
    edition = make_edition(
        starts="2027-04-06 09:30", more_starts=("2027-04-13 09:30", "2027-04-20 09:30")
    )
    register(edition)
    week = timedelta(days=7)
    meetings = [
        replace(m, starts_at=m.starts_at + week, ends_at=m.ends_at + week)
        for m in plan_of(edition).meetings
    ]
    replan(edition, plan_of(edition, meetings=meetings))
    starts = ["2027-04-13 09:30", "2027-04-20 09:30", "2027-04-27 09:30"]
    assert [m.starts_at for m in edition.meetings] == [moment(text) for text in starts]
    updates = [mail for mail in mails() if mail.calendar and entry(mail).sequence]
    assert [(mail.kind, entry(mail).sequence) for mail in updates] == [
        ("meeting_changed", 1),
        ("invitation", 1),
        ("invitation", 1),
    ]
    first, second, third = plan_of(edition).meetings
    swapped = [
        replace(first, starts_at=second.starts_at, ends_at=second.ends_at),
        replace(second, starts_at=first.starts_at, ends_at=first.ends_at),
        third,
    ]
    replan(edition, plan_of(edition, meetings=swapped))
    updates = [mail for mail in mails() if mail.calendar and entry(mail).sequence > 1]
    assert [entry(mail).sequence for mail in updates] == [2, 2]


def test_people_registered_for_the_whole_so_no_meeting_comes_or_goes(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",))
    first, second = plan_of(edition).meetings
    extra = PlannedMeeting(moment("2027-04-12 09:30"), moment("2027-04-12 12:30"))
    for meetings in (
        [first],
        [first, second, extra],
        [first, extra],
        [first, replace(second, id=None)],
    ):
        with pytest.raises(RuleBroken) as refused:
            replan(edition, plan_of(edition, meetings=meetings))
        assert (refused.value.code, refused.value.field) == (Code.MEETINGS_FIXED, "meetings")
    assert db.session.scalar(select(func.count(Meeting.id))) == 2


def test_in_a_draft_meetings_come_and_go_and_nobody_is_told(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",), publish=False)
    extra = PlannedMeeting(moment("2027-04-12 09:30"), moment("2027-04-12 12:30"))
    replan(edition, plan_of(edition, meetings=[*plan_of(edition).meetings[1:], extra]))
    starts = [moment("2027-04-05 09:30"), moment("2027-04-12 09:30")]
    assert [meeting.starts_at for meeting in edition.meetings] == starts
    assert (db.session.scalar(select(func.count(Meeting.id))), mails()) == (2, [])


def test_the_room_does_not_get_smaller_than_the_seats_that_are_taken(app: Flask) -> None:
    edition = make_edition(capacity=4, **SMALL)
    register(edition, 3)
    with pytest.raises(RuleBroken) as refused:
        replan(edition, plan_of(edition, capacity=2))
    assert (refused.value.code, refused.value.facts) == (Code.CAPACITY_BELOW_SEATS, {"taken": 3})
    assert replan(edition, plan_of(edition, capacity=3)).capacity == 3


def test_a_meeting_that_people_count_on_does_not_move_into_the_past(app: Flask) -> None:
    by_itself = {"decision_on": None, "closes_at": None, "opens_at": NOW - timedelta(days=60)}
    edition = make_edition()
    with pytest.raises(RuleBroken) as refused:
        replan(edition, plan_of(edition, meetings=moved(edition, days=-28), **by_itself))
    assert refused.value.code is Code.MEETING_INTO_PAST
    draft = make_edition(starts="2027-03-30 09:30", publish=False)
    past = replan(draft, plan_of(draft, meetings=moved(draft, days=-35), **by_itself))
    assert past.first_meeting.starts_at == moment("2027-02-23 08:30")


def test_a_form_sent_twice_plans_one_edition(app: Flask, cast: Cast) -> None:
    plan = plan_of(make_edition(publish=False))
    made = []
    for form_id, actor_id in (("a", 1), ("a", 1), ("b", 1), ("a", 2), ("", 1), ("", 1)):
        who = (cast.coordinator, cast.administrator)[actor_id - 1].id
        with transaction():
            made.append(offer.plan_edition(plan, NOW, who, form_id).id)
    assert made[0] == made[1]
    assert len(set(made)) == 5
    with transaction():
        later = offer.plan_edition(plan, NOW + timedelta(days=2), cast.coordinator.id, "a")
    assert later.id not in made


def test_a_plan_made_from_an_older_one_is_refused_and_the_same_again_is_not(app: Flask) -> None:
    edition = make_edition()
    loaded = plan_digest(edition)
    register(edition, 1)
    plan = plan_of(edition, meetings=moved(edition, hours=1))
    for expected in (loaded, loaded, None):
        with transaction():
            offer.change_edition(edition.id, plan, NOW, expected=expected)
    assert len(mails("meeting_changed")) == 1
    with pytest.raises(RuleBroken) as refused, transaction():
        offer.change_edition(edition.id, replace(plan, place="Elders"), NOW, expected=loaded)
    assert refused.value.code is Code.PLAN_CHANGED
    assert edition.place == "Zaal De Brug"
    with transaction():
        newest = plan_digest(edition)
        offer.change_edition(edition.id, replace(plan, place="Elders"), NOW, expected=newest)
    assert edition.place == "Elders"


def test_what_ended_is_not_changed(app: Flask) -> None:
    edition = make_edition()
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    with pytest.raises(RuleBroken) as refused:
        replan(edition, plan_of(edition, capacity=20))
    assert refused.value.code is Code.EDITION_ENDED
    with pytest.raises(LookupError), transaction():
        offer.change_edition(4711, plan_of(edition), NOW)


def test_a_change_that_fails_tells_nobody_and_the_next_update_is_the_first(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(training=make_training(), trainers=(cast.trainer,))
    register(edition)
    plan = plan_of(edition, meetings=moved(edition, hours=1))

    def change_and_fail() -> None:
        offer.change_edition(edition.id, plan, NOW)
        assert len(mails("meeting_changed")) == 1
        raise ConnectionError("the disk is gone")

    with pytest.raises(ConnectionError), transaction():
        change_and_fail()
    db.session.expire_all()
    assert (edition.meetings[0].starts_at, mails("meeting_changed")) == (
        moment("2027-03-29 09:30"),
        [],
    )
    replan(edition, plan)
    assert entry(mails("meeting_changed")[0]).sequence == 1


def test_a_decision_is_put_off_by_extending_not_in_the_plan(site: Flask) -> None:
    edition = make_edition(starts="2027-03-29 09:30")
    later = edition.decision_on + timedelta(days=3)
    with pytest.raises(RuleBroken) as refused:
        replan(edition, plan_of(edition, decision_on=later))
    assert refused.value.code is Code.EXTEND_INSTEAD
    earlier = edition.decision_on - timedelta(days=3)
    replan(edition, plan_of(edition, decision_on=earlier))
    assert edition.decision_on == earlier
    # Together with the meetings it moves along.
    moved_on = plan_of(edition, decision_on=later, meetings=moved(edition, days=7))
    replan(edition, moved_on)
    assert edition.decision_on == later
