"""The forms with which a coordinator does something in somebody's name."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.formats import date_long
from app.queries.offering.offer import EditionCard
from app.services.registering.note import LONGEST_NOTE
from app.services.registering.transfer import Colleague
from app.web.forms import BaseForm, Required, at_most, email_address, no_web_address
from app.web.language import current_language, language_choices
from app.web.public.billing import MYSELF, ORGANISATION
from app.web.public.forms import AsksAids, PersonForm

if TYPE_CHECKING:
    from app.models import Registration

#: Whether somebody who withdraws owes what the terms say.
BY_TERMS, FREE = "terms", "free"


class TeamForm(PersonForm):
    """The questions about a person, as a coordinator of the team reads them."""

    number_missing = _l(
        "Fill this in, please. Has the organisation none? Choose “The participant pays”."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "name": _l("Name"),
            "greeting": _l("Wants to be called"),
            "region": _l("Region"),
            "experience": _l("Experience"),
            "needs": _l("What this person needs to take part well"),
            "diet": _l("What this person eats, or does not eat"),
        }
        for name, text in labels.items():
            if name in self:
                self[name].label.text = text
        if "payer" in self:
            self.payer.choices = [
                SelectChoice(ORGANISATION, _l("The organisation of the participant")),
                SelectChoice(MYSELF, _l("The participant pays")),
            ]


class AddForm(TeamForm, AsksAids):
    """Somebody who phoned, as a coordinator heard it."""

    demands_billing = True

    bill_later = BooleanField(_l("I ask for these data later"))
    language = SelectField(_l("Language of the mails"), choices=language_choices())
    consent = BooleanField(
        _l("This person agreed by phone with the terms and with this use of the data"),
        [Required(_l("Ask it first, then tick the box."))],
    )
    tells = BooleanField(_l("Send the confirmation and the calendar invitations"), default=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "payer" not in self:
            del self.bill_later

    def validate(self, extra_validators: object = None) -> bool:
        """Check all fields; the invoice is left for later only when that was said."""
        if "bill_later" in self:
            self.demands_billing = not self.bill_later.data
        return super().validate(extra_validators)


class NoteForm(BaseForm):
    """A few words for colleagues of the team."""

    text = TextAreaField(_l("Note of the team"), [Optional(), at_most(LONGEST_NOTE)])


class WithdrawForm(BaseForm):
    """Whether the terms hold, or why not."""

    cost = RadioField(
        _l("What does it cost?"),
        [Required(_l("Choose what it costs."))],
        choices=[SelectChoice(BY_TERMS), SelectChoice(FREE)],
    )
    reason = StringField(_l("Why free of charge?"), [at_most(500)])

    def ask_no_cost(self) -> None:
        """Withdrawing costs nothing: there is nothing to choose and nothing to waive."""
        del self.cost
        del self.reason

    def validate_reason(self, field: Field) -> None:
        """What the terms do not give has a reason."""
        if self.cost.data == FREE and not field.data:
            raise ValidationError(_l("Write down why."))

    @property
    def waived(self) -> str:
        """Why it costs nothing; empty when the terms hold."""
        return self.reason.data if self.cost and self.cost.data == FREE else ""


class ReplaceForm(BaseForm):
    """The colleague who comes instead."""

    name = StringField(_l("Name of the colleague"), [Required(), at_most(200), no_web_address()])
    email = EmailField(
        _l("E-mail address of the colleague"), [Required(), at_most(254), email_address()]
    )
    function = StringField(_l("Function of the colleague"), [Required(), at_most(200)])

    def colleague(self) -> Colleague:
        """What was filled in."""
        return Colleague(self.name.data, self.email.data, self.function.data)

    def is_done(self, person: "Registration") -> bool:
        """Whether this very form was sent before: the second of two clicks."""
        known = (person.name, person.email, person.function)
        return known == (self.name.data, self.email.data, self.function.data)


class MoveForm(BaseForm):
    """Another edition."""

    edition = RadioField(
        _l("Where do they go?"), [Required(_l("Choose an edition."))], validate_choice=False
    )

    def offer(self, targets: Sequence[EditionCard], needed: int) -> None:
        """These editions can be chosen, as far as they have seats for so many people."""
        self.edition.choices = [
            (str(target.edition.id), _named(target))
            for target in targets
            if target.seats.free >= needed
        ]

    def validate_edition(self, field: Field) -> None:
        """One that is full or gone is no choice any more."""
        if field.data not in [value for value, _label in field.choices]:
            raise ValidationError(_l("This edition has no place any more. Choose another one."))


def _named(target: EditionCard) -> str:
    edition = target.edition
    day = date_long(edition.first_meeting.starts_at, current_language())
    where = edition.place or edition.team.name
    return _("%(title)s, %(date)s, %(place)s", title=edition.training.title, date=day, place=where)
