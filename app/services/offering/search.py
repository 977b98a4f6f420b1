"""Keeping what the search looks through up to date, in the transaction that changes the offer."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, delete, exists, select

from app.extensions import db, insert
from app.models import Edition, SearchDocument, SearchWord
from app.queries.offering.offer import with_details
from app.queries.offering.search import document, training_texts
from app.rules.states import EditionState

#: Rows of one INSERT; SQLite takes some thousands of parameters and no more.
_CHUNK = 500


def index_editions(editions: Sequence[Edition]) -> None:
    """Write what these editions are found by; call it after the flush of a change.

    Drafts are left out until they are published: their words would hide typing errors in those of
    the offer, and tell who tries words that there is such a draft.
    """
    found = {e.id: _document(e) for e in editions if e.state is not EditionState.DRAFT}
    if not found:
        return
    rows = [{"edition_id": i, "words": " ".join(sorted(words))} for i, words in found.items()]
    for chunk in _chunks(rows):
        documents = insert(SearchDocument).values(chunk)
        # On SQLite, REPLACE would skip the trigger that keeps the full-text index true.
        db.session.execute(
            documents.on_conflict_do_update(
                index_elements=["edition_id"], set_={"words": documents.excluded.words}
            )
        )
    # In order, so that two writers of the same new words cannot wait for each other.
    for chunk in _chunks([{"word": word} for word in sorted(set().union(*found.values()))]):
        db.session.execute(insert(SearchWord).values(chunk).on_conflict_do_nothing())


def forget(edition_id: int) -> None:
    """A draft again: it is found no more."""
    db.session.execute(delete(SearchDocument).where(SearchDocument.edition_id == edition_id))


def index_trainings(training_ids: Collection[int]) -> None:
    """Write it afresh for each edition of these trainings that can still be found."""
    index_editions(_searchable(Edition.training_id.in_(training_ids)))


def index_team(team_id: int) -> None:
    """Write it afresh for each edition of a team that can still be found."""
    index_editions(_searchable(Edition.team_id == team_id))


def index_missing() -> int:
    """Write it for editions that have none, as after an upgrade; how many there were."""
    known = exists().where(SearchDocument.edition_id == Edition.id)
    editions = _searchable(~known)
    index_editions(editions)
    return len(editions)


def rebuild() -> int:
    """Write everything anew, without words that no edition has any more; how many editions."""
    db.session.execute(delete(SearchDocument))
    db.session.execute(delete(SearchWord))
    return index_missing()


def _searchable(condition: ColumnElement[bool]) -> Sequence[Edition]:
    statement = (
        with_details(select(Edition))
        .where(Edition.state.not_in((EditionState.DRAFT, EditionState.COMPLETED)), condition)
        .order_by(Edition.id)
    )
    return db.session.scalars(statement).all()


def _document(edition: Edition) -> set[str]:
    texts: list[str] = [
        *training_texts(edition.training),
        *(trainer.name for trainer in edition.trainers),
        *edition.co_organisers,
        edition.team.name,
        edition.place,
        edition.address,
        *(text for m in edition.meetings for text in (m.title, m.place, m.address)),
    ]
    return document(texts, edition.language)


def _chunks(rows: Sequence[dict[str, object]]) -> Iterable[Sequence[dict[str, object]]]:
    return (rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK))
