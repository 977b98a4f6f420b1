"""The history of the settings: who changed what, when, from what to what."""

from flask import abort, render_template, request
from flask_babel import gettext as _

from app.queries.settings.setting import history
from app.rules.settings.registry import Group
from app.services.settings.team import TEAMS
from app.services.settings.theme import THEMES
from app.services.settings.wording import WORDINGS
from app.web.access import Who, enter
from app.web.desk import bp
from app.web.desk.history.sentences import lines_of
from app.web.setting_words import GROUPS


@bp.get("/werk/beheer/geschiedenis")
@enter(Who.ADMINISTRATOR)
def settings_history() -> str:
    """All changes, or those of one group (?groep=)."""
    asked = request.args.get("groep", "")
    names: dict[str, str] = {
        **{group.value: str(GROUPS[group][0]) for group in Group},
        WORDINGS: _("Words of messages"),
        TEAMS: _("Teams"),
        THEMES: _("Themes"),
    }
    if asked and asked not in names:
        abort(404)
    return render_template(
        "desk/settings/history.html",
        entries=lines_of(history(asked or None)),
        names=names,
        asked=asked,
    )
