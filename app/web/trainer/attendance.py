"""Taking attendance, on a phone at the door."""

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.queries.attending.attendance import SheetRow, sheet
from app.rules.attending.attendance import EARLY
from app.rules.errors import RuleBroken
from app.rules.states import AttendanceStatus
from app.services.attending.attendance import record
from app.web.access import Who, actor, enter
from app.web.loading import attended_meeting
from app.web.sentences import explain
from app.web.trainer import bp

if TYPE_CHECKING:
    from app.models import Meeting


@bp.get("/werk/sessies/<int:meeting_id>/aanwezigheid")
@enter(Who.STAFF)
def attendance(meeting_id: int) -> str:
    """Who is expected, who is in, and what they need to take part well."""
    meeting = attended_meeting(meeting_id)
    return _page(meeting, FlaskForm())


@bp.post("/werk/sessies/<int:meeting_id>/aanwezigheid", endpoint="record_attendance")
@enter(Who.STAFF)
def save(meeting_id: int) -> Response | tuple[str, int]:
    """Save what is ticked; with the button 'others' everybody without a mark is present."""
    meeting = attended_meeting(meeting_id)
    rows = sheet(meeting)
    ticked = _marks(rows, "mark")
    shown = _marks(rows, "was")
    # A phone that was open for a while sends what it showed, too: a colleague's later mark stays.
    changed = {person: mark for person, mark in ticked.items() if mark is not shown.get(person)}
    marks = dict(changed)
    if "others" in request.form:
        marks |= {
            row.registration.id: AttendanceStatus.PRESENT
            for row in rows
            if row.registration.id not in ticked and row.status is None
        }
    form = FlaskForm()
    try:
        with transaction():
            record(meeting_id, marks, clock.now(), actor().user_id)
    except RuleBroken as error:
        explain(form, error)
        return _page(meeting, form, changed), 422
    flash(_("Saved. You can still change it."), "success")
    return redirect(url_for("trainer.attendance", meeting_id=meeting_id), 303)


def _marks(rows: list[SheetRow], prefix: str) -> dict[int, AttendanceStatus]:
    """What the form says, about the people of this list only; 'mark' is now, 'was' when loaded."""
    found = {}
    for row in rows:
        value = request.form.get(f"{prefix}-{row.registration.id}")
        if value is None:
            continue
        if value not in list(AttendanceStatus):
            abort(400)
        found[row.registration.id] = AttendanceStatus(value)
    return found


def _page(
    meeting: "Meeting", form: FlaskForm, changed: dict[int, AttendanceStatus] | None = None
) -> str:
    rows = sheet(meeting)
    shown = {row.registration.id: row.status for row in rows}
    marks = shown | (changed or {})
    statuses = list(marks.values())
    return render_template(
        "trainer/attendance.html",
        meeting=meeting,
        edition=meeting.edition,
        form=form,
        rows=rows,
        shown=shown,
        marks=marks,
        present=statuses.count(AttendanceStatus.PRESENT),
        absent=statuses.count(AttendanceStatus.ABSENT),
        excused=statuses.count(AttendanceStatus.EXCUSED),
        expected=statuses.count(None),
        needs=[row for row in rows if row.needs or row.diet],
        open=clock.now() >= meeting.starts_at - EARLY,
        opens_at=meeting.starts_at - EARLY,
    )
