"""The catalogue: the coming editions by month, the trainings without a date, and a filter."""

from collections.abc import Sequence
from itertools import groupby

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.extensions import clock, settings
from app.formats import month_name
from app.queries.offering import search
from app.queries.offering.offer import EditionCard, Offer, whole_offer
from app.rules.states import EditionState
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
    offer = whole_offer(now)
    offered = filters.options(offer, request.args)
    asked = filters.chosen(request.args, offered)
    by_text = search.find(asked["q"], offer.dateless) if "q" in asked else search.Found()
    found = filters.matching(offer, asked, by_text)
    nothing = not (found.cards or found.dateless)
    rows = [row(card, now) for card in found.cards]
    months = [list(group) for _month, group in groupby(rows, lambda r: r.first_date.replace(day=1))]
    return render(
        "public/catalogue.html",
        asked=asked,
        asked_words=filters.in_words(asked, offered),
        options=offered,
        unknown=filters.unknown(request.args, offered),
        minimum=settings().minimum_registrations,
        months=months,
        dateless=found.dateless,
        counted=_counted(found),
        period=_period(found.cards),
        ways_on=filters.ways_on(offer, asked, by_text) if asked and nothing else [],
    )


@bp.get("/vormingen", strict_slashes=False)
@enter(Who.EVERYBODY)
def catalogue_by_guess() -> Response:
    """Who shortens the address of a training looks for all of them."""
    return redirect(url_for("public.catalogue"), 301)


@bp.get("/favicon.ico")
@enter(Who.EVERYBODY)
def icon() -> Response:
    """Browsers and readers of feeds ask for it without looking at a page."""
    return redirect(url_for("static", filename="favicon.svg"), 302)


def _counted(found: Offer) -> tuple[str, str]:
    """How many dates there are, and how much is shown besides; the first is what matters most."""
    cancelled = sum(card.edition.state is EditionState.CANCELLED for card in found.cards)
    dates = len(found.cards) - cancelled
    besides = []
    if cancelled:
        besides.append(ngettext("%(num)s cancelled", "%(num)s cancelled", cancelled))
    if found.dateless:
        dateless = len(found.dateless)
        besides.append(
            ngettext(
                "%(num)s training without a date", "%(num)s trainings without a date", dateless
            )
        )
    if found.cards or not found.dateless:
        besides.insert(0, ngettext("%(num)s date", "%(num)s dates", dates))
    first, *others = besides
    return first, "".join(f", {one}" for one in others)


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
