"""The fields of an edition's form that need more than a class: meetings, prices, links."""

import re
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    Form,
    IntegerField,
    SelectField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, Optional

from app.rules.errors import RuleBroken
from app.rules.offering.offer import check_date, check_link
from app.rules.states import Format
from app.web.desk.planning.trainings import lines
from app.web.forms import at_most, email_address
from app.web.sentences import sentence

_PRICE = re.compile(r"€?\s*(\d{1,5})(?:[.,](\d{1,2}))?")


def price_in_cents(text: str) -> int:
    """Eurocents of an amount as people type it: '95', '47,50', '€ 47.5'.

    Raises ValueError for anything else.
    """
    match = _PRICE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is no amount")
    euros, cents = match.groups()
    return int(euros) * 100 + int((cents or "0").ljust(2, "0"))


def price_as_typed(cents: int) -> str:
    """The reverse: '95' or '47,50'."""
    return f"{cents // 100},{cents % 100:02d}" if cents % 100 else str(cents // 100)


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of one meeting; the last four say where it differs from its edition."""

    on: Field
    from_: Field
    to: Field
    title: Field
    half_days: Field
    format: Field
    place: Field
    address: Field
    join_url: Field

    @property
    def all(self) -> tuple[Field, ...]:
        """Every field of the row."""
        return (*self.needed, self.title, self.half_days, *self.own)

    @property
    def needed(self) -> tuple[Field, Field, Field]:
        """What a row that was begun must have."""
        return self.on, self.from_, self.to

    @property
    def own(self) -> tuple[Field, Field, Field, Field]:
        """What is this meeting's own, where it differs from the edition."""
        return self.format, self.place, self.address, self.join_url

    @property
    def differs(self) -> bool:
        """Whether something of its own was filled in, or filled in wrongly."""
        return any(field.data or field.errors for field in self.own)


def an_amount(_form: Form, field: Field) -> None:
    """An amount as people type it."""
    try:
        price_in_cents(field.data or "0")
    except ValueError:
        raise ValidationError(_("Write an amount in euros. An example: 47,50")) from None


def a_web_address(_form: Form, field: Field) -> None:
    """A whole link."""
    try:
        check_link(field.data)
    except RuleBroken as error:
        raise ValidationError(sentence(error)) from None


def addresses(form: Form, field: Field) -> None:
    """E-mail addresses, one a line; they become what mail servers accept."""
    typed, check = field.data, email_address()
    found = []
    try:
        for field.data in lines(typed):
            check(form, field)
            found.append(field.data)
    except ValidationError:
        field.data = typed
        raise
    field.data = "\n".join(found)


def in_our_years(_form: Form, field: Field) -> None:
    """A day in the years that plans have; what is no day at all has its error already."""
    if field.data is None:
        return
    try:
        check_date(field.data, field.name)
    except RuleBroken as error:
        raise ValidationError(sentence(error)) from None


ROW = ("on", "from_", "to", "title", "half_days", "format", "place", "address", "join_url")
_HALF_DAYS = [Optional(), NumberRange(0, 9, _l("Choose a number from 0 to 9."))]
_FORMATS = [
    SelectChoice("", _l("As the edition")),
    SelectChoice(Format.LIVE.value, _l("Live")),
    SelectChoice(Format.WEBINAR.value, _l("Webinar")),
]
_LINK = [Optional(), at_most(500), a_web_address]


def row_fields() -> dict[str, Field]:
    """New fields for one meeting, by their names without its number."""
    return {
        "on": DateField(_l("Day"), [Optional(), in_our_years]),
        "from": TimeField(_l("From"), [Optional()]),
        "to": TimeField(_l("To"), [Optional()]),
        "title": StringField(_l("Title"), [Optional(), at_most(200)]),
        "half_days": IntegerField(_l("Half-days"), _HALF_DAYS),
        "format": SelectField(_l("Live or webinar?"), choices=_FORMATS, default=""),
        "place": StringField(_l("Place"), [Optional(), at_most(200)]),
        "address": StringField(_l("Address"), [Optional(), at_most(300)]),
        "join_url": StringField(_l("Link of the webinar"), _LINK),
    }
