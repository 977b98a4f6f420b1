"""SPF records as they stand in the world, good and bad."""

from itertools import pairwise

import pytest

from app.rules.delivering.finding import Level, Verdict
from app.rules.delivering.spf import judge_spf
from tests.rules.delivering.zone import Known

PROVIDER = {"_spf.provider.example": ("v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all",)}


def verdict(record: str, **others: str) -> Verdict:
    zone = {name.replace("__", "."): (value,) for name, value in others.items()}
    known = Known(
        {"a.example": (record,), **PROVIDER, **zone},
        addresses={"a.example": ("192.0.2.1",), "mail.a.example": ("192.0.2.2",)},
        mx={"a.example": ("mail.a.example",)},
    )
    return judge_spf("a.example", known).verdict


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=spf1 include:_spf.provider.example ~all", Verdict.SPF_GOOD),
        ("V=SPF1 a mx a:mail.a.example/24//64 ip4:192.0.2.7 -all", Verdict.SPF_GOOD),
        ("v=spf1 exists:%{i}.a.example -all", Verdict.SPF_GOOD),
        ("v=spf1 redirect=_spf.provider.example", Verdict.SPF_GOOD),
        ("v=spf1 unknown-thing=1 -all", Verdict.SPF_GOOD),
        # What follows 'all' is not read (RFC 7208, section 5.1), nor is a redirect beside it.
        ("v=spf1 -all include:nowhere.example", Verdict.SPF_GOOD),
        ("v=spf1 -all redirect=nowhere.example", Verdict.SPF_GOOD),
        ("v=spf1 a +all", Verdict.SPF_ALLOWS_ALL),
        ("v=spf1 all", Verdict.SPF_ALLOWS_ALL),
        ("v=spf1 ?all", Verdict.SPF_NEUTRAL),
        ("v=spf1 a", Verdict.SPF_NO_END),
        ("v=spf1", Verdict.SPF_NO_END),
        ("v=spf1 ptr -all", Verdict.SPF_PTR),
        ("v=spf1 include:nowhere.example -all", Verdict.SPF_INCLUDE_MISSING),
        ("v=spf1 redirect=nowhere.example", Verdict.SPF_INCLUDE_MISSING),
        ("v=spf1 ipv4:192.0.2.1 -all", Verdict.SPF_SYNTAX),
        ("v=spf1 ip4:192.0.2.300 -all", Verdict.SPF_SYNTAX),
        ("v=spf1 ip4:2001:db8:: -all", Verdict.SPF_SYNTAX),
        ("v=spf1 include -all", Verdict.SPF_SYNTAX),
        ("v=spf1 all:a.example", Verdict.SPF_SYNTAX),
        ("v=spf10 -all", Verdict.SPF_MISSING),
        ("google-site-verification=x", Verdict.SPF_MISSING),
    ],
)
def test_records(record: str, expected: Verdict) -> None:
    assert verdict(record) is expected


def test_two_records_are_as_none() -> None:
    zone = Known({"a.example": ("v=spf1 -all", "v=spf1 mx ~all", "something else")})
    found = judge_spf("a.example", zone)
    assert (found.verdict, found.facts["number"]) == (Verdict.SPF_MANY, 2)


def test_an_included_record_that_lets_everybody_in_does_so_here() -> None:
    assert verdict("v=spf1 include:open.example -all", open__example="v=spf1 +all") is (
        Verdict.SPF_ALLOWS_ALL
    )
    # Refused by whoever includes it so.
    assert verdict("v=spf1 -include:open.example ~all", open__example="v=spf1 +all") is (
        Verdict.SPF_GOOD
    )


def nested(number: int, end: str = "-all") -> dict[str, tuple[str, ...]]:
    """A record that includes one that includes the next, with so many lookups in all."""
    names = ["a.example", *(f"s{at}.example" for at in range(1, number + 1))]
    return {
        **{name: (f"v=spf1 include:{after} {end}",) for name, after in pairwise(names)},
        names[-1]: ("v=spf1 ip4:192.0.2.1 -all",),
    }


def test_lookups_are_counted_in_all_records_together() -> None:
    ten = judge_spf("a.example", Known(nested(10)))
    assert (ten.verdict, ten.facts["lookups"]) == (Verdict.SPF_GOOD, 10)
    assert judge_spf("a.example", Known(nested(11))).verdict is Verdict.SPF_TOO_MANY


def test_records_that_refer_to_each_other_end() -> None:
    circle = {
        "a.example": ("v=spf1 include:b.example -all",),
        "b.example": ("v=spf1 redirect=a.example",),
    }
    assert judge_spf("a.example", Known(circle)).verdict is Verdict.SPF_TOO_MANY


@pytest.mark.parametrize(("names", "expected"), [(2, Verdict.SPF_GOOD), (3, Verdict.SPF_VOID)])
def test_two_names_may_be_void(names: int, expected: Verdict) -> None:
    gone = " ".join(f"a:gone{number}.example" for number in range(names))
    assert verdict(f"v=spf1 {gone} -all") is expected


@pytest.mark.parametrize(
    ("record", "failing"),
    [
        ("v=spf1 -all", "a.example"),
        ("v=spf1 include:b.example -all", "b.example"),
        ("v=spf1 mx:b.example -all", "b.example"),
        ("v=spf1 a:b.example ~all", "b.example"),
        ("v=spf1 redirect=b.example", "b.example"),
    ],
)
def test_what_is_not_answered_is_never_called_good(record: str, failing: str) -> None:
    found = judge_spf("a.example", Known({"a.example": (record,)}, failing=(failing,)))
    assert (found.verdict, found.level) == (Verdict.SPF_UNKNOWN, Level.UNKNOWN)
    assert found.facts["name"] == failing
