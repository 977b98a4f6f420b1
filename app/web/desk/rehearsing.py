"""A change that people are told about: first who reads what, then, as agreed, done."""

from collections.abc import Callable

from flask import request
from flask_babel import gettext as _

from app.extensions import transaction
from app.services.telling.rehearsal import Rehearsal, rehearse


def personal_link() -> str:
    """What stands in a mail that is shown, where the link of its reader will stand."""
    return _("(personal link)")


def agreed() -> int | None:
    """To how many messages the person said yes: the button of a page that shows them sends it."""
    return request.form.get("agreed", type=int)


def as_agreed(
    edition_id: int,
    change: Callable[[], object],
    *,
    unseen: bool = False,
    look: bool = False,
) -> Rehearsal:
    """Make a change if the person has seen who is told; else only look what it would send.

    The button `look` only looks, and so does `look` whatever was pressed. `unseen`: the change may
    also be made by a button that does not say how many messages leave. Raises what `change` raises.
    """
    number = agreed()
    if look or "look" in request.form or (number is None and not unseen):
        number = -1
    with transaction():
        return rehearse(edition_id, change, agreed=number, link=personal_link())
