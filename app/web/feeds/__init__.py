"""The offer for other programs and other sites: calendars, feeds, pictures, an embeddable list."""

from flask import Blueprint

bp = Blueprint("feeds", __name__)

from app.web.feeds import (  # noqa: E402  # they need bp
    atom,
    calendars,
    embed,
    pictures,
    sitemap,
    staff_calendars,
)

__all__ = [
    "atom",
    "bp",
    "calendars",
    "embed",
    "pictures",
    "sitemap",
    "staff_calendars",
]
