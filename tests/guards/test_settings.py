"""Every setting is described, as it is."""

import re
from pathlib import Path

import pytest

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
        assert shown.startswith("none" if standard is None else f"`{standard}`"), name
    assert (
        f"{len(READERS['ORGANISATION_TYPES'][1].split(';'))} kinds"
        in (  # type: ignore[union-attr]  # it has a standard
            described["ORGANISATION_TYPES"][1]
        )
    )
    assert str(READERS["DATABASE_URL"][1]) == f"sqlite:///{ROOT / 'instance' / 'open-aanbod.db'}"


def test_each_example_can_be_used(described: dict[str, tuple[str, str, str]]) -> None:
    examples = {name: example.strip("`") for name, (_, _, example) in described.items()}
    # A provider needs all of these.
    provider = {name: value for name, value in examples.items() if name.startswith("OIDC_")}
    for name, example in examples.items():
        if name != "SECRET_KEY":
            load(BASE | (provider if name in provider else {name: example}))
