"""Every setting, read once from the environment and parsed loudly.

A value that cannot be read stops the start with one sentence: which variable, which value, what is
allowed. `docs/settings.md` describes each; a guard test keeps that page complete.
"""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.rules.accounts.second_factor import TwoFactor
from app.rules.registering.withdrawal import Term, check_terms
from app.rules.settings import contrast
from app.rules.states import UndecidedPolicy
from app.rules.telling.outbox import QuietHours

ROOT = Path(__file__).resolve().parent

#: Kinds of organisation that participants come from, as the quality report of 2023 lists them.
ORGANISATION_TYPES = (
    "Voorziening",
    "OCJ",
    "SDJ",
    "CLB",
    "Vertrouwenscentrum",
    "OOOC",
    "Samenwerkingsverband 1G1P",
    "Contextbegeleiding",
    "Pleegzorg",
    "Crisishulp aan huis",
    "Gemeenschapsinstelling",
    "Geestelijke gezondheidszorg",
    "CKG",
    "Observatie- en behandelcentrum",
    "Kind en Gezin",
    "Centrum integrale gezinszorg",
    "Dagcentrum",
    "Zorggarantie",
    "Zorg aan huis",
    "Onderwijs",
    "MFC",
    "Jeugdhulpregie",
    "VVSG",
    "Jeugdrechter",
    "Revalidatiecentrum",
    "Andere",
)

#: Outlook drops what follows a plus sign, and replies to invitations would get lost: none here.
_ADDRESS = re.compile(r"[^\s@+]+@[^\s@.]+(\.[^\s@.]+)+")

_SELECTOR = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]{0,61}[A-Za-z0-9_])?")

#: Where participants work: the five provinces of Flanders, Brussels, and whoever comes from afar.
REGIONS = (
    "Antwerpen",
    "Limburg",
    "Oost-Vlaanderen",
    "Vlaams-Brabant",
    "West-Vlaanderen",
    "Brussel",
    "Elders",
)


class SettingError(Exception):
    """A setting cannot be used; the text says which, why and what is allowed."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The parsed settings; units stand in the names (days, hours, seconds).

    What is or may hold a secret stays out of the repr, and so out of logs and tracebacks.
    """

    app_env: str
    secret_key: str = field(repr=False)
    database_url: str = field(repr=False)
    base_url: str
    trusted_proxies: int
    rate_limits: bool
    queue_url: str = field(repr=False)
    mail_server: str | None
    mail_port: int
    mail_username: str | None
    mail_password: str | None = field(repr=False)
    mail_security: str
    mail_timeout_seconds: int
    mail_ca_file: str | None
    mail_default_sender: str
    mail_per_minute: int | None
    mail_quiet_hours: QuietHours | None
    mail_dkim_selectors: tuple[str, ...]
    mail_dns_servers: tuple[str, ...]
    imap_server: str | None
    imap_port: int
    imap_security: str
    imap_username: str | None
    imap_password: str | None = field(repr=False)
    imap_folder: str
    imap_timeout_seconds: int
    organisation_name: str
    organisation_address: str
    organisation_email: str
    closing_days: tuple[date, ...]
    brand_colour: str
    brand_colour_dark: str
    privacy_email: str | None
    privacy_authority: str
    privacy_authority_url: str
    accessibility_authority: str
    accessibility_authority_url: str
    organisation_types: tuple[str, ...]
    regions: tuple[str, ...]
    minimum_registrations: int
    decision_days_before: int
    undecided_policy: UndecidedPolicy
    undecided_cancel_days: int
    registration_closes_hours: int
    weekend_meetings: bool
    offer_hours: int
    rebooking_hold_days: int
    reminder_days: tuple[int, ...]
    webinar_reminder_minutes: int
    digest_hour: int
    evaluation_reminder_days: tuple[int, ...]
    evaluation_close_days: int
    evaluation_threshold: int
    quotes_below_threshold: bool
    withdrawal_terms: tuple[Term, ...]
    group_most: int
    form_least_seconds: int
    join_opens_minutes: int
    sign_in_link_minutes: int
    sign_in_hours: int
    invitation_max_meetings: int
    invitation_replies: bool
    invitation_alarm_minutes: int
    needs_erase_days: int
    import_max_mb: int
    link_valid_days: int
    two_factor: TwoFactor
    staff_invitation_days: int
    sign_in_log_days: int
    oidc_issuer: str | None
    oidc_client_id: str | None
    oidc_client_secret: str | None = field(repr=False)
    oidc_name: str

    @property
    def production(self) -> bool:
        """Whether real people use this installation."""
        return self.app_env == "production"

    @property
    def sends_mail(self) -> bool:
        """Without a mail server the messages wait, and staff read them on the desk."""
        return self.mail_server is not None

    @property
    def reads_mail(self) -> bool:
        """Whether what comes back to the sender is read: answers to invitations, and bounces."""
        return self.imap_server is not None

    @property
    def asks_for_replies(self) -> bool:
        """Whether an invitation asks for an answer: only where somebody reads it."""
        return self.reads_mail and self.invitation_replies

    @property
    def secure_cookies(self) -> bool:
        """Cookies go over TLS only as soon as the site is served over it."""
        return self.base_url.startswith("https://")

    @property
    def mail_domain(self) -> str:
        """The domain of the sender: that of Message-IDs and calendar UIDs."""
        return parseaddr(self.mail_default_sender)[1].rpartition("@")[2]


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("some text")
    return value.strip()


