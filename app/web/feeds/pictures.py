"""Pictures for shared links (Open Graph), drawn on demand and kept in memory."""

from collections.abc import Sequence

from flask import Response, abort, g
from flask_babel import gettext as _

from app.extensions import clock, settings
from app.formats import date_medium, title_parts
from app.queries.offering.offer import EditionCard, card, coming, training_by_slug
from app.rules.registering.address import address_parts
from app.rules.states import EditionState, Format
from app.web.access import Who, enter
from app.web.answers import machine_answer
from app.web.feeds import bp
from app.web.language import LANGUAGES
from app.web.loading import public_edition

#: Dates that a picture has room for.
_MOST_DATES = 3


@bp.get("/og/aanbod.png")
@enter(Who.EVERYBODY)
def offer_picture() -> Response:
    """The whole offer."""
    g.language = LANGUAGES[0]
    return _picture(_("Trainings that are open to everybody"))


@bp.get("/og/vorming/<slug>.png")
@enter(Who.EVERYBODY)
def training_picture(slug: str) -> Response:
    """A training, with its first dates."""
    g.language = LANGUAGES[0]
    # A database refuses some characters outright; no slug has any but these.
    training = training_by_slug(slug) if slug.isascii() and slug.isprintable() else None
    if training is None:
        abort(404)
    cards = [c for c in coming(clock.now(), training.id) if not _cancelled(c)]
    return _picture(training.title, [_line(c) for c in cards[:_MOST_DATES]])


@bp.get("/og/editie/<int:edition_id>.png")
@enter(Who.EVERYBODY)
def edition_picture(edition_id: int) -> Response:
    """One edition: its date, and where."""
    g.language = LANGUAGES[0]
    shown = card(public_edition(edition_id), clock.now())
    return _picture(shown.edition.training.title, [_line(shown)])


def _cancelled(shown: EditionCard) -> bool:
    return shown.edition.state is EditionState.CANCELLED


def _line(shown: EditionCard) -> str:
    edition = shown.edition
    day = date_medium(shown.first_on, g.language)
    if _cancelled(shown):
        return _("Cancelled: %(title)s", title=day)
    if {meeting.actual_format for meeting in edition.meetings} == {Format.WEBINAR}:
        place = _("online")
    else:
        place = address_parts(edition.address).city or edition.team.name
    return f"{day}, {place}"


def _picture(title: str, lines: Sequence[str] = ()) -> Response:
    # Here, for it brings Pillow, and most web processes never draw.
    from app.web.feeds.drawing import Poster, draw

    head, subtitle = title_parts(title)
    file = draw(Poster(head, settings().organisation_name, tuple(lines), subtitle or ""))
    return machine_answer(file, "image/png")
