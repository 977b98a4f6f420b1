"""The logo: sent in by an administrator, shown in the head of the public pages."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.rules.errors import RuleBroken
from app.rules.settings.registry import Group
from app.services.settings.logo import remove_logo, set_logo
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.sentences import sentence


@bp.post("/werk/beheer/logo")
@enter(Who.ADMINISTRATOR)
def change_logo() -> Response:
    """Show the picture that came along, or say why not."""
    sent = request.files.get("logo")
    data = sent.read() if sent else b""
    if not data:
        flash(_("Choose a picture first."), "warning")
        return _back()
    try:
        with transaction():
            set_logo(data, clock.now(), actor().user_id)
    except RuleBroken as error:
        flash(sentence(error), "warning")
    else:
        flash(_("The logo stands in the head of the public pages."), "success")
    return _back()


@bp.post("/werk/beheer/logo/weg")
@enter(Who.ADMINISTRATOR)
def drop_logo() -> Response:
    """Show the name instead of a logo."""
    with transaction():
        remove_logo(clock.now(), actor().user_id)
    flash(_("The name of the organisation stands in the head again."), "success")
    return _back()


def _back() -> Response:
    return redirect(url_for("desk.setting_group", setting_group=Group.LOOK), 303)
