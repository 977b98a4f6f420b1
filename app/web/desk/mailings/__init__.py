"""Writing to people of an edition: the text, the preview, the moment."""

from app.web.desk.mailings import sending, writing

__all__ = ["sending", "writing"]
