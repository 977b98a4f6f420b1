"""The words of the settings: groups, names, what each does, and its values."""

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.rules.settings.registry import EDITABLE, Group, Holds, Kind

#: Group -> (its name, what is set there).
GROUPS: dict[Group, tuple[LazyString, LazyString]] = {
    Group.ORGANISATION: (
        _l("Organisation and closing days"),
        _l("Who you are on the site and in mails, and when nobody is at work."),
    ),
    Group.LOOK: (_l("Look"), _l("The logo and the colours of the pages.")),
    Group.DECISIONS: (
        _l("Minimum and decisions"),
        _l("How many registrations an edition needs, and when it is decided."),
    ),
    Group.REGISTERING: (
        _l("Registering"),
        _l("The form, its lists to choose from, and “my trainings”."),
    ),
    Group.WAITING: (_l("Waiting list"), _l("How long a free seat is held.")),
    Group.REMINDERS: (
        _l("Invitations, reminders and evaluation"),
        _l("When people hear from you by itself."),
    ),
    Group.TERMS: (_l("Withdrawal terms"), _l("What it costs to give up a place.")),
    Group.PRIVACY: (
        _l("Privacy and accessibility"),
        _l("How long data are kept, and whom people can turn to."),
    ),
}

#: Setting -> (its name, what it does).
SETTINGS: dict[str, tuple[LazyString, LazyString]] = {
    "ORGANISATION_NAME": (
        _l("Name"),
        _l("Stands in the head of the pages, in mails, calendars and certificates."),
    ),
    "ORGANISATION_ADDRESS": (_l("Address"), _l("Stands at the foot of pages and mails.")),
    "ORGANISATION_EMAIL": (
        _l("E-mail address"),
        _l("Where people can reach you. The sender of mails is set by the server."),
    ),
    "CLOSING_DAYS": (
        _l("Closing days"),
        _l(
            "Besides weekends and public holidays, these days count as no working day: for the "
            "terms, and for asking again each working day. One a line: 24/12/2027, or a first and "
            "a last day: 27/12/2027 - 31/12/2027."
        ),
    ),
    "BRAND_COLOUR": (
        _l("Colour on light pages"),
        _l("For links, buttons, mails and the bar of the desk. It must be readable on white."),
    ),
    "BRAND_COLOUR_DARK": (
        _l("Colour on dark pages"),
        _l("For whoever set their device to dark. It must be readable on the dark background."),
    ),
    "MINIMUM_REGISTRATIONS": (
        _l("Minimum"),
        _l("Registrations that an edition needs to go ahead, unless it has its own minimum."),
    ),
    "DECISION_DAYS_BEFORE": (
        _l("Decision date"),
        _l("Days before the first meeting on which it is decided whether an edition goes ahead."),
    ),
    "UNDECIDED_POLICY": (
        _l("When nobody decides"),
        _l("What happens to an edition below its minimum when the decision date is over."),
    ),
    "UNDECIDED_CANCEL_DAYS": (
        _l("Cancel by itself"),
        _l("Days before the first meeting on which an undecided edition is cancelled."),
    ),
    "REBOOKING_HOLD_DAYS": (
        _l("Seat in another edition"),
        _l("Days for which a seat elsewhere is held for who lost one by a cancellation."),
    ),
    "WEEKEND_MEETINGS": (
        _l("Meetings in weekends"),
        _l("Whether an edition may have meetings in a weekend without a warning."),
    ),
    "REGISTRATION_CLOSES_HOURS": (
        _l("Registration closes"),
        _l("Hours before the first meeting, unless the edition says otherwise."),
    ),
    "ORGANISATION_TYPES": (
        _l("Kinds of organisation"),
        _l("The list that participants choose from, in this order. One a line."),
    ),
    "REGIONS": (
        _l("Regions"),
        _l("Where participants work: the list that they choose from. One a line."),
    ),
    "GROUP_MOST": (_l("Largest group"), _l("People that one person can register in one go.")),
    "FORM_LEAST_SECONDS": (
        _l("Guard against robots"),
        _l("Seconds within which only a robot fills in the form; 0 switches this off."),
    ),
    "JOIN_OPENS_MINUTES": (
        _l("Way into a webinar"),
        _l("Minutes before the start at which the button to take part opens."),
    ),
    "SIGN_IN_LINK_MINUTES": (
        _l("Link to “my trainings”"),
        _l("Minutes for which the link in the mail opens it."),
    ),
    "SIGN_IN_HOURS": (
        _l("Signed in to “my trainings”"),
        _l("Hours after which a participant must ask for a new link."),
    ),
    "OFFER_HOURS": (
        _l("Offer of a seat"),
        _l("Hours for which a free seat is held for the first who waits."),
    ),
    "MAIL_QUIET_HOURS": (
        _l("Quiet hours"),
        _l(
            "Hours in which no mail leaves that can wait, such as 21:00-07:00: reminders, "
            "evaluations, messages of a team. Empty: none."
        ),
    ),
    "REMINDER_DAYS": (
        _l("Reminders"),
        _l("Days before a meeting on which people are reminded, with commas between: 7, 1."),
    ),
    "WEBINAR_REMINDER_MINUTES": (
        _l("Reminder of a webinar"),
        _l("Minutes before the start at which people get their way in once more; 0 for none."),
    ),
    "INVITATION_MAX_MEETINGS": (
        _l("Calendar invitations"),
        _l("Up to so many meetings, each has its own invitation; above it, one file has all."),
    ),
    "INVITATION_REPLIES": (
        _l("Answers from calendars"),
        _l("Whether a calendar asks people for an answer; only where a mailbox is read."),
    ),
    "INVITATION_ALARM_MINUTES": (
        _l("Alarm in the calendar"),
        _l("Minutes before the start at which a calendar sounds its own alarm; 0 for none."),
    ),
    "EVALUATION_REMINDER_DAYS": (
        _l("Reminders to evaluate"),
        _l("Days after the form went out, for who did not answer, with commas between: 3, 7."),
    ),
    "EVALUATION_CLOSE_DAYS": (
        _l("Evaluation closes"),
        _l("Days after the last meeting on which the form closes."),
    ),
    "DIGEST_HOUR": (
        _l("Morning mail"),
        _l("The hour at which coordinators get what needs them, on working days; 0 to 23."),
    ),
    "WITHDRAWAL_TERMS": (
        _l("Terms"),
        _l(
            "From so many working days before the first meeting, giving up a place costs this "
            "share of the price. From many days to 0, and never cheaper later."
        ),
    ),
    "NEEDS_ERASE_DAYS": (
        _l("Needs are erased"),
        _l("Days after the last meeting at which it is erased what people needed to take part."),
    ),
    "LINK_VALID_DAYS": (
        _l("Link to a registration"),
        _l("Days after the last meeting for which the personal link works."),
    ),
    "EVALUATION_THRESHOLD": (
        _l("Least answers"),
        _l("With fewer answers the results stay closed, so that nobody can be recognised."),
    ),
    "QUOTES_BELOW_THRESHOLD": (
        _l("Quotes with few answers"),
        _l("Whether sentences that people gave as a quote may be used below that number."),
    ),
    "PRIVACY_EMAIL": (
        _l("Address for privacy"),
        _l("Who answers questions about privacy. Empty: the address of the organisation."),
    ),
    "PRIVACY_AUTHORITY": (
        _l("Authority for privacy"),
        _l("Where people can complain, with its address."),
    ),
    "PRIVACY_AUTHORITY_URL": (_l("Its website"), _l("The address of that authority on the web.")),
    "ACCESSIBILITY_AUTHORITY": (
        _l("Authority for accessibility"),
        _l("Where people can complain, with its address."),
    ),
    "ACCESSIBILITY_AUTHORITY_URL": (
        _l("Its website"),
        _l("The address of that authority on the web."),
    ),
}

