"""What anybody may see: the offer, and how to register for it."""

from flask import Blueprint

bp = Blueprint("public", __name__)

from app.web.public import (  # noqa: E402  # the views need the blueprint
    catalogue,
    certificate,
    editions,
    group,
    interest,
    look,
    register,
    statements,
)

__all__ = [
    "bp",
    "catalogue",
    "certificate",
    "editions",
    "group",
    "interest",
    "look",
    "register",
    "statements",
]
