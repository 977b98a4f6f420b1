"""Whoever adds a message gives its facts an example and says how long it may wait."""

from app.mail import messages
from app.mail.examples import example, kinds
from app.rules.telling.moment import KINDS
from app.rules.telling.outbox import PRIORITIES
from tests.mail.samples import HEAD
from tests.support.time import NOW


def test_each_message_has_an_example() -> None:
    missing = {}
    for kind in kinds():
        try:
            example(kind, HEAD, "nl", NOW)
        except KeyError as error:
            missing[kind] = f"give {error} a line in app/mail/examples.py"
    assert missing == {}


def test_each_message_stands_once_among_those_of_its_moment() -> None:
    listed = [kind for kinds in KINDS.values() for kind in kinds]
    assert sorted(listed) == sorted(messages.__all__), "app/rules/telling/moment.py"


def test_each_message_has_a_priority() -> None:
    """A line in `app/rules/telling/outbox.py`; and none for what is no message any more."""
    assert set(PRIORITIES) == set(messages.__all__)
