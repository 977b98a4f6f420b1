"""The decisions to come: which editions will not make it as things go, and what can be done."""

from flask import render_template

from app.extensions import clock
from app.queries.deciding.ahead import decisions_ahead
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.edition.outlook import drawing_of


@bp.get("/werk/beslissingen")
@enter(Who.COORDINATOR)
def decisions_to_come() -> str:
    """Those that fall short first, soonest decision first; then those on course."""
    lines = decisions_ahead(actor(), clock.now())
    return render_template(
        "desk/today/ahead.html",
        short=[line for line in lines if line.short],
        others=[line for line in lines if not line.short],
        drawings={
            line.card.edition.id: drawing_of(line.outlook, small=True)
            for line in lines
            if line.outlook
        },
    )
