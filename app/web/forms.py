"""What all forms share."""

from collections.abc import Callable
from functools import cache
from typing import Any

from babel.support import NullTranslations, Translations
from email_validator import EmailNotValidError, validate_email
from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Field, Form, StringField, ValidationError
from wtforms.i18n import messages_path
from wtforms.validators import InputRequired, Length, Regexp

from app.extensions import csrf
from app.web.language import current_language


#: Filter for text fields: nothing but spaces is nothing.
def stripped(value: str | None) -> str | None:
    """The text without spaces around it and without control characters."""
    if value is None:
        return None
    return "".join(c for c in value if c in "\n\t" or c >= " ").replace("\r\n", "\n").strip()


#: For a form in which people type: its page comes back with everything in it when the token was
#: no longer good, where the check of all pages would show an error page instead. The view must ask
#: `form.validate_on_submit()`, which checks the token that the form holds.
checks_its_own_token = csrf.exempt

#: For what a mail program presses for its reader (RFC 8058 section 3.2): it has no page of ours, no
#: cookie and so no token. The signed address says who asks, and the view does nothing else.
signed_address_is_enough = csrf.exempt


class _Token(FlaskForm.Meta.csrf_class):  # type: ignore[name-defined,misc]  # a class in a class
    def validate_csrf_token(self, form: Form, field: Field) -> None:
        """Say what to do, not what went wrong inside."""
        try:
            super().validate_csrf_token(form, field)
        except ValidationError:
            raise ValidationError(
                _l("This page was open for a long time. Press the button once more, please.")
            ) from None


@cache
def _own_words(language: str) -> NullTranslations:
    return Translations.load(messages_path(), [language], domain="wtforms")


class BaseForm(FlaskForm):
    """A form whose text fields are trimmed."""

    class Meta(FlaskForm.Meta):
        """Bind the trimming to each text field, and read what forms send only."""

        csrf_class = _Token

        def get_translations(self, form: Form) -> NullTranslations:
            """WTForms' own words; Flask-WTF would read their file anew for each request."""
            return _own_words(current_language())

        def wrap_formdata(self, form: Form, formdata: Any) -> Any:
            """What a form sent as text; files and JSON are not read: they may have any shape."""
            if request.is_json:
                return None
            wrapped = super().wrap_formdata(form, formdata)
            return request.form if isinstance(wrapped, CombinedMultiDict) else wrapped

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


def no_web_address() -> Regexp:
    """A name that we write to others: it must not carry a link into their mailbox."""
    return Regexp(
        r"(?is)(?!.*(?:://|www\.))", message=_l("Leave web addresses out of a name, please.")
    )


def phone_number() -> Regexp:
    """A number that a phone can dial, in whatever way people write it."""
    return Regexp(
        r"\+?[\s()./\-]*(\d[\s()./\-]*){8,15}$",
        message=_l("This does not look like a phone number. An example: 0470 12 34 56"),
    )


def add_error(field: Field, message: Any) -> None:
    """Put one more error at a field, after it was validated."""
    field.errors = [*field.errors, message]
