"""The day on which the tests play."""

from datetime import datetime

from app.rules.workdays import LOCAL

#: Wednesday 3 March 2027, 10.00 in Brussels.
NOW = datetime(2027, 3, 3, 10, 0, tzinfo=LOCAL)


def moment(text: str) -> datetime:
    """A wall-clock time in Brussels: '2027-03-15 09:30'."""
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)
