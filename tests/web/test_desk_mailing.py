"""Writing to people of an edition, and the messages of an edition."""

from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, Mailing, Message
from app.rules.states import MessageState
from app.rules.telling.mailing import MailingState
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.statements import counted
from tests.support.visitor import Shown, Visitor


def write(visitor: Visitor, edition: Edition, **values: str | list[str]) -> Shown:
    """Fill in the form as it stands, up to the page that shows the mails."""
    page = visitor.get(f"/werk/edities/{edition.id}/berichten/nieuw")
    typed = {"subject": "Voor {naam}", "body": "Dag {naam}, kijk op {link}."} | values
    return visitor.submit(page, "See who reads what", **typed)


def stored() -> Mailing:
    db.session.rollback()
    return db.session.scalars(select(Mailing)).one()


def test_each_reader_is_seen_before_it_is_sent_once(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, name="An")
    register(edition, name="Bert")
    page = write(visitor.sign_in(cast.coordinator), edition)
    assert "This message goes to 2 people" in page
    assert "As An reads it" in page
    assert "Dag An, kijk op je inschrijving: [personal link]." in page
    second = visitor.get(f"{page.path}?nr=2")
    assert "As Bert reads it" in second
    html = visitor.client.get(f"{page.path}/voorbeeld?nr=2")
    assert "Dag Bert" in html.text
    assert "/~" not in html.text
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert mails("team_message") == []
    for _click in range(2):
        assert "on its way to 2 people." in visitor.submit(page, "Send to 2 people")
    assert [mail.subject for mail in mails("team_message")] == ["Voor An", "Voor Bert"]
    sent = visitor.get(page.path)
    assert "Sent to 2 people" in sent
    assert "Send to" not in sent.html
    assert "to 2 people" in visitor.get(f"/werk/edities/{edition.id}/berichten")
    visitor.get(f"{page.path}/wijzigen", 409)


def test_an_unknown_field_is_explained_and_nothing_typed_is_lost(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition()
    register(edition)
    visitor.sign_in(cast.coordinator)
    page = visitor.get(f"/werk/edities/{edition.id}/berichten/nieuw")
    page = visitor.submit(
        page, "See who reads what", status=422, subject="Dag", body="Dag {voornaam}"
    )
    assert "There is no field {voornaam}. You can use {naam}, {vorming}" in page
    assert page.forms[-1].values["body"] == ["Dag {voornaam}"]
    page = visitor.submit(page, "See who reads what", status=422, to="chosen", body="Dag")
    assert "Tick one person at least." in page


def test_it_is_planned_changed_and_withdrawn(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, name="An")
    page = write(visitor.sign_in(cast.coordinator), edition, reply="own", language="fr")
    wrong = visitor.submit(page, "Plan it", status=422, send_on="2027-03-02", send_time="09:00")
    assert "Choose a moment that is still to come." in wrong
    planned = visitor.submit(page, "Plan it", send_on="2027-03-10", send_time="09:00")
    assert "The message leaves on woensdag 10 maart 2027" in planned
    assert cast.coordinator.email in planned
    change = visitor.get(f"{page.path}/wijzigen")
    assert "This message is planned" in change
    changed = visitor.submit(change, "See who reads what", subject="Nieuw")
    assert "Nieuw" in changed
    assert (stored().state, stored().language) == (MailingState.PLANNED, "fr")
    for _click in range(2):
        gone = visitor.submit(changed, "Withdraw it")
        assert "The message is withdrawn. Nobody gets it." in gone
    assert stored().state is MailingState.WITHDRAWN
    assert mails("team_message") == []


def test_the_messages_of_an_edition_are_found_and_mended(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, name="An", email="an@organisatie.exmaple")
    register(edition, 2, name="Bert")
    with transaction():
        failed = db.session.scalars(select(Message).where(Message.recipient_name == "An")).one()
        failed.state, failed.last_error = MessageState.FAILED, "550 no such user"
    visitor.sign_in(cast.coordinator)
    address = f"/werk/edities/{edition.id}/berichten"
    page = visitor.get(address)
    assert "3 messages, 1 did not arrive" in page
    assert "Confirmation of the registration to An did not arrive" in page
    assert "Mend the address" in page
    for asks, number in (
        ("?zoek=bert", 2),
        ("?zoek=EXMAPLE", 1),
        ("?status=failed", 1),
        ("?soort=registration_confirmed&zoek=an@", 1),
        ("?status=sent", 0),
    ):
        found = visitor.get(address + asks)
        assert f"{number} message" in found.html.partition('role="status">')[2][:20], asks
    visitor.get(f"{address}?pagina=2", 404)
    sent = visitor.submit(page, "Send again")
    assert "The message is on its way again." in sent


def test_a_mailing_of_another_edition_is_not_found_here(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(team=cast.limburg)
    register(edition)
    page = write(visitor.sign_in(cast.coordinator), edition)
    other = make_edition(team=cast.antwerp, starts="2027-05-10 09:30")
    number = page.path.rpartition("/")[2]
    visitor.get(f"/werk/edities/{other.id}/berichten/team/{number}", 404)
    visitor.sign_in(cast.coordinator_antwerp).get(page.path, 404)


def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(capacity=60)
    register(edition, 1)
    page = write(visitor.sign_in(cast.coordinator), edition)
    addresses = (page.path, f"/werk/edities/{edition.id}/berichten")
    numbers = []
    for more in (19, 0):
        for address in addresses:
            with counted() as seen:
                visitor.get(address)
            numbers.append(len([one for one in seen if one.startswith("SELECT")]))
        register(edition, more)
    assert numbers[:2] == numbers[2:]
    assert max(numbers) <= 12
