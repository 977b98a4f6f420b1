"""One file: how far it is, what is wrong with it, and the button that reads it in."""

import csv
import io
from typing import TYPE_CHECKING

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import transaction
from app.queries.importing.imports import (
    all_problems,
    editions_of,
    import_by_public_id,
    problem_page,
)
from app.rules.attending.quality_report import defused
from app.rules.importing.states import AT_WORK, ERASE_DAYS, ImportState
from app.services.importing.imports import again, order
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.importing.kinds import kind_name, slug_of
from app.web.desk.importing.sentences import outcome_lines, sentence, state_words, where

if TYPE_CHECKING:
    from app.models import Import

#: Problems on one page.
_PAGE = 50


def _load(file_id: str) -> "Import":
    found = import_by_public_id(file_id, actor())
    if found is None:
        abort(404)
    return found


@bp.get("/werk/inlezen/bestand/<hex:file_id>")
@enter(Who.COORDINATOR)
def import_file(file_id: str) -> str:
    """How far a file is; what it would do, did, or what is wrong with it (?blz=)."""
    imported = _load(file_id)
    checked = imported.state is ImportState.CHECKED
    number = request.args.get("blz", default=1, type=int)
    page = problem_page(imported.id, min(number, 10**6), _PAGE) if checked else None
    return render_template(
        "desk/importing/file.html",
        file=imported,
        kind=kind_name(imported.kind),
        slug=slug_of(imported.kind),
        state=state_words(imported),
        at_work=imported.state in AT_WORK,
        page=page,
        warnings=all_problems(imported.id, warnings=True) if checked else (),
        outcome=outcome_lines(imported),
        editions=editions_of(imported) if imported.state is ImportState.DONE else (),
        sentence=sentence,
        where=where,
        erase_days=ERASE_DAYS,
    )


@bp.get("/werk/inlezen/bestand/<hex:file_id>/fouten.csv")
@enter(Who.COORDINATOR)
def import_problems_csv(file_id: str) -> FlaskResponse:
    """All that is wrong with a file, a row each."""
    imported = _load(file_id)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Row"), _("Column"), _("What is wrong")])
    for problem in all_problems(imported.id):
        cells = (str(problem.row or ""), problem.column, sentence(problem))
        writer.writerow([defused(cell) for cell in cells])
    response = FlaskResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="fouten.csv"'
    return response


@bp.post("/werk/inlezen/bestand/<hex:file_id>/inlezen")
@enter(Who.COORDINATOR)
def read_in(file_id: str) -> Response:
    """Read all of a checked file in; the second click of a double click changes nothing."""
    imported = _load(file_id)
    with transaction():
        order(imported.id)
    return redirect(url_for("desk.import_file", file_id=file_id), 303)


@bp.post("/werk/inlezen/bestand/<hex:file_id>/opnieuw")
@enter(Who.COORDINATOR)
def check_again(file_id: str) -> Response:
    """Check a file once more, as after a missing training was added."""
    imported = _load(file_id)
    with transaction():
        asked = again(imported.id)
    if not asked and imported.erased_at is not None:
        flash(_("This file was erased. Bring it again."), "warning")
    return redirect(url_for("desk.import_file", file_id=file_id), 303)
