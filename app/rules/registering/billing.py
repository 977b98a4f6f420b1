"""What is due for a registration, and when: rule 5 of the house for the bookkeeping."""

from dataclasses import dataclass
from enum import StrEnum

from app.rules.states import EditionState, RegistrationState


class DueFor(StrEnum):
    """Why an amount is due."""

    PLACE = "place"
    WITHDRAWAL = "withdrawal"


class Released(StrEnum):
    """What becomes of an amount that an edition would have cost, once it is cancelled.

    Nothing is due for it. refund: what was paid or invoiced goes back. carried: the person took a
    place elsewhere, where the price of that place is due; what was paid goes along. waiting: a
    place elsewhere is held, and the person has not answered yet.
    """

    REFUND = "refund"
    CARRIED = "carried"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Charge:
    """An amount in eurocents, and why it is due; never 0."""

    cents: int
    due_for: DueFor


#: Before it is certain that an edition takes place nobody is sent an invoice, and a cancelled one
#: costs nobody anything.
CHARGED_EDITIONS = (EditionState.CONFIRMED, EditionState.COMPLETED)
#: Who has a place pays its price, also without having come. Who waits or was offered a place has
#: none; a coordinator removes free of charge; who was moved pays for the new registration only.
CHARGED_REGISTRATIONS = (RegistrationState.REGISTERED, RegistrationState.WITHDRAWN)


def charge(
    edition: EditionState,
    registration: RegistrationState,
    price_cents: int,
    withdrawal_cost_cents: int | None,
) -> Charge | None:
    """What is due for one registration in an edition in this state; None for nothing.

    `price_cents` is the price at which the person registered, whatever the edition costs by now;
    `withdrawal_cost_cents` what the terms of the day asked on which somebody withdrew, or moved to
    another date: who moved owes that on the new date, if they withdraw there, and not here.
    """
    if edition not in CHARGED_EDITIONS:
        return None
    if registration is RegistrationState.REGISTERED and price_cents:
        return Charge(price_cents, DueFor.PLACE)
    if registration is RegistrationState.WITHDRAWN and withdrawal_cost_cents:
        return Charge(withdrawal_cost_cents, DueFor.WITHDRAWAL)
    return None


def released(
    registration: RegistrationState,
    price_cents: int,
    withdrawal_cost_cents: int | None,
    *,
    had_place: bool,
    held: bool,
) -> tuple[Released, int] | None:
    """What becomes of the amount (eurocents) of a registration whose edition was cancelled.

    `had_place`: it was no turn on the waiting list. `held`: a place elsewhere is held and open.
    None when it would have cost nothing; also for who moved to another date before, by themselves,
    and owes the price there.
    """
    if registration is RegistrationState.WITHDRAWN and withdrawal_cost_cents:
        return Released.REFUND, withdrawal_cost_cents
    if not had_place or not price_cents:
        return None
    if registration is RegistrationState.CANCELLED_WITH_EDITION:
        return (Released.WAITING if held else Released.REFUND), price_cents
    if registration is RegistrationState.MOVED and withdrawal_cost_cents is None:
        return Released.CARRIED, price_cents
    return None


def sees_invoice(name: str, bill_to: str, vat_number: str) -> bool:
    """Whether a participant of this name may see and change the invoice of their registration.

    That of an organisation, yes. That of a private person holds a home address, which is nobody
    else's: not of a colleague who took the place over, nor of those whom the payer registered.
    """
    return bool(vat_number) or bill_to.strip().casefold() == name.strip().casefold()
