"""The first page of a coordinator: what needs somebody today."""

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.extensions import clock, settings
from app.queries.deciding.today import today as todays_work
from app.rules.workdays import local_date
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.edition.outlook import drawing_of


@bp.get("/werk")
@enter(Who.STAFF)
def home() -> Response:
    """Each to the first page of their work."""
    return redirect(url_for("desk.today" if actor().is_coordinator else "trainer.meetings"), 303)


@bp.get("/werk/vandaag")
@enter(Who.COORDINATOR)
def today() -> str:
    """What needs me, soonest first, and the editions of this month."""
    now = clock.now()
    work = todays_work(actor(), now)
    return render_template(
        "desk/today/today.html",
        work=work,
        drawings={
            item.card.edition.id: drawing_of(item.outlook, small=True)
            for item in work.todo
            if item.card and item.outlook
        },
        today=local_date(now),
        sends_mail=settings().sends_mail,
    )
