"""Quick search over everything that the desk knows."""

from flask import render_template, request

from app.extensions import clock
from app.queries.people.finding import SHORTEST, asked, find
from app.web.access import Who, actor, enter
from app.web.desk import bp


@bp.get("/werk/zoeken")
@enter(Who.COORDINATOR)
def search() -> str:
    """Trainings, editions, people and organisations in which all words of ?q= stand."""
    question = request.args.get("q", "").strip()
    return render_template(
        "desk/people/search.html",
        question=question,
        found=find(question, actor(), clock.now()),
        too_short=bool(question) and not asked(question),
        shortest=SHORTEST,
    )
