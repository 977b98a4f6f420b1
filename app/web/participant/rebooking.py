"""After a cancellation: the page of a seat that is held, and of a registration that lost its own.

Two registrations are about one choice, the cancelled one and the one that holds a seat. Whichever a
person opens, they see the page on which there is something to choose.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import request

from app.queries.deciding.rebooking import Outlook, of_cancelled, of_held, open_hold, outlook
from app.queries.offering.offer import card
from app.rules.registering.waiting_list import has_lapsed
from app.rules.states import RebookingAnswer, RegistrationState
from app.rules.workdays import local_date
from app.services.registering.withdrawal import offered_terms
from app.web.public.rows import Row, row
from app.web.public.terms import dated_terms

if TYPE_CHECKING:
    from app.models import Registration


def whose_page(registration: "Registration", now: datetime) -> "Registration | None":
    """The other registration of the same choice, when it is that one's page that says what to do.

    None when it is this one's; also when the other went to another address: who opens a link may
    see no more than what it is for.
    """
    other = _other(registration, now)
    return other if other is not None and other.email_key == registration.email_key else None


def _other(registration: "Registration", now: datetime) -> "Registration | None":
    match registration.state:
        case RegistrationState.CANCELLED_WITH_EDITION:
            held = open_hold(registration)
            if held is not None:
                return None if _is_over(held, now) else held
            found = of_cancelled(registration)
            again = found is not None and found.answer is RebookingAnswer.CANCELLED
            return found.held if found is not None and again else None
        case RegistrationState.OFFERED if registration.is_hold:
            return registration.moved_from if _is_over(registration, now) else None
        case RegistrationState.WITHDRAWN:
            found = of_held(registration)
            return None if found is None else found.cancelled
    return None


def _is_over(held: "Registration", now: datetime) -> bool:
    return held.offer_expires_at is None or has_lapsed(held.offer_expires_at, now)


def held_context(held: "Registration", now: datetime) -> dict[str, Any]:
    """What `participant/seat_held.html` needs beside the registration and its row."""
    cancelled = held.moved_from
    assert cancelled is not None
    found = outlook(cancelled.edition, [cancelled], [], now)
    same_person = cancelled.email_key == held.email_key
    return {
        "cancelled": cancelled,
        "cancelled_row": row(card(cancelled.edition, now), now),
        "others": _rows(found, cancelled, now) if same_person else [],
        "more_cents": held.price_cents - cancelled.price_cents,
        "terms": dated_terms(offered_terms(held), held.price_cents, local_date(now)),
    }


def cancelled_context(cancelled: "Registration", now: datetime) -> dict[str, Any]:
    """What the page of a registration whose edition was cancelled needs beside itself."""
    found = of_cancelled(cancelled)
    lapsed = found is not None and found.held_until is not None and now >= found.held_until
    open_ones = (RebookingAnswer.OPEN, RebookingAnswer.LAPSED)
    return {
        "others": _rows(outlook(cancelled.edition, [cancelled], [], now), cancelled, now),
        "lapsed": lapsed and found is not None and found.answer in open_ones,
    }


def _rows(found: Outlook, cancelled: "Registration", now: datetime) -> list[Row]:
    # The one whose button in the mail was pressed stands first.
    chosen = request.args.get("editie", type=int)
    open_ones = sorted(found.open_to(cancelled), key=lambda c: c.edition.id != chosen)
    return [row(other, now, cancelled.organisation_type) for other in open_ones]
