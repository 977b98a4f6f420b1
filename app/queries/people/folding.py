"""Comparing names and numbers in SQL however they are written, alike on both engines."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, and_, func, literal, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.rules.offering.search import fold
from app.rules.people.phone import PREFIX

#: Latin letters with something added (Unicode blocks from Latin-1 Supplement to Latin
#: Extended-B), capitals too: whether lower() knows those depends on the locale of the database.
_ACCENTED = [c for c in map(chr, range(0xC0, 0x250)) if fold(c) != c and fold(c).isascii()]
_SINGLE = [c for c in _ACCENTED if len(fold(c)) == 1]
_SEVERAL = [c for c in _ACCENTED if len(fold(c)) > 1]


#: What of a question is looked at.
LONGEST, MOST_WORDS = 100, 6


def words_of(question: str) -> list[str]:
    """The words of a question as they are compared."""
    # PostgreSQL takes no text with this character; nothing has it.
    return fold(question[:LONGEST].replace("\0", "")).split()[:MOST_WORDS]


class Folded(FunctionElement[str]):
    """A text without accents and in lower case, as `rules.offering.search.fold` makes it.

    SQLite calls that function itself (`app.engines` hands it over). PostgreSQL has no extension for
    it everywhere, so there it is spelled out for Latin letters; others stay as they are.
    """

    type = String()
    inherit_cache = True
    name = "folded"


@compiles(Folded, "sqlite")
def _on_sqlite(element: Folded, compiler: SQLCompiler, **options: Any) -> str:
    return f"fold({compiler.process(element.clauses, **options)})"


@compiles(Folded, "postgresql")
def _on_postgresql(element: Folded, compiler: SQLCompiler, **options: Any) -> str:
    text: Any = next(iter(element.clauses))
    for letter in _SEVERAL:
        text = func.replace(text, letter, fold(letter))
    plain = func.translate(text, "".join(_SINGLE), "".join(map(fold, _SINGLE)))
    return compiler.process(func.lower(plain), **options)


class PhoneNumber(FunctionElement[str]):
    """A phone number as `rules.people.phone.comparable` makes it."""

    type = String()
    inherit_cache = True
    name = "phone_number"


@compiles(PhoneNumber, "sqlite")
def _number_on_sqlite(element: PhoneNumber, compiler: SQLCompiler, **options: Any) -> str:
    return f"phone_number({compiler.process(element.clauses, **options)})"


@compiles(PhoneNumber, "postgresql")
def _number_on_postgresql(element: PhoneNumber, compiler: SQLCompiler, **options: Any) -> str:
    text: Any = next(iter(element.clauses))
    digits = func.regexp_replace(text, "[^0-9]", "", "g")
    return compiler.process(func.regexp_replace(digits, PREFIX, ""), **options)


def has_all(words: Iterable[str], columns: Sequence[Any]) -> ColumnElement[bool]:
    """Whether each of these words (folded already) is a part of one of the columns together.

    Without words, everything fits.
    """
    return and_(true(), *(has(word, columns) for word in words))


def has(word: str, columns: Sequence[Any]) -> ColumnElement[bool]:
    """Whether a word (folded already) is a part of one of the columns."""
    whole: Any = columns[0]
    for column in columns[1:]:
        whole = whole.concat(literal(" ")).concat(column)
    return Folded(whole).contains(word, autoescape=True)
