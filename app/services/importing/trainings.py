"""Trainings from a file: new ones are made, known ones (by title) get the text of the file."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.models import Training
from app.rules.importing.kinds import LAYOUTS
from app.rules.importing.problems import ProblemCode
from app.rules.importing.rows import TrainingRow
from app.rules.importing.states import Kind
from app.rules.importing.table import Table
from app.services.importing.outcome import Found, Outcome, Planned, Scope
from app.services.offering.offer import TrainingFacts, is_so, slugify, write_facts
from app.services.offering.training import tell_pages, theme

Changes = list[tuple[Training, TrainingFacts]]


def plan(table: Table[TrainingRow], scope: Scope, now: datetime) -> Planned:
    """What this file would make and change; trainings belong to all teams."""
    found = Found.of(LAYOUTS[Kind.TRAININGS].columns)
    known = {
        training.title.casefold(): training
        for training in db.session.scalars(select(Training).options(selectinload(Training.themes)))
    }
    seen: dict[str, int] = {}
    new: list[TrainingFacts] = []
    changed: Changes = []
    left = 0
    for row in table.rows:
        key = row.title.casefold()
        if key in seen:
            found.add(row.number, "title", ProblemCode.TWICE_IN_FILE, other=seen[key])
            continue
        seen[key] = row.number
        training = known.get(key)
        facts = _facts(row, training)
        if training is None:
            new.append(facts)
        elif is_so(training, facts):
            left += 1
        else:
            changed.append((training, facts))
    outcome = Outcome(made=len(new), changed=len(changed), left=left)
    return Planned(outcome, partial(_write, new, changed, now), found.problems)


def _facts(row: TrainingRow, known: Training | None) -> TrainingFacts:
    """What a row says; where it is blank, what is known."""
    goals = known.goals if known and row.goals is None else "\n".join(row.goals or ())
    audience = known.audience if known and row.audience is None else row.audience or ""
    themes = row.themes or ()
    if known and row.themes is None:
        themes = tuple(theme.name for theme in known.themes)
    return TrainingFacts(
        title=known.title if known else row.title,
        short_name=row.short_name,
        summary=row.summary,
        description=row.description,
        goals=goals,
        audience=audience,
        themes=themes,
        published=known.published if known else True,
    )


def _write(new: list[TrainingFacts], changed: Changes, now: datetime) -> list[int]:
    described = [*new, *(facts for _, facts in changed)]
    themes = {
        name: theme(name) for name in sorted({n for facts in described for n in facts.themes})
    }
    slugs = set(db.session.scalars(select(Training.slug)))
    made = [(Training(slug=_free_slug(facts.title, slugs), created_at=now), facts) for facts in new]
    for training, facts in [*made, *changed]:
        write_facts(training, facts)
        training.themes = [themes[name] for name in facts.themes]
    for training, _ in changed:
        training.changed_at = now
    db.session.add_all(training for training, _ in made)
    db.session.flush()
    if changed:
        tell_pages([training.id for training, _ in changed])
    return []


def _free_slug(title: str, taken: set[str]) -> str:
    wanted = slugify(title)
    slug = next(s for s in _candidates(wanted, len(taken)) if s not in taken)
    taken.add(slug)
    return slug


def _candidates(wanted: str, taken: int) -> Iterable[str]:
    yield wanted
    for number in range(2, taken + 3):
        yield f"{wanted}-{number}"
