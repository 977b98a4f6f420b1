"""Calendar links of one's own: made by a button, shown once, ended by another button."""

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.queries.calendars.staff_feed import feeds_of
from app.rules.calendars.staff_feed import FeedKind, may_have
from app.services.calendars import staff_feed
from app.web.access import Who, actor, enter
from app.web.account import bp
from app.web.addresses import absolute

if TYPE_CHECKING:
    from app.models import StaffFeed

_KINDS = {"sessies": FeedKind.OWN, "team": FeedKind.TEAM}


@bp.post("/werk/mijn-account/agenda/<any('sessies', 'team'):which>")
@enter(Who.STAFF)
def make_calendar(which: str) -> str:
    """Make a new calendar link and show it, this once; an earlier one stops working."""
    kind = _kind(which)
    with transaction():
        key = staff_feed.make(current_user._get_current_object(), kind, clock.now())
    address = absolute("feeds.staff_calendar", key=key)
    return render_template("security/calendar_link.html", address=address)


@bp.post("/werk/mijn-account/agenda/<any('sessies', 'team'):which>/stoppen")
@enter(Who.STAFF)
def stop_calendar(which: str) -> Response:
    """Let a calendar link work no more."""
    kind = _kind(which)
    with transaction():
        staff_feed.stop(current_user._get_current_object(), kind, clock.now())
    flash(_("Your calendar link no longer works. What your calendar read before stays there."))
    return redirect(url_for("account.mine", _anchor="calendar"), 303)


def _kind(which: str) -> FeedKind:
    kind = _KINDS[which]
    if not may_have(kind, actor()):
        abort(404)
    return kind


def standing() -> dict[str, "StaffFeed | None"]:
    """The calendars that go with the roles of who is signed in, by their part of the address.

    Each with the link that was made to it, if any.
    """
    made = feeds_of(current_user.id)
    return {slug: made.get(kind) for slug, kind in _KINDS.items() if may_have(kind, actor())}
