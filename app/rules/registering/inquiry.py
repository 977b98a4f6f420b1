"""What participants ask about their registration: how much may be open at once."""

from app.rules.errors import Code, RuleBroken

#: Somebody with so many unanswered questions gets answers first: nobody can flood the desk.
MOST_OPEN = 3


def check_may_ask(unanswered: int) -> None:
    """Whether one more question may be asked.

    `unanswered` counts those of the same registration. Raises RuleBroken(TOO_MANY_OPEN).
    """
    if unanswered >= MOST_OPEN:
        raise RuleBroken(Code.TOO_MANY_OPEN, "text", most=MOST_OPEN)


def check_may_answer(present: str | None, answer: str) -> bool:
    """Whether `answer` is still to be given; False for the second click of a double click.

    `present` is the answer that was given before, None without one. Raises
    RuleBroken(ANSWERED_ALREADY) when it is another one: it is in somebody's mailbox.
    """
    if present is None:
        return True
    if present != answer:
        raise RuleBroken(Code.ANSWERED_ALREADY, "answer")
    return False
