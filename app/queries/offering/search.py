"""Finding editions and trainings by free text.

SQLite's FTS5 and PostgreSQL's full text stand behind one function. Python folds and stems, so that
both engines compare the same plain words and find the same editions. What was typed is first
translated to words that stand in some document (see `rules.offering.search.meant`); the index is
then asked for exactly those. Trainings without a date stand in no index: they are few, and
compared here.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from snowballstemmer import stemmer
from sqlalchemy import select, text

from app.extensions import db
from app.models import SearchWord, Training
from app.rules.offering.search import asked_words, meant, words

_STEMMERS = {"nl": "dutch", "en": "english", "fr": "french"}

_MATCHING = {
    "sqlite": text("SELECT rowid FROM search_index WHERE search_index MATCH :asked"),
    "postgresql": text(
        "SELECT edition_id FROM search_documents "
        "WHERE array_to_tsvector(string_to_array(words, ' ')) @@ CAST(:asked AS tsquery)"
    ),
}
#: How each engine writes a word, one of several, and all of several.
_GRAMMAR = {"sqlite": ('"{}"', " OR ", " AND "), "postgresql": ("'{}'", " | ", " & ")}


#: The language in which trainings are written; only their editions have one of their own.
_LANGUAGE = "nl"


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of what speaks of everything in a question."""

    editions: frozenset[int] = frozenset()
    trainings: frozenset[int] = frozenset()


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word (Snowball); Dutch for a language that has no stemmer here."""
    found: str = stemmer(_STEMMERS.get(language, "dutch")).stemWord(word)
    return found


def document(texts: Iterable[str], language: str) -> set[str]:
    """The words by which texts in this language are found: as they stand, and their stems."""
    plain = {word for one in texts for word in words(one)}
    return plain | {stem(word, language) for word in plain}


def training_texts(training: Training) -> list[str]:
    """What a training is found by, with or without a date."""
    return [
        training.title,
        training.short_name,
        training.summary,
        training.goals,
        *(theme.name for theme in training.themes),
    ]


def find(question: str, dateless: Collection[Training] = ()) -> Found:
    """The editions, and those of these trainings, that speak of everything in the question.

    No words find nothing. Accents, word forms, typing errors and words half typed are forgiven, in
    Dutch, English and French at once: nobody says in which language they search.
    """
    asked = asked_words(question)
    own_words = {one.id: _own_words(tuple(training_texts(one))) for one in dateless}
    indexed = db.session.scalars(select(SearchWord.word)).all()
    # Together, or a word that stands in one of them only would be taken for a typing error.
    known = sorted({*indexed, *(word for of_one in own_words.values() for word in of_one)})
    groups = [
        meant(
            word,
            {stem(word, language) for language in _STEMMERS},
            known,
            _near,
            last=word == asked[-1],
        )
        for word in asked
    ]
    if not groups or not all(groups):
        return Found()
    engine = db.session.get_bind().dialect.name
    editions = db.session.scalars(_MATCHING[engine], {"asked": _expression(engine, groups)})
    return Found(
        frozenset(editions),
        frozenset(
            training_id
            for training_id, of_one in own_words.items()
            if all(not of_one.isdisjoint(group) for group in groups)
        ),
    )


@lru_cache(maxsize=500)
def _own_words(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(document(texts, _LANGUAGE))


def _near(word: str, known: Sequence[str], errors: int) -> Collection[str]:
    close = process.extract(
        word, known, scorer=DamerauLevenshtein.distance, score_cutoff=errors, limit=None
    )
    best = min((distance for _, distance, _ in close), default=0)
    return {one for one, distance, _ in close if distance == best}


def _expression(engine: str, groups: Sequence[Sequence[str]]) -> str:
    # Words are letters and digits only (rules.offering.search.words): nothing needs escaping.
    word, either, both = _GRAMMAR[engine]
    return both.join("(" + either.join(word.format(one) for one in group) + ")" for group in groups)
