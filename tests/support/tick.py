"""What the worker does every minute, at a moment of the test's choice."""

from datetime import datetime

from app.extensions import transaction
from app.services import schedule
from tests.support.time import moment


def tick(now: datetime | str) -> list[str]:
    """Do what is due then, as the worker would; the lines that it would log."""
    at = moment(now) if isinstance(now, str) else now
    return list(schedule.run(at, transaction))
