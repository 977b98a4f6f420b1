"""Reading files in: choose what, bring a file, see what it would do, read all of it in."""

from app.web.desk.importing import files, upload

__all__ = ["files", "upload"]
