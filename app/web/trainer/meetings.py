"""A trainer's own meetings."""

from flask import render_template

from app.extensions import clock
from app.queries.attending.attendance import meetings_of
from app.rules.attending.attendance import EARLY
from app.rules.states import EditionState
from app.rules.workdays import local_date
from app.web.access import Who, actor, enter
from app.web.trainer import bp


@bp.get("/werk/mijn-sessies", endpoint="meetings")
@enter(Who.STAFF)
def own_meetings() -> str:
    """The coming meetings, and the recent ones with what is left to do."""
    now = clock.now()
    rows = meetings_of(actor().user_id, now)
    return render_template(
        "trainer/meetings.html",
        coming=[row for row in rows if row.meeting.ends_at > now],
        recent=[row for row in reversed(rows) if row.meeting.ends_at <= now],
        opens=now + EARLY,
        completed=EditionState.COMPLETED,
        local_date=local_date,
    )
