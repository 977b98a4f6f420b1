"""A broken rule: one exception with a code, a field and facts."""

from app.rules.errors import Code, RuleBroken


def test_a_broken_rule_carries_its_code_its_field_and_its_facts() -> None:
    broken = RuleBroken(Code.REASON_MISSING, "reason", missing=2)
    assert broken.code is Code.REASON_MISSING
    assert broken.field == "reason"
    assert broken.facts == {"missing": 2}
    assert str(broken) == "reason_missing"


def test_a_rule_about_no_field_names_none() -> None:
    assert RuleBroken(Code.NO_SEAT_LEFT).field is None
    assert RuleBroken(Code.NO_SEAT_LEFT).facts == {}


def test_no_two_rules_share_a_code() -> None:
    assert len(Code.__members__) == len({code.value for code in Code})
