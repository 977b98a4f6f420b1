"""What somebody tells about themselves, to register and to change it later."""

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, EmailField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.extensions import settings
from app.services.registration import Person
from app.web.forms import BaseForm, Required, at_most, email_address
from app.web.language import current_language

if TYPE_CHECKING:
    from app.models import Registration

#: Longest text about what somebody needs, in characters.
LONGEST_NEEDS = 2000
#: The fields that a registration holds under the same names.
DETAILS = ("name", "email", "function", "organisation", "organisation_type")


class PersonForm(BaseForm):
    """One person: one field for the name, no title, no gender."""

    name = StringField(_l("Your name"), [Required(), at_most(200)])
    email = EmailField(_l("E-mail address"), [Required(), at_most(254), email_address()])
    organisation = StringField(_l("Organisation"), [Required(), at_most(200)])
    organisation_type = SelectField(
        _l("Kind of organisation"), [Required(_l("Choose the kind of organisation."))]
    )
    function = StringField(_l("Function"), [Required(), at_most(200)])
    needs = TextAreaField(
        _l("What do you need to take part well?"), [Optional(), at_most(LONGEST_NEEDS)]
    )

    def offer_types(self, current: str = "") -> None:
        """Fill the list of kinds; `current` stays possible when the settings dropped it."""
        kinds = settings().organisation_types
        if current and current not in kinds:
            kinds = (*kinds, current)
        self.organisation_type.choices = [
            SelectChoice("", _l("Choose")),
            *(SelectChoice(kind) for kind in kinds),
        ]

    def person(self, language: str | None = None) -> Person:
        """What was filled in; in the language of the visitor, unless another is given."""
        return Person(
            name=self.name.data,
            email=self.email.data,
            function=self.function.data,
            organisation=self.organisation.data,
            organisation_type=self.organisation_type.data,
            language=language or current_language(),
            needs=self.needs.data or "",
        )


def details_of(registration: "Registration") -> dict[str, str]:
    """What somebody told before, as a `PersonForm` shows it."""
    details = {name: getattr(registration, name) for name in DETAILS}
    return details | {"needs": registration.needs.needs if registration.needs else ""}


class RegistrationForm(PersonForm):
    """A person who registers, agrees, and is no robot."""

    consent = BooleanField(
        _l("I agree with the terms for giving up my place, and with this use of my data"),
        [Required(_l("Tick the box to agree, then we can register you."))],
    )
    # People do not see this field and leave it empty; robots fill in whatever they find.
    website = StringField(_l("Leave this empty"))
