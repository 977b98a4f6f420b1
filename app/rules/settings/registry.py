"""Which settings an administrator may change at the desk, in which group and written how.

Each variable of `config.READERS` stands either here or in `SERVER_ONLY`; a guard test sees to it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from app.rules.registering.withdrawal import Term


class Group(StrEnum):
    """What belongs together on one page; the value is a part of its address."""

    ORGANISATION = "organisatie"
    LOOK = "uitzicht"
    DECISIONS = "minimum"
    REGISTERING = "inschrijven"
    WAITING = "wachtlijst"
    REMINDERS = "herinneringen"
    TERMS = "voorwaarden"
    PRIVACY = "privacy"


class Kind(StrEnum):
    """How a value is written and asked for."""

    TEXT = "text"
    EMAIL = "email"
    WEB = "web"
    WHOLE = "whole"
    YES_NO = "yes_no"
    CHOICE = "choice"
    NAMES = "names"
    NUMBERS = "numbers"
    TERMS = "terms"
    DATES = "dates"
    COLOUR = "colour"


class Holds(StrEnum):
    """From when a change holds."""

    NOW = "now"
    NEW_EDITIONS = "new_editions"
    NEW_SIGN_INS = "new_sign_ins"
    NEW_INVITATIONS = "new_invitations"


@dataclass(frozen=True, slots=True)
class Editable:
    """A setting that can be changed at the desk."""

    group: Group
    kind: Kind
    holds: Holds = Holds.NOW


EDITABLE: Mapping[str, Editable] = {
    "ORGANISATION_NAME": Editable(Group.ORGANISATION, Kind.TEXT),
    "ORGANISATION_ADDRESS": Editable(Group.ORGANISATION, Kind.TEXT),
    "ORGANISATION_EMAIL": Editable(Group.ORGANISATION, Kind.EMAIL),
    "CLOSING_DAYS": Editable(Group.ORGANISATION, Kind.DATES),
    "BRAND_COLOUR": Editable(Group.LOOK, Kind.COLOUR),
    "BRAND_COLOUR_DARK": Editable(Group.LOOK, Kind.COLOUR),
    "MINIMUM_REGISTRATIONS": Editable(Group.DECISIONS, Kind.WHOLE),
    "DECISION_DAYS_BEFORE": Editable(Group.DECISIONS, Kind.WHOLE, Holds.NEW_EDITIONS),
    "UNDECIDED_POLICY": Editable(Group.DECISIONS, Kind.CHOICE),
    "UNDECIDED_CANCEL_DAYS": Editable(Group.DECISIONS, Kind.WHOLE),
    "REBOOKING_HOLD_DAYS": Editable(Group.DECISIONS, Kind.WHOLE),
    "WEEKEND_MEETINGS": Editable(Group.DECISIONS, Kind.YES_NO),
    "REGISTRATION_CLOSES_HOURS": Editable(Group.REGISTERING, Kind.WHOLE, Holds.NEW_EDITIONS),
    "ORGANISATION_TYPES": Editable(Group.REGISTERING, Kind.NAMES),
    "REGIONS": Editable(Group.REGISTERING, Kind.NAMES),
    "GROUP_MOST": Editable(Group.REGISTERING, Kind.WHOLE),
    "FORM_LEAST_SECONDS": Editable(Group.REGISTERING, Kind.WHOLE),
    "JOIN_OPENS_MINUTES": Editable(Group.REGISTERING, Kind.WHOLE),
    "SIGN_IN_LINK_MINUTES": Editable(Group.REGISTERING, Kind.WHOLE, Holds.NEW_SIGN_INS),
    "SIGN_IN_HOURS": Editable(Group.REGISTERING, Kind.WHOLE, Holds.NEW_SIGN_INS),
    "OFFER_HOURS": Editable(Group.WAITING, Kind.WHOLE),
    "MAIL_QUIET_HOURS": Editable(Group.REMINDERS, Kind.TEXT),
    "REMINDER_DAYS": Editable(Group.REMINDERS, Kind.NUMBERS),
    "WEBINAR_REMINDER_MINUTES": Editable(Group.REMINDERS, Kind.WHOLE),
    "INVITATION_MAX_MEETINGS": Editable(Group.REMINDERS, Kind.WHOLE, Holds.NEW_INVITATIONS),
    "INVITATION_REPLIES": Editable(Group.REMINDERS, Kind.YES_NO, Holds.NEW_INVITATIONS),
    "INVITATION_ALARM_MINUTES": Editable(Group.REMINDERS, Kind.WHOLE, Holds.NEW_INVITATIONS),
    "EVALUATION_REMINDER_DAYS": Editable(Group.REMINDERS, Kind.NUMBERS),
    "EVALUATION_CLOSE_DAYS": Editable(Group.REMINDERS, Kind.WHOLE),
    "DIGEST_HOUR": Editable(Group.REMINDERS, Kind.WHOLE),
    "WITHDRAWAL_TERMS": Editable(Group.TERMS, Kind.TERMS),
    "NEEDS_ERASE_DAYS": Editable(Group.PRIVACY, Kind.WHOLE),
    "LINK_VALID_DAYS": Editable(Group.PRIVACY, Kind.WHOLE),
    "EVALUATION_THRESHOLD": Editable(Group.PRIVACY, Kind.WHOLE),
    "QUOTES_BELOW_THRESHOLD": Editable(Group.PRIVACY, Kind.YES_NO),
    "PRIVACY_EMAIL": Editable(Group.PRIVACY, Kind.EMAIL),
    "PRIVACY_AUTHORITY": Editable(Group.PRIVACY, Kind.TEXT),
    "PRIVACY_AUTHORITY_URL": Editable(Group.PRIVACY, Kind.WEB),
    "ACCESSIBILITY_AUTHORITY": Editable(Group.PRIVACY, Kind.TEXT),
    "ACCESSIBILITY_AUTHORITY_URL": Editable(Group.PRIVACY, Kind.WEB),
}

#: What only the server's environment says: secrets, addresses, the machine.
SERVER_ONLY = frozenset(
    {
        "APP_ENV",
        "SECRET_KEY",
        "DATABASE_URL",
        "BASE_URL",
        "TRUSTED_PROXIES",
        "RATE_LIMITS",
        "QUEUE_URL",
        "IMPORT_MAX_MB",
        "MAIL_SERVER",
        "MAIL_PORT",
        "MAIL_USERNAME",
        "MAIL_PASSWORD",
        "MAIL_SECURITY",
        "MAIL_TIMEOUT_SECONDS",
        "MAIL_CA_FILE",
        "MAIL_DEFAULT_SENDER",
        "MAIL_PER_MINUTE",
        "MAIL_DKIM_SELECTORS",
        "MAIL_DNS_SERVERS",
        "IMAP_SERVER",
        "IMAP_PORT",
        "IMAP_SECURITY",
        "IMAP_USERNAME",
        "IMAP_PASSWORD",
        "IMAP_FOLDER",
        "IMAP_TIMEOUT_SECONDS",
        "TWO_FACTOR",
        "STAFF_INVITATION_DAYS",
        "SIGN_IN_LOG_DAYS",
        "OIDC_ISSUER",
        "OIDC_CLIENT_ID",
        "OIDC_CLIENT_SECRET",
        "OIDC_NAME",
    }
)


def of_group(group: Group) -> tuple[str, ...]:
    """The settings of a group, in their order."""
    return tuple(name for name, one in EDITABLE.items() if one.group is group)


def written(name: str, value: Any) -> str:
    """A parsed value as `config.READERS` reads it; nothing is an empty text."""
    if value is None:
        return ""
    kind = EDITABLE[name].kind
    if kind is Kind.YES_NO:
        return "yes" if value else "no"
    if kind is Kind.NAMES:
        return ";".join(value)
    if kind is Kind.NUMBERS:
        return ",".join(str(number) for number in value)
    if kind is Kind.TERMS:
        terms: tuple[Term, ...] = value
        return ",".join(f"{term.working_days}:{term.percent}" for term in terms)
    if kind is Kind.DATES:
        return ",".join(
            first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"
            for first, last in stretches(value)
        )
    return str(value)


def stretches(days: tuple[date, ...]) -> list[tuple[date, date]]:
    """Days as runs of consecutive ones, each with its first and last day."""
    runs: list[tuple[date, date]] = []
    for day in sorted(days):
        if runs and runs[-1][1] + timedelta(days=1) == day:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs
