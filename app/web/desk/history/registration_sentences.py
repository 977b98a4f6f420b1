"""The history of people in an edition as sentences: coming, waiting, changing, leaving."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.formats import euro
from app.services.history import Action
from app.web.desk.history.facts import Facts, Sentences, name, number, with_reason
from app.web.language import current_language

#: Nobody is named where the house did this by itself.
BY_ITSELF = frozenset(
    {
        Action.SEAT_OFFERED,
        Action.OFFER_LAPSED,
        Action.WAITING_CLOSED,
        Action.NEEDS_ERASED,
    }
)


def _registered(facts: Facts) -> str:
    if facts.get("imported"):
        return _("%(name)s was registered from a file", name=name(facts))
    if facts.get("booked_by"):
        return _("%(name)s was registered by %(by)s", name=name(facts), by=facts["booked_by"])
    if facts.get("by_staff"):
        return _("%(name)s was registered by the team", name=name(facts))
    return _("%(name)s registered", name=name(facts))


def _waitlisted(facts: Facts) -> str:
    if facts.get("imported"):
        return _("%(name)s was put on the waiting list from a file", name=name(facts))
    if facts.get("booked_by"):
        return _(
            "%(name)s was put on the waiting list by %(by)s",
            name=name(facts),
            by=facts["booked_by"],
        )
    if facts.get("by_staff"):
        return _("%(name)s was put on the waiting list by the team", name=name(facts))
    return _("%(name)s joined the waiting list", name=name(facts))


def _changed_registration(facts: Facts) -> str:
    if facts.get("old_name"):
        return _("%(name)s comes instead of %(old)s", name=name(facts), old=facts["old_name"])
    return _("The details of %(name)s were changed", name=name(facts))


def _substituted(facts: Facts) -> str:
    old = facts.get("old_name")
    if not old:
        return _("The place went to %(name)s", name=name(facts))
    return _("%(old)s passed the place on to %(name)s", name=name(facts), old=old)


def _withdrawn(facts: Facts) -> str:
    cost = int(facts.get("cost_cents", 0))
    if not cost:
        return with_reason(_("%(name)s withdrew, free of charge", name=name(facts)), facts)
    price = euro(cost, current_language())
    return _("%(name)s withdrew, cost %(price)s", name=name(facts), price=price)


SENTENCES: Sentences = {
    Action.REGISTERED: _registered,
    Action.WAITLISTED: _waitlisted,
    Action.SEAT_OFFERED: lambda f: _("%(name)s was offered a seat", name=name(f)),
    Action.OFFER_ACCEPTED: lambda f: _("%(name)s took the seat", name=name(f)),
    Action.OFFER_DECLINED: lambda f: _("%(name)s declined the seat", name=name(f)),
    Action.OFFER_LAPSED: lambda f: _("The offer to %(name)s lapsed", name=name(f)),
    Action.WAITING_CLOSED: lambda f: _(
        "The waiting list closed before %(name)s got a seat", name=name(f)
    ),
    Action.REGISTRATION_CHANGED: _changed_registration,
    Action.SUBSTITUTED: _substituted,
    Action.WITHDRAWN: _withdrawn,
    Action.REMOVED: lambda f: _("%(name)s was taken off the list", name=name(f)),
    Action.PUT_BACK: lambda f: _("%(name)s was put back on the list", name=name(f)),
    Action.MOVED: lambda f: _("%(name)s moved to “%(title)s”", name=name(f), title=f.get("to", "")),
    Action.CERTIFICATE_ISSUED: lambda f: _("%(name)s made a certificate", name=name(f)),
    Action.NOTE_WRITTEN: lambda f: _("A note was made about %(name)s", name=name(f)),
    Action.NOTE_ERASED: lambda f: _("The note about %(name)s was erased", name=name(f)),
    Action.NEEDS_ERASED: lambda f: ngettext(
        "What %(num)s person needed was erased",
        "What %(num)s people needed was erased",
        number(f),
    ),
    Action.PEOPLE_MERGED: lambda f: ngettext(
        "%(num)s registration of another address was put under that of %(name)s",
        "%(num)s registrations of another address were put under that of %(name)s",
        number(f),
        name=name(f),
    ),
    Action.ORGANISATIONS_MERGED: lambda f: _(
        "The organisation “%(old)s” became “%(name)s”", old=f.get("old", ""), name=name(f)
    ),
    Action.PERSON_ERASED: lambda f: ngettext(
        "The data of a person were erased from %(num)s registration",
        "The data of a person were erased from %(num)s registrations",
        number(f),
    ),
    Action.PERSON_EXPORTED: lambda f: _("The data of a person were taken out for them"),
}
