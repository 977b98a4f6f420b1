"""Signs of life of the background processes."""

from datetime import datetime

from app.extensions import db
from app.models import Heartbeat


def beat(name: str, now: datetime) -> None:
    """Write that the process of that name lives."""
    db.session.merge(Heartbeat(name=name, beat_at=now))
