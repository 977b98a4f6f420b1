"""Whether answers to our mail can arrive (RFC 5321, section 5.1; RFC 7505)."""

from app.rules.delivering.dns import Status, Zone
from app.rules.delivering.finding import Finding, Verdict


def judge_answers(domain: str, zone: Zone) -> Finding:
    """Whether somebody takes the mail of `domain`, the one that people answer to."""
    facts: dict[str, str | int] = {"domain": domain}
    answer = zone.mx(domain)
    if answer.failed:
        return Finding(Verdict.ANSWERS_UNKNOWN, facts)
    if "." in answer.values:
        return Finding(Verdict.ANSWERS_REFUSED, facts)
    if answer.status is Status.FOUND:
        return Finding(Verdict.ANSWERS_GOOD, facts | {"hosts": ", ".join(answer.values)})
    own = zone.addresses(domain)
    if own.failed:
        return Finding(Verdict.ANSWERS_UNKNOWN, facts)
    found = own.status is Status.FOUND
    return Finding(Verdict.ANSWERS_NO_MX if found else Verdict.ANSWERS_NOWHERE, facts)
