"""What is due, for every state of an edition with every state of a registration."""

from itertools import product

import pytest

from app.rules.registering.billing import Charge, DueFor, charge, sees_invoice
from app.rules.states import EditionState, RegistrationState

PRICE, COST = 9500, 4750
CERTAIN = {EditionState.CONFIRMED, EditionState.COMPLETED}


@pytest.mark.parametrize(
    ("edition", "registration"), list(product(EditionState, RegistrationState)), ids=str
)
def test_every_state(edition: EditionState, registration: RegistrationState) -> None:
    expected = None
    if edition in CERTAIN and registration is RegistrationState.REGISTERED:
        expected = Charge(PRICE, DueFor.PLACE)
    elif edition in CERTAIN and registration is RegistrationState.WITHDRAWN:
        expected = Charge(COST, DueFor.WITHDRAWAL)
    assert charge(edition, registration, PRICE, COST) == expected


@pytest.mark.parametrize(
    ("registration", "price", "cost"),
    [
        (RegistrationState.REGISTERED, 0, None),
        (RegistrationState.WITHDRAWN, PRICE, 0),
        (RegistrationState.WITHDRAWN, PRICE, None),
    ],
)
def test_nothing_is_no_row_of_zero(
    registration: RegistrationState, price: int, cost: int | None
) -> None:
    assert charge(EditionState.COMPLETED, registration, price, cost) is None


def test_a_withdrawal_costs_what_its_day_asked_and_not_the_price() -> None:
    due = charge(EditionState.CONFIRMED, RegistrationState.WITHDRAWN, PRICE, 1)
    assert due == Charge(1, DueFor.WITHDRAWAL)


@pytest.mark.parametrize(
    ("bill_to", "vat_number", "sees"),
    [
        ("CLB De Horizon", "BE0403019261", True),
        ("amina yılmaz ", "", True),
        ("Lotte Janssens", "", False),
    ],
)
def test_a_private_invoice_is_for_who_pays_it(bill_to: str, vat_number: str, sees: bool) -> None:
    assert sees_invoice("Amina Yılmaz", bill_to, vat_number) is sees
