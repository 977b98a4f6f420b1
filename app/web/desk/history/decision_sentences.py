"""The history of the decisions about an edition as sentences, and of what they set in motion."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.services.history import Action
from app.web.desk.history.facts import Facts, Sentences, name, number, with_reason

#: Nobody is named where the house did this by itself.
BY_ITSELF = frozenset(
    {
        Action.DECISION_ASKED,
        Action.FELL_BELOW,
        Action.GO_AHEAD,
        Action.EXTENDED,
        Action.POSTPONED,
        Action.TAKEN_BACK,
        Action.CANCELLED,
        Action.SEAT_HELD,
        Action.HOLD_LAPSED,
        Action.INVITED_ANEW,
    }
)


def _go_ahead(facts: Facts) -> str:
    return with_reason(
        ngettext(
            "Goes ahead with %(num)s registration, minimum %(minimum)s",
            "Goes ahead with %(num)s registrations, minimum %(minimum)s",
            int(facts.get("count", 0)),
            minimum=facts.get("minimum", 0),
        ),
        facts,
    )


def _extended(facts: Facts) -> str:
    return with_reason(
        ngettext(
            "Decision put off at %(num)s registration, minimum %(minimum)s",
            "Decision put off at %(num)s registrations, minimum %(minimum)s",
            int(facts.get("count", 0)),
            minimum=facts.get("minimum", 0),
        ),
        facts,
    )


def _postponed(facts: Facts) -> str:
    return with_reason(
        ngettext(
            "Moved to new dates at %(num)s registration, minimum %(minimum)s",
            "Moved to new dates at %(num)s registrations, minimum %(minimum)s",
            int(facts.get("count", 0)),
            minimum=facts.get("minimum", 0),
        ),
        facts,
    )


def _cancelled(facts: Facts) -> str:
    return with_reason(
        ngettext(
            "Cancelled at %(num)s registration, minimum %(minimum)s",
            "Cancelled at %(num)s registrations, minimum %(minimum)s",
            int(facts.get("count", 0)),
            minimum=facts.get("minimum", 0),
        ),
        facts,
    )


def _asked(facts: Facts) -> str:
    return ngettext(
        "The coordinators were asked to decide at %(num)s registration",
        "The coordinators were asked to decide at %(num)s registrations",
        int(facts.get("count", 0)),
    )


def _fell_below(facts: Facts) -> str:
    return ngettext(
        "Fell below its minimum of %(minimum)s: %(num)s registration is left",
        "Fell below its minimum of %(minimum)s: %(num)s registrations are left",
        int(facts.get("count", 0)),
        minimum=facts.get("minimum", 0),
    )


def _taken_back(facts: Facts) -> str:
    said = {
        "go_ahead": _("Taken back that it goes ahead; it is decided anew"),
        "extend": _("Taken back that the decision was put off"),
    }
    # What was written before this was kept says no more than that.
    otherwise = _("The decision was taken back; it is decided anew")
    return with_reason(said.get(str(facts.get("took_back")), otherwise), facts)


def _teams_asked(facts: Facts) -> str:
    names = str(facts.get("names", ""))
    if not names:
        return _("The edition stands under its own team only")
    return _("The edition stands under these teams too: %(names)s", names=names)


SENTENCES: Sentences = {
    Action.DECISION_ASKED: _asked,
    Action.FELL_BELOW: _fell_below,
    Action.GO_AHEAD: _go_ahead,
    Action.EXTENDED: _extended,
    Action.POSTPONED: _postponed,
    Action.TAKEN_BACK: _taken_back,
    Action.CANCELLED: _cancelled,
    Action.PHONED: lambda f: _("%(name)s was phoned", name=name(f)),
    Action.INVITED_ANEW: lambda f: ngettext(
        "%(num)s person of the cancelled edition was invited",
        "%(num)s people of the cancelled edition were invited",
        number(f),
    ),
    Action.TEAMS_ASKED: _teams_asked,
    Action.EDITION_RECOMMENDED: lambda f: ngettext(
        "%(num)s person who may hear of it was written to",
        "%(num)s people who may hear of it were written to",
        number(f),
    ),
    Action.SEAT_HELD: lambda f: _(
        "A place is kept for %(name)s, whose edition was cancelled", name=name(f)
    ),
    Action.HOLD_LAPSED: lambda f: _("%(name)s did not take the place that was kept", name=name(f)),
}
