"""What is counted and handed on: the quality report, quotes, and the list for the bookkeeping."""

from app.web.desk.reporting import bookkeeping, quotes, report

__all__ = ["bookkeeping", "quotes", "report"]
