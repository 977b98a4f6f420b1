"""Planning: the year as a list and as a calendar, copying, and publishing at a moment."""

from app.web.desk.planning import calendar, copying, overview, publishing

__all__ = ["calendar", "copying", "overview", "publishing"]
