"""Finding editions by free text: SQLite's FTS5 and PostgreSQL's full text behind one function.

Python folds and stems, so that both engines compare the same plain words and find the same
editions. What was typed is first translated to words that stand in some document (see
`rules.search.meant`); the index is then asked for exactly those.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein
from snowballstemmer import stemmer
from sqlalchemy import select, text

from app.extensions import db
from app.models import SearchWord
from app.rules.search import asked_words, meant, words

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


@lru_cache(maxsize=20_000)
def stem(word: str, language: str) -> str:
    """The stem of a folded word (Snowball); Dutch for a language that has no stemmer here."""
    found: str = stemmer(_STEMMERS.get(language, "dutch")).stemWord(word)
    return found


def document(texts: Iterable[str], language: str) -> set[str]:
    """The words by which texts in this language are found: as they stand, and their stems."""
    plain = {word for one in texts for word in words(one)}
    return plain | {stem(word, language) for word in plain}


def matching(question: str) -> set[int]:
    """The ids of the editions that speak of everything in the question; none for no words.

    Accents, word forms, typing errors and words half typed are forgiven, in Dutch, English and
    French at once: nobody says in which language they search.
    """
    asked = asked_words(question)
    known = db.session.scalars(select(SearchWord.word).order_by(SearchWord.word)).all()
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
        return set()
    engine = db.session.get_bind().dialect.name
    return set(db.session.scalars(_MATCHING[engine], {"asked": _expression(engine, groups)}))


def _near(word: str, known: Sequence[str], errors: int) -> Collection[str]:
    close = process.extract(
        word, known, scorer=DamerauLevenshtein.distance, score_cutoff=errors, limit=None
    )
    best = min((distance for _, distance, _ in close), default=0)
    return {one for one, distance, _ in close if distance == best}


def _expression(engine: str, groups: Sequence[Sequence[str]]) -> str:
    # Words are letters and digits only (rules.search.words), so nothing in them needs escaping.
    word, either, both = _GRAMMAR[engine]
    return both.join("(" + either.join(word.format(one) for one in group) + ")" for group in groups)
