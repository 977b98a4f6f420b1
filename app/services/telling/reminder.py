"""Reminders before a meeting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.extensions import settings
from app.mail import outbox
from app.mail.messages import reminder
from app.models import Meeting, Registration
from app.queries.offering.offer import edition_by_id
from app.queries.registering.registration import of_edition
from app.rules.states import EditionState, RegistrationState
from app.rules.telling.reminder import meeting_reminders
from app.services.registering.seats import lock_edition
from app.services.telling.message import (
    dedupe_key,
    edition_facts,
    link_reference,
    meeting_facts,
    tell,
)


def horizon(now: datetime) -> datetime:
    """No meeting after this moment has a reminder due now."""
    return now + timedelta(days=max(settings().reminder_days, default=0) + 1)


@dataclass(frozen=True, slots=True)
class _Due:
    """One reminder: of which meeting, to whom, so many days before."""

    registration: Registration
    meeting: Meeting
    days: int

    @property
    def key(self) -> str:
        """Names the reminder; a meeting that moved is reminded of anew."""
        return f"{self.meeting.id}:{self.meeting.starts_at.isoformat()}:{self.days}"


def remind(edition_id: int, now: datetime) -> int:
    """Remind everybody with a seat of the meetings that are near; how many mails that gave.

    A trajectory gets the early reminder for its first meeting only, the last one for each. Raises
    LookupError for an unknown edition.
    """
    if not _untold(edition_id, now):
        return 0
    edition = lock_edition(edition_id)
    facts = edition_facts(edition, now)
    untold = _untold(edition_id, now)
    for due in untold:
        tell(
            reminder,
            due.registration,
            facts,
            now,
            key=due.key,
            registration=link_reference(due.registration),
            meeting=meeting_facts(due.meeting),
            days=due.days,
        )
    return len(untold)


def _untold(edition_id: int, now: datetime) -> list[_Due]:
    """The reminders that are due and did not go out; asked each minute, so before any lock."""
    edition = edition_by_id(edition_id)
    if edition is None:
        raise LookupError(f"no edition {edition_id}")
    if edition.state is not EditionState.CONFIRMED:
        return []
    people = of_edition(edition_id, [RegistrationState.REGISTERED])
    all_days = settings().reminder_days
    due = {}
    for number, meeting in enumerate(edition.meetings):
        days_before = all_days if number == 0 or not all_days else (min(all_days),)
        for person in people:
            for days in meeting_reminders(meeting.starts_at, person.created_at, now, days_before):
                one = _Due(person, meeting, days)
                due[dedupe_key(reminder, person, one.key)] = one
    told = outbox.held(due)
    return [one for name, one in due.items() if name not in told]
