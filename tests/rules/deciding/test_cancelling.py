"""What may stand in braces in the words of a cancellation."""

import pytest

from app.rules.deciding.cancelling import Audience, OwnWords, check_words
from app.rules.errors import Code, RuleBroken


@pytest.mark.parametrize(
    ("audience", "words", "field", "unknown"),
    [
        (Audience.REGISTERED, OwnWords("{vorming}", "{ Naam } {datum}"), None, None),
        (Audience.VENUE, OwnWords("{datum}", "{vorming}"), None, None),
        (Audience.VENUE, OwnWords("{naam}"), "subject_venue", ["naam"]),
        (Audience.WAITING, OwnWords("", "{naam} {zaal} {}"), "opening_waiting", ["zaal", ""]),
    ],
)
def test_only_fields_that_are_filled_in_pass(
    audience: Audience, words: OwnWords, field: str | None, unknown: list[str] | None
) -> None:
    if field is None:
        check_words({audience: words})
        return
    with pytest.raises(RuleBroken) as refused:
        check_words({audience: words})
    error = refused.value
    assert (error.code, error.field, error.facts["fields"]) == (Code.FIELD_UNKNOWN, field, unknown)
