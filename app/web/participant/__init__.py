"""What belongs to one person: the registration behind a signed link, and the evaluation."""

from flask import Blueprint

bp = Blueprint("participant", __name__)

from app.web.participant import (  # noqa: E402  # the views need the blueprint
    answers,
    booking,
    certificate,
    changes,
    coming,
    evaluation,
    feed,
    handed_over,
    inquiry,
    links,
    my_trainings,
    news,
    paper,
    registration,
    sign_in,
    transfer,
    webinar,
)

__all__ = [
    "answers",
    "booking",
    "bp",
    "certificate",
    "changes",
    "coming",
    "evaluation",
    "feed",
    "handed_over",
    "inquiry",
    "links",
    "my_trainings",
    "news",
    "paper",
    "registration",
    "sign_in",
    "transfer",
    "webinar",
]
