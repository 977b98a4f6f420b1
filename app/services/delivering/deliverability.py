"""Whether our mail arrives: looking at the sender's domain and the mail server, and keeping it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from app.extensions import db, installation
from app.mail.mime import parse_sender
from app.mail.probe import look_at_server
from app.mail.transport import Security, Settings
from app.models import DeliverabilityReport
from app.rules.delivering.answers import judge_answers
from app.rules.delivering.dkim import judge_dkim
from app.rules.delivering.dmarc import is_strict, judge_alignment, judge_dmarc
from app.rules.delivering.dns import Zone
from app.rules.delivering.finding import Finding
from app.rules.delivering.server import ServerSeen, judge_server
from app.rules.delivering.spf import judge_spf
from app.services import history
from app.services.history import Action

#: How long all questions to name servers may take together, and each answer of the mail server.
_DNS_SECONDS, _SERVER_SECONDS = 5.0, 4.0


@dataclass(frozen=True, slots=True)
class Found:
    """What one check found about the mail of a domain."""

    domain: str
    findings: Sequence[Finding]


def look(now: datetime) -> Found:
    """Ask name servers and the mail server; it writes nothing, and ends in some seconds.

    Call it outside a transaction: nobody should wait for our network.
    """
    chosen = installation()
    domain = chosen.mail_domain
    # Our deliveries use the address of From as their envelope too.
    envelope = parse_sender(chosen.mail_default_sender).domain
    # dnspython takes 2 MB, and only this asks for it.
    from app.mail.dns import Resolver

    zone = Resolver(chosen.mail_dns_servers, _DNS_SECONDS)
    return Found(
        domain,
        [
            *judge_domain(domain, envelope, chosen.mail_dkim_selectors, zone),
            judge_server(_server(now)),
        ],
    )


def judge_domain(domain: str, envelope: str, selectors: Sequence[str], zone: Zone) -> list[Finding]:
    """All that name servers tell about a domain that sends mail with this envelope domain."""
    dmarc = judge_dmarc(domain, zone)
    strict = any(is_strict(str(finding.facts.get("record", ""))) for finding in dmarc)
    return [
        judge_spf(envelope, zone),
        *judge_dkim(domain, selectors, zone),
        *dmarc,
        judge_alignment(domain, envelope, strict=strict),
        judge_answers(domain, zone),
    ]


def _server(now: datetime) -> ServerSeen | None:
    chosen = installation()
    if chosen.mail_server is None:
        return None
    seconds = min(_SERVER_SECONDS, chosen.mail_timeout_seconds)
    transport = Settings(Security(chosen.mail_security), seconds, chosen.mail_ca_file)
    known = chosen.mail_username and chosen.mail_password
    sign_in = (chosen.mail_username or "", chosen.mail_password or "") if known else None
    return look_at_server(chosen.mail_server, chosen.mail_port, transport, now, sign_in)


def keep(found: Found, now: datetime, actor_id: int) -> None:
    """Keep what was found, in the place of what was found before."""
    db.session.execute(delete(DeliverabilityReport))
    db.session.add(
        DeliverabilityReport(
            domain=found.domain,
            findings=[[f.verdict.value, dict(f.facts)] for f in found.findings],
            checked_at=now,
            checked_by_id=actor_id,
        )
    )
    history.record(
        Action.DELIVERABILITY_CHECKED, now, actor_id=actor_id, group="mail", name=found.domain
    )
    db.session.flush()
