"""The settings: read loudly, and silent about secrets."""

from pathlib import Path

import pytest

from app.rules.registering.withdrawal import Term
from app.rules.states import UndecidedPolicy
from config import READERS, ROOT, SettingError, Settings, load

SECRET = "a-long-random-text-that-nobody-guesses-0123456789"
PRODUCTION = {
    "SECRET_KEY": SECRET,
    "BASE_URL": "https://vorming.example.org",
    "MAIL_DEFAULT_SENDER": "Team Vorming <vorming@example.org>",
}


def development(**environ: str) -> Settings:
    return load({"APP_ENV": "development", **environ})


def refusal(environ: dict[str, str]) -> str:
    with pytest.raises(SettingError) as refused:
        load(environ)
    return str(refused.value)


# What holds without any setting.


def test_the_standard_settings_are_those_of_the_rules() -> None:
    settings = development()
    assert settings.minimum_registrations == 8
    assert settings.decision_days_before == 14
    assert settings.undecided_policy is UndecidedPolicy.CANCEL
    assert settings.undecided_cancel_days == 3
    assert settings.offer_hours == 48
    assert settings.evaluation_threshold == 5
    assert settings.quotes_below_threshold is True
    assert settings.reminder_days == (7, 1)
    assert settings.evaluation_reminder_days == (3, 7)
    assert settings.withdrawal_terms == (Term(10, 0), Term(2, 50), Term(0, 100))
    assert len(settings.organisation_types) == len(set(settings.organisation_types)) == 26


def test_without_a_mail_server_nothing_is_sent_and_the_database_is_a_file() -> None:
    settings = development()
    assert not settings.sends_mail
    assert settings.mail_server is None
    assert settings.database_url == f"sqlite:///{ROOT / 'instance' / 'open-aanbod.db'}"
    assert Path(settings.database_url.removeprefix("sqlite:///")).is_absolute()
    assert settings.queue_url == settings.database_url, "one database serves both"


def test_every_setting_has_a_reader_and_an_empty_one_counts_as_absent() -> None:
    assert {name.lower() for name in READERS} == set(Settings.__dataclass_fields__)
    empty = load({**dict.fromkeys(READERS, ""), "APP_ENV": "testing", "SECRET_KEY": SECRET})
    assert empty == load({"APP_ENV": "testing", "SECRET_KEY": SECRET})


# What can be set.


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("MAIL_SERVER", " smtp.example.org ", "smtp.example.org"),
        ("MAIL_PORT", "25", 25),
        ("MAIL_SECURITY", "none", "none"),
        ("IMAP_FOLDER", " INBOX.Vormingen 2027 ", "INBOX.Vormingen 2027"),
        ("IMAP_SECURITY", "starttls", "starttls"),
        ("MINIMUM_REGISTRATIONS", "1", 1),
        ("MINIMUM_REGISTRATIONS", "1000", 1000),
        ("REGISTRATION_CLOSES_HOURS", "0", 0),
        ("UNDECIDED_POLICY", "keep_asking", UndecidedPolicy.KEEP_ASKING),
        ("REMINDER_DAYS", "14, 7, 0", (14, 7, 0)),
        ("QUOTES_BELOW_THRESHOLD", "no", False),
        ("ORGANISATION_TYPES", "CLB; Pleegzorg;", ("CLB", "Pleegzorg")),
        ("WITHDRAWAL_TERMS", "5:0,0:80", (Term(5, 0), Term(0, 80))),
        ("BASE_URL", "https://example.org/aanbod/", "https://example.org/aanbod"),
        ("BASE_URL", "http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("ORGANISATION_EMAIL", " team@example.org ", "team@example.org"),
        ("QUEUE_URL", "redis://127.0.0.1/1", "redis://127.0.0.1/1"),
    ],
)
def test_a_setting_is_read(name: str, raw: str, value: object) -> None:
    assert getattr(development(**{name: raw}), name.lower()) == value


@pytest.mark.parametrize(
    ("url", "used"),
    [
        (
            "postgres://an:pw@db.example.org/aanbod",
            "postgresql+psycopg://an:pw@db.example.org/aanbod",
        ),
        ("postgresql://an@/aanbod?host=/tmp", "postgresql+psycopg://an@/aanbod?host=/tmp"),
        ("postgresql+psycopg://db/aanbod", "postgresql+psycopg://db/aanbod"),
        ("sqlite:////srv/aanbod.db", "sqlite:////srv/aanbod.db"),
    ],
)
def test_a_database_url_as_hosts_hand_it_out_gets_its_driver(url: str, used: str) -> None:
    settings = development(DATABASE_URL=url)
    assert settings.database_url == used
    assert settings.queue_url == used


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("Team Vorming <vorming@example.org>", "example.org"),
        ("a@mail.example.org", "mail.example.org"),
    ],
)
def test_the_mail_domain_is_that_of_the_sender(sender: str, domain: str) -> None:
    assert development(MAIL_DEFAULT_SENDER=sender).mail_domain == domain


