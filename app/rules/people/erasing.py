"""Erasing a person on their request (GDPR, article 17): what must go, and what must stay.

What the reports count (who took part, from which kind of organisation) stays, without anything that
leads back to a person. What the law makes us keep (invoices, seven years: Belgian VAT Code, article
60) stays with the bookkeeping.
"""

from collections.abc import Iterable
from datetime import datetime

from app.rules.errors import Code, RuleBroken

#: Reserved for what must never resolve (RFC 2606, section 2): no mail can go to an erased person.
ERASED_DOMAIN = "gewist.invalid"
#: What stands in the place of a name.
ERASED_NAME = "–"


def erased_address(public_id: str) -> str:
    """The address of an erased registration: unlike every other, and nobody's."""
    return f"{public_id}@{ERASED_DOMAIN}"


def check_may_erase(ends: Iterable[datetime], now: datetime) -> None:
    """Nobody is erased who still takes part in something; `ends`: of live registrations.

    Raises RuleBroken(STILL_REGISTERED): first they give up their place, or it takes place.
    """
    if any(end > now for end in ends):
        raise RuleBroken(Code.STILL_REGISTERED)


def is_erased(email_key: str) -> bool:
    """Whether a registration is of somebody who was erased."""
    return email_key.endswith(f"@{ERASED_DOMAIN}")
