"""What anybody may see: the offer, and how to register for it."""

from flask import Blueprint

bp = Blueprint("public", __name__)

from app.web.public import (  # noqa: E402
    catalogue,  # noqa: F401
    certificate,  # noqa: F401
    editions,  # noqa: F401
    group,  # noqa: F401
    interest,  # noqa: F401
    register,  # noqa: F401
    statements,  # noqa: F401
)
