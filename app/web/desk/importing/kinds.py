"""The kinds of files as addresses and in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from app.rules.importing.states import Kind

#: In addresses.
SLUGS = {
    "vormingen": Kind.TRAININGS,
    "edities": Kind.EDITIONS,
    "inschrijvingen": Kind.REGISTRATIONS,
    "voorbije-jaren": Kind.PAST_YEARS,
}
#: For a route: one of the kinds, anything else is no page.
KIND = "<any({}):kind>".format(", ".join(f"'{slug}'" for slug in SLUGS))


def slug_of(kind: Kind) -> str:
    """The kind as a part of an address."""
    return next(slug for slug, known in SLUGS.items() if known is kind)


def kind_name(kind: Kind) -> str:
    """What it is called on a page."""
    return {
        Kind.TRAININGS: _("Trainings"),
        Kind.EDITIONS: _("Editions"),
        Kind.REGISTRATIONS: _("Registrations"),
        Kind.PAST_YEARS: _("Past years"),
    }[kind]


def kind_about(kind: Kind) -> str:
    """What a row of such a file is, and what reading it in does."""
    return {
        Kind.TRAININGS: _(
            "A row is a training. One that is there already, by its title, gets the text of the "
            "file."
        ),
        Kind.EDITIONS: _(
            "A row is a meeting of an edition. Editions become drafts: you publish them."
        ),
        Kind.REGISTRATIONS: _(
            "A row is a person. They get a seat in the order of the file, or a place on the "
            "waiting list."
        ),
        Kind.PAST_YEARS: _(
            "Editions that have taken place, with their people or with figures only, for the "
            "quality report."
        ),
    }[kind]


def things(kind: Kind, number: int) -> str:
    """So many of what a file of this kind makes."""
    if kind is Kind.TRAININGS:
        return ngettext("%(num)s training", "%(num)s trainings", number)
    if kind is Kind.REGISTRATIONS:
        return ngettext("%(num)s person", "%(num)s people", number)
    return ngettext("%(num)s edition", "%(num)s editions", number)
