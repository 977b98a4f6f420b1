"""Reading the query of a request: every parameter is understood, or it is a mistake to tell."""

from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request

from app.queries.listing import Page
from app.rules.offer import FIRST_YEAR, LAST_YEAR
from app.web.api.problems import BadParameter

#: Items on a page when nothing is asked, and at most.
STANDARD_SIZE, LARGEST_SIZE = 25, 100
#: Largest number of a page, and of an id.
LARGEST_PAGE, LARGEST_ID = 10_000, 2**31 - 1

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
    """A day as in RFC 3339, between the years in which an offer can lie."""
    raw = request.args.get(name)
    if raw is None:
        return None
    try:
        found = date.fromisoformat(raw) if len(raw) == 10 else None
    except ValueError:
        found = None
    if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadParameter(name, f"a day such as 2027-03-15, from {FIRST_YEAR} to {LAST_YEAR}")
    return found


def page() -> Page:
    """Which page is asked for."""
    return Page(
        number("pageNumber", 1, LARGEST_PAGE) or 1,
        number("pageSize", 1, LARGEST_SIZE) or STANDARD_SIZE,
    )
