"""The trial invitation with which administrators see what a calendar makes of ours."""

from app.mail.facts import MeetingFacts, Recipient
from app.mail.mime import CalendarPart, Mail
from app.mail.rendering import Letterhead, compose


def trial_invitation(
    head: Letterhead,
    to: Recipient,
    *,
    meeting: MeetingFacts,
    step: int,
    answers: bool,
    calendar: CalendarPart | None,
) -> Mail:
    """Step 1 invites for a meeting that does not exist, 2 moves it, 3 cancels it.

    `answers`: the calendar asks for an answer, which somebody reads.
    """
    return compose(
        "trial_invitation", head, to, calendar=calendar, meeting=meeting, step=step, answers=answers
    )
