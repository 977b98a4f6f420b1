"""Certificates on the pages: making one, and checking one that somebody shows."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import clock, db, limiter, transaction
from app.models import Certificate, Registration
from app.rules.attending.certificate import grouped
from app.rules.states import AttendanceStatus
from app.services.attending import certificate
from tests.factories.held import hold_edition, people_of, take_attendance
from tests.support.installation import Databases, make_app
from tests.support.links import open_link
from tests.support.visitor import Visitor
from tests.web.test_participant_links import link


@pytest.fixture
def person(site: Flask) -> Registration:
    edition = hold_edition(2, 1)
    clock.travel_to(edition.last_meeting.ends_at + timedelta(days=1))
    return people_of(edition)[0]


def made() -> list[Certificate]:
    db.session.rollback()
    return list(db.session.scalars(select(Certificate)))


def test_the_first_click_makes_it_and_later_ones_only_read(
    visitor: Visitor, person: Registration
) -> None:
    page = open_link(visitor, person)
    path = f"/inschrijving/{person.public_id}/attest.pdf"
    visitor.get(path, status=404)
    assert made() == []
    file = visitor.submit(page, "Download certificate")
    assert file.path == path
    assert file.response.data.startswith(b"%PDF-")
    assert file.response.headers["Content-Type"] == "application/pdf"
    assert "attest-racisme-verwondt" in file.response.headers["Content-Disposition"]
    visitor.submit(page, "Download certificate")
    assert len(made()) == 1
    again = open_link(visitor, person)
    assert f'href="{path}"' in again.html
    assert visitor.get(path).response.data == file.response.data


def test_the_link_of_the_mail_leads_to_the_button(visitor: Visitor, person: Registration) -> None:
    answer = visitor.client.get(f"{link(person)}?attest=1")
    assert answer.location == f"/inschrijving/{person.public_id}#attest"
    page = visitor.get(answer.location)
    assert 'id="attest"' in page.html
    # Opening it makes nothing.
    assert made() == []


def test_who_was_not_there_gets_none_and_is_told_why(
    visitor: Visitor, person: Registration
) -> None:
    absent = people_of(person.edition)[1]
    page = open_link(visitor, absent)
    assert "Download certificate" not in page
    token = visitor.get("/mijn-inschrijving").token
    answer = visitor.post(f"/inschrijving/{absent.public_id}/attest", {"csrf_token": token})
    assert "we noted that you were there" in answer
    assert made() == []


def issue(person: Registration) -> str:
    with transaction():
        return grouped(certificate.issue(person, clock.now()).code)


def test_whoever_holds_the_paper_sees_what_it_proves(
    visitor: Visitor, person: Registration
) -> None:
    code = issue(person)
    page = visitor.submit(visitor.get("/attest"), code=code.lower().replace("-", " "))
    assert page.path == f"/attest/{code}"
    assert "This certificate is real" in page
    for fact in (person.name, "Racisme verwondt", "29 maart 2027", "1 of 1 half-day", code):
        assert fact in page.text
    for kept in (person.email, person.organisation, person.function, person.public_id):
        assert kept not in page.html
    assert 'content="noindex"' in page.html


def test_attendance_that_is_corrected_changes_what_the_page_says(
    visitor: Visitor, person: Registration
) -> None:
    code = issue(person)
    take_attendance(person.edition, [AttendanceStatus.ABSENT])
    page = visitor.get(f"/attest/{code}")
    assert "This certificate is no longer valid" in page
    assert person.name not in page
    open_link(visitor, person)
    answer = visitor.get(f"/inschrijving/{person.public_id}/attest.pdf")
    assert "we noted that you were there" in answer


@pytest.mark.parametrize("code", ["7K4M-9QXT-2D6H-VW3P", "x", "%00", "é", "9" * 3000, "' OR 1"])
def test_a_code_of_nothing_says_so_in_plain_words(visitor: Visitor, code: str) -> None:
    page = visitor.get(f"/attest/{code}", status=404)
    assert "There is no certificate with this code." in page


@pytest.mark.parametrize("code", ["7K4M", "7K4M-9QXT-2D6H-VW3U", "<b>"])
def test_what_can_be_no_code_comes_back_to_be_corrected(visitor: Visitor, code: str) -> None:
    page = visitor.submit(visitor.get("/attest"), code=code, status=422)
    assert "A code has 16 letters and digits" in page
    assert page.forms[0].values["code"] == [code]


def test_guessing_codes_is_slowed_down(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The limiter is one for all applications: afterwards it is as it was.
    monkeypatch.setattr(limiter, "enabled", limiter.enabled)
    app = make_app(databases.new("sqlite"), RATE_LIMITS="yes")
    client = app.test_client()
    statuses = [client.get("/attest/7K4M-9QXT-2D6H-VW3P").status_code for _ in range(31)]
    assert (set(statuses[:30]), statuses[30]) == ({404}, 429)
    assert client.get("/attest").status_code == 200
    limiter.reset()
    with app.app_context():
        db.engine.dispose()
