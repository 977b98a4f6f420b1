"""The pages that search engines should know, with the day of their last change."""

from collections.abc import Iterator
from datetime import datetime
from xml.sax.saxutils import escape  # nosec B406  # writes only

from flask import Response

from app.extensions import clock
from app.queries.offering.offer import coming, trainings
from app.rules.workdays import local_date
from app.services.registering.changes import changes, training_changed_at
from app.web.access import Who, enter
from app.web.addresses import absolute
from app.web.answers import machine_answer
from app.web.feeds import bp

_STATEMENTS = ("public.accessibility", "public.privacy", "feeds.follow")


@bp.get("/sitemap.xml")
@enter(Who.EVERYBODY)
def sitemap() -> Response:
    """By the protocol of sitemaps.org; languages have no addresses of their own."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *(_line(address, changed) for address, changed in _pages()),
        "</urlset>",
        "",
    ]
    return machine_answer("\n".join(lines).encode(), "application/xml; charset=utf-8")


def _pages() -> Iterator[tuple[str, datetime | None]]:
    editions = [card.edition for card in coming(clock.now())]
    changed = changes(editions)
    yield absolute("public.catalogue"), None
    for training in (known for known in trainings() if known.published):
        # Its page shows its editions too.
        newest = [changed[e.id].at for e in editions if e.training_id == training.id]
        moment = max((training_changed_at(training), *newest))
        yield absolute("public.training", slug=training.slug), moment
    for edition in editions:
        yield absolute("public.edition", edition_id=edition.id), changed[edition.id].at
    for endpoint in _STATEMENTS:
        yield absolute(endpoint), None


def _line(address: str, changed: datetime | None) -> str:
    day = f"<lastmod>{local_date(changed)}</lastmod>" if changed else ""
    return f"<url><loc>{escape(address)}</loc>{day}</url>"
