"""What a check of our mail found, as a value: its topic, its verdict, and how bad it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """How a finding is shown. UNKNOWN: it could not be checked, which is never good news."""

    GOOD = "good"
    ADVICE = "advice"
    WRONG = "wrong"
    UNKNOWN = "unknown"


class Topic(StrEnum):
    """What is checked, in the order of the page."""

    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    ALIGNMENT = "alignment"
    ANSWERS = "answers"
    SERVER = "server"


class Verdict(StrEnum):
    """What came out of a check; each starts with its topic."""

    SPF_GOOD = "spf_good"
    SPF_MISSING = "spf_missing"
    SPF_MANY = "spf_many"
    SPF_SYNTAX = "spf_syntax"
    SPF_ALLOWS_ALL = "spf_allows_all"
    SPF_NEUTRAL = "spf_neutral"
    SPF_NO_END = "spf_no_end"
    SPF_TOO_MANY = "spf_too_many"
    SPF_VOID = "spf_void"
    SPF_INCLUDE_MISSING = "spf_include_missing"
    SPF_PTR = "spf_ptr"
    SPF_UNKNOWN = "spf_unknown"
    DKIM_GOOD = "dkim_good"
    DKIM_NOT_ASKED = "dkim_not_asked"
    DKIM_MISSING = "dkim_missing"
    DKIM_MANY = "dkim_many"
    DKIM_REVOKED = "dkim_revoked"
    DKIM_UNREADABLE = "dkim_unreadable"
    DKIM_SHORT = "dkim_short"
    DKIM_SHORTISH = "dkim_shortish"
    DKIM_ED25519 = "dkim_ed25519"
    DKIM_TESTING = "dkim_testing"
    DKIM_UNKNOWN = "dkim_unknown"
    DMARC_GOOD = "dmarc_good"
    DMARC_MISSING = "dmarc_missing"
    DMARC_MANY = "dmarc_many"
    DMARC_SYNTAX = "dmarc_syntax"
    DMARC_NONE = "dmarc_none"
    DMARC_PART = "dmarc_part"
    DMARC_NO_REPORTS = "dmarc_no_reports"
    DMARC_UNKNOWN = "dmarc_unknown"
    ALIGNMENT_GOOD = "alignment_good"
    ALIGNMENT_OTHER = "alignment_other"
    ANSWERS_GOOD = "answers_good"
    ANSWERS_NO_MX = "answers_no_mx"
    ANSWERS_REFUSED = "answers_refused"
    ANSWERS_NOWHERE = "answers_nowhere"
    ANSWERS_UNKNOWN = "answers_unknown"
    SERVER_GOOD = "server_good"
    SERVER_EXPIRES = "server_expires"
    SERVER_PLAIN = "server_plain"
    SERVER_OLD_TLS = "server_old_tls"
    SERVER_CERTIFICATE = "server_certificate"
    SERVER_NO_TLS = "server_no_tls"
    SERVER_SIGN_IN = "server_sign_in"
    SERVER_REFUSED = "server_refused"
    SERVER_UNREACHED = "server_unreached"
    SERVER_NONE = "server_none"

    @property
    def topic(self) -> Topic:
        """What it is about."""
        return Topic(self.value.partition("_")[0])

    @property
    def level(self) -> Level:
        """How it is shown."""
        return _LEVELS.get(self, Level.WRONG)


_LEVELS: Mapping[Verdict, Level] = {
    **{v: Level.GOOD for v in Verdict if v.value.endswith("_good")},
    **{v: Level.UNKNOWN for v in Verdict if v.value.endswith("_unknown")},
    Verdict.SPF_NEUTRAL: Level.ADVICE,
    Verdict.SPF_NO_END: Level.ADVICE,
    Verdict.SPF_PTR: Level.ADVICE,
    Verdict.DKIM_NOT_ASKED: Level.UNKNOWN,
    Verdict.DKIM_SHORTISH: Level.ADVICE,
    Verdict.DKIM_ED25519: Level.ADVICE,
    Verdict.DKIM_TESTING: Level.ADVICE,
    Verdict.DMARC_NONE: Level.ADVICE,
    Verdict.DMARC_PART: Level.ADVICE,
    Verdict.DMARC_NO_REPORTS: Level.ADVICE,
    Verdict.ALIGNMENT_OTHER: Level.ADVICE,
    Verdict.ANSWERS_NO_MX: Level.ADVICE,
    Verdict.SERVER_EXPIRES: Level.ADVICE,
    Verdict.SERVER_PLAIN: Level.ADVICE,
    Verdict.SERVER_OLD_TLS: Level.ADVICE,
    # A server that is down and a network that is not there look the same from here.
    Verdict.SERVER_UNREACHED: Level.UNKNOWN,
    Verdict.SERVER_NONE: Level.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One verdict with the facts that a sentence about it mentions."""

    verdict: Verdict
    facts: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def level(self) -> Level:
        """How it is shown."""
        return self.verdict.level
