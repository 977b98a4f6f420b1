"""What anybody may see: the offer, and how to register for it."""

from flask import Blueprint

bp = Blueprint("public", __name__)

from app.web.public import catalogue, editions, register, statements  # noqa: E402, F401
