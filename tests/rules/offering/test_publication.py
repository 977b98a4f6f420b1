"""Which moments a draft can be published at."""

from datetime import datetime, timedelta

import pytest

from app.rules.errors import Code, RuleBroken
from app.rules.offering.publication import check_new_publication, check_publication
from tests.rules.brussels import at

NOW, CLOSES = at(2027, 3, 1, 9), at(2027, 3, 31, 9)
INSTANT = timedelta(microseconds=1)


@pytest.mark.parametrize("moment", [NOW + INSTANT, CLOSES - INSTANT])
def test_a_moment_to_come_before_the_registration_closes(moment: datetime) -> None:
    check_new_publication(moment, NOW, CLOSES)


@pytest.mark.parametrize(
    ("moment", "code"), [(NOW, Code.PUBLISH_IN_PAST), (CLOSES, Code.PUBLISH_TOO_LATE)]
)
def test_a_moment_that_makes_no_sense(moment: datetime, code: Code) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_new_publication(moment, NOW, CLOSES)
    assert (refused.value.code, refused.value.field) == (code, "publish_at")


def test_a_moment_that_was_set_before_may_be_over() -> None:
    check_publication(NOW - INSTANT, CLOSES)
    with pytest.raises(RuleBroken) as refused:
        check_publication(CLOSES, CLOSES)
    assert refused.value.facts == {"closes_at": CLOSES}
