"""Every setting is described, as it is."""

import re
from pathlib import Path

import pytest

from app.rules.settings.contrast import DARK, LIGHT, ON_BAR, dark_tokens, light_tokens
from app.rules.settings.registry import EDITABLE, SERVER_ONLY, Group, Kind, of_group, written
from app.web.setting_words import CHOICES, GROUPS, SETTINGS
from config import READERS, ROOT, load

ROW = re.compile(r"^\| `([A-Z_]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
BASE = {
    "SECRET_KEY": "a secret for the tests, and long enough",
    "BASE_URL": "https://vorming.example.org",
    "MAIL_DEFAULT_SENDER": "Vormingen <vorming@example.org>",
}


@pytest.fixture
def described(here: Path) -> dict[str, tuple[str, str, str]]:
    """Meaning, standard and example of each setting in the table."""
    page = (here / "docs" / "settings.md").read_text(encoding="utf-8")
    return {row[0]: (row[1], row[2], row[3]) for row in ROW.findall(page)}


def test_the_page_describes_each_setting_and_no_other(
    described: dict[str, tuple[str, str, str]],
) -> None:
    assert sorted(described) == sorted(READERS)
    for name, (meaning, _standard, _example) in described.items():
        assert meaning.strip(), name


def test_the_page_says_the_standard_values(described: dict[str, tuple[str, str, str]]) -> None:
    in_words = {"DATABASE_URL", "QUEUE_URL", "ORGANISATION_TYPES", "SECRET_KEY"}
    for name, (_read, standard) in READERS.items():
        shown = described[name][1]
        if name in in_words:
            continue
        assert shown.startswith(f"`{standard}`" if standard else "none"), name
    assert (
        f"{len(READERS['ORGANISATION_TYPES'][1].split(';'))} kinds"
        in (  # type: ignore[union-attr]  # it has a standard
            described["ORGANISATION_TYPES"][1]
        )
    )
    assert str(READERS["DATABASE_URL"][1]) == f"sqlite:///{ROOT / 'instance' / 'open-aanbod.db'}"


def test_each_example_can_be_used(described: dict[str, tuple[str, str, str]]) -> None:
    examples = {name: example.strip("`") for name, (_, _, example) in described.items()}
    for name, example in examples.items():
        # A provider and a mailbox need all of theirs.
        family = name[:5] if name.startswith(("OIDC_", "IMAP_")) else name
        together = {other: value for other, value in examples.items() if other.startswith(family)}
        if name != "SECRET_KEY":
            load(BASE | (together if family != name else {name: example}))


def test_each_setting_is_either_the_desks_with_an_explanation_or_the_servers() -> None:
    assert not SERVER_ONLY & EDITABLE.keys()
    assert SERVER_ONLY | EDITABLE.keys() == READERS.keys()
    assert SETTINGS.keys() == EDITABLE.keys()
    assert [name for name, words in SETTINGS.items() if not all(str(one) for one in words)] == []
    assert list(GROUPS) == list(Group)
    assert all(of_group(group) for group in Group)
    choices = {name for name, one in EDITABLE.items() if one.kind is Kind.CHOICE}
    assert CHOICES.keys() == choices


def test_the_page_lists_what_can_be_changed_at_the_desk(here: Path) -> None:
    page = (here / "docs" / "settings.md").read_text(encoding="utf-8")
    listed = page.partition("## At the desk")[2].partition("\n## ")[0]
    assert sorted(re.findall("`([A-Z_]+)`", listed)) == sorted(EDITABLE)


def test_each_setting_of_the_desk_is_written_as_it_is_read() -> None:
    house = load(BASE | {"CLOSING_DAYS": "2027-12-27/2027-12-31,2027-05-14"})
    for name in EDITABLE:
        value = getattr(house, name.lower())
        text = written(name, value)
        assert (READERS[name][0](text) if text else None) == value, name


def test_the_colours_that_contrast_is_measured_against_are_those_of_the_tokens(
    here: Path,
) -> None:
    sheet = (here / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    light, _, rest = sheet.partition("@media (prefers-color-scheme: dark)")
    dark = rest.partition("@media")[0]
    for part, known in ((light, LIGHT), (dark, DARK)):
        declared = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", part))
        assert {name: declared[name] for name in known} == known
        assert declared.keys() >= light_tokens("#000000").keys()
        assert dark_tokens("#000000", "#000000").keys() == light_tokens("#000000").keys()
    assert f"--on-bar: {ON_BAR};" in dark
