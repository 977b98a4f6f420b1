"""My registration: a colleague, another date, the way into a webinar, calendars, the paper."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import clock, db, limiter, transaction
from app.models import Arrival, Message, Registration
from app.queries.registering.registration import moved_to
from app.rules.states import Format, RegistrationState
from app.services.registering import registration as service
from app.services.registering.person import Billing
from app.web.participant import transfer
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_person, make_training, register
from tests.support.installation import Databases, make_app
from tests.support.outbox import mails
from tests.support.pages import parsed
from tests.support.time import NOW, moment
from tests.support.visitor import Shown, Visitor
from tests.web.test_participant_links import link

JOIN_URL = "https://meet.example/geheim?pwd=a%20b"
MAI = {"name": "Nguyễn Thị Mai", "email": "mai@organisatie.example", "function": "Begeleider"}


def hrefs(page: Shown) -> list[str]:
    return [a.get("href", "") for a in parsed(page.html)[0].iter("a")]


# A colleague.


def test_a_place_is_passed_on_from_the_page_itself(visitor: Visitor) -> None:
    (made,) = register(make_edition(price_cents=9500), needs="Ringleiding")
    page = visitor.get(link(made))
    answer = visitor.submit(page, "Pass your place on", **MAI)
    assert answer.path == "/mijn-inschrijving/doorgegeven"
    assert "We sent a mail to mai@organisatie.example." in answer
    assert made.name == MAI["name"]
    visitor.get(f"/inschrijving/{made.public_id}", 404)
    # Of a double click the browser shows the second answer.
    count = db.session.scalar(select(func.count()).select_from(Message))
    again = visitor.submit(page, "Pass your place on", **MAI)
    assert again.path == answer.path
    assert db.session.scalar(select(func.count()).select_from(Message)) == count


def test_what_is_wrong_with_a_colleague_is_said_and_the_rest_kept(visitor: Visitor) -> None:
    (made,) = register(make_edition())
    page = visitor.get(link(made))
    form = visitor.submit(page, "Pass your place on", status=422, **(MAI | {"email": "mai@"}))
    assert "This does not look like an e-mail address" in form
    assert 'value="Nguyễn Thị Mai"' in form.html
    own = visitor.submit(form, status=422, **(MAI | {"email": made.email}))
    assert "This is the address of the registration itself." in own
    link_in_it = visitor.submit(own, status=422, **(MAI | {"name": "Win: https://kwaad.example"}))
    assert "Leave web addresses out of a name" in link_in_it
    assert made.link_version == 0


def test_a_likely_error_in_the_address_of_a_colleague_is_asked_about(visitor: Visitor) -> None:
    (made,) = register(make_edition())
    page = visitor.get(link(made))
    typed = MAI | {"email": "mai@gmial.com"}
    asked = visitor.submit(page, "Pass your place on", status=422, **typed)
    assert "Did you mean mai@gmail.com?" in asked
    assert made.link_version == 0
    # Twice, as of a double click.
    for _click in range(2):
        answer = visitor.submit(asked, "Yes, mai@gmail.com")
        assert "We sent a mail to mai@gmail.com." in answer
    assert (made.email, made.link_version) == ("mai@gmail.com", 1)


def test_nobody_learns_by_passing_on_that_an_address_is_registered(visitor: Visitor) -> None:
    made, other, mine = register(make_edition(), 3)
    free = visitor.submit(visitor.get(link(made)), "Pass your place on", **MAI)
    taken = visitor.submit(
        visitor.get(link(mine)), "Pass your place on", **(MAI | {"email": other.email})
    )
    assert taken.path == free.path
    assert taken.text.replace(other.email, "") == free.text.replace(MAI["email"], "")
    assert mine.link_version == 0
    assert mails("sign_in_link", to=other.email)


def test_who_waits_or_comes_too_late_passes_nothing_on(visitor: Visitor) -> None:
    edition = make_edition(capacity=8)
    people = register(edition, 9)
    visitor.get(link(people[8]))
    page = visitor.get(f"/inschrijving/{people[8].public_id}/collega")
    assert "You are number 1 on the waiting list." in page
    visitor.get(link(people[0]))
    clock.travel_to(edition.first_meeting.starts_at)
    page = visitor.get(f"/inschrijving/{people[0].public_id}/collega")
    assert page.path == f"/inschrijving/{people[0].public_id}"
    assert "A colleague comes in my place" not in page


def test_trying_addresses_in_somebody_elses_place_is_slowed_down(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The limiter is one for all applications: afterwards it is as it was.
    monkeypatch.setattr(limiter, "enabled", limiter.enabled)
    app = make_app(databases.new("sqlite"), RATE_LIMITS="yes")
    client = app.test_client()
    for page in ("collega", "wijzigen"):
        path = f"/inschrijving/{'0' * 32}/{page}"
        statuses = [client.post(path).status_code for _ in range(31)]
        assert (set(statuses[:30]), statuses[30]) == ({404}, 429)
    limiter.reset()
    with app.app_context():
        db.engine.dispose()


# Another date.


def test_another_date_is_chosen_with_its_meter_and_price(visitor: Visitor) -> None:
    edition = make_edition(price_cents=9500)
    target = make_edition(starts="2027-05-10 09:30", price_cents=12000)
    full = make_edition(starts="2027-05-11 09:30", capacity=8)
    register(full, 8)
    topoi = make_training("TOPOI – Gesprekken", "TOPOI")
    make_edition(training=topoi, starts="2027-05-12 09:30")
    (made,) = register(edition)
    page = visitor.get(link(made))
    assert "maandag 10 mei 2027, Berchem" in page
    assert "€ 120 instead of € 95" in page
    assert "11 mei" not in page
    assert "12 mei" not in page
    unchosen = visitor.submit(page, "Move my registration", status=422)
    assert "Choose a date." in unchosen
    gone = visitor.submit(unchosen, edition=str(full.id), status=422)
    assert "This date is no longer free." in gone
    done = visitor.submit(gone, edition=str(target.id))
    new = moved_to(made)
    assert new is not None
    assert done.path == f"/inschrijving/{new.public_id}/bevestiging"
    assert "You moved to another date:" in done
    again = visitor.submit(gone, edition=str(target.id))
    assert again.path == done.path
    old = visitor.get(link(made))
    assert "You do not come on this date. You moved to another one." in old
    assert "Done once already" in visitor.get(f"/inschrijving/{new.public_id}")


@pytest.mark.parametrize("value", ["9" * 5000, "-1", "x\x00", "½", ""])
def test_no_date_that_a_visitor_makes_up_is_an_error_of_ours(visitor: Visitor, value: str) -> None:
    (made,) = register(make_edition())
    make_edition(starts="2027-05-10 09:30")
    visitor.get(link(made))
    visitor.post(f"/inschrijving/{made.public_id}/andere-datum", {"edition": value}, 422)


def test_the_last_seat_of_another_date_that_went_meanwhile_is_told(visitor: Visitor) -> None:
    target = make_edition(starts="2027-05-10 09:30", capacity=8)
    register(target, 7)
    (made,) = register(make_edition())
    page = visitor.get(link(made))
    register(target)
    late = visitor.submit(page, "Move my registration", edition=str(target.id), status=422)
    assert "there is no other date with a free place" in late
    assert made.state == "registered"


def test_another_date_is_shown_at_the_price_of_ones_own_kind_of_organisation(
    visitor: Visitor,
) -> None:
    (made,) = register(make_edition(price_cents=9500, prices={"CLB": 4000}))
    make_edition(starts="2027-05-10 09:30", price_cents=12000, prices={"CLB": 4000})
    assert "instead of" not in visitor.get(link(made))
    make_edition(starts="2027-05-11 09:30", price_cents=4000, prices={"CLB": 6000})
    assert "€ 60 instead of € 40" in visitor.get(link(made))


def test_without_another_date_there_is_the_list_of_who_wants_one(visitor: Visitor) -> None:
    (made,) = register(make_edition())
    page = visitor.get(link(made))
    assert "there is no other date with a free place" in page
    assert f"/vormingen/{made.edition.training.slug}/hou-me-op-de-hoogte" in hrefs(page)


# A double click of which both are on their way at once.


@pytest.mark.parametrize("button", ["Pass your place on", "Move my registration"])
def test_the_slower_click_of_a_double_click_says_what_the_faster_did(
    visitor: Visitor, site: Flask, monkeypatch: pytest.MonkeyPatch, button: str
) -> None:
    target = make_edition(starts="2027-05-10 09:30")
    (made,) = register(make_edition())
    page = visitor.get(link(made))
    values = MAI if button.startswith("Pass") else {"edition": str(target.id)}
    faster = Visitor(site)
    with visitor.client.session_transaction() as cookie, faster.client.session_transaction() as own:
        own.update(cookie)
    started: list[bool] = []
    answers: list[Shown] = []

    @contextmanager
    def after_the_faster() -> Iterator[None]:
        if not started:
            started.append(True)
            answers.append(faster.submit(page, button, **values))
        with transaction():
            yield

    monkeypatch.setattr(transfer, "transaction", after_the_faster)
    slower = visitor.submit(page, button, **values)
    assert slower.path == answers[0].path
    assert slower.text == answers[0].text


# The way into a webinar.


def at_a_webinar(visitor: Visitor) -> tuple[Registration, dict[str, object]]:
    """Somebody who opened the link of a webinar, and the token that every form needs."""
    (made,) = register(make_edition(format_=Format.WEBINAR, join_url=JOIN_URL))
    page = visitor.get(link(made))
    return made, {"csrf_token": page.token}


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2027-03-29 08:29", False),
        ("2027-03-29 08:30", True),
        ("2027-03-29 12:29", True),
        ("2027-03-29 12:30", False),
    ],
)
def test_the_way_in_is_open_from_an_hour_before_to_the_end(
    visitor: Visitor, now: str, is_open: bool
) -> None:
    made, token = at_a_webinar(visitor)
    clock.travel_to(moment(now))
    page = visitor.get(f"/inschrijving/{made.public_id}")
    address = f"/inschrijving/{made.public_id}/webinar/{made.edition.first_meeting.id}"
    assert (address in page.html) is is_open
    assert "meet.example" not in page.html
    answer = visitor.client.post(address, data=token)
    assert ("Refresh" in answer.headers) is is_open
    arrivals = db.session.scalars(select(Arrival)).all()
    assert len(arrivals) == int(is_open)


def test_it_says_from_when_the_way_in_is_open(visitor: Visitor) -> None:
    made, _token = at_a_webinar(visitor)
    page = visitor.get(f"/inschrijving/{made.public_id}")
    assert "The button to the webinar stands on this page from ma 29 maart, 8.30 uur." in page


def test_who_comes_in_is_sent_on_and_noted_once_for_the_trainer(
    visitor: Visitor, cast: Cast
) -> None:
    made, _token = at_a_webinar(visitor)
    clock.travel_to(moment("2027-03-29 09:28"))
    page = visitor.get(f"/inschrijving/{made.public_id}")
    inside = visitor.submit(page, "To the webinar")
    assert inside.response.headers["Refresh"] == f"0; url={JOIN_URL}"
    assert JOIN_URL in hrefs(inside)
    clock.travel_to(moment("2027-03-29 09:41"))
    visitor.submit(page, "To the webinar")
    sheet = f"/werk/sessies/{made.edition.first_meeting.id}/aanwezigheid"
    shown = Visitor(visitor.client.application).sign_in(cast.administrator).get(sheet)
    assert "online since 9.28" in shown
    # Being online is no attendance: that is for the trainer to say.
    assert 'value="present" checked' not in shown.html


@pytest.mark.parametrize("now", ["2027-03-29 08:29", "2027-03-29 08:30", "2027-03-29 12:30"])
def test_the_link_of_a_reminder_leads_to_the_one_button(visitor: Visitor, now: str) -> None:
    (made,) = register(make_edition(format_=Format.WEBINAR, join_url=JOIN_URL))
    clock.travel_to(moment(now))
    page = visitor.get(f"{link(made)}?webinar={made.edition.first_meeting.id}")
    # Opening it notes nothing: programs that look at mails open links too.
    assert db.session.scalars(select(Arrival)).all() == []
    assert "meet.example" not in page.html
    if now.endswith("08:29"):
        assert "You are early." in page
        assert f'action="{page.path}"' not in page.html
    elif now.endswith("08:30"):
        inside = visitor.submit(page, "To the webinar")
        assert inside.response.headers["Refresh"] == f"0; url={JOIN_URL}"
    else:
        assert page.path == f"/inschrijving/{made.public_id}"


def test_the_link_of_a_reminder_shows_how_things_stand_since(visitor: Visitor) -> None:
    (made,) = register(make_edition(format_=Format.WEBINAR, join_url=JOIN_URL))
    clock.travel_to(moment("2027-03-29 09:00"))
    page = visitor.get(f"{link(made)}?webinar=4711")
    assert page.path == f"/inschrijving/{made.public_id}"
    visitor.get(f"{link(made)}?webinar={10**30}", status=404)
    with transaction():
        made.state = RegistrationState.REMOVED
    page = visitor.get(f"{link(made)}?webinar={made.edition.first_meeting.id}")
    assert page.path == f"/inschrijving/{made.public_id}"


def test_only_the_own_webinar_opens(visitor: Visitor) -> None:
    made, token = at_a_webinar(visitor)
    other = make_edition(
        training=make_training("TOPOI – Gesprekken", "TOPOI"),
        format_=Format.WEBINAR,
        join_url="https://meet.example/ander",
    )
    clock.travel_to(moment("2027-03-29 09:28"))
    start = f"/inschrijving/{made.public_id}/webinar"
    for meeting_id in (other.first_meeting.id, 4711):
        answer = visitor.client.post(f"{start}/{meeting_id}", data=token)
        assert answer.status_code == 404
        assert "meet.example" not in answer.text


# Calendars and paper.


def test_calendars_on_the_web_get_the_facts_and_never_the_way_in(visitor: Visitor) -> None:
    made, _token = at_a_webinar(visitor)
    page = visitor.get(f"/inschrijving/{made.public_id}")
    links = [href for href in hrefs(page) if "google" in href or "outlook" in href]
    assert [urlsplit(href).hostname for href in links] == [
        "calendar.google.com",
        "outlook.live.com",
        "outlook.office.com",
    ]
    asked = [parse_qs(urlsplit(href).query) for href in links]
    # The clock goes forward before that day: 9.30 in Brussels is 7.30 UTC.
    assert asked[0]["dates"] == ["20270329T073000Z/20270329T103000Z"]
    assert asked[1]["startdt"] == ["2027-03-29T07:30:00Z"]
    assert {one["location"][0] for one in asked} == {"Online, see my registration"}
    assert not any("meet.example" in href or "+" in href for href in links)


def test_the_confirmation_is_a_paper_to_keep(visitor: Visitor, site: Flask) -> None:
    edition = make_edition(price_cents=9500, more_starts=("2027-04-05 09:30",))
    with transaction():
        person = make_person("Šárka Yıldız", billing=Billing("CLB De Horizon"))
        made = service.register(edition.id, person, NOW, consent=True)
    visitor.get(link(made))
    address = f"/inschrijving/{made.public_id}/bevestiging.pdf"
    first = visitor.client.get(address)
    assert (first.status_code, first.content_type) == (200, "application/pdf")
    assert first.data.startswith(b"%PDF-")
    clock.travel_to(NOW + timedelta(days=1))
    assert visitor.client.get(address).data == first.data
    with transaction():
        service.withdraw(made, NOW, frozenset())
    assert visitor.client.get(address).status_code == 404
