"""The forms of a message to people of an edition."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from app.formats import date_day_month
from app.rules.states import RegistrationState
from app.rules.telling.mailing import LONGEST_BODY, LONGEST_SUBJECT, Audience
from app.rules.workdays import local_moment
from app.services.telling.mailing import Draft, audience_sizes, office_address
from app.web.forms import BaseForm, Required, at_most
from app.web.language import current_language, language_choices
from app.web.words import audience, registration_state

if TYPE_CHECKING:
    from app.models import Edition, Mailing, Registration

_OWN, _OFFICE = "own", "office"
#: The value of the audience of those who missed a meeting is this and the id of the meeting.
_MISSED = f"{Audience.ABSENT}-"


class MailingForm(BaseForm):
    """Whom it is for, and what it says."""

    to = RadioField(_l("Who gets it?"), [Required(_l("Choose who gets it."))])
    chosen = SelectMultipleField(
        _l("People"),
        coerce=int,
        option_widget=CheckboxInput(),
        widget=ListWidget(),
        validate_choice=False,
    )
    subject = StringField(_l("Subject"), [Required(), at_most(LONGEST_SUBJECT)])
    body = TextAreaField(_l("Message"), [Required(), at_most(LONGEST_BODY)])
    language = SelectField(_l("Language that you write in"), choices=language_choices())
    reply = RadioField(_l("Where do answers go?"), [Required(_l("Choose one."))])

    def offer(self, edition: "Edition", people: Sequence["Registration"], own: str) -> None:
        """The audiences with how many they are now, the people, and the addresses for answers."""
        begun = {
            meeting.id: date_day_month(meeting.starts_at, current_language())
            for meeting in edition.meetings
        }
        sizes = audience_sizes(edition.id, list(begun))
        self.to.choices = [
            (
                f"{_MISSED}{meeting_id}" if meeting_id else str(who),
                _("%(who)s (%(number)s)", who=_who(who, begun.get(meeting_id)), number=number),
            )
            for (who, meeting_id), number in sizes.items()
            if number or who in (Audience.ALL, Audience.REGISTERED)
        ]
        self.to.choices.append((str(Audience.CHOSEN), audience(Audience.CHOSEN)))
        if self.to.data and self.to.data not in dict(self.to.choices):
            # A meeting that everybody was at after all: nobody is written to, and the page says so.
            self.to.data = None
        self.chosen.choices = [(person.id, _named(person)) for person in people]
        self.reply.choices = [
            (_OFFICE, _("To %(address)s", address=office_address(edition))),
            (_OWN, _("To me, at %(address)s", address=own)),
        ]

    def validate_chosen(self, field: Field) -> None:
        """Whoever is chosen is of the edition, and is somebody."""
        known = {value for value, _label in field.choices}
        field.data = [value for value in field.data or [] if value in known]
        if self.to.data == Audience.CHOSEN and not field.data:
            raise ValidationError(_l("Tick one person at least."))

    def draft(self) -> Draft:
        """What was filled in."""
        missed = self.to.data.startswith(_MISSED)
        return Draft(
            audience=Audience.ABSENT if missed else Audience(self.to.data),
            meeting_id=int(self.to.data.removeprefix(_MISSED)) if missed else None,
            chosen=self.chosen.data,
            subject=self.subject.data,
            body=self.body.data,
            language=self.language.data,
            replies_to_author=self.reply.data == _OWN,
        )


def _who(who: Audience, day: str | None) -> str:
    if who is Audience.ABSENT and day:
        return _("Who was not there on %(date)s", date=day)
    return audience(who)


def _named(person: "Registration") -> str:
    if person.state is RegistrationState.REGISTERED:
        return person.name
    return f"{person.name} ({registration_state(person.state)})"


def fresh(edition: "Edition", chosen: Sequence[int]) -> dict[str, object]:
    """A new message: to who is registered, or who was ticked on the list."""
    greeting = {"nl": "Dag {naam},", "fr": "Bonjour {naam},", "en": "Hello {naam},"}
    return {
        "to": str(Audience.CHOSEN if chosen else Audience.REGISTERED),
        "chosen": list(chosen),
        "body": greeting[edition.language] + "\n\n",
        "language": edition.language,
        "reply": _OFFICE,
    }


def written(mailing: "Mailing") -> dict[str, object]:
    """A message as it was written."""
    missed = mailing.meeting_id
    return {
        "to": f"{_MISSED}{missed}" if missed else str(mailing.audience),
        "chosen": mailing.chosen,
        "subject": mailing.subject,
        "body": mailing.body,
        "language": mailing.language,
        "reply": _OWN if mailing.replies_to_author else _OFFICE,
    }


class PlanForm(BaseForm):
    """When it leaves by itself."""

    send_on = DateField(_l("Day"), [Required(_l("Choose a day."))])
    send_time = TimeField(_l("Time"), [Required(_l("Choose a time."))])

    def moment(self) -> datetime:
        """The moment in Belgium that was filled in."""
        return local_moment(self.send_on.data, self.send_time.data)
