"""The offer as an Atom feed (RFC 4287): one entry an edition."""

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import Response, g
from flask_babel import gettext as _

from app.extensions import clock, settings
from app.formats import date_medium, when
from app.queries.offering.offer import EditionCard, coming
from app.rules.states import EditionState, Format
from app.services.calendars import public_feed
from app.services.registering.changes import changes
from app.web.access import Who, enter
from app.web.addresses import absolute
from app.web.answers import machine_answer
from app.web.feeds import bp
from app.web.language import LANGUAGES

if TYPE_CHECKING:
    from app.models import Meeting

#: XML 1.0 has no way to write these (section 2.2).
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: What the feed of an offer without any edition was last changed at: it must say a moment.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@bp.get("/aanbod.atom")
@enter(Who.EVERYBODY)
def atom() -> Response:
    """The coming editions, soonest first, in Dutch; an entry is newer when its facts are."""
    # Here, for it brings lxml, and most web processes never write a feed.
    from feedgen.feed import FeedGenerator

    g.language = LANGUAGES[0]
    cards = coming(clock.now())
    changed = changes([card.edition for card in cards])
    chosen, address = settings(), absolute("feeds.atom")
    generator = FeedGenerator()
    generator.id(address)
    generator.title(_text(chosen.organisation_name))
    generator.author(name=_text(chosen.organisation_name), email=chosen.organisation_email)
    generator.language(g.language)
    generator.generator("Open Aanbod")
    generator.link(href=address, rel="self", type="application/atom+xml")
    generator.link(href=absolute("public.catalogue"), rel="alternate", type="text/html")
    generator.updated(max((change.at for change in changed.values()), default=_NEVER))
    for card in cards:
        edition = card.edition
        entry = generator.add_entry(order="append")
        entry.id(public_feed.public_id(edition).urn)
        entry.title(_text(_title(card)))
        entry.updated(changed[edition.id].at)
        entry.published(edition.published_at or edition.created_at)
        entry.link(href=absolute("public.edition", edition_id=edition.id), rel="alternate")
        entry.category([{"term": _text(theme.name)} for theme in edition.training.themes])
        entry.summary(_text(_summary(card)))
    return machine_answer(generator.atom_str(pretty=True), "application/atom+xml; charset=utf-8")


def _title(card: EditionCard) -> str:
    title = f"{card.edition.training.title}, {date_medium(card.first_on, g.language)}"
    if card.edition.state is EditionState.CANCELLED:
        return _("Cancelled: %(title)s", title=title)
    return title


def _summary(card: EditionCard) -> str:
    return "\n".join((card.edition.training.summary, *map(_line, card.edition.meetings)))


def _line(meeting: "Meeting") -> str:
    online = meeting.actual_format is Format.WEBINAR
    place = _("online") if online else meeting.where
    moment = when(meeting.starts_at, meeting.ends_at, g.language)
    return f"{moment}: {place}" if place else moment


def _text(text: str) -> str:
    return _NOT_IN_XML.sub("", text)
