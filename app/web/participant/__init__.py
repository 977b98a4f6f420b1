"""What belongs to one person: the registration behind a signed link, and the evaluation."""

from flask import Blueprint

bp = Blueprint("participant", __name__)

from app.web.participant import (  # noqa: E402
    answers,  # noqa: F401
    booking,  # noqa: F401
    certificate,  # noqa: F401
    changes,  # noqa: F401
    evaluation,  # noqa: F401
    feed,  # noqa: F401
    handed_over,  # noqa: F401
    links,  # noqa: F401
    my_trainings,  # noqa: F401
    paper,  # noqa: F401
    registration,  # noqa: F401
    sign_in,  # noqa: F401
    transfer,  # noqa: F401
    webinar,  # noqa: F401
)
