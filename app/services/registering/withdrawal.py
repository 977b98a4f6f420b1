"""What giving up a place costs a person, and who pays for the place: as pages and mails say it."""

from collections.abc import Collection
from datetime import date, datetime

from app.extensions import settings
from app.mail.facts import Costs
from app.models import Registration
from app.rules.registering.billing import sees_invoice
from app.rules.registering.withdrawal import Step, from_today, schedule
from app.rules.states import RegistrationState
from app.rules.workdays import local_date
from app.services import holidays


def withdrawal_steps(registration: Registration, holidays: Collection[date]) -> list[Step]:
    """The withdrawal terms of this registration, as dates; nothing is due for a waiting place.

    Whoever moved here from another date owes at least what leaving that one cost on the day of
    the move. While we changed what they chose (`free_until`), nobody owes anything.
    """
    price, least = registration.price_cents, kept_cost(registration)
    if registration.state is not RegistrationState.REGISTERED:
        price = least = 0
    first_on = local_date(registration.edition.first_meeting.starts_at)
    return schedule(
        settings().withdrawal_terms,
        price,
        first_on,
        holidays,
        least_cents=least,
        free_until=registration.free_until,
    )


def kept_cost(registration: Registration) -> int:
    """What giving up the place on the date that this one came from cost already, in eurocents.

    0 for who did not change dates, or came from an edition that was cancelled.
    """
    origin = registration.moved_from
    return (origin.withdrawal_cost_cents or 0) if origin is not None else 0


def leaves_free(registration: Registration, now: datetime) -> bool:
    """Whether somebody may leave at no cost today because we changed what they chose."""
    until = registration.free_until
    return until is not None and local_date(now) <= until


def offered_terms(registration: Registration) -> list[Step]:
    """What giving up the offered seat will cost, once it is taken."""
    first_on = local_date(registration.edition.first_meeting.starts_at)
    days_off = holidays.around(first_on)
    return schedule(
        settings().withdrawal_terms,
        registration.price_cents,
        first_on,
        days_off,
        free_until=registration.free_until,
    )


def terms_from(registration: Registration, now: datetime) -> tuple[Step, ...]:
    """The withdrawal terms of a registration that still count, from today on."""
    days_off = holidays.around(local_date(registration.edition.first_meeting.starts_at))
    return from_today(withdrawal_steps(registration, days_off), local_date(now))


def payer_of(registration: Registration) -> str | None:
    """Who gets the invoice, as far as this person may see; None when nobody was named."""
    bill = registration.billing
    if bill is None:
        return None
    seen = sees_invoice(registration.name, bill.bill_to, bill.vat_number)
    return bill.bill_to if seen else ""


def costs_of(registration: Registration, now: datetime) -> Costs | None:
    """What a mail says of the costs of a seat; None where there are none."""
    if not registration.price_cents:
        return None
    return Costs(payer_of(registration), terms_from(registration, now))
