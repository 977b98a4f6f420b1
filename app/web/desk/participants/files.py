"""The list of people as a file, and what to do with the people who are ticked on it."""

from typing import Any

from flask import Response as FlaskResponse
from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.rules.workdays import local_date
from app.web.access import Who, enter
from app.web.desk import bp
from app.web.desk.participants.listing import filed, ticked
from app.web.desk.spreadsheet import Cell, csv_file, xlsx_file
from app.web.loading import coordinated_edition

#: What the buttons below the list do with who is ticked: the page that they lead to.
_TO_DO = {
    "schrijf": "desk.new_mailing",
    "verplaats": "desk.move_several",
    "csv": "desk.participants_csv",
    "xlsx": "desk.participants_xlsx",
}
#: What a file takes over of the page that it was asked from.
_OF_THE_LIST = ("status", "sorteer", "kolommen", "kolom")


@bp.get("/werk/edities/<int:edition_id>/deelnemers.csv")
@enter(Who.COORDINATOR)
def participants_csv(edition_id: int) -> FlaskResponse:
    """The people that were asked for, in the columns that were chosen, as CSV."""
    return csv_file(*_table(edition_id))


@bp.get("/werk/edities/<int:edition_id>/deelnemers.xlsx")
@enter(Who.COORDINATOR)
def participants_xlsx(edition_id: int) -> FlaskResponse:
    """The same as an Excel file."""
    return xlsx_file(*_table(edition_id))


def _table(edition_id: int) -> tuple[str, list[str], list[list[Cell]]]:
    edition = coordinated_edition(edition_id)
    columns, people = filed(edition)
    first_on = local_date(edition.first_meeting.starts_at)
    return (
        f"deelnemers-{edition.training.slug}-{first_on.isoformat()}",
        [_("Name"), *(column.label for column in columns)],
        [[row.person.name, *(column.value(row) for column in columns)] for row in people],
    )


@bp.get("/werk/edities/<int:edition_id>/deelnemers/gekozen")
@enter(Who.COORDINATOR)
def chosen_participants(edition_id: int) -> Response:
    """Go on with who is ticked: write to them, move them, or take their list along."""
    coordinated_edition(edition_id)
    chosen = ticked()
    endpoint = _TO_DO.get(request.args.get("doe", ""))
    if not chosen or endpoint is None:
        flash(_("Tick somebody on the list first."), "warning")
        return redirect(url_for("desk.edition", edition_id=edition_id, _anchor="people"), 303)
    asks: dict[str, Any] = {"kies": chosen}
    if endpoint.startswith("desk.participants_"):
        asks |= {name: request.args.getlist(name) for name in _OF_THE_LIST if name in request.args}
    return redirect(url_for(endpoint, edition_id=edition_id, **asks), 303)
