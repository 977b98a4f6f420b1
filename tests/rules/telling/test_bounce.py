"""What a report means for the mail and for the address."""

import pytest

from app.rules.telling.bounce import Action, Fate, fate


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
