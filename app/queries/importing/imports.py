"""Files that were read in: whose, how far, and what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Edition, Import, ImportProblem
from app.queries.offering.offer import with_details
from app.rules.access import Actor

#: As many files are listed, the latest first.
MOST_LISTED = 50


def _visible_to(actor: Actor) -> ColumnElement[bool]:
    """Files hold personal data: who brought one sees it, and administrators do."""
    return (Import.created_by_id == actor.user_id) | actor.is_administrator


def imports(actor: Actor) -> list[Import]:
    """The latest files that the actor may see."""
    return list(
        db.session.scalars(
            select(Import)
            .where(_visible_to(actor))
            .options(joinedload(Import.created_by))
            .order_by(Import.created_at.desc(), Import.id.desc())
            .limit(MOST_LISTED)
        )
    )


def import_by_public_id(public_id: str, actor: Actor) -> Import | None:
    """One file, if the actor may see it."""
    return db.session.scalars(
        select(Import)
        .where(Import.public_id == public_id, _visible_to(actor))
        .options(joinedload(Import.created_by))
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """Some of the problems of a file; `number` of `pages`, from 1."""

    problems: Sequence[ImportProblem]
    number: int
    pages: int
    total: int


def problem_page(import_id: int, number: int, size: int) -> ProblemPage:
    """A page of what is wrong with a file; a number that is none gives the nearest page."""
    total = db.session.scalar(select(func.count(ImportProblem.id)).where(_is_of(import_id))) or 0
    pages = max(1, -(-total // size))
    number = min(max(1, number), pages)
    statement = select(ImportProblem).where(_is_of(import_id)).order_by(ImportProblem.id)
    found = db.session.scalars(statement.limit(size).offset((number - 1) * size)).all()
    return ProblemPage(found, number, pages, total)


def all_problems(import_id: int, *, warnings: bool = False) -> Sequence[ImportProblem]:
    """All that is wrong with a file, or its warnings, in the order of the rows."""
    wanted = _is_of(import_id, warnings=warnings)
    return db.session.scalars(select(ImportProblem).where(wanted).order_by(ImportProblem.id)).all()


def _is_of(import_id: int, *, warnings: bool = False) -> ColumnElement[bool]:
    return (ImportProblem.import_id == import_id) & ImportProblem.warning.is_(warnings)


def editions_of(imported: Import) -> Sequence[Edition]:
    """Editions that came out of a file, as far as they are remembered."""
    ids = imported.outcome.get("editions", [])
    return db.session.scalars(with_details(select(Edition)).where(Edition.id.in_(ids))).all()
