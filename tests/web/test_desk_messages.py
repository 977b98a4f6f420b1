"""The outbox on the desk."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.extensions import clock, db, transaction
from app.models import HistoryEntry, Message
from app.rules.states import MessageState
from app.services.history import Action
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.installation import make_app
from tests.support.office import mail_settings, post
from tests.support.statements import counted
from tests.support.time import NOW
from tests.support.visitor import Visitor


def first_message() -> Message:
    """The first message that was written."""
    return db.session.scalars(select(Message).order_by(Message.id)).first()  # type: ignore[return-value]


def set_state(state: MessageState, error: str = "") -> None:
    """Put all messages in this state."""
    with transaction():
        sent_at = NOW if state is MessageState.SENT else None
        values = {"state": state, "last_error": error, "sent_at": sent_at}
        db.session.execute(update(Message).values(values))


def test_the_list_is_filtered_by_state(visitor: Visitor, cast: Cast) -> None:
    register(make_edition(), name="An")
    visitor.sign_in(cast.coordinator)
    page = visitor.get("/werk/berichten")
    assert "1 message" in page
    assert "to An, message" in page
    assert "0 messages" in visitor.get("/werk/berichten?status=failed")
    set_state(MessageState.FAILED, "550 no such user")
    page = visitor.get("/werk/berichten?status=failed")
    assert "550 no such user" in page
    assert "1 message" in visitor.get("/werk/berichten?status=anything")


def test_what_is_not_sent_any_more_says_why(visitor: Visitor, cast: Cast) -> None:
    register(make_edition(), name="An")
    message = first_message()
    visitor.sign_in(cast.coordinator)
    set_state(MessageState.SUPERSEDED)
    assert "A newer message came instead" in visitor.get(f"/werk/berichten/{message.id}")
    with transaction():
        message.state, message.not_after = MessageState.EXPIRED, NOW
    page = visitor.get(f"/werk/berichten/{message.id}")
    assert "What it says was over on woensdag 3 maart 2027, 10.00 uur" in page
    assert "Too late to send" in visitor.get("/werk/berichten?status=expired")


def test_the_list_is_searched_and_leads_to_the_edition(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    (an,) = register(edition, name="An Maes")
    register(edition, name="Bert Claes")
    page = visitor.sign_in(cast.coordinator).get("/werk/berichten?status=pending&zoek=maes")
    assert "1 message" in page
    assert "An Maes, Racisme verwondt, 29 maart" in page
    assert f'href="/werk/edities/{edition.id}"' in page.html
    # The state stays while one searches, and the words while one filters.
    assert "1 message" in visitor.get("/werk/berichten?zoek=CLAES")
    assert "/werk/berichten?zoek=maes&amp;status=failed" in page.html
    message = first_message()
    page = visitor.get(f"/werk/berichten/{message.id}")
    assert f'href="/werk/edities/{edition.id}"' in page.html
    assert f'href="/werk/edities/{edition.id}/deelnemers/{an.public_id}"' in page.html


def test_as_many_wait_as_today_says(visitor: Visitor, cast: Cast) -> None:
    register(make_edition(), name="An")
    clock.travel_to(NOW + timedelta(minutes=16))
    register(make_edition(starts="2027-04-12 09:30"), now=clock.now(), name="Bert")
    page = visitor.sign_in(cast.coordinator).get("/werk/vandaag")
    assert "2 mails wait" in page
    assert "2 messages" in visitor.get("/werk/berichten?status=pending")


def test_fifty_on_a_page(visitor: Visitor, cast: Cast) -> None:
    register(make_edition(capacity=60), 1)
    visitor.sign_in(cast.coordinator)
    with counted() as one:
        visitor.get("/werk/berichten")
    edition = make_edition(capacity=60, starts="2027-04-12 09:30")
    register(edition, 51)
    with counted() as many:
        page = visitor.get("/werk/berichten")
    assert len(many) == len(one) <= 7
    assert "52 messages, page 1 of 2" in page
    assert "page 2 of 2" in visitor.get("/werk/berichten?pagina=2")
    visitor.get("/werk/berichten?pagina=3", 404)
    visitor.get(f"/werk/berichten?pagina={2**63 - 1}", 404)


def test_in_a_trial_a_message_is_read_whole_and_its_links_work(
    visitor: Visitor, cast: Cast
) -> None:
    person = register(make_edition(), name="An")[0]
    message = first_message()
    page = visitor.sign_in(cast.coordinator).get(f"/werk/berichten/{message.id}")
    assert message.subject in page
    assert "Its links work" in page
    assert "Language Nederlands" in page
    assert "http://localhost/i/" in page.html
    assert "frame-src 'self'" in page.response.headers["Content-Security-Policy"]
    link = page.html.partition("http://localhost/i/")[2].partition('"')[0]
    assert visitor.get(f"/i/{link}").path == f"/inschrijving/{person.public_id}"


def test_the_html_part_can_do_nothing(visitor: Visitor, cast: Cast) -> None:
    register(make_edition())
    message = first_message()
    response = visitor.sign_in(cast.coordinator).client.get(f"/werk/berichten/{message.id}/html")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "frame-ancestors 'self'" in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "http://localhost/i/" in response.text


def test_the_calendar_part_is_a_file(visitor: Visitor, cast: Cast) -> None:
    register(make_edition())
    message = first_message()
    response = visitor.sign_in(cast.coordinator).client.get(
        f"/werk/berichten/{message.id}/agenda.ics"
    )
    assert response.content_type == "text/calendar; charset=utf-8"
    assert response.text.startswith("BEGIN:VCALENDAR\r\n")
    with transaction():
        db.session.execute(update(Message).values(calendar=None))
    visitor.get(f"/werk/berichten/{message.id}/agenda.ics", 404)


def test_with_a_mail_server_nobody_reads_personal_links(visitor: Visitor, cast: Cast) -> None:
    register(make_edition())
    message = first_message()
    url = visitor.client.application.config["SQLALCHEMY_DATABASE_URI"]
    with make_app(url, **mail_settings(25)).app_context() as context:
        other = Visitor(context.app).sign_in(cast.coordinator)
        page = other.get(f"/werk/berichten/{message.id}")
        html = other.client.get(f"/werk/berichten/{message.id}/html").text
        db.session.remove()
        db.engine.dispose()
    assert "[personal link]" in page
    assert "http://localhost/i/" not in page.html
    assert "/~" not in html
    assert "http://localhost/i/" not in html


def test_a_failed_message_is_sent_again(visitor: Visitor, cast: Cast) -> None:
    register(make_edition())
    set_state(MessageState.FAILED, "550 no such user")
    message = first_message()
    page = visitor.sign_in(cast.coordinator).get(f"/werk/berichten/{message.id}")
    for _click in range(2):
        sent = visitor.submit(page, "Send it again")
        assert "The message is on its way again." in sent
    told = select(HistoryEntry.id).where(HistoryEntry.action == Action.MESSAGE_RESENT)
    assert len(db.session.scalars(told).all()) == 1
    db.session.rollback()
    assert first_message().state is MessageState.PENDING


def test_one_that_did_not_fail_is_left_alone(visitor: Visitor, cast: Cast) -> None:
    register(make_edition())
    set_state(MessageState.SENT)
    message = first_message()
    page = visitor.sign_in(cast.coordinator).get("/werk/berichten")
    token = page.token
    page = visitor.post(f"/werk/berichten/{message.id}/opnieuw", {"csrf_token": token})
    assert "This message does not need to be sent again." in page


@pytest.mark.parametrize("part", ["", "/html", "/agenda.ics"])
def test_messages_of_other_teams_do_not_exist(visitor: Visitor, cast: Cast, part: str) -> None:
    register(make_edition(team=cast.antwerp))
    message = first_message()
    visitor.sign_in(cast.coordinator_limburg)
    visitor.get(f"/werk/berichten/{message.id}{part}", 404)
    assert "0 messages" in visitor.get("/werk/berichten")
    token = visitor.get("/werk/berichten").token
    visitor.post(f"/werk/berichten/{message.id}/opnieuw", {"csrf_token": token}, 404)


def test_messages_without_an_edition_are_for_administrators(visitor: Visitor, cast: Cast) -> None:
    letter = post("zoe@organisatie.example")
    visitor.sign_in(cast.coordinator).get(f"/werk/berichten/{letter.id}", 404)
    assert "Een brief" in visitor.sign_in(cast.administrator).get(f"/werk/berichten/{letter.id}")
