"""DMARC: what receivers do with mail that only claims to be from a domain (RFC 7489)."""

import re

from app.rules.delivering.dns import Zone, parents, tags
from app.rules.delivering.finding import Finding, Verdict

_IS_DMARC = re.compile(r"v\s*=\s*DMARC1\s*(;|$)", re.IGNORECASE)
_POLICIES = ("none", "quarantine", "reject")


def judge_dmarc(domain: str, zone: Zone) -> list[Finding]:
    """What holds for `domain`: its own record, else that of the nearest domain above it.

    One finding for the policy, and one more when nobody gets the reports.
    """
    record, at = "", domain
    for at in (domain, *parents(domain)):
        answer = zone.txt(f"_dmarc.{at}")
        if answer.failed:
            return [Finding(Verdict.DMARC_UNKNOWN, {"domain": domain, "name": f"_dmarc.{at}"})]
        records = [value for value in answer.values if _IS_DMARC.match(value)]
        if len(records) > 1:
            facts: dict[str, str | int] = {"name": f"_dmarc.{at}", "number": len(records)}
            return [Finding(Verdict.DMARC_MANY, facts | {"record": " | ".join(records)})]
        if records:
            record = records[0]
            break
    if not record:
        return [Finding(Verdict.DMARC_MISSING, {"domain": domain, "name": f"_dmarc.{domain}"})]
    return _of_record(record, domain, at)


def _of_record(record: str, domain: str, at: str) -> list[Finding]:
    facts: dict[str, str | int] = {"name": f"_dmarc.{at}", "record": record, "domain": domain}
    try:
        found = tags(record)
        part = int(found.get("pct", "100"))
    except ValueError:
        return [Finding(Verdict.DMARC_SYNTAX, facts)]
    # For a domain below the one with the record, sp= goes before p= (section 6.3).
    policy = found.get("p", "").lower()
    if at != domain:
        policy = found.get("sp", policy).lower()
    if "p" not in found or policy not in _POLICIES or not 0 <= part <= 100:
        return [Finding(Verdict.DMARC_SYNTAX, facts)]
    facts |= {"policy": policy}
    if policy == "none":
        findings = [Finding(Verdict.DMARC_NONE, facts)]
    elif part < 100:
        findings = [Finding(Verdict.DMARC_PART, facts | {"percent": part})]
    else:
        findings = [Finding(Verdict.DMARC_GOOD, facts)]
    if not found.get("rua"):
        findings.append(Finding(Verdict.DMARC_NO_REPORTS, facts))
    return findings


def is_strict(record: str) -> bool:
    """Whether a record asks that the domain of SPF is the very one that the mail is from."""
    try:
        return tags(record).get("aspf", "r").lower() == "s"
    except ValueError:
        return False


def judge_alignment(sender: str, envelope: str, *, strict: bool) -> Finding:
    """Whether SPF can speak for the domain that people see: `sender`, the one of From.

    `envelope` is the domain of the envelope address, which SPF is about. Unless `strict`, one may
    lie below the other (section 3.1): that much is certain without a list of public suffixes.
    """
    sender, envelope = sender.lower(), envelope.lower()
    below = envelope.endswith(f".{sender}") or sender.endswith(f".{envelope}")
    facts: dict[str, str | int] = {"sender": sender, "envelope": envelope}
    aligned = sender == envelope or (below and not strict)
    return Finding(Verdict.ALIGNMENT_GOOD if aligned else Verdict.ALIGNMENT_OTHER, facts)
