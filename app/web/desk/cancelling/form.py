"""The form of a cancellation: why, and what each group reads."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.rules.deciding.cancelling import Audience, OwnWords
from app.rules.states import CancelReason
from app.web.desk.edition.decision_forms import DecidingForm
from app.web.forms import Required, at_most


class CancelForm(DecidingForm):
    """Cancel, with the reason that stands on the website; the texts of each group stand below."""

    cause = RadioField(
        _l("Why?"),
        [Required(_l("Choose a reason."))],
        choices=[
            SelectChoice(CancelReason.TOO_FEW.value, _l("Too few registrations")),
            SelectChoice(CancelReason.TRAINER_ILL.value, _l("The trainer is ill or cannot come")),
            SelectChoice(CancelReason.OTHER.value, _l("Something else")),
        ],
    )
    note = TextAreaField(_l("A word of yours in the mail"), [Optional(), at_most(1000)])

    def texts_of(self, audience: Audience) -> tuple[Field, Field]:
        """The fields of subject and opening of one group."""
        return self[f"subject_{audience}"], self[f"opening_{audience}"]

    def words(self, standard: Mapping[Audience, OwnWords]) -> dict[Audience, OwnWords]:
        """What was written anew; a text that was left as it stood stays the standard.

        So that who chose another language still reads the standard in that language.
        """
        changed = {}
        for audience, known in standard.items():
            subject, opening = (field.data or "" for field in self.texts_of(audience))
            own = OwnWords(
                "" if subject == known.subject else " ".join(subject.split()),
                "" if opening == known.opening else opening,
            )
            if own != OwnWords():
                changed[audience] = own
        return changed


for _audience in Audience:
    setattr(
        CancelForm,
        f"subject_{_audience}",
        StringField(_l("Subject"), [Optional(), at_most(100)]),
    )
    setattr(
        CancelForm,
        f"opening_{_audience}",
        TextAreaField(_l("Opening, after the reason"), [Optional(), at_most(2000)]),
    )


def cancel_form(standard: Mapping[Audience, OwnWords], cause: CancelReason | None) -> CancelForm:
    """The form before anybody filled it in: the standard texts stand there already."""
    data: dict[str, Any] = {"cause": cause.value if cause else None}
    for audience, words in standard.items():
        data[f"subject_{audience}"] = words.subject
        data[f"opening_{audience}"] = words.opening
    return CancelForm(formdata=None, data=data)
