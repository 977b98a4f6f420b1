"""Copying editions to new dates, all or none."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db, transaction
from app.models import Edition, HistoryEntry, Message
from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason, EditionState, Format, QuestionKind
from app.services.deciding import minimum
from app.services.offering import offer, question
from app.services.offering.copying import Copy, copy_editions
from app.services.offering.question import QuestionPlan
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.planning import plan_of, replan
from tests.support.time import NOW, moment


def copied(*copies: Copy, form_id: str = "", now: datetime = NOW) -> list[Edition]:
    with transaction():
        return copy_editions(copies, now, None, form_id)


def test_all_but_the_days_comes_along(app: Flask, cast: Cast) -> None:
    source = make_edition(
        starts="2027-04-06 09:30",
        more_starts=("2027-04-13 13:00",),
        capacity=12,
        minimum=5,
        minimum_reason="Een kleine groep past hier.",
        decision_on=date(2027, 3, 30),
        trainers=(cast.trainer, cast.other_trainer),
        price_cents=9500,
        prices={"CLB": 4500},
        meal=True,
        join_url="https://webinar.example.com/j/1",
        co_organisers=("Atlas",),
    )
    with transaction():
        for label in ("Eerste vraag", "Tweede vraag"):
            question.add(source.id, QuestionPlan(QuestionKind.TEXT, label), NOW)
        cast.other_trainer.active = False
    # In summer and in winter the hours of the clock are the same.
    (draft,) = copied(Copy(source.id, [date(2028, 1, 11), date(2028, 4, 4)]))
    assert draft.state is EditionState.DRAFT
    expected = plan_of(
        source,
        meetings=plan_of(draft).meetings,
        trainer_ids=(cast.trainer.id,),
        join_url="",
        decision_on=date(2027, 12, 28),
        opens_at=NOW,
        closes_at=moment("2028-01-10 09:30"),
    )
    assert plan_of(draft) == expected
    assert [(m.starts_at, m.ends_at) for m in draft.meetings] == [
        (moment("2028-01-11 09:30"), moment("2028-01-11 12:30")),
        (moment("2028-04-04 13:00"), moment("2028-04-04 16:00")),
    ]
    assert [q.label for q in draft.questions] == ["Eerste vraag", "Tweede vraag"]
    planned = db.session.scalars(
        select(HistoryEntry).where(
            HistoryEntry.edition_id == draft.id, HistoryEntry.action == "edition_planned"
        )
    ).one()
    assert planned.facts == {"taken_from": "2027-04-06"}


def test_what_a_meeting_has_of_its_own_comes_along_but_its_link(app: Flask) -> None:
    source = make_edition(starts="2027-04-06 22:30", hours=3)
    (meeting,) = plan_of(source).meetings
    own = type(meeting)(
        meeting.starts_at,
        meeting.ends_at,
        "Nacht",
        Format.WEBINAR,
        "Elders",
        "Kaai 1",
        "https://webinar.example.com/j/1",
        3,
        meeting.id,
    )
    replan(source, plan_of(source, meetings=[own]))
    (draft,) = copied(Copy(source.id, [date(2028, 4, 4)]))
    (made,) = plan_of(draft).meetings
    assert (made.title, made.format, made.place, made.address) == (
        "Nacht",
        Format.WEBINAR,
        "Elders",
        "Kaai 1",
    )
    assert (made.join_url, made.half_days_correction) == ("", 3)
    assert (made.starts_at, made.ends_at) == (
        moment("2028-04-04 22:30"),
        moment("2028-04-05 01:30"),
    )


def test_a_season_is_copied_whole_or_not_at_all(app: Flask) -> None:
    editions = [
        make_edition(training=make_training(name, name), starts=f"2027-04-{day:02} 09:30")
        for name, day in (("Taal", 5), ("Rouw", 6), ("Spel", 7))
    ]
    year = timedelta(weeks=52)
    copies = [Copy(e.id, [e.first_meeting.starts_at.date() + year]) for e in editions]
    number = db.session.scalar(select(func.count(Edition.id)))
    late = Copy(editions[1].id, [NOW.date()])
    with pytest.raises(RuleBroken) as refused:
        copied(copies[0], late, copies[2])
    assert refused.value.field == f"edition_{editions[1].id}"
    assert refused.value.code is Code.WINDOW_TOO_LATE
    db.session.rollback()
    assert db.session.scalar(select(func.count(Edition.id))) == number
    drafts = copied(*reversed(copies), form_id="abc")
    assert [draft.training.title for draft in drafts] == ["Taal", "Rouw", "Spel"]
    later = NOW + timedelta(seconds=1)
    again = copied(*copies, form_id="abc", now=later)
    assert [draft.id for draft in again] == [draft.id for draft in drafts]
    assert db.session.scalar(select(func.count(Edition.id))) == (number or 0) + 3


def test_days_for_each_meeting_are_needed(app: Flask) -> None:
    source = make_edition(more_starts=("2027-04-05 09:30",))
    with pytest.raises(ValueError, match="argument"):
        copied(Copy(source.id, [date(2028, 4, 4)]))


def test_a_cancelled_edition_is_planned_anew(app: Flask) -> None:
    cancelled, other = make_edition(), make_edition(starts="2027-04-20 09:30")
    register(cancelled, 1)
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TRAINER_ILL, "", NOW, None)
    anew, copy = copied(
        Copy(cancelled.id, [date(2027, 5, 10)]), Copy(other.id, [date(2028, 4, 18)])
    )
    assert (anew.replaces_id, copy.replaces_id) == (cancelled.id, None)
    with transaction():
        offer.publish(anew.id, NOW)
    kinds = db.session.scalars(select(Message.kind).where(Message.edition_id == anew.id)).all()
    assert kinds == ["planned_anew"]
