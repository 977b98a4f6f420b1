"""Belgian addresses: one line as people write it, in parts as machines want it."""

import re
from dataclasses import dataclass

_END = re.compile(r"^(?P<street>.*?)(?:,\s*|\s+|^)(?:(?P<code>\d{4})\s+)?(?P<city>[^\d,]+)$")
_NUMBER = re.compile(r"^(?P<name>.*?\D)\s+(?P<number>\d+\S*(?:\s+(?:bus|bte|boîte)\s+\S+)?)$")


@dataclass(frozen=True, slots=True)
class AddressParts:
    """Street, number, postal code and town; what is not said is empty."""

    street: str = ""
    number: str = ""
    postal_code: str = ""
    city: str = ""


def address_parts(address: str) -> AddressParts:
    """The parts of 'Voorbeeldstraat 12, 2600 Berchem'.

    The end counts as the town only after a comma or a postal code of four digits; what is not
    understood stays in the street, so nothing is lost.
    """
    text = " ".join(address.split())
    found = _END.match(text)
    known = found is not None and ("," in text or found["code"] is not None)
    if found is None or not known:
        return AddressParts(street=text)
    street, number = found["street"].rstrip(", "), ""
    if numbered := _NUMBER.match(street):
        street, number = numbered["name"].rstrip(", "), numbered["number"]
    return AddressParts(street, number, found["code"] or "", found["city"].strip())
