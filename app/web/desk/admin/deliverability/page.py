"""Whether our mail arrives: what was found, a check on request, and a trial invitation."""

from uuid import uuid4

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from werkzeug.wrappers import Response
from wtforms import EmailField, HiddenField, ValidationError

from app.extensions import clock, db, installation, settings, transaction
from app.queries.delivering.deliverability import (
    findings_of,
    latest_report,
    latest_trial,
    mails_of,
    trial,
)
from app.rules.errors import RuleBroken
from app.services.delivering import deliverability as service
from app.services.delivering import trial as trials
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.admin.deliverability.words import LEVELS, TOPICS, told
from app.web.forms import BaseForm, Required, at_most, email_address
from app.web.language import current_language
from app.web.sentences import explain

Page = str | tuple[str, int] | Response
_PATH = "/werk/beheer/mail"


class TrialForm(BaseForm):
    """Whose calendar is tried; `uid` is new in each form, so that a second click is known."""

    uid = HiddenField()
    address = EmailField(_l("E-mail address"), [Required(), at_most(254), email_address()])

    def validate_uid(self, field: HiddenField) -> None:
        """A form that was not made here starts nothing."""
        digits = (field.data or "").replace("-", "")
        if len(digits) != 32 or not set(digits) <= set("0123456789abcdef"):
            raise ValidationError(
                _l("This page was open for a long time. Press the button once more, please.")
            )


@bp.get(_PATH)
@enter(Who.ADMINISTRATOR)
def deliverability() -> str:
    """What was found last, and how far the trial invitation is; looking asks nobody anything."""
    return _page(TrialForm(formdata=None))


@bp.post(f"{_PATH}/controleren")
@enter(Who.ADMINISTRATOR)
def check_deliverability() -> Response:
    """Ask name servers and the mail server now, and keep what they say."""
    user_id = actor().user_id
    # No connection to the database waits for the network.
    db.session.rollback()
    found = service.look(clock.now())
    with transaction():
        service.keep(found, clock.now(), user_id)
    flash(_("The check is done. What was found stands below."), "success")
    return redirect(url_for(".deliverability"), 303)


@bp.post(f"{_PATH}/uitnodiging")
@enter(Who.ADMINISTRATOR)
def start_trial() -> Page:
    """Send somebody the first step: an invitation for tomorrow."""
    form = TrialForm()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        with transaction():
            trials.start(
                form.uid.data,
                form.address.data,
                current_language(),
                _summary(),
                clock.now(),
                actor().user_id,
            )
    except RuleBroken as error:
        form.address.errors = []
        explain(form, error)
        return _page(form), 422
    return redirect(url_for(".deliverability", _anchor="trial"), 303)


@bp.post(f"{_PATH}/uitnodiging/<int:trial_id>/<int:sequence>")
@enter(Who.ADMINISTRATOR)
def go_on_with_trial(trial_id: int, sequence: int) -> Response:
    """Send the next step; a second click sends nothing more."""
    found = trial(trial_id, actor().user_id)
    if found is None:
        abort(404)
    with transaction():
        trials.go_on(found, sequence, _summary(), clock.now())
    return redirect(url_for(".deliverability", _anchor="trial"), 303)


def _summary() -> str:
    return _("Test of an invitation, %(organisation)s", organisation=settings().organisation_name)


def _page(form: TrialForm) -> str:
    report = latest_report()
    found = latest_trial(actor().user_id)
    if not form.is_submitted():
        form.address.data = current_user.email
    form.uid.data = str(uuid4())
    chosen = installation()
    return render_template(
        "desk/admin/deliverability.html",
        form=form,
        sender=chosen.mail_default_sender,
        domain=chosen.mail_domain,
        sends_mail=chosen.sends_mail,
        report=report,
        findings=findings_of(report) if report else {},
        topics=TOPICS,
        levels=LEVELS,
        told=told,
        trial=found,
        mails=mails_of(found) if found else {},
        answers=settings().asks_for_replies,
    )