def _choice(*allowed: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in allowed:
            raise ValueError("one of " + ", ".join(allowed))
        return value

    return parse


@dataclass(frozen=True, slots=True)
class Whole:
    """Reads a whole number between two bounds, which a form can ask for."""

    least: int
    most: int

    def __call__(self, value: str) -> int:
        """The number; raises ValueError with what is allowed."""
        allowed = f"a whole number from {self.least} to {self.most}"
        try:
            number = int(value)
        except ValueError:
            raise ValueError(allowed) from None
        if not self.least <= number <= self.most:
            raise ValueError(allowed)
        return number


_whole = Whole


def _days(value: str) -> tuple[int, ...]:
    try:
        days = tuple(int(part) for part in value.split(",") if part.strip())
    except ValueError:
        days = (-1,)
    if any(day < 0 or day > 365 for day in days) or len(set(days)) != len(days):
        raise ValueError("different numbers of days from 0 to 365 with commas between, such as 7,1")
    return days


def _dates(value: str) -> tuple[date, ...]:
    days: set[date] = set()
    try:
        for part in value.split(","):
            if not part.strip():
                continue
            first, _, last = part.partition("/")
            start = date.fromisoformat(first.strip())
            end = date.fromisoformat(last.strip()) if last else start
            if not start <= end <= start + timedelta(days=366):
                raise ValueError
            days.update(start + timedelta(days=n) for n in range((end - start).days + 1))
    except (ValueError, OverflowError):
        raise ValueError(
            "dates with commas between, or a first and a last one with a slash, such as "
            "2027-05-14,2027-12-27/2027-12-31"
        ) from None
    return tuple(sorted(days))


def _brand(value: str) -> str:
    colour = contrast.parse(value)
    _check_colour(contrast.faint_in_light(colour))
    return colour


def _brand_dark(value: str) -> str:
    colour = contrast.parse(value)
    _check_colour(contrast.faint_in_dark(colour))
    return colour


def _check_colour(faint: contrast.TooFaint | None) -> None:
    if faint is not None:
        raise ValueError(
            f"a colour with a contrast of {contrast.TEXT} at least (this has {faint.ratio:.1f} on "
            f"{faint.on}), such as {faint.suggestion}"
        )


def _yes_no(value: str) -> bool:
    if value not in ("yes", "no"):
        raise ValueError("yes or no")
    return value == "yes"


def _list(value: str) -> tuple[str, ...]:
    items = tuple(part.strip() for part in value.split(";") if part.strip())
    if not items:
        raise ValueError("names with semicolons between")
    return items


def _terms(value: str) -> tuple[Term, ...]:
    try:
        pairs = [part.split(":") for part in value.split(",")]
        terms = tuple(Term(int(days), int(percent)) for days, percent in pairs)
        check_terms(terms)
    except ValueError:
        raise ValueError(
            "pairs 'working days before:percent of the price' from many days to 0, from 0 to 100 "
            "percent, that never get cheaper, such as 10:0,2:50,0:100"
        ) from None
    return terms


def _address(value: str) -> str:
    address = parseaddr(value)[1]
    bare = value.strip()
    # parseaddr skips what it cannot read; a setting is used as it stands or not at all.
    whole = bare == address or bare.endswith(f"<{address}>")
    if not (whole and bare.isprintable() and _ADDRESS.fullmatch(address)):
        raise ValueError("an e-mail address without a plus sign, such as 'Team <team@example.org>'")
    return bare


def _selectors(value: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in value.split(",") if part.strip())
    # RFC 6376 section 3.1: one label, or several with dots between.
    if not all(_SELECTOR.fullmatch(name) for name in names) or len(names) > 10:
        raise ValueError("up to 10 names of DKIM keys with commas between, such as s1,s2")
    return names


def _dns_servers(value: str) -> tuple[str, ...]:
    allowed = "IP addresses of name servers with commas between, with a port if it is not 53"
    servers = tuple(part.strip() for part in value.split(",") if part.strip())
    for server in servers:
        address, port = server, "53"
        if server.count(":") == 1:
            address, _, port = server.partition(":")
        try:
            ip_address(address)
            usable = 0 < int(port) < 65536
        except ValueError:
            usable = False
        if not usable:
            raise ValueError(allowed)
    return servers


def _folder(value: str) -> str:
    # RFC 3501 section 5.1: other letters go as modified UTF-7, which is ASCII too.
    if not (value.isascii() and value.isprintable()) or set(value) & set('"\\'):
        raise ValueError("the name of a folder as the server writes it, in ASCII, such as INBOX")
    return value.strip()


def _quiet_hours(value: str) -> QuietHours:
    try:
        return QuietHours.parse(value)
    except ValueError:
        raise ValueError("two different times of day, such as 21:00-07:00") from None


def _base_url(value: str) -> str:
    allowed = "the public address of the site, such as https://vorming.example.org"
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        raise ValueError(allowed) from None
    if not usable or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError(allowed)
    return value.rstrip("/")


def _database_url(value: str) -> str:
    # Hosts hand out postgres:// and postgresql://; SQLAlchemy must be told the driver.
    for prefix in ("postgres://", "postgresql://"):
        if value.startswith(prefix):
            return "postgresql+psycopg://" + value.removeprefix(prefix)
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ValueError("sqlite:///path/to/file.db or postgresql://user:password@host/name")
    return value


def _policy(value: str) -> UndecidedPolicy:
    return UndecidedPolicy(_choice(*UndecidedPolicy)(value))


def _two_factor(value: str) -> TwoFactor:
    return TwoFactor(_choice(*TwoFactor)(value))


#: Variable -> (how to read it, its standard value; None: may stay empty).
READERS: Mapping[str, tuple[Callable[[str], Any], str | None]] = {
    "APP_ENV": (_choice("production", "development", "testing"), "production"),
    "SECRET_KEY": (_text, None),
    "DATABASE_URL": (_database_url, f"sqlite:///{ROOT / 'instance' / 'open-aanbod.db'}"),
    "BASE_URL": (_base_url, "http://127.0.0.1:5000"),
    "TRUSTED_PROXIES": (_whole(0, 5), "0"),
    "RATE_LIMITS": (_yes_no, "yes"),
    "QUEUE_URL": (_text, None),
    "MAIL_SERVER": (_text, None),
    "MAIL_PORT": (_whole(1, 65535), "587"),
    "MAIL_USERNAME": (_text, None),
    "MAIL_PASSWORD": (_text, None),
    "MAIL_SECURITY": (_choice("starttls", "ssl", "none"), "starttls"),
    "MAIL_TIMEOUT_SECONDS": (_whole(1, 120), "30"),
    "MAIL_CA_FILE": (_text, None),
    "MAIL_DEFAULT_SENDER": (_address, "Voorbeeldpunt vzw <vormingen@voorbeeldpunt.example>"),
    "MAIL_PER_MINUTE": (_whole(1, 6000), None),
    "MAIL_QUIET_HOURS": (_quiet_hours, None),
    "MAIL_DKIM_SELECTORS": (_selectors, ""),
    "MAIL_DNS_SERVERS": (_dns_servers, ""),
    "IMAP_SERVER": (_text, None),
    "IMAP_PORT": (_whole(1, 65535), "993"),
    "IMAP_SECURITY": (_choice("ssl", "starttls", "none"), "ssl"),
    "IMAP_USERNAME": (_text, None),
    "IMAP_PASSWORD": (_text, None),
    "IMAP_FOLDER": (_folder, "INBOX"),
    "IMAP_TIMEOUT_SECONDS": (_whole(1, 120), "30"),
    "ORGANISATION_NAME": (_text, "Voorbeeldpunt vzw"),
    "ORGANISATION_ADDRESS": (_text, "Voorbeeldstraat 12, 2600 Berchem"),
    "ORGANISATION_EMAIL": (_address, "vormingen@voorbeeldpunt.example"),
    "CLOSING_DAYS": (_dates, ""),
    "BRAND_COLOUR": (_brand, "#0b5351"),
    "BRAND_COLOUR_DARK": (_brand_dark, "#7fd3c8"),
    "PRIVACY_EMAIL": (_address, None),
    "PRIVACY_AUTHORITY": (
        _text,
        "Gegevensbeschermingsautoriteit, Drukpersstraat 35, 1000 Brussel",
    ),
    "PRIVACY_AUTHORITY_URL": (_base_url, "https://www.gegevensbeschermingsautoriteit.be"),
    "ACCESSIBILITY_AUTHORITY": (_text, "Vlaamse Ombudsdienst, Leuvenseweg 86, 1000 Brussel"),
    "ACCESSIBILITY_AUTHORITY_URL": (_base_url, "https://www.vlaamseombudsdienst.be"),
    "ORGANISATION_TYPES": (_list, ";".join(ORGANISATION_TYPES)),
    "REGIONS": (_list, ";".join(REGIONS)),
    "MINIMUM_REGISTRATIONS": (_whole(1, 1000), "8"),
    "DECISION_DAYS_BEFORE": (_whole(1, 365), "14"),
    "UNDECIDED_POLICY": (_policy, "cancel"),
    "UNDECIDED_CANCEL_DAYS": (_whole(1, 365), "3"),
    "REGISTRATION_CLOSES_HOURS": (_whole(0, 8760), "24"),
    "WEEKEND_MEETINGS": (_yes_no, "no"),
    "OFFER_HOURS": (_whole(1, 720), "48"),
    "REBOOKING_HOLD_DAYS": (_whole(1, 60), "5"),
    "REMINDER_DAYS": (_days, "7,1"),
    "WEBINAR_REMINDER_MINUTES": (_whole(0, 1440), "60"),
    "DIGEST_HOUR": (_whole(0, 23), "7"),
    "EVALUATION_REMINDER_DAYS": (_days, "3,7"),
    "EVALUATION_CLOSE_DAYS": (_whole(1, 365), "21"),
    "EVALUATION_THRESHOLD": (_whole(1, 100), "5"),
    "QUOTES_BELOW_THRESHOLD": (_yes_no, "yes"),
    "WITHDRAWAL_TERMS": (_terms, "10:0,2:50,0:100"),
    "GROUP_MOST": (_whole(2, 50), "15"),
    "FORM_LEAST_SECONDS": (_whole(0, 60), "3"),
    "JOIN_OPENS_MINUTES": (_whole(0, 1440), "60"),
    "SIGN_IN_LINK_MINUTES": (_whole(5, 1440), "60"),
    "SIGN_IN_HOURS": (_whole(1, 720), "12"),
    "INVITATION_MAX_MEETINGS": (_whole(1, 50), "5"),
    "INVITATION_REPLIES": (_yes_no, "yes"),
    "INVITATION_ALARM_MINUTES": (_whole(0, 10080), "0"),
    "NEEDS_ERASE_DAYS": (_whole(0, 365), "7"),
    "IMPORT_MAX_MB": (_whole(1, 50), "10"),
    "LINK_VALID_DAYS": (_whole(1, 3650), "60"),
    "TWO_FACTOR": (_two_factor, "optional"),
    "STAFF_INVITATION_DAYS": (_whole(1, 90), "7"),
    "SIGN_IN_LOG_DAYS": (_whole(1, 365), "90"),
    "OIDC_ISSUER": (_base_url, None),
    "OIDC_CLIENT_ID": (_text, None),
    "OIDC_CLIENT_SECRET": (_text, None),
    "OIDC_NAME": (_text, "OpenID Connect"),
}


_SECRETS = frozenset({"SECRET_KEY", "MAIL_PASSWORD", "IMAP_PASSWORD", "OIDC_CLIENT_SECRET"})


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings from an environment; raises SettingError for the first that is wrong."""
    values: dict[str, Any] = {}
    for name, (read, standard) in READERS.items():
        raw = environ.get(name) or standard
        try:
            values[name.lower()] = None if raw is None else read(raw)
        except ValueError as error:
            raise SettingError(
                f"{name}={_shown(name, raw)} cannot be used; allowed is {error}."
            ) from None
    values["secret_key"] = _secret(values["app_env"], values["secret_key"])
    values["queue_url"] = values["queue_url"] or values["database_url"]
    _check_provider(values)
    _check_mailbox(values)
    _check_production(values, environ)
    return Settings(**{field.name: values[field.name] for field in fields(Settings)})


def _shown(name: str, raw: str | None) -> str:
    """A wrong value as a person may see it: without a secret, and without a URL's password."""
    if raw is None or name in _SECRETS:
        return "(hidden)"
    if name.endswith("_URL") and ("@" in raw or "?" in raw):
        scheme, separator, _ = raw.partition("://")
        return f"{scheme}{separator}(hidden)" if separator else "(hidden)"
    return repr(raw)


def _secret(app_env: str, key: str | None) -> str:
    if key is None and app_env == "production":
        raise SettingError(
            "SECRET_KEY is missing. Set it to a long random text that stays the same over "
            'restarts, for example the output of: python -c "import secrets; '
            'print(secrets.token_urlsafe(48))". For a trial on your own machine: make run.'
        )
    if key is not None and app_env == "production" and len(key) < 32:
        raise SettingError("SECRET_KEY is too short; in production it has 32 characters or more.")
    return key or secrets.token_urlsafe(48)


def _check_provider(values: Mapping[str, Any]) -> None:
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    missing = [name for name in names if values[name.lower()] is None]
    if missing and len(missing) < len(names):
        raise SettingError(
            f"{', '.join(missing)} missing. To sign in by OpenID Connect set all of "
            f"{', '.join(names)}; without it, set none of them."
        )


def _check_mailbox(values: Mapping[str, Any]) -> None:
    names = ("IMAP_SERVER", "IMAP_USERNAME", "IMAP_PASSWORD")
    missing = [name for name in names if values[name.lower()] is None]
    if missing and len(missing) < len(names):
        raise SettingError(
            f"{', '.join(missing)} missing. To read the mail that comes back set all of "
            f"{', '.join(names)}; without it, set none of them."
        )


def _check_production(values: Mapping[str, Any], environ: Mapping[str, str]) -> None:
    if values["app_env"] != "production":
        return
    for name in ("BASE_URL", "MAIL_DEFAULT_SENDER"):
        if not environ.get(name):
            raise SettingError(
                f"{name} is missing. In production it is needed for the links and the sender of "
                "every mail; see docs/settings.md."
            )
