"""What a report means for the mail and for the address."""

import pytest

from app.rules.hearing.bounce import WORKER_STOPPED, Action, Cause, Fate, cause, fate


@pytest.mark.parametrize(
    ("action", "status", "means"),
    [
        (Action.FAILED, "5.1.1", Fate.ADDRESS_BAD),
        (Action.FAILED, "5.1.10", Fate.ADDRESS_BAD),
        (Action.FAILED, "5.2.1", Fate.ADDRESS_BAD),
        (Action.FAILED, "5.4.1", Fate.ADDRESS_BAD),
        (Action.FAILED, "5.2.2", Fate.LOST),
        (Action.FAILED, "5.7.1", Fate.LOST),
        (Action.FAILED, "5.10.1", Fate.LOST),
        (Action.FAILED, "4.4.7", Fate.LOST),
        (Action.FAILED, "", Fate.LOST),
        (Action.DELAYED, "4.4.1", Fate.NOTHING),
        (Action.DELAYED, "5.1.1", Fate.NOTHING),
        (Action.RELAYED, "2.0.0", Fate.NOTHING),
    ],
)
def test_only_what_failed_for_good_counts(action: Action, status: str, means: Fate) -> None:
    assert fate(action, status) is means


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("550 5.1.1 <(address)>: User unknown", Cause.NO_SUCH_ADDRESS),
        ("550-5.1.10 RESOLVER.ADR.RecipientNotFound", Cause.NO_SUCH_ADDRESS),
        ("5.4.1 Recipient address rejected: Access denied", Cause.NO_SUCH_ADDRESS),
        ("452 4.2.2 The email account is over quota", Cause.FULL),
        ("552 5.2.2 Mailbox full", Cause.FULL),
        # The sender, and an address of the network.
        ("553 5.1.8 Sender domain does not exist", Cause.OTHER),
        ("550 rejected by 10.5.1.1", Cause.OTHER),
        ("550 No such user", Cause.OTHER),
        ("", Cause.OTHER),
        (WORKER_STOPPED, Cause.WORKER_STOPPED),
    ],
)
def test_what_a_server_says_in_words(said: str, means: Cause) -> None:
    assert cause(said) is means
