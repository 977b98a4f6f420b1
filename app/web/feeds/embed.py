"""The offer on another site: a list for an iframe, and the page that tells how to follow us."""

from collections.abc import Collection
from itertools import groupby
from urllib.parse import urlencode

from flask import g, make_response, render_template, request
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.extensions import clock, settings
from app.queries.offering.offer import coming, teams, themes
from app.services.offering.offer import slugify
from app.web.access import Who, enter
from app.web.addresses import absolute
from app.web.feeds import bp
from app.web.headers import in_any_frame
from app.web.language import LANGUAGES
from app.web.public.filters import formats
from app.web.public.rows import row

#: How many dates a list holds when nothing is asked, and at most.
STANDARD, MOST = 10, 50


@bp.get("/insluiten/lijst")
@enter(Who.EVERYBODY)
def embedded_list() -> Response:
    """The coming dates, by theme (`thema`), team (`regio`), number (`aantal`), language (`taal`).

    What cannot be asked for asks for nothing: the page stands on a site whose visitors can change
    nothing about it.
    """
    asked = _asked(request.args)
    # The visitor of another site chose no language with us, and sends us no cookie.
    g.language = asked.get("taal", LANGUAGES[0])
    now = clock.now()
    found = [
        card
        for card in coming(now)
        if _is_of(asked.get("regio"), card.edition.team_ids)
        and _is_of(asked.get("thema"), [theme.id for theme in card.edition.training.themes])
    ]
    shown = found[: int(asked.get("aantal", STANDARD))]
    rows = [row(card, now) for card in shown]
    months = [list(group) for _month, group in groupby(rows, lambda r: r.first_date.replace(day=1))]
    filters = {name: asked[name] for name in ("thema", "regio") if name in asked}
    page = render_template(
        "embed/list.html",
        months=months,
        left=len(found) - len(shown),
        more_href=absolute("public.catalogue", **filters),
    )
    return in_any_frame(make_response(page))


@bp.get("/insluiten")
@enter(Who.EVERYBODY)
def follow() -> str:
    """How to follow the offer: calendars, the feed, and the line for an own site."""
    asked = _asked(request.args)
    all_themes, all_teams = themes(), [team for team in teams() if not team.retired]
    address = absolute("feeds.embedded_list")
    if asked:
        address += f"?{urlencode(asked)}"
    return render_template(
        "embed/follow.html",
        asked=asked,
        themes=[(theme.id, theme.name) for theme in all_themes],
        teams=[(team.id, team.name) for team in all_teams],
        formats=[
            (absolute("feeds.format_calendar", format_name=one.value), words)
            for one, words in formats().items()
        ],
        calendars=[
            *(
                (absolute("feeds.theme_calendar", theme_id=t.id, slug=slugify(t.name)), t.name)
                for t in all_themes
            ),
            *(
                (absolute("feeds.team_calendar", team_id=t.id, slug=slugify(t.name)), t.name)
                for t in all_teams
            ),
        ],
        line=_line(address),
        list_href=address,
        most=MOST,
        most_standard=STANDARD,
    )


def _line(address: str) -> str:
    """The HTML that somebody copies; it is shown as text, so the page escapes it once more."""
    frame = Markup('<iframe src="{}" title="{}" width="100%" height="700" loading="lazy"></iframe>')
    return str(frame.format(address, settings().organisation_name))


def _asked(arguments: MultiDict[str, str]) -> dict[str, str]:
    asked = {name: arguments.get(name, "") for name in ("thema", "regio", "aantal")}
    known = {name: value for name, value in asked.items() if _is_number(value)}
    if "aantal" in known:
        known["aantal"] = str(min(max(int(known["aantal"]), 1), MOST))
    if arguments.get("taal") in LANGUAGES:
        known["taal"] = arguments["taal"]
    return known


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) < 10


def _is_of(wanted: str | None, ids: Collection[int]) -> bool:
    return wanted is None or int(wanted) in ids
