"""Mail that came back: the message, the address, and nothing that the registration loses."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.mail.incoming import Bounce
from app.models import BouncedAddress, Message, Registration
from app.rules.hearing.bounce import Failure, Fate
from app.rules.states import MessageState, RegistrationState
from app.services.hearing import bounce
from app.services.people.erasing import erase_person
from app.services.registering import registration
from app.services.registering.person import Person
from app.services.telling.message import send_again
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.tick import tick
from tests.support.time import NOW

SAID = "550 5.1.1 User unknown"


def send_all() -> None:
    """Everything in the outbox has left."""
    with transaction():
        for message in mails():
            message.state, message.sent_at = MessageState.SENT, NOW


def sent(**details: object) -> tuple[Registration, Message]:
    """Somebody with a seat, whose confirmation left."""
    (made,) = register(make_edition(**details))  # type: ignore[arg-type]  # each test knows
    send_all()
    return made, mails("registration_confirmed", to=made.email)[0]


def returned(
    message: Message,
    means: Fate = Fate.ADDRESS_BAD,
    now: datetime = NOW,
    *,
    recipient: str | None = None,
    ids: tuple[str, ...] | None = None,
) -> Fate | None:
    failure = Failure(recipient or message.recipient.casefold(), means, "5.1.1", SAID)
    with transaction():
        return bounce.take(Bounce(ids or (message.message_id,), (failure,)), now)


def addresses() -> list[str]:
    return list(db.session.scalars(select(BouncedAddress.email_key)))


def test_what_came_back_did_not_arrive_and_frees_nothing(app: Flask) -> None:
    made, message = sent()
    assert returned(message) is Fate.ADDRESS_BAD
    assert (message.state, message.bounced_at, message.last_error, message.sent_at) == (
        MessageState.FAILED,
        NOW,
        SAID,
        None,
    )
    assert addresses() == [made.email_key]
    assert made.state is RegistrationState.REGISTERED
    # The same report once more, and one about it from another server.
    assert returned(message, now=NOW + timedelta(hours=1)) is Fate.ADDRESS_BAD
    assert message.bounced_at == NOW


def test_a_full_mailbox_says_nothing_of_the_address(app: Flask) -> None:
    _, message = sent()
    assert returned(message, Fate.LOST) is Fate.LOST
    assert (message.state, addresses()) == (MessageState.FAILED, [])


def test_a_delay_marks_nothing(app: Flask) -> None:
    _, message = sent()
    assert returned(message, Fate.NOTHING) is Fate.NOTHING
    assert (message.state, message.bounced_at, addresses()) == (MessageState.SENT, None, [])


@pytest.mark.parametrize(
    ("recipient", "ids"),
    [
        ("victim@elders.example", None),
        (None, ("<guessed@voorbeeldpunt.example>",)),
    ],
)
def test_a_forged_report_marks_nobody(
    app: Flask, recipient: str | None, ids: tuple[str, ...] | None
) -> None:
    _, message = sent()
    assert returned(message, recipient=recipient, ids=ids) is None
    assert (message.state, addresses()) == (MessageState.SENT, [])


@pytest.mark.parametrize("state", [MessageState.PENDING, MessageState.SENDING])
def test_a_report_may_be_faster_than_our_own_mark(app: Flask, state: MessageState) -> None:
    _, message = sent()
    with transaction():
        message.state, message.sent_at = state, None
        message.claimed_at = NOW if state is MessageState.SENDING else None
    returned(message)
    assert (message.state, message.claimed_at) == (MessageState.FAILED, None)


def test_what_is_sent_again_can_come_back_again(app: Flask) -> None:
    _, message = sent()
    returned(message)
    with transaction():
        send_again(message.id, NOW, actor_id=None)  # type: ignore[arg-type]  # nobody in particular
    assert (message.state, message.bounced_at) == (MessageState.PENDING, None)
    send_all()
    later = NOW + timedelta(hours=2)
    assert returned(message, now=later) is Fate.ADDRESS_BAD
    assert message.bounced_at == later


def test_a_coordinator_knows_that_it_works_again(app: Flask, cast: Cast) -> None:
    made, message = sent()
    returned(message)
    with transaction():
        assert bounce.mended(made, NOW, cast.coordinator.id)
    assert addresses() == []
    with transaction():
        assert not bounce.mended(made, NOW, cast.coordinator.id)


def test_an_address_is_forgotten_when_nobody_has_it_or_after_a_year(app: Flask) -> None:
    made, message = sent()
    stays, other = sent(starts="2027-04-12 09:30")
    returned(message)
    returned(other)
    tick(NOW)
    assert len(addresses()) == 2
    person = Person(made.name, "nieuw@x.example", made.function, made.organisation, "CLB")
    with transaction():
        registration.change(made, person, NOW)
    tick(NOW)
    assert addresses() == [stays.email_key]
    assert bounce.has_some_to_erase(NOW + bounce.KEPT) is False
    assert bounce.has_some_to_erase(NOW + bounce.KEPT + timedelta(seconds=1)) is True


def test_who_is_erased_leaves_no_address(app: Flask, cast: Cast) -> None:
    made, message = sent()
    returned(message)
    with transaction():
        registration.withdraw(made, NOW, frozenset())
        erase_person(made, NOW, cast.administrator.id)
    assert addresses() == []
