"""The answer to what a participant asked."""

from app.mail.facts import EditionFacts, Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def inquiry_answered(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    question: str,
    answer: str,
    by: str,
    registration: str,
) -> Mail:
    """`by`, a coordinator, answers `question`; both are plain text of several lines."""
    return compose(
        "inquiry_answered",
        head,
        to,
        edition=edition,
        question=question,
        answer=answer,
        by=by,
        registration=registration,
    )
