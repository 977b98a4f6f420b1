"""Changes of settings as sentences of the history."""

from flask_babel import gettext as _

from app.services.history import Action
from app.web.desk.history.facts import Facts, Sentences
from app.web.language import LANGUAGE_NAMES
from app.web.setting_words import setting_name, value_in_words
from app.web.words import message_kind


def _setting(facts: Facts) -> dict[str, str]:
    name = str(facts.get("setting", ""))
    return {
        "name": setting_name(name),
        "old": value_in_words(name, str(facts.get("old", ""))),
        "new": value_in_words(name, str(facts.get("new", ""))),
    }


def _message(facts: Facts) -> dict[str, str]:
    code = str(facts.get("language", ""))
    return {
        "kind": message_kind(str(facts.get("kind", ""))),
        "language": LANGUAGE_NAMES.get(code, code),
        "old": str(facts.get("old", "")) or _("the standard"),
        "new": str(facts.get("new", "")) or _("the standard"),
    }


def _names(facts: Facts) -> dict[str, str]:
    return {"name": str(facts.get("name", "")), "old": str(facts.get("old", ""))}


def _addresses(facts: Facts) -> dict[str, str]:
    none = _("that of the organisation")
    return {
        "name": str(facts.get("name", "")),
        "old": str(facts.get("old", "")) or none,
        "new": str(facts.get("new", "")) or none,
    }


SENTENCES: Sentences = {
    Action.SETTING_CHANGED: lambda f: _("%(name)s: from “%(old)s” to “%(new)s”", **_setting(f)),
    Action.SETTING_RESET: lambda f: _(
        "%(name)s: back to the standard, from “%(old)s” to “%(new)s”", **_setting(f)
    ),
    Action.WORDING_CHANGED: lambda f: _(
        "Words of “%(kind)s” (%(language)s): from “%(old)s” to “%(new)s”", **_message(f)
    ),
    Action.WORDING_RESET: lambda f: _(
        "Words of “%(kind)s” (%(language)s): back to the standard, from “%(old)s”", **_message(f)
    ),
    Action.LOGO_CHANGED: lambda f: _("A new logo"),
    Action.LOGO_REMOVED: lambda f: _("The logo was removed"),
    Action.TEAM_ADDED: lambda f: _("Team added: %(name)s", **_names(f)),
    Action.TEAM_RENAMED: lambda f: _("Team %(old)s is called %(name)s now", **_names(f)),
    Action.TEAM_ADDRESS_CHANGED: lambda f: _(
        "Address of %(name)s: from “%(old)s” to “%(new)s”", **_addresses(f)
    ),
    Action.TEAM_RETIRED: lambda f: _("Team retired: %(name)s", **_names(f)),
    Action.TEAM_BACK: lambda f: _("Team is a choice again: %(name)s", **_names(f)),
    Action.TEAM_DELETED: lambda f: _("Team deleted: %(name)s", **_names(f)),
    Action.THEME_ADDED: lambda f: _("Theme added: %(name)s", **_names(f)),
    Action.THEME_RENAMED: lambda f: _("Theme %(old)s is called %(name)s now", **_names(f)),
    Action.THEME_MERGED: lambda f: _("Theme %(old)s became part of %(name)s", **_names(f)),
    Action.DELIVERABILITY_CHECKED: lambda f: _(
        "It was checked whether mail from %(name)s arrives", name=str(f.get("name", ""))
    ),
    Action.TRIAL_INVITATION_SENT: lambda f: _(
        "Test of an invitation, step %(number)s of 3", number=f.get("number", "")
    ),
    Action.THEME_DELETED: lambda f: _("Theme deleted: %(name)s", **_names(f)),
}
