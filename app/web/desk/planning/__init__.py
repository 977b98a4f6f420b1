"""Planning: the year as a list and as a calendar, copying, and publishing at a moment."""

from app.web.desk import bp
from app.web.desk.planning import calendar, copying, overview, publishing
from app.web.desk.planning.clashes import clashes_of

bp.context_processor(lambda: {"clashes_of": clashes_of})

__all__ = ["calendar", "copying", "overview", "publishing"]
