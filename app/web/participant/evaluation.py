"""The evaluation form: opened once by a personal link, answered without a name."""

from flask import redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.extensions import clock, transaction
from app.queries.attending.evaluation import language_of_ticket
from app.rules.attending import evaluation as rules
from app.rules.attending.evaluation import LONGEST_TEXT, Question
from app.rules.errors import RuleBroken
from app.rules.states import QuoteConsent
from app.rules.workdays import local_date
from app.services.attending import evaluation as service
from app.services.registering.link import ticket_of
from app.web.access import Who, enter
from app.web.forms import BaseForm, at_most, checks_its_own_token
from app.web.language import follow_mail
from app.web.participant import bp
from app.web.sentences import explain, sentence

Page = str | tuple[str, int] | Response

_TICKET = "ticket"
_SCALE = [
    SelectChoice(1, _l("strongly disagree")),
    SelectChoice(2, _l("disagree")),
    SelectChoice(3, _l("neutral")),
    SelectChoice(4, _l("agree")),
    SelectChoice(5, _l("strongly agree")),
]
_CONSENT = [
    SelectChoice(QuoteConsent.WEBSITE.value, _l("Yes, in the yearly report and on the website")),
    SelectChoice(QuoteConsent.REPORT.value, _l("Yes, but only in the yearly report")),
    SelectChoice(QuoteConsent.NONE.value, _l("No, only the trainers and the coordinators read it")),
]


def _statement(words: str) -> RadioField:
    return RadioField(words, [Optional()], choices=_SCALE, coerce=int)


class EvaluationForm(BaseForm):
    """Three statements, what somebody takes home, and what can be better; all may be skipped."""

    organised = _statement(_l("The training was well organised."))
    useful = _statement(_l("The content is useful for my work."))
    expectations = _statement(_l("The training met my expectations."))
    takeaway = TextAreaField(
        _l("What do you take home to your practice?"), [Optional(), at_most(LONGEST_TEXT)]
    )
    consent = RadioField(
        _l("May we use your answer, without your name?"),
        choices=_CONSENT,
        default=QuoteConsent.NONE.value,
    )
    improvement = TextAreaField(_l("What can be better?"), [Optional(), at_most(LONGEST_TEXT)])

    def response(self) -> rules.Response:
        """What was answered, and nothing else."""
        points = {question: self[question.value].data for question in Question}
        return rules.Response(
            answers={question: point for question, point in points.items() if point},
            takeaway=self.takeaway.data or "",
            improvement=self.improvement.data or "",
        )


@bp.get("/e/<token>")
@enter(Who.LINK_HOLDER)
def open_evaluation(token: str) -> Response:
    """Take the key out of the address; the form itself is on a page without one."""
    ticket_id = ticket_of(token)
    hold_ticket(ticket_id)
    if ticket_id is not None and (language := language_of_ticket(ticket_id)) is not None:
        follow_mail(language)
    return redirect(url_for("participant.evaluate"), 303)


def hold_ticket(ticket_id: str | None) -> None:
    """Remember in this browser which form it may fill in; None for no form."""
    if ticket_id is None:
        session.pop(_TICKET, None)
    else:
        session[_TICKET] = ticket_id


@bp.route("/evaluatie", methods=["GET", "POST"])
@enter(Who.LINK_HOLDER)
@checks_its_own_token
def evaluate() -> Page:
    """The form of the ticket that this browser holds; sent once, then the ticket is gone."""
    now = clock.now()
    ticket_id = session.get(_TICKET, "")
    try:
        edition = service.open_ticket(ticket_id, now)
    except LookupError:
        return _no_form(_("This link does not open a form. Use the link in your mail, as it is."))
    except RuleBroken as error:
        return _no_form(sentence(error))
    form = EvaluationForm()
    if form.validate_on_submit():
        consent = QuoteConsent(form.consent.data)
        try:
            with transaction():
                service.respond(ticket_id, form.response(), consent, now)
        except RuleBroken as error:
            explain(form, error)
        else:
            session.pop(_TICKET, None)
            return redirect(url_for("participant.evaluated"), 303)
    page = render_template(
        "participant/evaluation.html",
        form=form,
        training=edition.training,
        on=local_date(edition.first_meeting.starts_at),
    )
    return (page, 422) if form.is_submitted() else page


def _no_form(why: str) -> tuple[str, int]:
    return render_template("participant/no_form.html", why=why), 410


@bp.get("/evaluatie/bedankt")
@enter(Who.LINK_HOLDER)
def evaluated() -> str:
    """Thank you."""
    return render_template("participant/evaluated.html")
