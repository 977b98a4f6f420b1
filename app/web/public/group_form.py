"""The form for a group: a row for each person, and what holds for all of them once."""

from collections.abc import Iterator, Mapping
from types import new_class
from typing import TYPE_CHECKING, Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    HiddenField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.fields import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import Optional, StopValidation

from app.extensions import settings
from app.rules.registering.price import highest_price, price_for
from app.services.registering.booking import Booker
from app.services.registering.person import Billing, Person
from app.web.forms import Required, add_error, at_most, email_address, no_web_address, phone_number
from app.web.language import current_language
from app.web.public.billing import BILLING_FIELDS, BillingForm
from app.web.public.known import suggested_address
from app.web.public.robots import RobotTraps

if TYPE_CHECKING:
    from app.models import Edition

#: The fields of one person, each followed by the number of the row, from 0.
ROW = ("name", "email", "function")
#: Those of somebody who books without taking part.
_BOOKER = ("booker_name", "booker_email", "booker_phone")
#: Those that hold for all, before the rows.
_SHARED = ("organisation", "organisation_type", "region")


class _RequiredInRow(Required):
    """Fill this in, unless the whole row was left empty: then there is one person less."""

    def __init__(self, row: int) -> None:
        super().__init__()
        self.row = row

    def __call__(self, form: Form, field: Field) -> None:
        if row_is_empty(form, self.row):
            field.errors = []
            raise StopValidation()
        super().__call__(form, field)


class GroupForm(BillingForm, RobotTraps):
    """What holds for the whole group; `group_form` adds the rows."""

    #: How many people the form has room for, and whether the first is the one who fills it in.
    rows: ClassVar[int] = 0
    with_me: ClassVar[bool] = True
    #: What a place costs (eurocents): for all kinds of organisation, and for some.
    price_cents: ClassVar[int] = 0
    prices: ClassVar[Mapping[str, int]] = {}

    booker_name = StringField(_l("Your name"), [Required(), at_most(200), no_web_address()])
    booker_email = EmailField(_l("E-mail address"), [Required(), at_most(254), email_address()])
    booker_phone = TelField(_l("Mobile number"), [Optional(), at_most(40), phone_number()])
    organisation = StringField(_l("Organisation"), [Required(), at_most(200)])
    organisation_type = SelectField(
        _l("Kind of organisation"), [Required(_l("Choose the kind of organisation."))]
    )
    region = SelectField(_l("Where do you work?"), [Optional()])
    consent = BooleanField(
        _l(
            "I agree with the terms for giving up a place, and I tell my colleagues that I "
            "register them"
        ),
        [Required(_l("Tick the box to agree, then we can register you."))],
    )
    #: How many people the form has rows for, and how many it said would wait.
    size = HiddenField()
    waiting = HiddenField()
    #: The addresses that the form asked about already, with spaces between.
    asked_about = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: What was probably meant instead, by the name of the field, once the form asks.
        self.suggested: dict[str, str] = {}
        self.organisation_type.choices = _choices(settings().organisation_types)
        self.region.choices = _choices(settings().regions)
        self.size.data = str(self.rows)

    def __iter__(self) -> Iterator[Field]:
        """The fields in the order of the page: the summary of errors follows it."""
        rows = [f"{name}_{row}" for row in range(self.rows) for name in ROW]
        first = {name: place for place, name in enumerate((*_BOOKER, *_SHARED, *rows))}
        return iter(sorted(super().__iter__(), key=lambda f: first.get(f.short_name, len(first))))

    @property
    def filled_rows(self) -> list[int]:
        """The rows in which something was filled in; the own one counts always."""
        return [
            row
            for row in range(self.rows)
            if (row == 0 and self.with_me) or not row_is_empty(self, row)
        ]

    @property
    def told_waiting(self) -> int:
        """How many people the form said would get on the waiting list; 0 when it says nonsense."""
        text = self.waiting.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0

    @property
    def due_cents(self) -> int:
        """What each of them pays (eurocents): the price of the chosen kind of organisation."""
        return price_for(self.price_cents, self.prices, self.organisation_type.data or "")

    def row_fields(self, row: int) -> list[Field]:
        """The fields of one person: name, address, function."""
        return [self[f"{name}_{row}"] for name in ROW]

    @property
    def address_fields(self) -> list[Field]:
        """Where an e-mail address was filled in."""
        names = ["booker_email", *(f"email_{row}" for row in range(self.rows))]
        return [self[name] for name in names if name in self and self[name].data]

    def asks_what_is_meant(self) -> bool:
        """Ask once about each address that is almost one of a domain that many have.

        Call it after `validate`: of an address that is wrong, something else is said.
        """
        asked = (self.asked_about.data or "").split()
        for field in self.address_fields:
            if field.errors:
                continue
            meant = suggested_address(field.data)
            if meant is not None and field.data not in asked:
                self.suggested[field.short_name] = meant
                asked.append(field.data)
                add_error(field, _("Did you mean %(email)s? If not, send it again.", email=meant))
        self.asked_about.data = " ".join(asked)
        return bool(self.suggested)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check all fields, and those of the invoice when there is something to pay."""
        right: bool = super().validate(extra_validators)
        if "payer" in self and self.due_cents:
            right = self.billing_is_right(required=True) and right
        return right

    def booker(self) -> Booker:
        """Who fills this in, in the language of the visitor."""
        if self.with_me:
            return Booker(self["name_0"].data, self["email_0"].data, current_language())
        return Booker(
            self.booker_name.data,
            self.booker_email.data,
            current_language(),
            self.booker_phone.data or "",
        )

    def people(self) -> list[Person]:
        """Who is registered, in the order of the rows; what they need they tell themselves."""
        billing = self._shared_billing()
        return [
            Person(
                name=self[f"name_{row}"].data or "",
                email=self[f"email_{row}"].data or "",
                function=self[f"function_{row}"].data or "",
                organisation=self.organisation.data,
                organisation_type=self.organisation_type.data,
                region=self.region.data or "",
                language=current_language(),
                billing=billing,
            )
            for row in self.filled_rows
        ]

    def _shared_billing(self) -> Billing | None:
        if "payer" not in self or not self.due_cents:
            return None
        return self.billing(organisation=self.organisation.data, name=self.booker().name)


def group_form(edition: "Edition", rows: int, *, with_me: bool) -> type[GroupForm]:
    """The form of this edition for so many people; `with_me`: the first row is the visitor's."""
    own: dict[str, object] = {
        "rows": rows,
        "with_me": with_me,
        "price_cents": edition.price_cents,
        "prices": dict(edition.prices),
    }
    for row in range(rows):
        own |= _row(row, mine=with_me and row == 0, number=row if with_me else row + 1)
    if with_me:
        own |= dict.fromkeys(_BOOKER)
    if not highest_price(edition.price_cents, edition.prices):
        own |= dict.fromkeys(BILLING_FIELDS)
    return new_class("GroupForm", (GroupForm,), exec_body=lambda members: members.update(own))


