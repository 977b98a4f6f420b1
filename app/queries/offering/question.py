"""The extra questions of editions, and how often each was answered."""

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Edition, EditionQuestion, RegistrationAnswer
from app.rules.access import Actor, coordinates
from app.rules.states import EditionState


def questions_of(edition_id: int) -> list[EditionQuestion]:
    """All questions of an edition in their order, those that were taken out as well."""
    return list(
        db.session.scalars(
            select(EditionQuestion)
            .where(EditionQuestion.edition_id == edition_id)
            .order_by(EditionQuestion.position, EditionQuestion.id)
        )
    )


def question_by_id(edition_id: int, question_id: int) -> EditionQuestion | None:
    """One question of this edition."""
    return db.session.scalars(
        select(EditionQuestion).where(
            EditionQuestion.edition_id == edition_id, EditionQuestion.id == question_id
        )
    ).one_or_none()


def answer_counts(edition_id: int) -> dict[int, int]:
    """How many people answered each question of an edition, by its id; none: not in it."""
    rows = db.session.execute(
        select(RegistrationAnswer.question_id, func.count())
        .join(EditionQuestion, EditionQuestion.id == RegistrationAnswer.question_id)
        .where(EditionQuestion.edition_id == edition_id)
        .group_by(RegistrationAnswer.question_id)
    )
    return dict(rows.all())


def examples_for(edition: Edition, actor: Actor) -> list[Edition]:
    """Other editions of the same training whose form asks questions, latest first.

    Of another team only what the public sees: its drafts are its own.
    """
    others = db.session.scalars(
        select(Edition)
        .where(
            Edition.training_id == edition.training_id,
            Edition.id != edition.id,
            Edition.questions.any(EditionQuestion.retired.is_(False)),
        )
        .options(
            joinedload(Edition.training),
            joinedload(Edition.team),
            joinedload(Edition.meetings),
            selectinload(Edition.questions),
        )
    )
    allowed = [
        other
        for other in others.unique()
        if other.state is not EditionState.DRAFT or coordinates(actor, other.team_id)
    ]
    return sorted(allowed, key=lambda other: other.first_meeting.starts_at, reverse=True)
