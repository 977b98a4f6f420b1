"""Loading what a page is about, and only for whom it concerns.

What somebody may not see does not exist for them: 404, not 403, so that ids tell nothing.
"""

from typing import TYPE_CHECKING

from flask import abort, session
from werkzeug.exceptions import NotFound

from app.extensions import clock, settings
from app.queries.offer import edition_by_id, is_public, meeting_by_id
from app.queries.registration import by_public_id, link_expires_at
from app.rules.access import attends_to, coordinates
from app.web.access import actor

if TYPE_CHECKING:
    from app.models import Edition, Meeting, Registration

_HELD = "registrations"
#: Registrations whose links one browser may hold; the cookie stays small.
_MOST_HELD = 30


class LinkNotHeld(NotFound):
    """This browser did not open the link of a registration, which may or may not exist."""


def public_edition(edition_id: int) -> "Edition":
    """An edition that visitors may know of."""
    edition = edition_by_id(edition_id)
    if edition is None or not is_public(edition):
        abort(404)
    return edition


def coordinated_edition(edition_id: int) -> "Edition":
    """An edition of a team that the coordinator works for."""
    edition = edition_by_id(edition_id)
    if edition is None or not coordinates(actor(), edition.team_id):
        abort(404)
    return edition


def attended_edition(edition_id: int) -> "Edition":
    """An edition whose attendance and evaluation concern this trainer or coordinator."""
    edition = edition_by_id(edition_id)
    if edition is None or not _attends(edition):
        abort(404)
    return edition


def attended_meeting(meeting_id: int) -> "Meeting":
    """A meeting of such an edition."""
    meeting = meeting_by_id(meeting_id)
    if meeting is None or not _attends(meeting.edition):
        abort(404)
    return meeting


def _attends(edition: "Edition") -> bool:
    trainer_ids = frozenset(trainer.id for trainer in edition.trainers)
    return attends_to(actor(), edition.team_id, trainer_ids)


def hold(registration: "Registration") -> None:
    """Remember, in the signed cookie of this browser, that it opened the link of a registration.

    The address of the page then holds no key, and nothing to leak in a log or a Referer.
    """
    held = {k: v for k, v in session.get(_HELD, {}).items() if k != registration.public_id}
    held[registration.public_id] = registration.link_version
    session[_HELD] = dict(list(held.items())[-_MOST_HELD:])


def holds(registration: "Registration") -> bool:
    """Whether this browser opened the link of a registration, and that link still works."""
    version: int | None = session.get(_HELD, {}).get(registration.public_id)
    return version == registration.link_version


def held_before(public_id: str) -> "Registration | None":
    """The registration that this browser held until its address changed a moment ago."""
    version = session.get(_HELD, {}).get(public_id)
    registration = None if version is None else by_public_id(public_id)
    if registration is None or version != registration.link_version - 1:
        return None
    return registration


def held_registration(public_id: str) -> "Registration":
    """The registration whose link this browser opened; 410 when it expired.

    For any other it raises LinkNotHeld, a 404 with a page that tells how to get the link.
    """
    # Only what this browser holds is looked up: a database refuses some characters outright.
    opened = public_id in session.get(_HELD, {})
    registration = by_public_id(public_id) if opened else None
    if registration is None or not holds(registration):
        raise LinkNotHeld
    if clock.now() >= link_expires_at(registration, settings().link_valid_days):
        abort(410)
    return registration
