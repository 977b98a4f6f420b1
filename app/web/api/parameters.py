"""Reading the query of a request: every parameter is understood, or it is a mistake to tell."""

import re
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request

from app.queries.offering.listing import Page
from app.rules.offering.offer import FIRST_YEAR, LAST_YEAR
from app.web.api.problems import BadParameter

#: Items on a page when nothing is asked, and at most.
STANDARD_SIZE, LARGEST_SIZE = 25, 100
#: Largest number of a page, and of an id.
LARGEST_PAGE = 10_000

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

Choice = TypeVar("Choice", bound=StrEnum)


def check_names(known: Collection[str]) -> None:
    """Raises BadParameter for a name that is unknown or doubled: a slip would widen the answer."""
    for name, values in request.args.lists():
        if name not in known:
            raise BadParameter(name, f"left out; known are {', '.join(sorted(known))}")
        if len(values) > 1:
            raise BadParameter(name, "given once")


def choice(name: str, allowed: Collection[Choice]) -> Choice | None:
    """One of the values; None when it is not given."""
    raw = request.args.get(name)
    if raw is None:
        return None
    for value in allowed:
        if value == raw:
            return value
    raise BadParameter(name, f"one of {', '.join(allowed)}")


def number(name: str, least: int, most: int) -> int | None:
    """A whole number from `least` to `most`, in plain digits."""
    raw = request.args.get(name)
    if raw is None:
        return None
    if raw.isascii() and raw.isdecimal() and len(raw) <= 10 and least <= int(raw) <= most:
        return int(raw)
    raise BadParameter(name, f"a whole number from {least} to {most}")


def day(name: str) -> date | None:
    """A day as RFC 3339 writes it; one outside the years of any offer counts as their edge."""
    raw = request.args.get(name)
    if raw is None:
        return None
    try:
        # Python reads weeks and days without hyphens too.
        found = date.fromisoformat(raw if _DAY.fullmatch(raw) else "")
    except ValueError:
        raise BadParameter(name, "a day such as 2027-03-15") from None
    return min(max(found, date(FIRST_YEAR, 1, 1)), date(LAST_YEAR, 12, 31))


def page() -> Page:
    """Which page is asked for."""
    return Page(
        number("pageNumber", 1, LARGEST_PAGE) or 1,
        number("pageSize", 1, LARGEST_SIZE) or STANDARD_SIZE,
    )
