"""The editions of a year, as a list."""

from flask import render_template, request

from app.extensions import clock
from app.queries.offering.offer import between, cards
from app.queries.offering.planning import own_team_id, years
from app.rules.workdays import local_date
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.planning.filters import asked_filter


@bp.get("/werk/edities", endpoint="editions")
@enter(Who.COORDINATOR)
def all_editions() -> str:
    """The editions of one year (?jaar=), of the coordinator's teams."""
    now = clock.now()
    today = local_date(now)
    offered = years(today)
    year = request.args.get("jaar", default=today.year, type=int)
    if year not in offered:
        year = today.year
    asked = asked_filter()
    first, until = today.replace(year, 1, 1), today.replace(year + 1, 1, 1)
    found = between(first, until, own_team_id(actor()))
    return render_template(
        "desk/planning/editions.html",
        cards=cards([edition for edition in found if asked.wanted.holds(edition)], now),
        asked=asked,
        year=year,
        years=offered,
        month=f"{year}-{today.month if year == today.year else 1:02}",
    )
