"""Withdrawal terms in words: in general, and as dates for one edition."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import settings
from app.formats import date_long, euro
from app.queries.offering.offer import EditionCard
from app.rules.registering.withdrawal import Step, Term, cost_today, schedule, starts_on
from app.rules.workdays import local_date
from app.services import holidays
from app.web.language import current_language
from app.web.public.prices import varies


@dataclass(frozen=True, slots=True)
class TermLine:
    """One stretch of the terms; `css` is 'past', 'now' or '' for what comes later."""

    label: str
    text: str
    css: str = ""


@dataclass(frozen=True, slots=True)
class DatedTerms:
    """The terms of one edition at a price: the stretches, and what holds today (eurocents)."""

    lines: Sequence[TermLine]
    cost_today_cents: int


def general_terms() -> list[TermLine]:
    """The terms of the house, for a training without a date in view."""
    return in_general(settings().withdrawal_terms)


def in_general(terms: Sequence[Term]) -> list[TermLine]:
    """Any terms, without dates and amounts."""
    return [_general(term) for term in terms]


def _general(term: Term) -> TermLine:
    if term.working_days == 0:
        label = _("Later")
    else:
        label = ngettext(
            "Until %(num)s working day before the first day",
            "Until %(num)s working days before the first day",
            term.working_days,
        )
    return TermLine(label, _share(term))


def _share(term: Term) -> str:
    shares = {0: _("Free"), 50: _("Half the price"), 100: _("The full price")}
    return shares.get(term.percent) or _("%(percent)s %% of the price", percent=term.percent)


def terms_of(card: EditionCard, now: datetime) -> DatedTerms:
    """The terms for somebody who would register now, at today's price.

    Where the price depends on who somebody works for, they say which part of it must be paid.
    """
    price, terms = card.edition.price_cents, settings().withdrawal_terms
    steps = schedule(terms, price, card.first_on, holidays.around(card.first_on))
    dated = dated_terms(steps, price, local_date(now))
    if not varies(card.edition):
        return dated
    pairs = zip(dated.lines, terms, strict=True)
    return replace(dated, lines=[replace(line, text=_share(term)) for line, term in pairs])


def dated_terms(steps: Sequence[Step], price_cents: int, today: date) -> DatedTerms:
    """These steps in words, seen from today."""
    current = next(i for i, step in enumerate(steps) if step.until is None or today <= step.until)
    lines = [
        TermLine(
            _label(steps, index, current),
            cost_text(step.cost_cents, price_cents),
            "past" if index < current else "now" if index == current else "",
        )
        for index, step in enumerate(steps)
    ]
    return DatedTerms(lines, cost_today(steps, today))


def _label(steps: Sequence[Step], index: int, current: int) -> str:
    until, start, language = steps[index].until, starts_on(steps, index), current_language()
    if index == current:
        if until is None:
            return _("Today and later")
        return _("Today, up to and including %(date)s", date=date_long(until, language))
    if until is not None:
        return _("Up to and including %(date)s", date=date_long(until, language))
    return _("From %(date)s", date=date_long(start, language)) if start else _("Later")


def cost_text(cost_cents: int, price_cents: int) -> str:
    """What giving up a place costs, in words that say which part of the price it is."""
    if cost_cents == 0:
        return _("Free")
    amount = euro(cost_cents, current_language())
    if cost_cents == price_cents:
        return _("You pay the full price: %(amount)s", amount=amount)
    if cost_cents * 2 == price_cents:
        return _("You pay half: %(amount)s", amount=amount)
    return _("You pay %(amount)s", amount=amount)
