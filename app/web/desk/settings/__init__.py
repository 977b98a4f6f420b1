"""Settings at the desk: each with its explanation, its standard and who changed it last."""

from app.web.desk.settings import changes, groups, lists, look, previews, wordings

__all__ = ["changes", "groups", "lists", "look", "previews", "wordings"]
