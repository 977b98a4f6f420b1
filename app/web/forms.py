"""What all forms share."""

from collections.abc import Callable
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, Form, StringField, ValidationError
from wtforms.validators import InputRequired, Length


#: Filter for text fields: nothing but spaces is nothing.
def stripped(value: str | None) -> str | None:
    """The text without spaces around it and without control characters."""
    if value is None:
        return None
    return "".join(c for c in value if c in "\n\t" or c >= " ").replace("\r\n", "\n").strip()


class BaseForm(FlaskForm):
    """A form whose text fields are trimmed."""

    class Meta(FlaskForm.Meta):
        """Bind the trimming to each text field."""

        def bind_field(self, form: Form, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Add `stripped` to the filters of text fields."""
            if issubclass(unbound_field.field_class, StringField):
                filters = [*unbound_field.kwargs.get("filters", ()), stripped]
                unbound_field.kwargs["filters"] = list(dict.fromkeys(filters))
            return unbound_field.bind(form=form, **options)


class Required(InputRequired):
    """The field must be filled in, with more than spaces."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _l("Fill this in, please."))

    def __call__(self, form: Form, field: Field) -> None:
        """Refuse an empty answer."""
        super().__call__(form, field)
        if isinstance(field.data, str) and not field.data.strip():
            raise ValidationError(self.message)


def at_most(number: int) -> Length:
    """No more than `number` characters."""
    return Length(max=number, message=_l("Use %(max)d characters at most.", max=number))


def email_address() -> Callable[[Form, Field], None]:
    """An address that mail servers accept: ASCII before the @, for many take nothing else."""

    def check(_form: Form, field: Field) -> None:
        try:
            valid = validate_email(
                field.data or "", check_deliverability=False, allow_smtputf8=False
            )
        except EmailNotValidError:
            raise ValidationError(
                _l("This does not look like an e-mail address. An example: an@organisatie.be")
            ) from None
        field.data = valid.ascii_email or valid.normalized

    return check