@pytest.mark.parametrize(
    ("base_url", "secure"), [("https://example.org", True), ("http://example.org", False)]
)
def test_cookies_are_bound_to_tls_as_soon_as_there_is_any(base_url: str, secure: bool) -> None:
    assert development(BASE_URL=base_url).secure_cookies is secure


# What is refused: one sentence with the variable, the value and what is allowed.

WRONG = [
    ("APP_ENV", "prod", "one of production, development, testing"),
    ("MAIL_SECURITY", "tls", "one of starttls, ssl, none"),
    ("UNDECIDED_POLICY", "wait", "one of keep_asking, cancel"),
    ("MAIL_PORT", "smtp", "a whole number from 1 to 65535"),
    ("MAIL_PORT", "0", "a whole number from 1 to 65535"),
    ("MAIL_PORT", "65536", "a whole number from 1 to 65535"),
    ("MINIMUM_REGISTRATIONS", "0", "a whole number from 1 to 1000"),
    ("MINIMUM_REGISTRATIONS", "8.5", "a whole number from 1 to 1000"),
    ("UNDECIDED_CANCEL_DAYS", "0", "a whole number from 1 to 365"),
    ("OFFER_HOURS", "-1", "a whole number from 1 to 720"),
    ("REMINDER_DAYS", "7 and 1", "different numbers of days from 0 to 365"),
    ("REMINDER_DAYS", "7,7", "different numbers of days from 0 to 365"),
    ("REMINDER_DAYS", "-1", "different numbers of days from 0 to 365"),
    ("REMINDER_DAYS", "366", "different numbers of days from 0 to 365"),
    ("INVITATION_REPLIES", "true", "yes or no"),
    ("ORGANISATION_TYPES", " ; ", "names with semicolons between"),
    ("ORGANISATION_NAME", "  ", "some text"),
    ("WITHDRAWAL_TERMS", "10", "pairs"),
    ("WITHDRAWAL_TERMS", "10:free,0:100", "pairs"),
    ("WITHDRAWAL_TERMS", "10:0,2:50", "to 0"),
    ("WITHDRAWAL_TERMS", "10:50,0:20", "never get cheaper"),
    ("WITHDRAWAL_TERMS", "10:0,0:150", "from 0 to 100 percent"),
    ("MAIL_DEFAULT_SENDER", "Team Vorming", "an e-mail address"),
    ("MAIL_DEFAULT_SENDER", "Team vorming@example.org", "an e-mail address"),
    ("MAIL_DEFAULT_SENDER", "vorming+aanbod@example.org", "without a plus sign"),
    ("MAIL_DEFAULT_SENDER", "vorming@localhost", "an e-mail address"),
    ("MAIL_DEFAULT_SENDER", "vorming@example.", "an e-mail address"),
    ("MAIL_DEFAULT_SENDER", "V <v@example.org>\nBcc: x@example.org", "an e-mail address"),
    ("ORGANISATION_EMAIL", "@example.org", "an e-mail address"),
    ("BASE_URL", "vorming.example.org", "the public address of the site"),
    ("BASE_URL", "ftp://example.org", "the public address of the site"),
    ("BASE_URL", "https://", "the public address of the site"),
    ("BASE_URL", "https://example.org/#a", "the public address of the site"),
    ("BASE_URL", "http://[::1", "the public address of the site"),
    ("BASE_URL", "http://example.org:port", "the public address of the site"),
    ("DATABASE_URL", "open-aanbod.db", "sqlite:///path/to/file.db or postgresql://"),
    ("DATABASE_URL", "mysql://db/aanbod", "sqlite:///path/to/file.db or postgresql://"),
]


@pytest.mark.parametrize(("name", "value", "allowed"), WRONG)
def test_a_wrong_value_is_refused_in_one_sentence(name: str, value: str, allowed: str) -> None:
    sentence = refusal({"APP_ENV": "development", name: value})
    start, _, said = sentence.partition(" cannot be used; allowed is ")
    assert start == f"{name}={value!r}"
    assert allowed in said
    assert said.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize("app_env", ["development", "production"])
def test_every_standard_value_can_be_typed_out(app_env: str) -> None:
    typed = {name: standard for name, (_, standard) in READERS.items() if standard}
    assert load({**typed, **PRODUCTION, "APP_ENV": app_env}).app_env == app_env


