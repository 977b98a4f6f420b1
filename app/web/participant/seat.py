"""What the page of somebody with a seat shows: ways in, calendars, other dates, terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from flask import url_for
from flask_babel import gettext as _

from app.extensions import settings
from app.queries.offering.offer import EditionCard, coming
from app.rules.attending.arrival import join_opens_at, may_join
from app.rules.states import Format
from app.rules.workdays import local_date
from app.services import holidays
from app.services.registering.withdrawal import kept_cost, leaves_free, withdrawal_steps
from app.web.participant.transfer_forms import PassOnForm, TransferForm
from app.web.public.rows import Row, row
from app.web.public.terms import dated_terms

if TYPE_CHECKING:
    from app.models import Edition, Meeting, Registration

_GOOGLE = "https://calendar.google.com/calendar/render"
#: Outlook for people, and Outlook of an organisation.
_OUTLOOK = "https://outlook.live.com/calendar/0/deeplink/compose"
_OFFICE = "https://outlook.office.com/calendar/0/deeplink/compose"
_MAP = "https://www.openstreetmap.org/search"


@dataclass(frozen=True, slots=True)
class WayIn:
    """The personal way into a webinar: open or not, and since or from when."""

    meeting_id: int
    open: bool
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarLinks:
    """Addresses that put one meeting in a calendar on the web."""

    starts_at: datetime
    google: str
    outlook: str
    office: str


def seat_context(registration: "Registration", shown: EditionCard, now: datetime) -> dict[str, Any]:
    """What `participant/state_registered.html` needs beside the registration and its row."""
    edition = shown.edition
    steps = withdrawal_steps(registration, holidays.around(shown.first_on))
    dates = other_dates(registration, now)
    form = TransferForm()
    form.offer(dates)
    return {
        "kept_cost": kept_cost(registration),
        "free_today": leaves_free(registration, now),
        "terms": dated_terms(steps, registration.price_cents, local_date(now)),
        "ways_in": {m.id: way for m in edition.meetings if (way := way_in(m, now))},
        "calendars": [calendar_links(m, registration) for m in edition.meetings],
        "map_href": map_address(edition),
        "colleague": PassOnForm(),
        "transfer": form,
        "dates": {str(date.card.edition.id): date for date in dates},
    }


def way_in(meeting: "Meeting", now: datetime) -> WayIn | None:
    """The way into a webinar that has a link and is not over; None for any other meeting."""
    online = meeting.actual_format is Format.WEBINAR and meeting.actual_join_url
    if not online or now >= meeting.ends_at:
        return None
    minutes = settings().join_opens_minutes
    is_open = may_join(meeting.starts_at, meeting.ends_at, minutes, now)
    return WayIn(meeting.id, is_open, join_opens_at(meeting.starts_at, minutes))


def other_dates(registration: "Registration", now: datetime) -> Sequence[Row]:
    """Where somebody can move to, at their own price: the same training, open, with a seat."""
    edition = registration.edition
    if registration.transferred or now >= edition.first_meeting.starts_at:
        return []
    return [
        row(card, now, registration.organisation_type)
        for card in coming(now, edition.training_id)
        if card.edition.id != edition.id and card.open and not card.seats.full
    ]


def calendar_links(meeting: "Meeting", registration: "Registration") -> CalendarLinks:
    """A meeting for calendars on the web; the link of a webinar is for nobody but the person."""
    title = meeting.edition.training.title
    subject = f"{title}: {meeting.title}" if meeting.title else title
    online = meeting.actual_format is Format.WEBINAR
    place = _("Online, see my registration") if online else meeting.where
    page = settings().base_url + url_for("participant.mine", public_id=registration.public_id)
    starts_at, ends_at = (f"{m:%Y%m%dT%H%M%SZ}" for m in _in_utc(meeting))
    google = {
        "action": "TEMPLATE",
        "text": subject,
        "dates": f"{starts_at}/{ends_at}",
        "location": place,
        "details": page,
    }
    starts_at, ends_at = (f"{m:%Y-%m-%dT%H:%M:%SZ}" for m in _in_utc(meeting))
    outlook = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": subject,
        "startdt": starts_at,
        "enddt": ends_at,
        "location": place,
        "body": page,
    }
    # Outlook shows a plus sign as it is, so spaces are written as %20.
    return CalendarLinks(
        meeting.starts_at,
        f"{_GOOGLE}?{urlencode(google, quote_via=quote)}",
        f"{_OUTLOOK}?{urlencode(outlook, quote_via=quote)}",
        f"{_OFFICE}?{urlencode(outlook, quote_via=quote)}",
    )


def _in_utc(meeting: "Meeting") -> tuple[datetime, datetime]:
    return meeting.starts_at.astimezone(UTC), meeting.ends_at.astimezone(UTC)


def map_address(edition: "Edition") -> str:
    """Where a map shows the place of a live edition; empty without an address."""
    if edition.format is Format.WEBINAR or not edition.address:
        return ""
    return f"{_MAP}?{urlencode({'query': edition.address}, quote_via=quote)}"
