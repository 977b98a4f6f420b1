"""Who can be erased, and what they are called then."""

from datetime import timedelta

import pytest

from app.rules.errors import Code, RuleBroken
from app.rules.people.erasing import check_may_erase, erased_address, is_erased
from tests.support.time import NOW

SECOND = timedelta(seconds=1)


def test_who_still_takes_part_is_not_erased() -> None:
    check_may_erase([], NOW)
    check_may_erase([NOW, NOW - SECOND], NOW)
    with pytest.raises(RuleBroken) as broken:
        check_may_erase([NOW - SECOND, NOW + SECOND], NOW)
    assert broken.value.code is Code.STILL_REGISTERED


def test_an_erased_address_is_nobodys() -> None:
    assert is_erased(erased_address("0" * 32))
    assert erased_address("a") != erased_address("b")
    assert not is_erased("an@gewist.be")
