"""The people of an edition on the desk: the list and its files, one person, several at once."""

from app.web.desk.participants import adding, files, moving, one, withdrawing

__all__ = ["adding", "files", "moving", "one", "withdrawing"]