def redrawn(form: GroupForm, edition: "Edition", action: str) -> GroupForm:
    """The form as a button changes it, with everything that was typed.

    A row more ('add'), without one ('remove-2'), or with the address that was probably meant
    ('meant-email_2'); anything else leaves it as it was.
    """
    rows = [[field.data for field in form.row_fields(row)] for row in range(form.rows)]
    number = action.removeprefix("remove-")
    if action == "add" and len(rows) < settings().group_most:
        rows.append([None] * len(ROW))
    elif number in {str(row) for row in range(form.rows) if is_removable(form, row)}:
        del rows[int(number)]
    data = dict(form.data)
    for row, values in enumerate(rows):
        data |= {f"{name}_{row}": value for name, value in zip(ROW, values, strict=True)}
    for field in form.address_fields:
        if action == f"meant-{field.short_name}":
            data[field.short_name] = suggested_address(field.data) or field.data
    fresh = group_form(edition, len(rows), with_me=form.with_me)
    return fresh(formdata=None, data=data)


def is_removable(form: GroupForm, row: int) -> bool:
    """Somebody stays: the visitor, or one colleague."""
    return row > 0 if form.with_me else form.rows > 1


def row_is_empty(form: Form, row: int) -> bool:
    """Whether nothing was filled in about this person."""
    return not any((form[f"{name}_{row}"].data or "").strip() for name in ROW)


def _row(row: int, *, mine: bool, number: int) -> dict[str, UnboundField]:
    def needed() -> Required:
        return Required() if mine else _RequiredInRow(row)

    # In the summary of errors nothing but the label says whose field it is.
    labels = (
        (_("You, name"), _("You, e-mail address"), _("You, function"))
        if mine
        else (
            _("Colleague %(number)s, name", number=number),
            _("Colleague %(number)s, e-mail address", number=number),
            _("Colleague %(number)s, function", number=number),
        )
    )
    return {
        f"name_{row}": StringField(labels[0], [needed(), at_most(200), no_web_address()]),
        f"email_{row}": EmailField(labels[1], [needed(), at_most(254), email_address()]),
        f"function_{row}": StringField(labels[2], [needed(), at_most(200)]),
    }


def _choices(offered: tuple[str, ...]) -> list[SelectChoice]:
    return [SelectChoice("", _l("Choose")), *(SelectChoice(name) for name in offered)]
