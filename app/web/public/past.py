"""What a training was, kept by each web process until its editions or the settings change.

To count years of attendance and answers anew for each visitor would make the page slower as the
years go by. What a writer changes shows at once, for it changes `past_version`; that the form of
an edition closes, within the hour.
"""

from collections import OrderedDict
from datetime import datetime
from threading import Lock

from flask import current_app

from app.extensions import effective
from app.queries.offering.training import Found, Past, past

#: Trainings in memory, a few hundred bytes each.
MOST = 200


class _Memory:
    """The past of trainings by key; the one that was not asked for longest goes first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, int, int, str], Past] = OrderedDict()
        self._lock = Lock()

    def get(self, found: Found, now: datetime) -> Past:
        """The past of a training, remembered or asked of the database."""
        hour, mark = int(now.timestamp()) // 3600, effective().mark
        key = (found.training.id, found.past_version, hour, mark)
        with self._lock:
            known = self._kept.get(key)
            if known is not None:
                self._kept.move_to_end(key)
                return known
        known = past(found.training, now)
        with self._lock:
            self._kept[key] = known
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return known


def past_of(found: Found, now: datetime) -> Past:
    """Years, answers and quotes of a training."""
    memory: _Memory = current_app.extensions.setdefault("open_aanbod_past", _Memory())
    return memory.get(found, now)
