"""How long a link to 'my trainings' opens, and how long a browser stays signed in."""

from datetime import timedelta

import pytest

from app.rules.registering.sign_in import is_signed_in, link_opens
from tests.support.time import NOW

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("rule", [link_opens, is_signed_in])
def test_it_is_good_up_to_its_end_and_until_the_person_signs_out(rule) -> None:  # type: ignore[no-untyped-def]
    assert rule(NOW, None, NOW - SECOND)
    assert not rule(NOW, None, NOW)
    assert not rule(NOW + SECOND, NOW - SECOND, NOW)
