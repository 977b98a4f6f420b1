"""The catalogue: the coming editions by month, and a filter."""

from collections.abc import Sequence
from itertools import groupby

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import clock
from app.formats import month_name
from app.queries import search
from app.queries.offer import EditionCard, coming
from app.web.access import Who, enter
from app.web.language import current_language
from app.web.public import bp, filters
from app.web.public.kept import kept
from app.web.public.rows import row
from app.web.rendering import render


@bp.get("/")
@enter(Who.EVERYBODY)
@kept
def catalogue() -> str:
    """The offer, or the part of it that the visitor asked for."""
    now = clock.now()
    cards = coming(now)
    offered = filters.options(cards, request.args)
    asked = filters.chosen(request.args, offered)
    by_text = search.matching(asked["q"]) if "q" in asked else set[int]()
    found = filters.matching(cards, asked, by_text)
    rows = [row(card, now) for card in found]
    months = [list(group) for _month, group in groupby(rows, lambda r: r.first_date.replace(day=1))]
    return render(
        "public/catalogue.html",
        asked=asked,
        asked_words=filters.in_words(asked, offered),
        options=offered,
        months=months,
        number=ngettext("%(num)s training", "%(num)s trainings", len(found)),
        period=_period(found),
        ways_on=filters.ways_on(cards, asked, by_text) if asked and not found else [],
    )


def _period(cards: Sequence[EditionCard]) -> str:
    if not cards:
        return ""
    days, language = [card.first_on for card in cards], current_language()
    first, last = days[0], days[-1]
    until = f"{month_name(last, language)} {last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return _(", in %(month)s", month=until)
    start = month_name(first, language)
    if first.year != last.year:
        start = f"{start} {first.year}"
    return _(", from %(first)s to %(last)s", first=start, last=until)
