"""The pages of a training and of one of its editions."""

from collections.abc import Iterable
from typing import TypeVar

from flask import abort

from app.extensions import clock, settings
from app.queries.offering.offer import (
    alternatives,
    card,
    coming,
    half_days_of,
)
from app.queries.offering.training import by_slug, guides, related
from app.rules.attending.evaluation import Question
from app.rules.states import EditionState
from app.web.access import Who, enter
from app.web.loading import public_edition
from app.web.public import bp
from app.web.public.kept import kept
from app.web.public.past import past_of
from app.web.public.prices import price_span
from app.web.public.rows import row
from app.web.public.terms import general_terms, terms_of
from app.web.rendering import render
from app.web.words import statement

T = TypeVar("T")


@bp.get("/vormingen/<slug>")
@enter(Who.EVERYBODY)
@kept
def training(slug: str) -> str:
    """A training, with the dates on which it is planned."""
    now = clock.now()
    # A database refuses some characters outright; no slug has any but these.
    found = by_slug(slug) if slug.isascii() and slug.isprintable() else None
    if found is None:
        abort(404)
    cards = coming(now, found.training.id)
    takes_place = [c for c in cards if c.edition.state is not EditionState.CANCELLED]
    return render(
        "public/training.html",
        training=found.training,
        dates=[row(one, now) for one in cards],
        co_organisers=_unique(name for c in takes_place for name in c.edition.co_organisers),
        trainers=guides([c.edition.id for c in takes_place]) if takes_place else [],
        prices=_unique(price_span(c.edition) for c in takes_place),
        groups=_unique((c.meter.minimum, c.edition.capacity) for c in takes_place),
        terms=general_terms(),
        decision_days=settings().decision_days_before,
        spans=half_days_of(m for c in takes_place for m in c.edition.meetings),
        past=past_of(found, now),
        statements={question: statement(question) for question in Question},
        related=related(found.training, now),
        seats_left=any(c.open and not c.seats.full for c in cards),
    )


@bp.get("/edities/<int:edition_id>")
@enter(Who.EVERYBODY)
@kept
def edition(edition_id: int) -> str:
    """One edition in focus: every meeting, and whether it goes ahead. Never the join link."""
    now = clock.now()
    shown = card(public_edition(edition_id), now)
    others = []
    if shown.edition.state in (EditionState.CANCELLED, EditionState.COMPLETED):
        others = [row(other, now) for other in alternatives(shown.edition, now)]
    return render(
        "public/edition.html",
        row=row(shown, now),
        edition=shown.edition,
        others=others,
        terms=terms_of(shown, now),
        spans=half_days_of(shown.edition.meetings),
    )


def _unique(items: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(items))
