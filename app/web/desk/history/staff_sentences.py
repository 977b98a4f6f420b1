"""The history of accounts of staff as sentences."""

from flask_babel import gettext as _

from app.services.history import Action
from app.web.desk.history.facts import Facts, Sentences, name

#: What an operator may do without being signed in.
BY_COMMAND = frozenset({Action.STAFF_INVITED, Action.SECOND_FACTOR_RESET})


def _second_factor_added(facts: Facts) -> str:
    if facts.get("kind") == "passkey":
        return _("A passkey was added")
    return _("An app for codes was set up")


def _second_factor_taken_away(facts: Facts) -> str:
    if facts.get("kind") == "passkey":
        return _("A passkey was taken away")
    return _("The app for codes was taken away")


SENTENCES: Sentences = {
    Action.STAFF_INVITED: lambda f: _("%(name)s was invited to open an account", name=name(f)),
    Action.STAFF_INVITED_AGAIN: lambda f: _("%(name)s was invited again", name=name(f)),
    Action.STAFF_INVITATION_WITHDRAWN: lambda f: _(
        "The invitation of %(name)s was withdrawn", name=name(f)
    ),
    Action.STAFF_JOINED: lambda f: _("%(name)s opened an account", name=name(f)),
    Action.STAFF_CHANGED: lambda f: _("The account of %(name)s was changed", name=name(f)),
    Action.STAFF_DEACTIVATED: lambda f: _("The account of %(name)s was closed", name=name(f)),
    Action.STAFF_ACTIVATED: lambda f: _("The account of %(name)s was opened again", name=name(f)),
    Action.STAFF_SIGNED_OUT: lambda f: _("%(name)s was signed out everywhere", name=name(f)),
    Action.SECOND_FACTOR_ADDED: _second_factor_added,
    Action.SECOND_FACTOR_TAKEN_AWAY: _second_factor_taken_away,
    Action.SECOND_FACTOR_RESET: lambda f: _(
        "The second step of %(name)s was taken away", name=name(f)
    ),
    Action.RECOVERY_CODES_MADE: lambda f: _("New recovery codes were made"),
    Action.PROVIDER_LINKED: lambda f: _("The account was linked to the provider"),
    Action.PROVIDER_FORGOTTEN: lambda f: _("The link to the provider was undone"),
    Action.CALENDAR_LINK_MADE: lambda f: _("A calendar link was made"),
    Action.CALENDAR_LINK_STOPPED: lambda f: _("A calendar link was stopped"),
    Action.MORNING_MAIL_WANTED: lambda f: _("%(name)s asked for the morning mail", name=name(f)),
    Action.MORNING_MAIL_STOPPED: lambda f: _("%(name)s stopped the morning mail", name=name(f)),
}
