"""Keys, policies, alignment, answers and the connection, by example."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.rules.delivering.answers import judge_answers
from app.rules.delivering.dkim import judge_dkim, rsa_bits
from app.rules.delivering.dmarc import is_strict, judge_alignment, judge_dmarc
from app.rules.delivering.dns import parents
from app.rules.delivering.finding import Finding, Level, Verdict
from app.rules.delivering.server import EXPIRES_SOON_DAYS, ServerSeen, Trouble, judge_server
from tests.rules.delivering.zone import Known

KEY_AT = "s1._domainkey.a.example"


def public(bits: int, form: PublicFormat = PublicFormat.SubjectPublicKeyInfo) -> bytes:
    key = rsa.generate_private_key(65537, bits).public_key()
    return key.public_bytes(Encoding.DER, form)


MODERN = b64encode(public(2048)).decode()


def key(*records: str) -> Finding:
    (found,) = judge_dkim("a.example", ["s1"], Known({KEY_AT: records}))
    return found


@pytest.mark.parametrize("form", [PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1])
@pytest.mark.parametrize("bits", [1024, 2048])
def test_the_length_of_a_key_is_read_in_both_forms(bits: int, form: PublicFormat) -> None:
    assert rsa_bits(public(bits, form)) == bits


def test_keys() -> None:
    raw = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    other = b64encode(raw).decode()
    short = b64encode(public(1024)).decode()
    # Nobody makes keys under 1024 bits any more: one of 512 in its two forms' smallest shape.
    number = (1 << 511).to_bytes(65)
    tiny = b64encode(b"\x30\x48\x02\x41" + number[:65] + b"\x02\x03\x01\x00\x01").decode()
    for record, expected in (
        (f"v=DKIM1; k=rsa; p={MODERN}", Verdict.DKIM_GOOD),
        (f"p={MODERN[:80]} {MODERN[80:]}", Verdict.DKIM_GOOD),
        (f"v=DKIM1; t=y; p={MODERN}", Verdict.DKIM_TESTING),
        (f"v=DKIM1; p={short}", Verdict.DKIM_SHORTISH),
        (f"v=DKIM1; p={tiny}", Verdict.DKIM_SHORT),
        (f"v=DKIM1; k=ed25519; p={other}", Verdict.DKIM_ED25519),
        ("v=DKIM1; k=ed25519; p=AAAA", Verdict.DKIM_UNREADABLE),
        ("v=DKIM1; p=", Verdict.DKIM_REVOKED),
        (f"v=DKIM1; p={MODERN[:100]}", Verdict.DKIM_UNREADABLE),
        ("v=DKIM1; p=this is no key", Verdict.DKIM_UNREADABLE),
        (f"v=DKIM2; p={MODERN}", Verdict.DKIM_UNREADABLE),
        (f"v=DKIM1; k=dsa; p={MODERN}", Verdict.DKIM_UNREADABLE),
        (f"v=DKIM1; v=DKIM1; p={MODERN}", Verdict.DKIM_UNREADABLE),
        ("v=spf1 -all", Verdict.DKIM_MISSING),
    ):
        assert key(record).verdict is expected, record
    assert key().verdict is Verdict.DKIM_MISSING
    assert key(f"p={MODERN}", "p=").verdict is Verdict.DKIM_MANY


def test_without_selectors_no_key_is_looked_for() -> None:
    (found,) = judge_dkim("a.example", [], Known(failing=(KEY_AT,)))
    assert (found.verdict, found.level) == (Verdict.DKIM_NOT_ASKED, Level.UNKNOWN)
    (found,) = judge_dkim("a.example", ["s1"], Known(failing=(KEY_AT,)))
    assert found.level is Level.UNKNOWN


def policy(record: str, domain: str = "a.example") -> list[Verdict]:
    zone = Known({"_dmarc.a.example": (record,)})
    return [found.verdict for found in judge_dmarc(domain, zone)]


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        ("v=DMARC1; p=reject; rua=mailto:d@a.example", [Verdict.DMARC_GOOD]),
        ("v=DMARC1;p=Quarantine;pct=100;rua=mailto:d@a.example;", [Verdict.DMARC_GOOD]),
        ("v=DMARC1; p=none; rua=mailto:d@a.example", [Verdict.DMARC_NONE]),
        ("v=DMARC1; p=none", [Verdict.DMARC_NONE, Verdict.DMARC_NO_REPORTS]),
        ("v=DMARC1; p=reject", [Verdict.DMARC_GOOD, Verdict.DMARC_NO_REPORTS]),
        ("v=DMARC1; p=reject; pct=20; rua=mailto:d@a.example", [Verdict.DMARC_PART]),
        ("v=DMARC1; p=refuse", [Verdict.DMARC_SYNTAX]),
        ("v=DMARC1; rua=mailto:d@a.example", [Verdict.DMARC_SYNTAX]),
        ("v=DMARC1; p=none; pct=many", [Verdict.DMARC_SYNTAX]),
        ("v=DMARC1; p", [Verdict.DMARC_SYNTAX]),
        ("v=DMARC10; p=none", [Verdict.DMARC_MISSING]),
    ],
)
def test_policies(record: str, expected: list[Verdict]) -> None:
    assert policy(record) == expected


def test_a_domain_below_another_has_the_policy_of_that_one() -> None:
    record = "v=DMARC1; p=none; sp=reject; rua=mailto:d@a.example"
    assert policy(record) == [Verdict.DMARC_NONE]
    assert policy(record, "mail.vorming.a.example") == [Verdict.DMARC_GOOD]
    assert policy("v=DMARC1; p=none; rua=mailto:x@a.example", "b.a.example") == [Verdict.DMARC_NONE]
    assert list(parents("mail.vorming.a.example")) == ["vorming.a.example", "a.example"]
    assert list(parents("a.example")) == []


def test_a_policy_that_is_not_answered_is_unknown_also_above() -> None:
    for failing in ("_dmarc.b.a.example", "_dmarc.a.example"):
        (found,) = judge_dmarc("b.a.example", Known(failing=(failing,)))
        assert found.verdict is Verdict.DMARC_UNKNOWN
    (found,) = judge_dmarc("a.example", Known({"_dmarc.a.example": ("v=DMARC1; p=none",) * 2}))
    assert found.verdict is Verdict.DMARC_MANY


@pytest.mark.parametrize(
    ("sender", "envelope", "strict", "aligned"),
    [
        ("a.example", "A.example", True, True),
        ("a.example", "bounce.a.example", False, True),
        ("vorming.a.example", "a.example", False, True),
        ("a.example", "bounce.a.example", True, False),
        ("a.example", "nota.example", False, False),
        ("a.example", "mail.provider.example", False, False),
    ],
)
def test_alignment(sender: str, envelope: str, strict: bool, aligned: bool) -> None:
    found = judge_alignment(sender, envelope, strict=strict)
    assert (found.level is Level.GOOD) is aligned


def test_strictness_is_read_from_the_policy() -> None:
    assert is_strict("v=DMARC1; p=none; aspf=S")
    assert not is_strict("v=DMARC1; p=none; aspf=r")
    assert not is_strict("nonsense")


@pytest.mark.parametrize(
    ("mx", "addresses", "failing", "expected"),
    [
        (("mx1.a.example", "mx2.a.example"), (), (), Verdict.ANSWERS_GOOD),
        ((".",), ("192.0.2.1",), (), Verdict.ANSWERS_REFUSED),
        ((), ("192.0.2.1",), (), Verdict.ANSWERS_NO_MX),
        ((), (), (), Verdict.ANSWERS_NOWHERE),
        ((), (), ("a.example",), Verdict.ANSWERS_UNKNOWN),
    ],
)
def test_answers(
    mx: tuple[str, ...], addresses: tuple[str, ...], failing: tuple[str, ...], expected: Verdict
) -> None:
    zone = Known(mx={"a.example": mx}, addresses={"a.example": addresses}, failing=failing)
    assert judge_answers("a.example", zone).verdict is expected


@pytest.mark.parametrize(
    ("trouble", "version", "days", "expected"),
    [
        (None, "TLSv1.3", EXPIRES_SOON_DAYS, Verdict.SERVER_GOOD),
        (None, "TLSv1.2", EXPIRES_SOON_DAYS - 1, Verdict.SERVER_EXPIRES),
        (None, "TLSv1.1", 200, Verdict.SERVER_OLD_TLS),
        (None, "", None, Verdict.SERVER_PLAIN),
        (Trouble.CERTIFICATE, "", None, Verdict.SERVER_CERTIFICATE),
        (Trouble.SIGN_IN, "TLSv1.3", 90, Verdict.SERVER_SIGN_IN),
        (Trouble.UNREACHED, "", None, Verdict.SERVER_UNREACHED),
    ],
)
def test_the_connection(
    trouble: Trouble | None, version: str, days: int | None, expected: Verdict
) -> None:
    seen = ServerSeen("smtp.a.example", 587, trouble, "its words", version, days)
    assert judge_server(seen).verdict is expected
    assert (expected.level is Level.GOOD) is (expected is Verdict.SERVER_GOOD)


def test_no_server_is_not_good() -> None:
    assert judge_server(None).level is Level.UNKNOWN


def test_every_verdict_has_a_topic_and_only_the_good_ones_are_good() -> None:
    for verdict in Verdict:
        assert (verdict.level is Level.GOOD) is verdict.value.endswith("_good"), verdict
        assert verdict.value.startswith(verdict.topic.value)
    for trouble in Trouble:
        assert Verdict(f"server_{trouble.value}").level is not Level.GOOD
