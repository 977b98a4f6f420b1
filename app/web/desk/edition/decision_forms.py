"""The forms of a decision: go ahead, put off, cancel."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, TextAreaField
from wtforms.validators import Optional

from app.rules.deciding.minimum import MinimumFacts, latest_decision_date
from app.web.forms import BaseForm, Required, at_most


class DecidingForm(BaseForm):
    """What every form of a decision carries: the latest decision that its page showed."""

    seen = HiddenField()

    @property
    def seen_id(self) -> int | None:
        """The id of that decision, 0 for none; None when a form does not say."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


class GoAheadForm(DecidingForm):
    """Go ahead; below the minimum a reason is needed, which the rule asks for."""

    reason = TextAreaField(_l("Why does a small group suit?"), [Optional(), at_most(1000)])


class ExtendForm(DecidingForm):
    """Put the decision off; its names differ from those of `GoAheadForm`, on the same page."""

    decision_on = DateField(_l("Decide on"), [Required()])
    because = TextAreaField(_l("Reason"), [Optional(), at_most(1000)])


def suggested_date(facts: MinimumFacts, today: date) -> date | None:
    """A week later, as far as that goes; None when the decision cannot be put off any more."""
    earliest = max(today, facts.decision_on) + timedelta(days=1)
    latest = latest_decision_date(facts.first_on)
    if earliest > latest:
        return None
    return min(earliest + timedelta(days=6), latest)
