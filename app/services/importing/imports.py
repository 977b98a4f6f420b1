"""Files on their way: taken in, ordered to be read in, tried again, erased."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, select, update

from app.extensions import db, importing_bell, ring_after_commit
from app.models import Import, ImportProblem
from app.rules.importing.states import AT_WORK, ERASE_DAYS, ImportState, Kind


def take(
    public_id: str,
    kind: Kind,
    file_name: str,
    content: bytes,
    now: datetime,
    actor_id: int,
    *,
    mail: bool = False,
) -> Import:
    """Keep a file for its dry run; the same id from the same person is the same file.

    Raises LookupError for an id that somebody else has.
    """
    known = db.session.scalars(select(Import).where(Import.public_id == public_id)).one_or_none()
    if known is not None:
        if known.created_by_id != actor_id:
            raise LookupError("not the own file")
        return known
    taken = Import(
        public_id=public_id,
        kind=kind,
        state=ImportState.WAITING,
        file_name=file_name[:200],
        content=content,
        mail=mail and kind is Kind.REGISTRATIONS,
        rows_total=0,
        rows_done=0,
        outcome={},
        created_at=now,
        created_by_id=actor_id,
    )
    db.session.add(taken)
    db.session.flush()
    ring_after_commit(importing_bell)
    return taken


def order(import_id: int) -> bool:
    """Ask that a checked file without problems is read in; whether this click asked it first."""
    wrong = select(ImportProblem.id).where(
        ImportProblem.import_id == import_id, ImportProblem.warning.is_(False)
    )
    if db.session.scalar(wrong.limit(1)) is not None:
        return False
    return _move(import_id, ImportState.ORDERED, ImportState.CHECKED)


def again(import_id: int) -> bool:
    """Ask for another dry run, as after things were put right; False while it is at work."""
    return _move(import_id, ImportState.WAITING, ImportState.CHECKED, ImportState.FAILED)


def _move(import_id: int, to: ImportState, *from_: ImportState) -> bool:
    result: Any = db.session.execute(
        update(Import)
        .where(Import.id == import_id, Import.state.in_(from_), Import.erased_at.is_(None))
        .values(state=to, rows_done=0)
    )
    if result.rowcount:
        ring_after_commit(importing_bell)
    return bool(result.rowcount)


def _to_erase(now: datetime) -> Select[Any]:
    return select(Import.id).where(
        Import.created_at <= now - timedelta(days=ERASE_DAYS),
        Import.erased_at.is_(None),
        Import.state.not_in(AT_WORK),
    )


def has_some_to_erase(now: datetime) -> bool:
    """Whether a file has been here long enough."""
    return db.session.scalar(_to_erase(now).limit(1)) is not None


def erase(now: datetime) -> int:
    """Erase old files and what was wrong with them; the row that says that they were here stays."""
    return _erase(_to_erase(now), now)


def erase_lists(now: datetime) -> int:
    """Erase every list of people that is not at work, whatever its age; how many.

    For whoever is erased: nobody can tell whether they stand in a file that is packed.
    """
    lists = select(Import.id).where(
        Import.kind.in_((Kind.REGISTRATIONS, Kind.PAST_YEARS)),
        Import.erased_at.is_(None),
        Import.state.not_in(AT_WORK),
    )
    return _erase(lists, now)


def _erase(which: Select[Any], now: datetime) -> int:
    ids = list(db.session.scalars(which))
    db.session.execute(delete(ImportProblem).where(ImportProblem.import_id.in_(ids)))
    db.session.execute(update(Import).where(Import.id.in_(ids)).values(content=None, erased_at=now))
    return len(ids)
