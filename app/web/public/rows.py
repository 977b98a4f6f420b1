"""Editions as lists and pages show them: the words and addresses around a card."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import request, url_for

from app.formats import time, title_parts
from app.queries.offering.offer import EditionCard, window_of
from app.rules.errors import RuleBroken
from app.rules.offering.offer import Meter, MeterState
from app.rules.registering.registration import check_open
from app.rules.states import EditionState
from app.rules.workdays import local_date
from app.web.language import current_language
from app.web.public.prices import costs_something, price_span
from app.web.sentences import sentence

#: Belgian addresses end in the town, after a comma, a postal code of four digits, or both.
_TOWN = re.compile(r"(?:,|\b\d{4}\b)\s*(?P<town>[^\d,]+)$")


@dataclass(frozen=True, slots=True)
class Row:
    """One edition, ready for `components/agenda.html` and the pages about it.

    `register_href` is None while nobody can register; `closed` then says why. `decides_on` is None
    once the decision date has come, for nothing may ask people to fill an edition up after it.
    """

    card: EditionCard
    href: str
    edition_href: str
    title: str
    subtitle: str | None
    language: str
    first_date: date
    times: str
    format: str
    place: str
    team: str
    price: str
    paid: bool
    meeting_dates: Sequence[date]
    co_organisers: Sequence[str]
    meter: Meter
    cancelled: bool
    register_href: str | None
    closed: str
    waiting: bool
    decides_on: date | None

    @property
    def invites(self) -> bool:
        """Whether to ask for more people: the minimum is not reached and can still be."""
        return self.meter.state is MeterState.NEEDS


def row(card: EditionCard, now: datetime, organisation_type: str | None = None) -> Row:
    """The row of one edition at this moment; with a kind of organisation, at its own price."""
    edition, language = card.edition, current_language()
    title, subtitle = title_parts(edition.training.title)
    first = edition.first_meeting
    root = request.script_root
    edition_href = _address(root, "public.edition", edition_id=edition.id)
    cancelled = edition.state is EditionState.CANCELLED
    # Who comes for a date that was cancelled must find the reason and the other dates at once.
    about = _address(root, "public.training", slug=edition.training.slug)
    return Row(
        card=card,
        href=edition_href if cancelled else about,
        edition_href=edition_href,
        title=title,
        subtitle=subtitle,
        language=edition.language,
        first_date=local_date(first.starts_at),
        times=f"{time(first.starts_at, language)}–{time(first.ends_at, language)}",
        format=_format(card),
        place=_town(edition.address),
        team=edition.team.name,
        price=price_span(edition, organisation_type),
        paid=costs_something(edition, organisation_type),
        meeting_dates=[local_date(meeting.starts_at) for meeting in edition.meetings],
        co_organisers=edition.co_organisers,
        meter=card.meter,
        cancelled=cancelled,
        register_href=(
            _address(root, "public.register", edition_id=edition.id) if card.open else None
        ),
        closed=_why_closed(card, now),
        waiting=card.seats.full,
        decides_on=_decides_on(card, now),
    )


@lru_cache(4096)
def _address(_root: str, endpoint: str, **values: Any) -> str:
    """The path of a page. A catalogue needs some two hundred, the same ones again and again."""
    return url_for(endpoint, **values)


def _format(card: EditionCard) -> str:
    formats = {meeting.actual_format for meeting in card.edition.meetings}
    return formats.pop().value if len(formats) == 1 else "mixed"


def _town(address: str) -> str:
    found = _TOWN.search(address.strip())
    return found["town"].strip() if found else ""


def _why_closed(card: EditionCard, now: datetime) -> str:
    try:
        check_open(window_of(card.edition), now)
    except RuleBroken as error:
        return sentence(error)
    return ""


def _decides_on(card: EditionCard, now: datetime) -> date | None:
    edition = card.edition
    coming = edition.state is EditionState.PUBLISHED and local_date(now) < edition.decision_on
    return edition.decision_on if coming else None
