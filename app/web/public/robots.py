"""Traps for robots, without a puzzle for people: a field nobody sees, and a clock.

Who sends a form sooner than anybody can type it is asked to press once more; what was typed stays.
"""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import new as seal

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from app.extensions import installation, settings
from app.web.forms import BaseForm

_PURPOSE = "form shown at"


class RobotTraps(BaseForm):
    """The traps of a public form; the page that shows it calls `set_clock`."""

    # People do not see this field and leave it empty; robots fill in whatever they find.
    website = StringField(_l("Leave this empty"))
    # The moment at which the form was shown, sealed, so that nobody sets it back.
    shown_at = HiddenField()

    @property
    def caught(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.website.data)

    def is_too_fast(self, now: datetime) -> bool:
        """Whether the form came back sooner than a person types, or does not say since when."""
        least = timedelta(seconds=settings().form_least_seconds)
        if not least:
            return False
        shown_at = _opened(self.shown_at.data or "")
        return shown_at is None or now - shown_at < least

    def set_clock(self, now: datetime) -> None:
        """Start the clock, unless it runs already: pressing once more is always late enough."""
        if _opened(self.shown_at.data or "") is None:
            self.shown_at.data = _sealed(int(now.timestamp()))


def _sealed(seconds: int) -> str:
    key = installation().secret_key.encode()
    return f"{seconds}.{seal(key, f'{_PURPOSE} {seconds}'.encode(), sha256).hexdigest()}"


def _opened(text: str) -> datetime | None:
    number, _, _ = text.partition(".")
    # Longer than any moment: int() and fromtimestamp() take no number without end.
    if not (number.isascii() and number.isdigit() and len(number) < 12):
        return None
    if not compare_digest(_sealed(int(number)).encode(), text.encode()):
        return None
    return datetime.fromtimestamp(int(number), UTC)
