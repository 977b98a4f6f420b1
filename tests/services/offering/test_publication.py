"""A draft is published at its moment: once, as by hand, or not at all when it is too late."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, HistoryEntry
from app.queries.offering.planning import due_publications
from app.rules.errors import Code, RuleBroken
from app.rules.states import EditionState
from app.services import schedule
from app.services.offering import offer, publication
from tests.factories.offer import make_edition
from tests.support.planning import moved_on, plan_of, replan
from tests.support.time import NOW, moment

AT = moment("2027-03-08 09:00")


def planned(at: datetime = AT) -> Edition:
    edition = make_edition(publish=False)
    with transaction():
        publication.publish_later(edition.id, at, NOW)
    return edition


def due(now: datetime) -> list[str]:
    return [line for line in schedule.run(now, transaction) if "publish" in line]


def actions(edition: Edition) -> list[str]:
    statement = select(HistoryEntry.action).where(HistoryEntry.edition_id == edition.id)
    return list(db.session.scalars(statement.order_by(HistoryEntry.id)))


def test_the_schedule_publishes_it_then_and_once(app: Flask) -> None:
    edition = planned()
    assert due(AT - timedelta(seconds=1)) == []
    assert due(AT) == [f"published: edition {edition.id}"]
    assert due(AT + timedelta(minutes=1)) == []
    assert (edition.state, edition.published_at, edition.publish_at) == (
        EditionState.PUBLISHED,
        AT,
        None,
    )
    assert actions(edition) == ["edition_planned", "publication_planned", "edition_published"]


def test_published_by_hand_before_it_is_not_published_again(app: Flask) -> None:
    edition = planned()
    with transaction():
        offer.publish(edition.id, NOW)
    assert (edition.publish_at, due(AT)) == (None, [])
    with transaction():
        assert publication.publish_due(edition.id, AT) is None
    for verb in (
        lambda: publication.publish_later(edition.id, AT, NOW),
        lambda: publication.keep_draft(edition.id, NOW),
    ):
        with pytest.raises(RuleBroken) as refused, transaction():
            verb()
        assert refused.value.code is Code.ALREADY_PUBLISHED


def test_a_moment_can_be_changed_and_taken_back(app: Flask) -> None:
    edition = planned()
    for at in (AT + timedelta(days=1), AT + timedelta(days=1)):
        with transaction():
            publication.publish_later(edition.id, at, NOW)
    assert due(AT) == []
    for _click in range(2):
        with transaction():
            publication.keep_draft(edition.id, NOW)
    assert due(AT + timedelta(days=2)) == []
    assert edition.state is EditionState.DRAFT
    assert actions(edition) == [
        "edition_planned",
        "publication_planned",
        "publication_planned",
        "publication_stopped",
    ]


def test_too_late_it_stays_a_draft_and_the_desk_hears_of_it_once(app: Flask) -> None:
    edition = planned()
    late = edition.closes_at
    assert due(late) == [f"too late to publish: edition {edition.id}"]
    assert due(late + timedelta(minutes=1)) == []
    assert (edition.state, edition.publish_at, edition.publish_missed_at) == (
        EditionState.DRAFT,
        None,
        late,
    )
    assert actions(edition)[-1] == "publication_missed"
    replan(edition, plan_of(edition, capacity=20), late)
    assert edition.publish_missed_at == late
    by_itself = {"closes_at": None, "decision_on": None}
    plan = plan_of(edition, meetings=moved_on(edition, timedelta(weeks=9)).meetings, **by_itself)
    replan(edition, plan, late)
    assert edition.publish_missed_at is None
    assert due(late + timedelta(days=1)) == []


def test_a_missed_moment_is_forgotten_on_request(app: Flask) -> None:
    edition = planned()
    due(edition.closes_at)
    with transaction():
        publication.keep_draft(edition.id, edition.closes_at)
    assert edition.publish_missed_at is None


def test_the_days_do_not_move_before_the_moment(app: Flask) -> None:
    edition = planned(moment("2027-03-27 09:00"))
    earlier = moved_on(edition, timedelta(days=-7))
    with pytest.raises(RuleBroken) as refused:
        replan(
            edition, plan_of(edition, meetings=earlier.meetings, closes_at=None, decision_on=None)
        )
    assert refused.value.code is Code.PUBLISH_TOO_LATE
    assert due_publications(moment("2027-03-27 09:00")) == [edition.id]
