"""What needs somebody: today's work, and the decisions that come."""

from app.web.desk.today import ahead, today

__all__ = ["ahead", "today"]