# Secrets.


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("DATABASE_URL", "mysql://an:hunter2@db/aanbod", "DATABASE_URL=mysql://(hidden)"),
        ("DATABASE_URL", "mysql://an:p@hunter2@db/aanbod", "DATABASE_URL=mysql://(hidden)"),
        ("DATABASE_URL", "mysql://db/aanbod?password=hunter2", "DATABASE_URL=mysql://(hidden)"),
        ("DATABASE_URL", "an:hunter2@db/aanbod", "DATABASE_URL=(hidden)"),
        ("BASE_URL", "https://an:hunter2@example.org", "BASE_URL=https://(hidden)"),
        ("BASE_URL", "https://example.org/?key=hunter2", "BASE_URL=https://(hidden)"),
        ("MAIL_PASSWORD", "   ", "MAIL_PASSWORD=(hidden)"),
        ("SECRET_KEY", "   ", "SECRET_KEY=(hidden)"),
    ],
)
def test_a_refusal_never_shows_a_password(name: str, value: str, shown: str) -> None:
    sentence = refusal({"APP_ENV": "development", name: value})
    assert sentence.startswith(f"{shown} cannot be used; allowed is ")
    assert "hunter2" not in sentence


def test_settings_that_end_up_in_a_log_show_no_secret() -> None:
    settings = development(
        SECRET_KEY=SECRET,
        DATABASE_URL="postgres://an:hunter2@db/aanbod",
        QUEUE_URL="redis://:hunter2@queue/1",
        MAIL_PASSWORD="hunter2",
    )
    assert settings.mail_password == "hunter2"
    assert "hunter2" not in repr(settings)
    assert SECRET not in repr(settings)
    assert "organisation_name='Voorbeeldpunt vzw'" in repr(settings)


def test_each_start_of_a_trial_has_a_secret_of_its_own() -> None:
    assert len(development().secret_key) >= 32
    assert development().secret_key != development().secret_key
    assert development(SECRET_KEY="short").secret_key == "short"


# Production.


def test_production_is_what_an_installation_is_unless_it_says_otherwise() -> None:
    settings = load(PRODUCTION)
    assert settings.production
    assert settings.secret_key == SECRET
    assert settings.secure_cookies
    assert not development().production


def test_production_without_a_secret_says_what_to_do() -> None:
    for environ in ({}, {**PRODUCTION, "SECRET_KEY": ""}):
        sentence = refusal(environ)
        assert sentence.startswith("SECRET_KEY is missing. Set it to a long random text")
        assert "python -c" in sentence
        assert "make run" in sentence


@pytest.mark.parametrize(("length", "starts"), [(31, False), (32, True), (33, True)])
def test_a_secret_in_production_has_32_characters(length: int, starts: bool) -> None:
    environ = {**PRODUCTION, "SECRET_KEY": "x" * length}
    if starts:
        assert load(environ).secret_key == "x" * length
        return
    sentence = refusal(environ)
    assert "32 characters" in sentence
    assert "xxx" not in sentence


@pytest.mark.parametrize("name", ["BASE_URL", "MAIL_DEFAULT_SENDER"])
@pytest.mark.parametrize("value", [None, ""])
def test_production_needs_its_address_and_its_sender(name: str, value: str | None) -> None:
    environ = {key: text for key, text in PRODUCTION.items() if key != name}
    if value is not None:
        environ[name] = value
    sentence = refusal(environ)
    assert sentence.startswith(f"{name} is missing.")
    assert "docs/settings.md" in sentence


def test_a_mailbox_needs_all_of_its_settings() -> None:
    mailbox = {
        "IMAP_SERVER": "imap.example.org",
        "IMAP_USERNAME": "x",
        "IMAP_PASSWORD": "a secret word",
    }
    for name in mailbox:
        some = {other: value for other, value in mailbox.items() if other != name}
        with pytest.raises(SettingError, match=rf"^{name} missing\. To read the mail") as caught:
            development(**some)
        assert "a secret word" not in str(caught.value)
    whole = development(**mailbox)
    assert (whole.reads_mail, whole.asks_for_replies) == (True, True)
    assert "a secret word" not in repr(whole)
    assert not development(**mailbox, INVITATION_REPLIES="no").asks_for_replies
    assert not development(INVITATION_REPLIES="yes").asks_for_replies


@pytest.mark.parametrize("folder", ['IN"BOX', "Événements", "IN\\BOX", "A\nB"])
def test_a_folder_that_no_server_understands_as_it_stands(folder: str) -> None:
    with pytest.raises(SettingError, match=r"^IMAP_FOLDER="):
        development(IMAP_FOLDER=folder)
