"""When reminders go out: at nine in the morning, some days before or after a date.

Before a webinar a last one follows, by the minute.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from app.rules.workdays import end_of_day, local_date, local_moment

#: Reminders go out at this time in Europe/Brussels.
HOUR = time(9, 0)

#: A reminder that could not go out in time (a machine that was down) is still of use this long.
GRACE = timedelta(days=1)


def meeting_reminders(
    starts_at: datetime, registered_at: datetime, now: datetime, days_before: Sequence[int]
) -> list[int]:
    """Which of the reminders (by their number of days before) are due for a meeting now.

    Somebody who registered after a reminder's moment has the confirmation fresh in mind and does
    not get it. None goes out once the meeting has started.
    """
    due = []
    for days in days_before:
        moment = local_moment(local_date(starts_at) - timedelta(days=days), HOUR)
        if registered_at < moment <= now < min(moment + GRACE, starts_at):
            due.append(days)
    return due


def days_left(starts_at: datetime, now: datetime) -> int:
    """In how many days the meeting is, by the calendar: 0 today."""
    return (local_date(starts_at) - local_date(now)).days


def holds_until(starts_at: datetime, now: datetime) -> datetime:
    """Until when a reminder that is written now says what is so.

    One that says today or tomorrow holds until midnight, and never once the meeting has started; an
    earlier one until the day before the meeting, of which the last one tells.
    """
    if days_left(starts_at, now) <= 1:
        return min(end_of_day(now), starts_at)
    return local_moment(local_date(starts_at) - timedelta(days=1), time())


def webinar_reminder(
    starts_at: datetime, registered_at: datetime, now: datetime, minutes_before: int
) -> bool:
    """Whether the last word before a webinar is due, with the personal way in.

    `minutes_before` 0: there is none. Somebody who registered after its moment has the way in
    already, in the confirmation: see `joins_soon`. It never goes out once the webinar has started.
    """
    moment = starts_at - timedelta(minutes=minutes_before)
    return minutes_before > 0 and registered_at < moment <= now < starts_at


#: From so long before a webinar on, each mail about it holds the way in: an older one is hard to
#: find on the day itself.
JOIN_SOON = timedelta(days=1)


def joins_soon(starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Whether who gets a seat now needs the way into this webinar with the confirmation."""
    return starts_at - JOIN_SOON <= now < ends_at


def evaluation_reminders(
    asked_on: date, closes: datetime, now: datetime, days_after: Sequence[int]
) -> list[int]:
    """Which reminders to evaluate (by number of days after the request) are due now."""
    due = []
    for days in days_after:
        moment = local_moment(asked_on + timedelta(days=days), HOUR)
        if moment <= now < min(moment + GRACE, closes):
            due.append(days)
    return due
