"""The forms of a decision: go ahead, put off, cancel."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.rules.deciding.minimum import MinimumFacts, latest_decision_date
from app.rules.states import CancelReason
from app.web.forms import BaseForm, Required, at_most


class GoAheadForm(BaseForm):
    """Go ahead; below the minimum a reason is needed, which the rule asks for."""

    reason = TextAreaField(_l("Why does a small group suit?"), [Optional(), at_most(1000)])


class ExtendForm(BaseForm):
    """Put the decision off; its names differ from those of `GoAheadForm`, on the same page."""

    decision_on = DateField(_l("Decide on"), [Required()])
    because = TextAreaField(_l("Reason"), [Optional(), at_most(1000)])


class CancelForm(BaseForm):
    """Cancel, with the reason that stands on the website."""

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


def suggested_date(facts: MinimumFacts, today: date) -> date | None:
    """A week later, as far as that goes; None when the decision cannot be put off any more."""
    earliest = max(today, facts.decision_on) + timedelta(days=1)
    latest = latest_decision_date(facts.first_on)
    if earliest > latest:
        return None
    return min(earliest + timedelta(days=6), latest)
