"""Trainings: what OOAPI calls courses."""

from flask import Response, abort

from app.extensions import clock
from app.queries.offering.listing import coming_ids, training_by_id, trainings_page
from app.queries.offering.offer import training_by_slug
from app.web.access import Who, enter
from app.web.api import bp
from app.web.api.answers import answer, course, listed
from app.web.api.parameters import check_names, page
from app.web.loading import as_id


@bp.get("/trainings")
@enter(Who.EVERYBODY)
def trainings() -> Response:
    """All trainings by title, also those without a date."""
    check_names(("pageNumber", "pageSize"))
    asked = page()
    found, total = trainings_page(asked)
    editions = coming_ids([training.id for training in found], clock.now())
    return answer(listed([course(t, editions[t.id]) for t in found], asked, total))


@bp.get("/trainings/<training_key>")
@enter(Who.EVERYBODY)
def training(training_key: str) -> Response:
    """One training, by its id or by the words in the address of its page."""
    check_names(())
    training_id = as_id(training_key)
    found = training_by_id(training_id) if training_id else None
    if found is None and training_key.isascii() and training_key.isprintable():
        found = training_by_slug(training_key)
    if found is None:
        abort(404)
    return answer(course(found, coming_ids([found.id], clock.now())[found.id]))
