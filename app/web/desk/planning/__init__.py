"""Planning: trainings and editions, the year as list and calendar, copying, publishing."""

from app.web.desk import bp
from app.web.desk.planning import calendar, copying, editions, overview, publishing, trainings
from app.web.desk.planning.clashes import clashes_of

bp.context_processor(lambda: {"clashes_of": clashes_of})

__all__ = ["calendar", "copying", "editions", "overview", "publishing", "trainings"]
