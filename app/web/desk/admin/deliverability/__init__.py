"""Whether our mail arrives: the page, and its words."""

from app.web.desk.admin.deliverability import page

__all__ = ["page"]
