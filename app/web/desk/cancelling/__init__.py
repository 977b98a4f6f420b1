"""Cancelling an edition: who hears what, and afterwards who chose what."""

from app.web.desk.cancelling import board, cancel

__all__ = ["board", "cancel"]
