"""Whether our mail arrives: the page of administrators."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from app.extensions import installation
from app.rules.delivering.finding import Finding, Level, Verdict
from app.web.desk.admin.deliverability.domain_words import own_record
from app.web.desk.admin.deliverability.words import LEVELS, TOPICS, told
from tests.factories.cast import Cast
from tests.support.dns import NameServer, name_server, txt
from tests.support.outbox import mails
from tests.support.smtp import HOST, MailServer
from tests.support.statements import counted
from tests.support.visitor import Visitor

PATH = "/werk/beheer/mail"
DOMAIN = "voorbeeldpunt.example"


@pytest.fixture
def zone() -> Iterator[NameServer]:
    with name_server(
        {(DOMAIN, "TXT"): (txt("v=spf1 a +all"),), (DOMAIN, "A"): ("192.0.2.1",)}
    ) as s:
        yield s


@pytest.fixture
def office(
    site: Flask, cast: Cast, zone: NameServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Visitor]:
    """An administrator of a site whose name server and mail server are ours."""
    with MailServer() as smtp:
        chosen = replace(
            installation(),
            mail_server=HOST,
            mail_port=smtp.port,
            mail_security="none",
            mail_dns_servers=(zone.address,),
        )
        monkeypatch.setitem(site.config, "OPEN_AANBOD", chosen)
        yield Visitor(site).sign_in(cast.administrator)


def test_nothing_is_looked_up_before_it_is_asked(office: Visitor, zone: NameServer) -> None:
    page = office.get(PATH)
    assert "Nothing was checked yet." in page
    assert zone.asked == []
    page = office.submit(page, "Check now")
    assert "The check is done." in page
    for words in (
        "The record lets everybody send in your name",
        "Found: v=spf1 a +all",
        "End it with “~all” in place of “+all”",
        "Only a mail that arrived can show this",
        f"Begin by watching: add a TXT record at _dmarc.{DOMAIN}.",
        f"v=DMARC1; p=none; rua=mailto:dmarc@{DOMAIN}",
        f"{DOMAIN} names no server for its mail",
        "is not encrypted",
    ):
        assert words in page, words
    asked = len(zone.asked)
    # It is read again later, by whom and when it was asked; that costs no question.
    with counted() as seen:
        page = office.get(PATH)
    assert "Checked on woensdag 3 maart 2027" in page
    assert len(zone.asked) == asked
    assert len(seen) <= 6
    assert "It was checked whether mail from" in office.get("/werk/beheer/geschiedenis")


def test_three_steps_by_buttons_each_sent_once(office: Visitor) -> None:
    page = office.get(PATH)
    wrong = office.submit(page, "Send the invitation", status=422, address="geen adres")
    assert "does not look like an e-mail address" in wrong
    own = office.submit(wrong, "Send the invitation", status=422, address=f"vormingen@{DOMAIN}")
    assert "1 thing to check" in own
    for _click in range(2):
        sent = office.submit(page, "Send the invitation", address="proef@outlook.example")
        assert "The last test went to proef@outlook.example" in sent
    for button in ("Move the meeting", "Cancel the meeting"):
        before = sent
        for _click in range(2):
            sent = office.submit(before, button)
    assert [mail.calendar_sequence for mail in mails("trial_invitation")] == [0, 1, 2]
    assert "Cancel the meeting" in sent
    assert not any("Cancel the meeting" in words for f in sent.forms for words, _, _ in f.buttons)
    message = mails("trial_invitation")[-1]
    assert f"/werk/berichten/{message.id}" in sent.html
    assert "This is a test" in office.get(f"/werk/berichten/{message.id}")


def test_a_form_that_is_not_ours_starts_nothing(office: Visitor) -> None:
    page = office.submit(office.get(PATH), "Send the invitation", status=422, uid="x" * 32)
    assert "Press the button once more" in page
    assert mails("trial_invitation") == []


def test_every_verdict_has_its_words_and_its_place(site: Flask) -> None:
    texts = (
        "domain name selector record target term by host said policy sender envelope hosts version"
    )
    numbers = "lookups number most void bits percent days port"
    facts = {**dict.fromkeys(texts.split(), "x"), **dict.fromkeys(numbers.split(), 2)}
    with site.test_request_context():
        for verdict in Verdict:
            words = told(Finding(verdict, facts))
            assert words.title, verdict
            assert words.means, verdict
            # What is to be mended says how.
            assert words.mend or verdict.level in (Level.GOOD, Level.UNKNOWN), verdict
            assert verdict.topic in TOPICS
            assert verdict.level in LEVELS


@pytest.mark.parametrize(
    ("server", "record"),
    [
        ("smtp.voorbeeld.example", "v=spf1 a:smtp.voorbeeld.example ~all"),
        ("8.8.8.8", "v=spf1 ip4:8.8.8.8 ~all"),
        ("2001:4860:4860::8888", "v=spf1 ip6:2001:4860:4860::8888 ~all"),
        # What is only known inside says nothing to the world.
        ("127.0.0.1", "v=spf1 mx ~all"),
        ("localhost", "v=spf1 mx ~all"),
        (None, "v=spf1 mx ~all"),
    ],
)
def test_the_first_record_names_a_server_that_the_world_can_find(
    server: str | None, record: str
) -> None:
    assert own_record(server) == record
