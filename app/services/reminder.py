"""Reminders before a meeting."""

from datetime import datetime, timedelta

from sqlalchemy import select

from app.extensions import db, settings
from app.mail.messages import reminder
from app.models import Registration
from app.rules.reminder import meeting_reminders
from app.rules.states import EditionState, RegistrationState
from app.services.message import edition_facts, link_reference, meeting_facts, tell
from app.services.seats import lock_edition


def horizon(now: datetime) -> datetime:
    """No meeting after this moment has a reminder due now."""
    return now + timedelta(days=max(settings().reminder_days, default=0) + 1)


def remind(edition_id: int, now: datetime) -> int:
    """Remind everybody with a seat of the meetings that are near; how many mails that gave.

    A trajectory gets the early reminder for its first meeting only, the last one for each.
    """
    edition = lock_edition(edition_id)
    if edition.state is not EditionState.CONFIRMED:
        return 0
    people = db.session.scalars(
        select(Registration)
        .where(
            Registration.edition_id == edition.id,
            Registration.state == RegistrationState.REGISTERED,
        )
        .order_by(Registration.queue_number)
    ).all()
    facts = edition_facts(edition, now)
    all_days = settings().reminder_days
    reminded = 0
    for number, meeting in enumerate(edition.meetings):
        days_before = all_days if number == 0 or not all_days else (min(all_days),)
        for registration in people:
            due = meeting_reminders(meeting.starts_at, registration.created_at, now, days_before)
            for days in due:
                message = tell(
                    reminder,
                    registration,
                    facts,
                    now,
                    key=f"{meeting.id}:{meeting.starts_at.isoformat()}:{days}",
                    registration=link_reference(registration),
                    meeting=meeting_facts(meeting),
                    days=days,
                )
                reminded += message is not None
    return reminded