#: Setting -> value -> words, for settings with a few values.
CHOICES: dict[str, dict[str, LazyString]] = {
    "UNDECIDED_POLICY": {
        "cancel": _l("It is cancelled by itself"),
        "keep_asking": _l("The coordinators are asked again each working day"),
    },
}
YES_NO = {"yes": _l("Yes"), "no": _l("No")}


def setting_name(name: str) -> str:
    """The name of a setting; one of a later version keeps its own."""
    return str(SETTINGS[name][0]) if name in SETTINGS else name


def holds(name: str) -> str:
    """From when a change of this setting holds."""
    return {
        Holds.NOW: _("Holds from now on."),
        Holds.NEW_EDITIONS: _("Holds for new editions."),
        Holds.NEW_SIGN_INS: _("Holds for who signs in from now on."),
        Holds.NEW_INVITATIONS: _("Holds for invitations that leave from now on."),
    }[EDITABLE[name].holds]


def value_in_words(name: str, value: str) -> str:
    """A written value as people read it."""
    kind = EDITABLE[name].kind if name in EDITABLE else Kind.TEXT
    if not value:
        return _("none")
    if kind is Kind.YES_NO:
        return str(YES_NO[value])
    if kind is Kind.CHOICE:
        return str(CHOICES[name].get(value, value))
    if kind is Kind.NAMES:
        return value.replace(";", ", ")
    if kind is Kind.TERMS:
        return "; ".join(_term(part) for part in value.split(","))
    if kind is Kind.DATES:
        return ", ".join(day_lines(value))
    return value.replace(",", ", ") if kind is Kind.NUMBERS else value


def day_lines(value: str) -> list[str]:
    """Dates as they are typed here: 24/12/2027, or 27/12/2027 - 31/12/2027."""
    return [
        " - ".join("/".join(reversed(day.split("-"))) for day in part.split("/"))
        for part in value.split(",")
        if part
    ]


def _term(part: str) -> str:
    days, _colon, percent = part.partition(":")
    return ngettext(
        "%(num)s working day: %(percent)s %%",
        "%(num)s working days: %(percent)s %%",
        int(days),
        percent=percent,
    )
