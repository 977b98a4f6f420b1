"""Enterprise and VAT numbers: how people write them, and what is wrong with them."""

import pytest

from app.rules.errors import Code, RuleBroken
from app.services.registering.vat import checked_vat_number


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0403.019.261", "BE0403019261"),
        ("0403019261", "BE0403019261"),
        ("be 0403 019 261", "BE0403019261"),
        ("BE0403.019.261", "BE0403019261"),
        ("FR 83 404 833 048", "FR83404833048"),
        ("LU15027442", "LU15027442"),
        ("nl4495445B01", "NL004495445B01"),
    ],
)
def test_a_number_is_kept_in_its_compact_form(typed: str, stored: str) -> None:
    assert checked_vat_number(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code", "facts"),
    [
        # Nine digits pass the library as an old number, also where one was forgotten.
        ("403019261", Code.VAT_DIGITS, {"digits": 9, "expected": 10}),
        ("BE 0403.019.2611", Code.VAT_DIGITS, {"digits": 11, "expected": 10}),
        ("", Code.VAT_COUNTRY, {}),
        ("0403.019.262", Code.VAT_WRONG, {}),
        ("BE0403O19261", Code.VAT_WRONG, {}),
        ("FR83404833049", Code.VAT_WRONG, {}),
        ("XX0403019261", Code.VAT_COUNTRY, {}),
        ("٠٤٠٣٠١٩٢٦١", Code.VAT_WRONG, {}),
        ("\x00", Code.VAT_COUNTRY, {}),
    ],
)
def test_a_wrong_number_comes_back_with_what_is_wrong(
    typed: str, code: Code, facts: dict[str, int]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        checked_vat_number(typed)
    assert (refused.value.code, refused.value.field) == (code, "vat_number")
    assert refused.value.facts == facts
