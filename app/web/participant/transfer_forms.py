"""The forms for passing a place on, and for choosing another date."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, Field, RadioField, StringField, ValidationError

from app.formats import date_long
from app.services.registering.transfer import Colleague
from app.web.forms import BaseForm, Required, at_most, email_address, no_web_address
from app.web.language import current_language
from app.web.public.meant import AsksAddress
from app.web.public.rows import Row


class PassOnForm(AsksAddress):
    """The colleague who comes instead."""

    name = StringField(_l("Name of your colleague"), [Required(), at_most(200), no_web_address()])
    email = EmailField(
        _l("E-mail address of your colleague"), [Required(), at_most(254), email_address()]
    )
    function = StringField(_l("Function of your colleague"), [Required(), at_most(200)])

    def colleague(self) -> Colleague:
        """What was filled in."""
        return Colleague(self.name.data, self.email.data, self.function.data)


class TransferForm(BaseForm):
    """Another date of the same training."""

    # Checked here: what the field itself says of a wrong choice is in English.
    edition = RadioField(
        _l("Choose a new date"), [Required(_l("Choose a date."))], validate_choice=False
    )

    def offer(self, dates: Sequence[Row]) -> None:
        """These dates can be chosen."""
        self.edition.choices = [(str(date.card.edition.id), _named(date)) for date in dates]

    def validate_edition(self, field: Field) -> None:
        """A date that is full or gone is no choice any more."""
        if field.data not in [value for value, _label in field.choices]:
            raise ValidationError(_l("This date is no longer free. Choose another one."))


def _named(date: Row) -> str:
    day = date_long(date.first_date, current_language())
    return ", ".join(part for part in (day, date.place) if part)
