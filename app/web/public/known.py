"""What many people wrote the same, looked up now and then by each web process."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from flask import current_app

from app.queries.registering import known
from app.services.registering.typing_error import likely_address

#: Suggestions may be this old, in seconds.
_LASTS = 600


@dataclass(frozen=True, slots=True)
class _Known:
    organisations: Sequence[str]
    domains: frozenset[str]
    until: float


def _known() -> _Known:
    found: _Known | None = current_app.extensions.get("open_aanbod_known")
    if found is None or found.until <= monotonic():
        found = _Known(known.organisations(), known.mail_domains(), monotonic() + _LASTS)
        current_app.extensions["open_aanbod_known"] = found
    return found


def organisations() -> Sequence[str]:
    """Names of organisations to suggest."""
    return _known().organisations


def suggested_address(address: str) -> str | None:
    """The address that was probably meant, None when this one looks right."""
    return likely_address(address, _known().domains)
