"""Looking at the sender's domain and at the mail server, and keeping what was found."""

from dataclasses import replace

import pytest
from flask import Flask

from app.extensions import db, installation, transaction
from app.models import DeliverabilityReport
from app.queries.delivering.deliverability import findings_of, latest_report
from app.rules.delivering.finding import Finding, Level, Topic, Verdict
from app.services.delivering import deliverability
from app.services.delivering.deliverability import Found
from tests.factories.cast import Cast
from tests.support.dns import Trouble, name_server, txt
from tests.support.smtp import HOST, MailServer
from tests.support.time import NOW

DOMAIN = "voorbeeldpunt.example"
GOOD = {
    (DOMAIN, "TXT"): (txt("v=spf1 mx -all"),),
    (DOMAIN, "MX"): (f"10 mail.{DOMAIN}.",),
    (f"_dmarc.{DOMAIN}", "TXT"): (txt(f"v=DMARC1; p=reject; rua=mailto:d@{DOMAIN}"),),
}


def verdicts(app: Flask, monkeypatch: pytest.MonkeyPatch, **changed: object) -> list[Verdict]:
    monkeypatch.setitem(app.config, "OPEN_AANBOD", replace(installation(), **changed))  # type: ignore[arg-type]  # by name
    return [found.verdict for found in deliverability.look(NOW).findings]


def test_all_that_can_be_asked_is_asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with name_server(GOOD) as dns, MailServer() as smtp:
        found = verdicts(
            app,
            monkeypatch,
            mail_dns_servers=(dns.address,),
            mail_dkim_selectors=("s1",),
            mail_server=HOST,
            mail_port=smtp.port,
            mail_security="none",
        )
    assert found == [
        Verdict.SPF_GOOD,
        Verdict.DKIM_MISSING,
        Verdict.DMARC_GOOD,
        Verdict.ALIGNMENT_GOOD,
        Verdict.ANSWERS_GOOD,
        Verdict.SERVER_PLAIN,
    ]


def test_without_a_network_nothing_that_was_not_asked_is_good(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with name_server({}, {}) as gone:
        address = gone.address
    found = verdicts(app, monkeypatch, mail_dns_servers=(address,))
    # Both addresses are ours, so whether they agree needs no network.
    assert [verdict for verdict in found if verdict.level is Level.GOOD] == [Verdict.ALIGNMENT_GOOD]
    assert {v.level for v in found if v is not Verdict.ALIGNMENT_GOOD} == {Level.UNKNOWN}


def test_a_name_server_that_fails_is_not_the_domain_that_fails(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with name_server(GOOD, {DOMAIN: Trouble.FAILS}) as dns:
        found = verdicts(app, monkeypatch, mail_dns_servers=(dns.address,))
    assert found[0] is Verdict.SPF_UNKNOWN
    assert Verdict.DMARC_GOOD in found


def test_the_last_report_is_kept_alone(app: Flask, cast: Cast) -> None:
    assert latest_report() is None
    first = Found("a.example", [Finding(Verdict.SPF_MISSING, {"domain": "a.example"})])
    second = Found("b.example", [Finding(Verdict.DKIM_SHORT, {"bits": 512})])
    for found in (first, second):
        with transaction():
            deliverability.keep(found, NOW, cast.administrator.id)
    report = latest_report()
    assert report is not None
    assert (report.domain, report.checked_by, report.checked_at) == (
        "b.example",
        cast.administrator,
        NOW,
    )
    assert findings_of(report)[Topic.DKIM] == list(second.findings)
    assert findings_of(report)[Topic.SPF] == []
    assert db.session.query(DeliverabilityReport).count() == 1


def test_a_verdict_of_another_version_is_left_out(app: Flask, cast: Cast) -> None:
    report = DeliverabilityReport(findings=[["spf_forgotten", {}], ["spf_good", {"lookups": 1}]])
    assert [found.verdict for found in findings_of(report)[Topic.SPF]] == [Verdict.SPF_GOOD]
