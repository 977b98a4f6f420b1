"""The outbox: what leaves first, what may wait for the morning, how long a domain is left alone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum
from typing import Self

from app.rules.workdays import LOCAL, local_date


class Priority(IntEnum):
    """Which message leaves first; the numbers stand in the database.

    NOW: somebody waits for it, at the screen or with a place that is held for a while. SOON: a
    change that people plan by. LATER: what is as good in the morning.
    """

    NOW = 1
    SOON = 2
    LATER = 3


#: Kind of message -> its priority. Kinds that carry calendar entries are never LATER: the next
#: version of an entry waits for the one before it.
PRIORITIES: Mapping[str, Priority] = {
    # Asked for on a page, by somebody who has it open.
    "sign_in_link": Priority.NOW,
    "password_reset": Priority.NOW,
    "password_changed": Priority.NOW,
    "second_factor_reset": Priority.NOW,
    "new_device": Priority.NOW,
    "trial_invitation": Priority.NOW,
    "staff_invited": Priority.NOW,
    "interest_asked": Priority.NOW,
    "registration_confirmed": Priority.NOW,
    "already_registered": Priority.NOW,
    "booking_overview": Priority.NOW,
    "waitlisted": Priority.NOW,
    "withdrawn": Priority.NOW,
    "transferred": Priority.NOW,
    "place_passed_on": Priority.NOW,
    "address_changed": Priority.NOW,
    # A place is held, and the time runs.
    "seat_offered": Priority.NOW,
    "seat_held": Priority.NOW,
    # It starts within the hour.
    "webinar_reminder": Priority.NOW,
    "invitation": Priority.SOON,
    "entry_cancelled": Priority.SOON,
    "removed": Priority.SOON,
    "offer_lapsed": Priority.SOON,
    "held_seat_lapsed": Priority.SOON,
    "waiting_list_closed": Priority.SOON,
    "inquiry_answered": Priority.SOON,
    "edition_cancelled": Priority.SOON,
    "edition_cancelled_co_organiser": Priority.SOON,
    "edition_cancelled_staff": Priority.SOON,
    "edition_cancelled_trainer": Priority.SOON,
    "edition_cancelled_venue": Priority.SOON,
    "edition_postponed": Priority.SOON,
    "meeting_changed": Priority.SOON,
    "trainer_replaced": Priority.SOON,
    "trainer_replaced_staff": Priority.SOON,
    "edition_changed_staff": Priority.SOON,
    "edition_confirmed": Priority.SOON,
    "edition_confirmed_staff": Priority.SOON,
    "edition_fell_below": Priority.SOON,
    "seat_asked": Priority.SOON,
    "undeliverable": Priority.SOON,
    "decision_due": Priority.SOON,
    "decision_extended": Priority.SOON,
    "decision_extended_staff": Priority.SOON,
    "decision_undone_staff": Priority.SOON,
    "extension_undone": Priority.SOON,
    "go_ahead_undone": Priority.SOON,
    "reminder": Priority.LATER,
    "evaluation_request": Priority.LATER,
    "evaluation_reminder": Priority.LATER,
    "certificate_ready": Priority.LATER,
    "daily_digest": Priority.LATER,
    "team_message": Priority.LATER,
    "date_planned": Priority.LATER,
    "planned_anew": Priority.LATER,
    "edition_recommended": Priority.LATER,
    "team_asked": Priority.LATER,
}


def priority_of(kind: str) -> Priority:
    """The priority of a kind of message; one that nobody put in the table leaves as a change."""
    return PRIORITIES.get(kind, Priority.SOON)


def domain_of(address: str) -> str:
    """The mail domain of an address, in lower case; empty for what is none."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


#: How long a domain is left alone after so many times "not now" in a row; the last one is the most.
DOMAIN_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30))


def pause_after(failures: int) -> timedelta:
    """How long a domain is left alone after `failures` in a row, 1 or more."""
    return DOMAIN_PAUSES[min(failures, len(DOMAIN_PAUSES)) - 1]


def turn_every(per_minute: int) -> timedelta:
    """How far apart messages leave at so many a minute; rounded up, so never one too many."""
    return timedelta(microseconds=-(-60_000_000 // per_minute))


_CLOCK = "((?:[01][0-9]|2[0-3]):[0-5][0-9])"
_HOURS = re.compile(rf"{_CLOCK}\s*-\s*{_CLOCK}")


@dataclass(frozen=True, slots=True)
class QuietHours:
    """When nothing leaves that can wait, by the clocks of Europe/Brussels; may cross midnight."""

    start: time
    end: time

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read such as 21:00-07:00. Raises ValueError, also when both times are the same."""
        found = _HOURS.fullmatch(value.strip())
        hours = cls(*(time.fromisoformat(one) for one in found.groups())) if found else None
        if hours is None or hours.start == hours.end:
            raise ValueError(f"quiet hours look like 21:00-07:00: {value!r} do not")
        return hours

    def last_until(self, now: datetime) -> datetime | None:
        """The end of the quiet hours that hold at `now`, None outside them.

        In the night in which clocks change they begin early and end late: of an hour that autumn
        repeats the quiet part is the longest, and a time that spring skips comes as late as it can.
        """
        today = local_date(now)
        for day in (today - timedelta(days=1), today):
            last_day = day if self.start < self.end else day + timedelta(days=1)
            begins = min(self._readings(day, self.start))
            ends = max(self._readings(last_day, self.end))
            if begins <= now < ends:
                return ends
        return None

    @staticmethod
    def _readings(day: date, at: time) -> tuple[datetime, datetime]:
        moments = (datetime.combine(day, at.replace(fold=fold), tzinfo=LOCAL) for fold in (0, 1))
        first, second = (moment.astimezone(UTC) for moment in moments)
        return first, second
