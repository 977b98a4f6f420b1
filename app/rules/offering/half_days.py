"""Half-days (dagdelen): what the quality report counts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: A meeting of up to this long is one half-day, a longer one two.
LONGEST_HALF_DAY = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class MeetingSpan:
    """Start and end of a meeting (aware moments) and a coordinator's correction, if any."""

    starts_at: datetime
    ends_at: datetime
    correction: int | None = None


def half_days(span: MeetingSpan) -> int:
    """How many half-days a meeting counts for: the correction, else 1 up to 4 hours, else 2."""
    if span.correction is not None:
        return span.correction
    return 1 if span.ends_at - span.starts_at <= LONGEST_HALF_DAY else 2
