"""The page of a training: what it was in past years, what was said of it, what resembles it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db, settings
from app.models import (
    Attendance,
    Edition,
    EvaluationResponse,
    HeldFigures,
    Meeting,
    Quote,
    Registration,
    Training,
    User,
)
from app.models.offer import edition_trainers, training_themes
from app.queries.attending.quote import enough_responses
from app.rules.attending.evaluation import Question, closes_at
from app.rules.attending.quote import PublishedQuote
from app.rules.offering.training import Agreement, Answers, HeldEdition, Year, agreements, years
from app.rules.states import (
    AttendanceStatus,
    EditionState,
    QuoteConsent,
    QuoteState,
    RegistrationState,
)
from app.rules.workdays import local_date

#: Quotes and related trainings on one page.
MOST_QUOTES, MOST_RELATED = 4, 3


@dataclass(frozen=True, slots=True)
class Found:
    """A training with its themes; `past_version` changes whenever a past edition of it does."""

    training: Training
    past_version: int


@dataclass(frozen=True, slots=True)
class Guide:
    """A trainer, with a word about them."""

    name: str
    biography: str


@dataclass(frozen=True, slots=True)
class Said:
    """A published quote, in the language of its edition."""

    quote: PublishedQuote
    language: str


@dataclass(frozen=True, slots=True)
class Past:
    """What a training was: plain values, so that they can be kept."""

    years: tuple[Year, ...]
    agreements: tuple[Agreement, ...]
    quotes: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Another training that shares a theme, and the first date on which it can be followed."""

    slug: str
    title: str
    summary: str
    first_on: date


def by_slug(slug: str) -> Found | None:
    """One training that visitors may know of by its part of the address, in one round trip."""
    changes = (
        select(func.coalesce(func.sum(Edition.lock_version), 0))
        .where(Edition.training_id == Training.id, Edition.state == EditionState.COMPLETED)
        .correlate(Training)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Training, changes)
        .where(Training.slug == slug, Training.published)
        .options(joinedload(Training.themes))
    ).unique()
    row = rows.one_or_none()
    return None if row is None else Found(row[0], int(row[1]))


def guides(edition_ids: Sequence[int]) -> list[Guide]:
    """Who guides these editions, each once, by name."""
    rows = db.session.execute(
        select(User.name, User.biography)
        .join(edition_trainers, edition_trainers.c.user_id == User.id)
        .where(edition_trainers.c.edition_id.in_(edition_ids))
        .group_by(User.id)
        .order_by(User.name, User.id)
    )
    return [Guide(name, biography) for name, biography in rows]


def past(training: Training, now: datetime) -> Past:
    """Years, answers and quotes of a training, in two round trips."""
    held = _held(training.id, now)
    return Past(
        years=years(held),
        agreements=agreements(held, settings().evaluation_threshold),
        quotes=_quotes(training),
    )


def _held(training_id: int, now: datetime) -> list[HeldEdition]:
    took_place = select(Edition.id).where(
        Edition.training_id == training_id, Edition.state == EditionState.COMPLETED
    )
    spans = (
        select(
            Meeting.edition_id,
            func.min(Meeting.starts_at).label("starts_at"),
            func.max(Meeting.ends_at).label("ends_at"),
        )
        .where(Meeting.edition_id.in_(took_place))
        .group_by(Meeting.edition_id)
        .subquery()
    )
    participants = (
        select(Registration.edition_id, func.count(Registration.id.distinct()).label("number"))
        .join(Attendance, Attendance.registration_id == Registration.id)
        .where(
            Registration.edition_id.in_(took_place),
            Registration.state == RegistrationState.REGISTERED,
            Attendance.status == AttendanceStatus.PRESENT,
        )
        .group_by(Registration.edition_id)
        .subquery()
    )
    answers = (
        select(EvaluationResponse.edition_id, *_answer_counts())
        .where(EvaluationResponse.edition_id.in_(took_place))
        .group_by(EvaluationResponse.edition_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            spans.c.starts_at,
            spans.c.ends_at,
            func.coalesce(HeldFigures.participants, participants.c.number),
            *(answers.c[f"{q.value}_{part}"] for q in Question for part in ("given", "agreeing")),
        )
        .select_from(spans)
        .outerjoin(participants, participants.c.edition_id == spans.c.edition_id)
        .outerjoin(HeldFigures, HeldFigures.edition_id == spans.c.edition_id)
        .outerjoin(answers, answers.c.edition_id == spans.c.edition_id)
    )
    days = settings().evaluation_close_days
    return [
        HeldEdition(
            year=local_date(starts_at).year,
            participants=number or 0,
            form_closed=now >= closes_at(ends_at, days),
            answers=_answers(counts),
        )
        for starts_at, ends_at, number, *counts in rows
    ]


def _answer_counts() -> list[Any]:
    columns = []
    for question in Question:
        point = EvaluationResponse.answers[question.value].as_integer()
        columns.append(func.count(point).label(f"{question.value}_given"))
        agrees = func.sum(case((point >= 4, 1), else_=0))
        columns.append(agrees.label(f"{question.value}_agreeing"))
    return columns


def _answers(counts: Sequence[int | None]) -> dict[Question, Answers]:
    pairs = zip(Question, counts[::2], counts[1::2], strict=True)
    return {question: Answers(given or 0, agreeing or 0) for question, given, agreeing in pairs}


def _quotes(training: Training) -> tuple[Said, ...]:
    """Approved sentences that participants allow on the website, of the latest editions."""
    first_start = (
        select(func.min(Meeting.starts_at))
        .where(Meeting.edition_id == Quote.edition_id)
        .correlate(Quote)
        .scalar_subquery()
    )
    statement = (
        select(Quote.published, Edition.language, first_start)
        .join(Edition, Edition.id == Quote.edition_id)
        .where(
            Edition.training_id == training.id,
            Quote.state == QuoteState.APPROVED,
            Quote.consent == QuoteConsent.WEBSITE,
        )
        # By their words within an edition: any other order might tell who answered first.
        .order_by(first_start.desc(), Quote.published)
        .limit(MOST_QUOTES)
    )
    if not settings().quotes_below_threshold:
        statement = statement.where(Quote.edition_id.in_(enough_responses()))
    return tuple(
        Said(PublishedQuote(text, training.short_name, local_date(starts_at)), language)
        for text, language, starts_at in db.session.execute(statement)
    )


def related(training: Training, now: datetime) -> list[Related]:
    """Trainings that share a theme and have a date to come, soonest first."""
    starts = (
        select(Edition.training_id, func.min(Meeting.starts_at).label("at"))
        .join(Meeting, Meeting.edition_id == Edition.id)
        .where(Edition.state.in_((EditionState.PUBLISHED, EditionState.CONFIRMED)))
        .group_by(Edition.id)
        .having(func.min(Meeting.starts_at) > now)
        .subquery()
    )
    soonest = func.min(starts.c.at)
    shared = select(training_themes.c.training_id).where(
        training_themes.c.theme_id.in_([theme.id for theme in training.themes])
    )
    rows = db.session.execute(
        select(Training.slug, Training.title, Training.summary, soonest)
        .join(starts, starts.c.training_id == Training.id)
        .where(Training.id != training.id, Training.id.in_(shared))
        .group_by(Training.id)
        .order_by(soonest, Training.id)
        .limit(MOST_RELATED)
    )
    return [Related(slug, title, summary, local_date(at)) for slug, title, summary, at in rows]
