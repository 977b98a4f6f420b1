"""What staff hear about their own account, beside what is about their password."""

from datetime import datetime

from app.mail.facts import Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def staff_invited(head: Letterhead, to: Recipient, *, account: str, days: int) -> Mail:
    """Somebody is invited to open an account; `account` opens it once, within so many days."""
    return compose("staff_invited", head, to, account=account, days=days)


def second_factor_reset(head: Letterhead, to: Recipient) -> Mail:
    """An administrator took the second factor of this account away."""
    return compose("second_factor_reset", head, to)


def new_device(head: Letterhead, to: Recipient, *, device: str, at: datetime) -> Mail:
    """Somebody signed in on another kind of device; `device` '' when nobody knows which."""
    return compose("new_device", head, to, device=device, at=at)
