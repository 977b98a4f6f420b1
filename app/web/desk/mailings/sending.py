"""A message to people of an edition leaves: now, later, or not at all."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.formats import datetime_long
from app.rules.errors import RuleBroken
from app.services.telling import mailing as service
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.mailings.forms import PlanForm
from app.web.desk.mailings.writing import PATH, load, mailing_page, read_it
from app.web.language import current_language
from app.web.sentences import explain, sentence


@bp.post(f"{PATH}/versturen")
@enter(Who.COORDINATOR)
def send_mailing(edition_id: int, mailing_id: int) -> Response:
    """Send it now, once, to whoever belongs to the audience at this moment."""
    found = load(edition_id, mailing_id)
    try:
        with transaction():
            number = service.send(found, clock.now(), actor().user_id)
    except RuleBroken as error:
        flash(sentence(error), "warning")
    else:
        text = ngettext(
            "The message is on its way to %(num)s person.",
            "The message is on its way to %(num)s people.",
            number,
        )
        flash(text, "success")
    return read_it(edition_id, mailing_id)


@bp.post(f"{PATH}/plannen")
@enter(Who.COORDINATOR)
def plan_mailing(edition_id: int, mailing_id: int) -> Response:
    """Let it leave by itself at a moment."""
    found = load(edition_id, mailing_id)
    form = PlanForm()
    if not form.validate_on_submit():
        return mailing_page(found, form)
    try:
        with transaction():
            service.plan(found, form.moment(), clock.now(), actor().user_id)
    except RuleBroken as error:
        explain(form, error)
        return mailing_page(found, form)
    moment = datetime_long(form.moment(), current_language())
    flash(_("The message leaves on %(moment)s.", moment=moment), "success")
    return read_it(edition_id, mailing_id)


@bp.post(f"{PATH}/intrekken")
@enter(Who.COORDINATOR)
def withdraw_mailing(edition_id: int, mailing_id: int) -> Response:
    """It will not leave."""
    found = load(edition_id, mailing_id)
    try:
        with transaction():
            service.withdraw(found, clock.now(), actor().user_id)
    except RuleBroken as error:
        flash(sentence(error), "warning")
        return read_it(edition_id, mailing_id)
    flash(_("The message is withdrawn. Nobody gets it."), "success")
    return redirect(url_for("desk.edition_messages", edition_id=edition_id), 303)
