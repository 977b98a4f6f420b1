"""Loading what a page is about, and only for whom it concerns.

What somebody may not see does not exist for them: 404, not 403, so that ids tell nothing.
"""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from flask import abort, g, session
from werkzeug.exceptions import NotFound

from app.extensions import clock, settings
from app.queries.offering.offer import (
    edition_by_id,
    edition_with_questions,
    is_public,
    meeting_by_id,
)
from app.queries.registering import booking as bookings
from app.queries.registering import sign_in
from app.queries.registering.registration import by_public_id, link_expires_at
from app.rules.access import attends_to, coordinates
from app.rules.registering.sign_in import is_signed_in
from app.web.access import actor

if TYPE_CHECKING:
    from app.models import Booking, Edition, Meeting, Registration, SignIn

_HELD = "registrations"
#: Registrations whose links one browser may hold; the cookie stays small.
_MOST_HELD = 30
_SIGN_IN = "sign_in"
#: What was shown to somebody who signed in, without a link to it: no way in, see `held_before`.
_SHOWN = "shown"
_MOST_SHOWN = 5
_PUBLIC_ID = re.compile("[0-9a-f]{32}")


class LinkNotHeld(NotFound):
    """This browser did not open the link of a registration, which may or may not exist."""


#: No table has more rows; a larger number would not fit its key.
LARGEST_ID = 2**31 - 1


def as_id(text: str | None) -> int | None:
    """The id that a part of a question or a hidden field holds, None when it can be none."""
    if not text or not (text.isascii() and text.isdecimal() and len(text) <= 10):
        return None
    number = int(text)
    return number if 0 < number <= LARGEST_ID else None


def public_edition(edition_id: int) -> "Edition":
    """An edition that visitors may know of."""
    edition = edition_by_id(edition_id)
    if edition is None or not is_public(edition):
        abort(404)
    return edition


def coordinated_edition(edition_id: int) -> "Edition":
    """An edition of a team that the coordinator works for."""
    return _coordinated(edition_by_id(edition_id))


def edition_on_its_page(edition_id: int) -> "Edition":
    """The same for the parts of its page on the desk, a tab of which counts its questions."""
    return _coordinated(edition_with_questions(edition_id))


def coordinated_registration(edition_id: int, public_id: str) -> "Registration":
    """A registration of such an edition, whatever became of it."""
    edition = coordinated_edition(edition_id)
    found = by_public_id(public_id)
    if found is None or found.edition_id != edition.id:
        abort(404)
    return found


def _coordinated(edition: "Edition | None") -> "Edition":
    if edition is None or not coordinates(actor(), edition.team_id):
        abort(404)
    # The session lets go of what nobody holds, and would read it again.
    g.edition = edition
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


def hold(opened: "Registration | Booking") -> None:
    """Remember, in the signed cookie of this browser, what it opened the link of.

    The address of the page then holds no key, and nothing to leak in a log or a Referer.
    """
    held = {k: v for k, v in session.get(_HELD, {}).items() if k != opened.public_id}
    held[opened.public_id] = opened.link_version
    session[_HELD] = dict(list(held.items())[-_MOST_HELD:])


def sign_in_browser(public_id: str) -> None:
    """Remember, in the signed cookie of this browser, with which link it signed in."""
    session[_SIGN_IN] = public_id
    g.pop("signed_in", None)


def sign_out_browser() -> None:
    """Forget who signed in here, and every registration whose link was opened here."""
    for key in (_SIGN_IN, _HELD, _SHOWN):
        session.pop(key, None)
    g.pop("signed_in", None)


def signed_in() -> "SignIn | None":
    """Whose trainings this browser may show; asked of the database once each request.

    A sign-in that was ended on another device, or is over, counts for none.
    """
    if "signed_in" not in g:
        public_id = session.get(_SIGN_IN)
        found = sign_in.by_public_id(public_id) if public_id else None
        valid = found and is_signed_in(found.expires_at, found.ended_at, clock.now())
        g.signed_in = found if valid else None
    who: SignIn | None = g.signed_in
    return who


def _is_of_signed_in(asked: "Registration | Booking") -> bool:
    who = signed_in()
    return who is not None and who.email_key == asked.email_key


def _opened(asked: "Registration | Booking") -> bool:
    version: int | None = session.get(_HELD, {}).get(asked.public_id)
    return version == asked.link_version


def holds(asked: "Registration | Booking") -> bool:
    """Whether this browser may show a registration or a booking.

    It opened a link to it that still works, or somebody with its address is signed in.
    """
    return _opened(asked) or _is_of_signed_in(asked)


def held_before(public_id: str) -> "Registration | None":
    """The registration that this browser held or was shown until its address changed just now."""
    version = (session.get(_SHOWN, {}) | session.get(_HELD, {})).get(public_id)
    registration = None if version is None else by_public_id(public_id)
    if registration is None or version != registration.link_version - 1:
        return None
    return registration


def held_registration(public_id: str) -> "Registration":
    """The registration whose link this browser opened, or of the person who is signed in.

    410 when the link expired. For any other it raises LinkNotHeld, a 404 with a page that tells
    how to get the link.
    """
    registration = by_public_id(public_id) if _is_possible(public_id) else None
    if registration is None or not holds(registration):
        raise LinkNotHeld
    _check_link(registration, link_expires_at(registration, settings().link_valid_days))
    if not _opened(registration):
        _note_shown(registration)
    return registration


def _note_shown(registration: "Registration") -> None:
    shown = {k: v for k, v in session.get(_SHOWN, {}).items() if k != registration.public_id}
    shown[registration.public_id] = registration.link_version
    session[_SHOWN] = dict(list(shown.items())[-_MOST_SHOWN:])


def held_booking(public_id: str) -> "Booking":
    """The booking whose link this browser opened, or of the person who is signed in.

    It raises what `held_registration` does.
    """
    booking = bookings.by_public_id(public_id) if _is_possible(public_id) else None
    if booking is None or not holds(booking):
        raise LinkNotHeld
    _check_link(booking, bookings.link_expires_at(booking, settings().link_valid_days))
    return booking


def _is_possible(public_id: str) -> bool:
    # Nothing but ids is looked up: a database refuses some characters outright.
    known = public_id in session.get(_HELD, {}) or signed_in() is not None
    return known and _PUBLIC_ID.fullmatch(public_id) is not None


def _check_link(asked: "Registration | Booking", expires_at: datetime) -> None:
    # Whoever signed in has just shown that the address is theirs: an old link has not.
    if clock.now() >= expires_at and not _is_of_signed_in(asked):
        abort(410)
