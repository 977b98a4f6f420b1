"""Whether somebody may be mailed about new trainings."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import HistoryEntry
from app.queries.telling.news import latest_under, news_since
from app.services.history import Action
from app.services.telling.news import agree_to_news, stop_news
from tests.factories.offer import make_edition, register
from tests.support.time import NOW

LATER = NOW + timedelta(days=1)


def test_it_is_turned_on_and_off_for_an_address_once_each(app: Flask) -> None:
    (one,) = register(make_edition(), email="an@school.example")
    (other,) = register(make_edition(starts="2027-04-12 09:30"), email="AN@school.example")
    (stranger,) = register(make_edition())
    key = one.email_key
    assert (news_since(key), latest_under(key)) == (None, other)
    with transaction():
        other.news_at = NOW
    for _ in range(2):
        with transaction():
            agree_to_news(one, LATER)
    # What was agreed to before keeps its day.
    assert (one.news_at, other.news_at, news_since(key)) == (LATER, NOW, NOW)
    for _ in range(2):
        with transaction():
            stop_news(one, LATER)
    assert (one.news_at, other.news_at, news_since(key)) == (None, None, None)
    assert stranger.news_at is None
    said = db.session.scalars(
        select(HistoryEntry.action)
        .where(HistoryEntry.action.in_((Action.NEWS_AGREED, Action.NEWS_STOPPED)))
        .order_by(HistoryEntry.id)
    ).all()
    assert said == [Action.NEWS_AGREED, Action.NEWS_STOPPED]


def test_an_unknown_address_agreed_to_nothing(app: Flask) -> None:
    assert (news_since("niemand@school.example"), latest_under("niemand@school.example")) == (
        None,
        None,
    )
