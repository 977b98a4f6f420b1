"""What a person hears whose place went to a colleague, or who goes to another date."""

from datetime import datetime

from app.mail.facts import Costs, EditionFacts, Recipient, WayIn
from app.mail.mime import CalendarPart, Mail
from app.mail.rendering import Letterhead, compose


def place_passed_on(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    colleague: str,
    payer: str | None,
    news_end: bool,
    calendar: CalendarPart | None,
) -> Mail:
    """To the one whose place `colleague` takes; it holds no link, for that is the colleague's.

    `payer` gets the invoice, as before; None or empty as in `facts.Costs`.
    `news_end`: they agreed to mails about new trainings, and nothing of theirs is left to keep that
    by.
    """
    return compose(
        "place_passed_on",
        head,
        to,
        calendar=calendar,
        edition=edition,
        colleague=colleague,
        payer=payer,
        news_end=news_end,
    )


def transferred(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    left_at: datetime,
    price_cents: int,
    old_price_cents: int,
    kept_cost_cents: int,
    costs: Costs | None,
    calendar: CalendarPart | None,
    calendar_file: bool,
    way_in: WayIn | None = None,
) -> Mail:
    """You go to another date of the same training: `edition`.

    `left_at` is when the date that they leave would start. `price_cents` is what they pay now,
    `old_price_cents` what they would have paid (eurocents). `kept_cost_cents` is what giving up
    the new place costs at least. `costs`, `calendar`, `calendar_file` and `way_in` as in
    `registration_confirmed`; the old dates are taken back in mails of their own.
    """
    return compose(
        "transferred",
        head,
        to,
        calendar=calendar,
        edition=edition,
        registration=registration,
        left_at=left_at,
        price_cents=price_cents,
        old_price_cents=old_price_cents,
        kept_cost_cents=kept_cost_cents,
        costs=costs,
        calendar_file=calendar_file,
        way_in=way_in,
    )
