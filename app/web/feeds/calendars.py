"""Calendars to subscribe to: the whole offer, one theme of it, one team or one format."""

from collections.abc import Callable

from flask import Response, abort
from flask_babel import gettext as _

from app.extensions import clock
from app.queries.offering.offer import EditionCard, coming, teams, themes
from app.rules.states import Format
from app.services.calendars import public_feed
from app.web.access import Who, enter
from app.web.answers import CALENDAR, machine_answer
from app.web.feeds import bp
from app.web.public.filters import formats


@bp.get("/aanbod.ics")
@enter(Who.EVERYBODY)
def calendar() -> Response:
    """All meetings of the coming offer."""
    return _calendar("", lambda _card: True)


@bp.get("/aanbod/thema/<int:theme_id>-<slug>.ics")
@enter(Who.EVERYBODY)
def theme_calendar(theme_id: int, slug: str) -> Response:
    """Those about one theme; the words in the address are for people only."""
    name = next((theme.name for theme in themes() if theme.id == theme_id), None)
    if name is None:
        abort(404)
    return _calendar(
        name, lambda card: any(theme.id == theme_id for theme in card.edition.training.themes)
    )


@bp.get("/aanbod/vorm/<any('live', 'webinar'):format_name>.ics")
@enter(Who.EVERYBODY)
def format_calendar(format_name: str) -> Response:
    """Those with a meeting that is live, or online."""
    return _calendar(
        formats()[Format(format_name)],
        lambda card: any(m.actual_format == format_name for m in card.edition.meetings),
    )


@bp.get("/aanbod/regio/<int:team_id>-<slug>.ics")
@enter(Who.EVERYBODY)
def team_calendar(team_id: int, slug: str) -> Response:
    """Those of one team; the words in the address are for people only."""
    name = next((team.name for team in teams() if team.id == team_id), None)
    if name is None:
        abort(404)
    return _calendar(name, lambda card: team_id in card.edition.team_ids)


def _calendar(about: str, wanted: Callable[[EditionCard], bool]) -> Response:
    editions = [card.edition for card in coming(clock.now()) if wanted(card)]
    octets = public_feed.calendar(editions, public_feed.calendar_name(about), _("Cancelled"))
    return machine_answer(octets, CALENDAR)
