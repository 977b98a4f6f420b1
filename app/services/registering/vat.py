"""Enterprise and VAT numbers of those who pay, checked without asking anybody.

The rules of each country come from python-stdnum: `stdnum.be.vat` (a Belgian enterprise number,
with or without its VAT prefix) and `stdnum.eu.vat` for the other countries of the Union.
"""

import re

from stdnum.be import vat as belgian
from stdnum.eu import vat as european
from stdnum.exceptions import InvalidComponent, ValidationError

from app.rules.errors import Code, RuleBroken

_FIELD = "vat_number"
_FILLING = re.compile(r"[\s.\-/]")
_BELGIAN_DIGITS = 10


def checked_vat_number(text: str) -> str:
    """The number in its compact form with the country: 'BE0403019261'.

    Raises RuleBroken for the field `vat_number`: VAT_DIGITS when a Belgian number has too few or
    too many digits, VAT_COUNTRY when it starts with no country of the Union, VAT_WRONG when the
    check digits or the shape are not right.
    """
    compact = _FILLING.sub("", text).upper()
    belgian_digits = compact.removeprefix("BE")
    if not compact.isascii():
        raise RuleBroken(Code.VAT_WRONG, _FIELD)
    if belgian_digits.isdigit():
        return _belgian(belgian_digits)
    if compact.startswith("BE"):
        raise RuleBroken(Code.VAT_WRONG, _FIELD)
    try:
        return str(european.validate(compact))
    except InvalidComponent:
        raise RuleBroken(Code.VAT_COUNTRY, _FIELD) from None
    except ValidationError:
        raise RuleBroken(Code.VAT_WRONG, _FIELD) from None


def _belgian(digits: str) -> str:
    # The library adds the 0 that older numbers lack; a digit that was forgotten would pass too.
    if len(digits) != _BELGIAN_DIGITS:
        raise RuleBroken(Code.VAT_DIGITS, _FIELD, digits=len(digits), expected=_BELGIAN_DIGITS)
    try:
        return f"BE{belgian.validate(digits)}"
    except ValidationError:
        raise RuleBroken(Code.VAT_WRONG, _FIELD) from None
