"""No page or mail shows a half translated text: every catalogue says all, with the same parts."""

import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from scripts.english_catalogue import fill_file

ROOT = Path(__file__).parents[1]
LANGUAGES = ("nl", "fr", "en")
#: Dutch and English single out one; in French nothing at all is singular too (CLDR).
PLURAL_RULES = {"nl": "(n != 1)", "fr": "(n > 1)", "en": "(n != 1)"}

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")
TAG = re.compile(r"</?\w[^>]*>")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> list[Message]:
    """Every message that code and templates ask for today, collected as `make messages` does."""
    pot = tmp_path_factory.mktemp("messages") / "messages.pot"
    keywords = [f"-k{word}" for word in ("_l", "lazy_gettext", "lazy_ngettext:1,2")]
    arguments = ["pybabel", "-q", "extract", "-F", str(ROOT / "pyproject.toml"), *keywords]
    CommandLineInterface().run([*arguments, "-o", str(pot), str(ROOT)])
    with pot.open("rb") as file:
        found = [message for message in read_po(file) if message.id]
    assert len(found) > 900, "the collecting itself is broken"
    return found


def catalogue_of(language: str) -> Catalog:
    path = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, list | tuple) else (str(text or ""),)


def parts(pattern: re.Pattern[str], text: str) -> Counter[str]:
    return Counter(pattern.findall(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str, asked: list[Message]) -> None:
    catalogue = catalogue_of(language)
    missing = []
    for message in asked:
        known = catalogue.get(message.id, message.context)
        wanted = catalogue.num_plurals if message.pluralizable else 1
        said = forms(known.string) if known else ()
        if known is None or known.fuzzy or len(said) != wanted or not all(map(str.strip, said)):
            missing.append(message.id)
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_placeholders_and_tags(language: str) -> None:
    """A placeholder too many is an error on the page; one that is lost, a fact that is not told.

    Tags count because some texts go to the page as markup: a translation may not add any.
    """
    wrong = []
    for message in catalogue_of(language):
        if not message.id:
            continue
        ids, said = forms(message.id), forms(message.string)
        for number, text in enumerate(said):
            # "the registration" may leave the number out where "the 3 registrations" has it.
            sources = ids if number == 0 else ids[-1:]
            if not any(
                parts(PLACEHOLDER, text) == parts(PLACEHOLDER, source)
                and parts(TAG, text) == parts(TAG, source)
                for source in sources
            ):
                wrong.append((ids, text))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_suit_their_place(language: str) -> None:
    """Some texts are the second half of a sentence: they begin and end as they do in English."""
    wrong = [
        (source, text)
        for message in catalogue_of(language)
        for source, text in zip(forms(message.id), forms(message.string), strict=False)
        if source and text
        if text != text.strip(" ")
        or (source[0] in ",:.") != (text.lstrip("\u00a0\u202f")[0] in ",:.")
        or (source[-1] in ".:,") != (text[-1] in ".:,")
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plural_forms_follow_the_language(language: str) -> None:
    catalogue = catalogue_of(language)
    assert catalogue.num_plurals == 2
    assert catalogue.plural_expr == PLURAL_RULES[language]


def test_french_marks_stay_with_their_words() -> None:
    """A narrow space that does not break stands before ? ! ; : and inside quotation marks."""
    wrong = [
        text
        for message in catalogue_of("fr")
        for text in forms(message.string)
        if message.id and re.search(r"[^\u202f?!][?!;:](?=\s|$)|[^\u202f]»|«[^\u202f]", text)
    ]
    assert wrong == []


def test_french_says_vous() -> None:
    wrong = [
        text
        for message in catalogue_of("fr")
        for text in forms(message.string)
        if message.id and re.search(r"(?i)\b(tu|toi|ton|ta|tes)\b|\bt’|-toi\b", text)
    ]
    assert wrong == []


def test_english_says_what_the_ids_say() -> None:
    assert all(message.string == message.id for message in catalogue_of("en") if message.id)


def test_the_english_catalogue_is_filled_from_its_ids(tmp_path: Path) -> None:
    path = tmp_path / "messages.po"
    path.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        '#, fuzzy\nmsgid "Full"\nmsgstr "Vol"\n\n'
        'msgid "%(num)s place"\nmsgid_plural "%(num)s places"\nmsgstr[0] ""\nmsgstr[1] ""\n',
        encoding="utf-8",
    )
    fill_file(path)
    with path.open("rb") as file:
        filled = read_po(file, locale="en")
    assert filled["Full"].string == "Full"
    assert not filled["Full"].fuzzy
    assert filled["%(num)s place"].string == ("%(num)s place", "%(num)s places")
