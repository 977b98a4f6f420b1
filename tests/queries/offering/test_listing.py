"""Pages of the public offer, narrowed down, on both engines."""

from dataclasses import replace
from datetime import date, timedelta

from flask import Flask

from app.extensions import transaction
from app.models import Edition
from app.queries.offering.listing import Page, Wanted, coming_ids, editions_page, trainings_page
from app.rules.states import CancelReason, EditionState, Format
from app.services.deciding import minimum
from tests.factories.cast import Cast
from tests.factories.held import hold_edition
from tests.factories.offer import make_edition, make_training
from tests.support.planning import plan_of, replan
from tests.support.statements import counted
from tests.support.time import NOW

FIRST = Page(1, 25)


def found(wanted: Wanted, page: Page = FIRST) -> list[int]:
    return [card.edition.id for card in editions_page(wanted, page, NOW)[0]]


def test_a_page_of_the_coming_offer_soonest_first(app: Flask, cast: Cast) -> None:
    ids = [
        make_edition(starts=f"2027-04-{day:02} 09:30", team=cast.antwerp).id for day in (3, 2, 1)
    ]
    make_edition(publish=False)
    assert found(Wanted()) == ids[::-1]
    shown, total = editions_page(Wanted(), Page(2, 2), NOW)
    assert ([card.edition.id for card in shown], total) == ([ids[0]], 3)
    assert editions_page(Wanted(), Page(3, 2), NOW) == ([], 3)


def test_each_filter_leaves_what_it_names(app: Flask, cast: Cast) -> None:
    other = make_training("Andere vorming", "Andere", themes=("Opvoeding",))
    live = make_edition(starts="2027-04-01 09:30", team=cast.antwerp)
    online = make_edition(
        starts="2027-04-02 09:30", team=cast.limburg, format_=Format.WEBINAR, training=other
    )
    theme = other.themes[0].id
    assert found(Wanted(format=Format.LIVE)) == [live.id]
    assert found(Wanted(format=Format.WEBINAR)) == [online.id]
    assert found(Wanted(team_id=cast.limburg.id)) == [online.id]
    assert found(Wanted(theme_id=theme)) == [online.id]
    assert found(Wanted(training_id=other.id)) == [online.id]
    assert found(Wanted(team_id=cast.antwerp.id, theme_id=theme)) == []


def test_a_meeting_of_the_other_format_counts(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",))
    first, second = plan_of(edition).meetings
    replan(edition, plan_of(edition, meetings=[first, replace(second, format=Format.WEBINAR)]))
    assert found(Wanted(format=Format.WEBINAR)) == [edition.id]
    assert found(Wanted(format=Format.LIVE)) == [edition.id]


def test_days_are_those_of_brussels(app: Flask) -> None:
    # half past midnight in Brussels is the day before in UTC
    edition = make_edition(starts="2027-04-01 00:30")
    day = date(2027, 4, 1)
    assert found(Wanted(first=day, last=day)) == [edition.id]
    assert found(Wanted(last=day - timedelta(days=1))) == []
    assert found(Wanted(first=day + timedelta(days=1))) == []


def test_what_is_over_is_found_from_a_day_on_only(app: Flask) -> None:
    held = hold_edition(1)
    later = NOW + timedelta(days=60)
    assert editions_page(Wanted(), FIRST, later) == ([], 0)
    (shown,), total = editions_page(Wanted(first=date(2027, 1, 1)), FIRST, later)
    assert (shown.edition.id, total) == (held.id, 1)


def test_states_of_the_offer(app: Flask) -> None:
    gone = make_edition(starts="2027-04-01 09:30")
    stays = make_edition(starts="2027-04-02 09:30")
    with transaction():
        minimum.cancel(gone.id, CancelReason.TOO_FEW, "", NOW, None)
    assert found(Wanted()) == [gone.id, stays.id]
    assert found(Wanted(states=(EditionState.CANCELLED,))) == [gone.id]
    assert found(Wanted(states=(EditionState.PUBLISHED,))) == [stays.id]


def test_trainings_with_their_coming_editions(app: Flask) -> None:
    first, second = make_training("Aaa", "A"), make_training("Bbb", "B")
    edition = make_edition(training=second)
    make_edition(training=second, publish=False)
    shown, total = trainings_page(Page(1, 1))
    assert ([training.id for training in shown], total) == ([first.id], 2)
    assert coming_ids([first.id, second.id], NOW) == {first.id: [], second.id: [edition.id]}


def test_many_editions_ask_no_more_than_one(app: Flask) -> None:
    asked = []
    for number in range(3):
        make_edition(
            starts=f"2027-04-{number + 1:02} 09:30", training=make_training(f"V{number}", "V")
        )
        with counted() as statements:
            for card in editions_page(Wanted(), FIRST, NOW)[0]:
                _read(card.edition)
        asked.append(len(statements))
    assert asked[0] == asked[2]


def _read(edition: Edition) -> None:
    assert edition.team.name
    assert [meeting.where for meeting in edition.meetings]
    assert [theme.name for theme in edition.training.themes]
