"""The offer as JSON, for whoever builds on it. Reading only; it knows no visitor and no person."""

from flask import Blueprint

bp = Blueprint("api", __name__, url_prefix="/api/v1")

from app.web.api import editions, openapi, trainings  # noqa: E402  # they need bp

__all__ = [
    "bp",
    "editions",
    "openapi",
    "trainings",
]
