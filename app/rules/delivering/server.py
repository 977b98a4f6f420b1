"""The connection to our mail server, as it was found."""

from dataclasses import dataclass
from enum import StrEnum

from app.rules.delivering.finding import Finding, Verdict

#: From so many days before its end on, somebody must think of a new certificate.
EXPIRES_SOON_DAYS = 14
#: What no server should speak any more (RFC 8996).
_OLD = ("SSLv3", "TLSv1", "TLSv1.1")


class Trouble(StrEnum):
    """Where a connection ended."""

    UNREACHED = "unreached"
    CERTIFICATE = "certificate"
    NO_TLS = "no_tls"
    SIGN_IN = "sign_in"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ServerSeen:
    """What a connection showed; `said` is the server's or the system's own words.

    `version` is that of TLS, empty without; `days_left` until its certificate ends. `trouble`:
    None when it came as far as signing in.
    """

    host: str
    port: int
    trouble: Trouble | None = None
    said: str = ""
    version: str = ""
    days_left: int | None = None


def judge_server(seen: ServerSeen | None) -> Finding:
    """Whether our mail leaves over a connection that nobody can listen to; None: no server is set.

    Its certificate was valid for its name when there was no trouble.
    """
    if seen is None:
        return Finding(Verdict.SERVER_NONE)
    facts: dict[str, str | int] = {"host": seen.host, "port": seen.port, "said": seen.said}
    if seen.trouble is not None:
        return Finding(Verdict(f"server_{seen.trouble.value}"), facts)
    if not seen.version:
        return Finding(Verdict.SERVER_PLAIN, facts)
    facts |= {"version": seen.version}
    if seen.days_left is not None:
        facts |= {"days": seen.days_left}
    if seen.version in _OLD:
        return Finding(Verdict.SERVER_OLD_TLS, facts)
    soon = seen.days_left is not None and seen.days_left < EXPIRES_SOON_DAYS
    return Finding(Verdict.SERVER_EXPIRES if soon else Verdict.SERVER_GOOD, facts)
