"""Reminders before a meeting."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.extensions import db, settings
from app.mail import outbox
from app.mail.messages import reminder, webinar_reminder
from app.models import Edition, Meeting, Registration
from app.queries.offering.offer import edition_by_id
from app.queries.registering.registration import of_edition
from app.rules.states import EditionState, RegistrationState
from app.rules.telling import reminder as rule
from app.services.registering.seats import lock_edition
from app.services.telling.message import (
    Compose,
    dedupe_key,
    edition_facts,
    link_reference,
    meeting_facts,
    tell,
    way_in,
)


def horizon(now: datetime) -> datetime:
    """No meeting after this moment has a reminder due now."""
    return now + timedelta(days=max(settings().reminder_days, default=0) + 1)


#: Somebody who registered before any reminder could be due.
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def editions_to_remind(now: datetime) -> list[int]:
    """Editions that go ahead and of which a reminder may be due now, told already or not."""
    days, minutes = settings().reminder_days, settings().webinar_reminder_minutes
    rows = db.session.execute(
        select(Edition.id, Meeting.starts_at)
        .join(Meeting, Meeting.edition_id == Edition.id)
        .where(
            Edition.state == EditionState.CONFIRMED,
            Meeting.starts_at > now,
            Meeting.starts_at <= horizon(now),
        )
    )
    return sorted(
        {
            edition_id
            for edition_id, starts_at in rows
            if rule.meeting_reminders(starts_at, _LONG_AGO, now, days)
            or rule.webinar_reminder(starts_at, _LONG_AGO, now, minutes)
        }
    )


@dataclass(frozen=True, slots=True)
class _Due:
    """One reminder: of which meeting, to whom, and until when it makes sense.

    `when` tells it from the others of that meeting.
    """

    compose: Compose
    registration: Registration
    meeting: Meeting
    when: str
    not_after: datetime
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Names the reminder; a meeting that moved is reminded of anew."""
        return f"{self.meeting.id}:{self.meeting.starts_at.isoformat()}:{self.when}"


def remind(edition_id: int, now: datetime) -> int:
    """Remind everybody with a seat of the meetings that are near; how many mails that gave.

    A trajectory gets the early reminder for its first meeting only, the last one for each; each
    webinar has one more, shortly before it starts. Raises LookupError for an unknown edition.
    """
    if not _untold(edition_id, now):
        return 0
    edition = lock_edition(edition_id)
    facts = edition_facts(edition, now)
    untold = _untold(edition_id, now)
    for due in untold:
        tell(
            due.compose,
            due.registration,
            facts,
            now,
            key=due.key,
            not_after=due.not_after,
            registration=link_reference(due.registration),
            meeting=meeting_facts(due.meeting),
            way_in=way_in(due.meeting),
            **due.details,
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
    due = {
        dedupe_key(one.compose, one.registration, one.key): one
        for one in _due(edition, people, now)
    }
    told = outbox.held(due)
    return [one for name, one in due.items() if name not in told]


def _due(edition: Edition, people: list[Registration], now: datetime) -> Iterator[_Due]:
    all_days, minutes = settings().reminder_days, settings().webinar_reminder_minutes
    for number, meeting in enumerate(edition.meetings):
        days_before = all_days if number == 0 or not all_days else (min(all_days),)
        # Without its link there is no way in to tell of; it is due as soon as it has one.
        minutes_before = minutes if way_in(meeting) else 0
        for person in people:
            at, since = meeting.starts_at, person.created_at
            for days in rule.meeting_reminders(at, since, now, days_before):
                # One that is late says how many days are left now.
                left, until = rule.days_left(at, now), rule.holds_until(at, now)
                yield _Due(reminder, person, meeting, str(days), until, {"days": left})
            if rule.webinar_reminder(at, since, now, minutes_before):
                # The way in is of use as long as the webinar lasts.
                yield _Due(webinar_reminder, person, meeting, "webinar", meeting.ends_at)
