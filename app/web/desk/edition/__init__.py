"""One edition: its page part by part, the decision about it, and its questions."""

from app.web.desk.edition import decisions, page, questions

__all__ = ["decisions", "page", "questions"]
