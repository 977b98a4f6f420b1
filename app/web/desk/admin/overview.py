"""The first page of an administrator: the parts of the house that they look after."""

from flask import render_template
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.web.access import Who, enter
from app.web.desk import bp
from app.web.desk.settings.groups import unusable

#: The parts in their order: the endpoint of each, its name, and what one does there.
PARTS: tuple[tuple[str, LazyString, LazyString], ...] = (
    (
        "desk.staff",
        _l("Staff"),
        _l("Who has an account, with which role and for which team. Invite colleagues."),
    ),
    (
        "desk.sign_in_log",
        _l("Sign-ins"),
        _l("Who signed in when, and who tried."),
    ),
    (
        "desk.settings",
        _l("Settings"),
        _l("The organisation, its look, the minimum, terms, periods and closing days."),
    ),
    (
        "desk.wordings",
        _l("Words of messages"),
        _l("Your own words in the mails that leave by themselves."),
    ),
    (
        "desk.previews",
        _l("All messages"),
        _l("Read every mail as it would arrive, in three languages, light and dark."),
    ),
    (
        "desk.deliverability",
        _l("Does our mail arrive?"),
        _l("What the world knows of our mail, the mail server, and a test of an invitation."),
    ),
    ("desk.teams", _l("Teams"), _l("The teams that plan editions.")),
    ("desk.themes", _l("Themes"), _l("What trainings are about.")),
    ("desk.settings_history", _l("History"), _l("Who changed which setting, and when.")),
)


@bp.get("/werk/beheer")
@enter(Who.ADMINISTRATOR)
def administration() -> str:
    """What there is to look after, each with a link."""
    return render_template("desk/admin/overview.html", parts=PARTS, unusable=unusable())
