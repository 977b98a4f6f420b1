"""No template and no macro that nothing uses; no inline script or style on a page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.rules.states import RegistrationState

MACRO = re.compile(r"{%-?\s*macro\s+(\w+)\s*\(")
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|<script\b(?![^>]*\bsrc=)|javascript:", re.I
)
COMMENT = re.compile(r"{#.*?#}", re.S)
JINJA = re.compile(r"{%.*?%}|{{.*?}}", re.S)


def templates(here: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each template, without its comments."""
    folder = here / "templates"
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = COMMENT.sub("", path.read_text(encoding="utf-8"))
            yield path.relative_to(folder).as_posix(), text


def test_every_macro_is_used(here: Path) -> None:
    every = dict(templates(here))
    unused = [
        f"{name}: {macro}"
        for name, text in every.items()
        for macro in MACRO.findall(text)
        if not _is_used(macro, name, every)
    ]
    assert unused == []


def _is_used(macro: str, home: str, every: dict[str, str]) -> bool:
    call = re.compile(rf"\b{macro}\s*\(")
    # The two forms of a mail part lie side by side: `parts` is whichever the mail is written in.
    twin = home.rpartition(".")[0]
    for name, text in every.items():
        calls = len(call.findall(text))
        defined = len(re.findall(rf"macro\s+{macro}\s*\(", text))
        imports = name == home or home in text or name.rpartition(".")[0] == twin
        by_layout = home.startswith("mail/") and name.startswith("mail/")
        if (imports or by_layout) and calls > defined:
            return True
    return False


def test_every_template_is_used(here: Path) -> None:
    """By its name in code or in another template; mails by the name of their message."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (here / "app").rglob("*.py"))
    every = dict(templates(here))
    unused = []
    for name in every:
        others = "\n".join(text for other, text in every.items() if other != name)
        folder, _, file = name.rpartition("/")
        if folder.startswith("mail/"):
            known = file in ("subject.txt", "body.txt", "body.html") and (
                f'"{folder.removeprefix("mail/")}"' in code
            )
        elif folder == "security":
            # Flask-Security looks these up by name.
            known = True
        elif re.fullmatch(r"errors/\d+\.html", name):
            known = file.removesuffix(".html") in code
        elif match := re.fullmatch(r"(participant/state_|desk/edition/)(\w+)\.html", name):
            # Named after a state of a registration, and after a part of the page of an edition.
            known = f'"{match[1]}{{' in code and (
                match[2] in set(RegistrationState) or f'"{match[2]}"' in code
            )
            known = known or name in others or name in code
        elif folder == "mail":
            known = name in others or name in code or "mail/" in code
        else:
            known = name in others or name in code
        if not known:
            unused.append(name)
    assert unused == []


def test_pages_hold_no_inline_script_or_style(here: Path) -> None:
    found = [
        f"{name}: {match}"
        for name, text in templates(here)
        # Mails and the report to hand on stand alone: no page of ours holds them.
        if not name.startswith("mail/") and name != "report/document.html"
        for match in INLINE.findall(JINJA.sub("", text))
    ]
    assert found == []


@pytest.mark.parametrize("word", ["TODO", "FIXME", "XXX"])
def test_nothing_is_left_for_later(here: Path, word: str) -> None:
    left = [name for name, text in templates(here) if re.search(rf"\b{word}\b", text)]
    for folder in ("app", "migrations"):
        for path in (here / folder).rglob("*.py"):
            if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8")):
                left.append(str(path.relative_to(here)))
    assert left == []
