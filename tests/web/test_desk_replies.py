"""Answers from calendars and mail that came back, as the desk shows them."""

from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.models import BouncedAddress, Edition, Invitation, Mailbox, Message, Registration
from app.rules.states import MessageState, Reply
from tests.factories.cast import Cast
from tests.factories.held import confirm
from tests.factories.offer import make_edition, register
from tests.support.imap import HOST
from tests.support.installation import make_app
from tests.support.time import NOW, moment
from tests.support.visitor import Shown, Visitor
from tests.web.test_desk_participant_list import desk, names


def answered(person: Registration, *given: Reply | None, who: str = "") -> None:
    """What somebody answered, meeting by meeting."""
    rows = db.session.scalars(
        select(Invitation).where(Invitation.registration_id == person.id).order_by(Invitation.id)
    )
    with transaction():
        for row, one in zip(rows.all(), given, strict=False):
            row.reply, row.replied_at, row.reply_from = one, NOW if one else None, who


def group(**details: object) -> tuple[Edition, list[Registration]]:
    edition = make_edition(**details)  # type: ignore[arg-type]  # each test knows what it gives
    people = [register(edition, name=name)[0] for name in ("An", "Bert", "Cas", "Dina")]
    return edition, people


def test_the_list_says_who_comes_and_is_filtered_and_sorted_by_it(
    visitor: Visitor, cast: Cast
) -> None:
    edition, (an, bert, cas, _) = group()
    visitor.sign_in(cast.coordinator)
    assert ">Comes</a>" not in desk(visitor, edition).html
    answered(an, Reply.ACCEPTED)
    answered(bert, Reply.DECLINED, who="bert@elders.example")
    answered(cas, Reply.TENTATIVE)
    page = desk(visitor, edition)
    assert ">Comes</a>" in page.html
    for text in (
        "comes (3 maart)",
        "does not come (3 maart, from another address)",
        "may come (3 maart)",
    ):
        assert text in page
    for asks, found in (
        ("?met=komt-niet", ["Bert"]),
        ("?met=komt", ["An"]),
        ("?met=komt-misschien", ["Cas"]),
        ("?sorteer=antwoord", ["Bert", "Cas", "An", "Dina"]),
        ("?sorteer=-antwoord", ["Dina", "An", "Cas", "Bert"]),
    ):
        assert names(desk(visitor, edition, asks)) == found, asks


def test_of_several_meetings_each_answer_stands_with_its_day(visitor: Visitor, cast: Cast) -> None:
    edition, (an, bert, *_) = group(more_starts=("2027-04-05 09:30",))
    answered(an, Reply.ACCEPTED, Reply.DECLINED)
    answered(bert, None, Reply.ACCEPTED)
    visitor.sign_in(cast.coordinator)
    page = desk(visitor, edition)
    assert "29 maart: comes (3 maart), 5 april: does not come (3 maart)" in page
    # Who does not come to one of them counts for who does not come.
    assert names(desk(visitor, edition, "?met=komt-niet")) == ["An"]
    second = edition.meetings[1].id
    asks = f"/deelnemers.xlsx?kolommen=1&kolom=antwoord&kolom=komt{second}"
    sheet = load_workbook(BytesIO(desk(visitor, edition, asks).response.get_data())).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=3)]
    assert rows[0] == ["Name", "Organisation", "Comes", "Comes to meeting 2"]
    assert rows[1][2:] == [
        "29 maart: comes (3 maart)\n5 april: does not come (3 maart)",
        "does not come (3 maart)",
    ]
    assert "comes (3 maart)" in desk(visitor, edition, asks.replace("xlsx", "csv")).response.text


def test_an_entry_that_was_taken_back_says_nothing(visitor: Visitor, cast: Cast) -> None:
    edition, (an, *_) = group()
    answered(an, Reply.DECLINED)
    with transaction():
        db.session.scalars(select(Invitation)).first().cancelled = True  # type: ignore[union-attr]
    page = desk(visitor.sign_in(cast.coordinator), edition)
    assert "does not come" not in names(page)
    assert names(desk(visitor, edition, "?met=komt-niet")) == []


def test_the_trainer_sees_who_might_not_come(visitor: Visitor, cast: Cast) -> None:
    edition, (an, bert, *_) = group(trainers=(cast.trainer,))
    answered(an, Reply.ACCEPTED)
    answered(bert, Reply.DECLINED)
    confirm(edition)
    visitor.sign_in(cast.trainer)
    address = f"/werk/sessies/{edition.meetings[0].id}/aanwezigheid"
    for at in ("2027-03-20 09:00", "2027-03-29 09:00"):
        clock.travel_to(moment(at))
        page = visitor.get(address)
        assert page.html.count(", does not come") == 1


def bounced(person: Registration) -> Message:
    with transaction():
        message = db.session.scalars(
            select(Message).where(Message.registration_id == person.id)
        ).one()
        message.state, message.last_error = MessageState.FAILED, "550 5.1.1 User unknown"
        message.bounced_at = NOW
        db.session.add(
            BouncedAddress(email_key=person.email_key, reason="User unknown", bounced_at=NOW)
        )
    return message


def one(visitor: Visitor, person: Registration) -> Shown:
    return visitor.get(f"/werk/edities/{person.edition_id}/deelnemers/{person.public_id}")


def test_an_address_from_which_mail_comes_back(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    (an,) = register(edition, name="An", phone="+32 470 12 34 56")
    message = bounced(an)
    visitor.sign_in(cast.coordinator)
    today = visitor.get("/werk/vandaag")
    assert "550 5.1.1 User unknown" in today
    assert f'/deelnemers/{an.public_id}/wijzigen">Correct the address' in today.html
    assert 'href="tel:+32470123456"' in today.html
    assert "Came back" in visitor.get(f"/werk/berichten/{message.id}")
    page = one(visitor, an)
    assert f"Mail to {an.email} comes back" in page
    assert "User unknown" in page
    for _click in range(2):
        done = visitor.submit(page, "The address works")
        assert "Noted." in done
    assert "comes back" not in one(visitor, an)
    assert "The address of An works again" in one(visitor, an)


def test_another_address_is_another_matter(visitor: Visitor, cast: Cast) -> None:
    (an,) = register(make_edition(), name="An")
    bounced(an)
    visitor.sign_in(cast.coordinator)
    page = visitor.get(f"/werk/edities/{an.edition_id}/deelnemers/{an.public_id}/wijzigen")
    visitor.submit(page, email="nieuw@organisatie.example")
    assert "comes back" not in one(visitor, an)


def test_a_mailbox_that_cannot_be_read_is_for_administrators(visitor: Visitor, cast: Cast) -> None:
    with transaction():
        db.session.add(
            Mailbox(name="INBOX", problem="signing in was refused", problem_at=clock.now())
        )
    url = visitor.client.application.config["SQLALCHEMY_DATABASE_URI"]
    read = {"IMAP_SERVER": HOST, "IMAP_USERNAME": "x", "IMAP_PASSWORD": "y"}
    with make_app(url, **read).app_context() as context:
        other = Visitor(context.app).sign_in(cast.administrator)
        assert "signing in was refused" in other.get("/werk/vandaag")
        coordinator = Visitor(context.app).sign_in(cast.coordinator)
        assert "mailbox" not in coordinator.get("/werk/vandaag")
        db.session.remove()
        db.engine.dispose()
    # Without a mailbox that is read it is of no concern.
    assert "signing in was refused" not in visitor.sign_in(cast.administrator).get("/werk/vandaag")
