"""Who went to a webinar by their personal way in, and when the first time."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db, settings
from app.models import Arrival, Meeting, Registration
from app.rules.attending.arrival import check_join
from app.rules.errors import Code, RuleBroken
from app.rules.states import EditionState, Format, RegistrationState


def join(registration: Registration, meeting_id: int, now: datetime) -> str:
    """Note that somebody goes in, the first time only, and tell where: the link of the webinar.

    Raises LookupError when this edition has no such webinar, or none with a link yet;
    RuleBroken(NO_SEAT) without a seat, JOIN_NOT_OPEN or JOIN_OVER outside its time,
    EDITION_CANCELLED.
    """
    meeting = _webinar(registration, meeting_id)
    if registration.state is not RegistrationState.REGISTERED:
        raise RuleBroken(Code.NO_SEAT)
    if registration.edition.state is EditionState.CANCELLED:
        raise RuleBroken(Code.EDITION_CANCELLED)
    check_join(meeting.starts_at, meeting.ends_at, settings().join_opens_minutes, now)
    known = select(Arrival).where(
        Arrival.registration_id == registration.id, Arrival.meeting_id == meeting.id
    )
    if db.session.scalars(known).one_or_none() is None:
        try:
            with db.session.begin_nested():
                db.session.add(
                    Arrival(registration_id=registration.id, meeting_id=meeting.id, arrived_at=now)
                )
        except IntegrityError:
            # The other click of a double click was first.
            pass
    return meeting.actual_join_url


def _webinar(registration: Registration, meeting_id: int) -> Meeting:
    for meeting in registration.edition.meetings:
        if (
            meeting.id == meeting_id
            and meeting.actual_format is Format.WEBINAR
            and meeting.actual_join_url
        ):
            return meeting
    raise LookupError(f"no webinar {meeting_id}")
