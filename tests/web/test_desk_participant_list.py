"""The list of people: search, order, columns, files, several at once, and what is done for one."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.models import Edition, Message, Registration
from app.queries.registering.registration import moved_to
from app.rules.states import CancelReason, MessageState, RegistrationState
from app.services.deciding import minimum
from app.services.registering import note
from app.services.registering.person import Billing, billing_of
from app.web.public.needs import taken_apart
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.time import NOW, moment
from tests.support.visitor import Shown, Visitor

NEWCOMER = {
    "name": "An De Smet",
    "email": "an@organisatie.example",
    "organisation": "CLB",
    "organisation_type": "CLB",
    "function": "Consulent",
}


def desk(visitor: Visitor, edition: Edition, part: str = "", status: int = 200) -> Shown:
    return visitor.get(f"/werk/edities/{edition.id}{part}", status)


def names(page: Shown) -> list[str]:
    """The people on the list, in its order."""
    return [chunk.partition('"')[0] for chunk in page.html.split('aria-label="Choose ')[1:]]


def people(edition: Edition) -> list[Registration]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.edition_id == edition.id)
            .order_by(Registration.id)
        )
    )


def test_search_filter_and_order_are_addresses(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(capacity=3, minimum=3, minimum_reason="Klein")
    an = register(edition, name="Zoë Ünal", organisation="Pleegzorg", needs="Ringleiding")[0]
    register(edition, name="Bert", organisation="CLB")
    register(edition, name="Cas", organisation="Arktos")
    register(edition, name="Wim", organisation="CLB")
    with transaction():
        note.write(an, "Belt nog terug.", NOW, cast.coordinator.id)
        failed = db.session.scalars(select(Message).where(Message.recipient_name == "Cas")).one()
        failed.state, failed.last_error = MessageState.FAILED, "550"
    visitor.sign_in(cast.coordinator)
    page = desk(visitor, edition)
    assert "3 people registered, 1 person on the waiting list" in page
    assert "Note: Belt nog terug." in page
    for asks, found in (
        ("", ["Zoë Ünal", "Bert", "Cas", "Wim"]),
        ("?zoek=unal+zoe", ["Zoë Ünal"]),
        ("?zoek=clb", ["Bert", "Wim"]),
        ("?status=wachtlijst", ["Wim"]),
        ("?status=ingeschreven&sorteer=-naam", ["Zoë Ünal", "Cas", "Bert"]),
        ("?sorteer=organisatie", ["Cas", "Bert", "Wim", "Zoë Ünal"]),
        ("?met=noden", ["Zoë Ünal"]),
        ("?met=nota", ["Zoë Ünal"]),
        ("?met=niet-aangekomen", ["Cas"]),
        ("?status=x&met=y&sorteer=z&pagina=99", ["Zoë Ünal", "Bert", "Cas", "Wim"]),
    ):
        assert names(desk(visitor, edition, asks)) == found, asks
    assert "Nobody is found" in desk(visitor, edition, "?zoek=niemand")


def test_a_long_list_has_pages_and_is_searched_whole(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(capacity=120)
    register(edition)
    first = people(edition)[0]
    copied = {c.key: getattr(first, c.key) for c in Registration.__table__.columns}
    with transaction():
        for number in range(2, 103):
            address = f"p{number}@x.example"
            row = {"id": None, "public_id": f"{number:032x}", "queue_number": number}
            about = {"name": f"P{number}", "email": address, "email_key": address}
            db.session.add(Registration(**(copied | row | about)))
    page = desk(visitor.sign_in(cast.coordinator), edition)
    assert len(names(page)) == 100
    assert "102 people found, page 1 of 2" in page
    assert names(desk(visitor, edition, "?pagina=2")) == ["P101", "P102"]
    assert names(desk(visitor, edition, "?zoek=p102")) == ["P102"]


def test_columns_are_chosen_remembered_and_filed(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    made = register(edition, name='=CMD("x")', phone="+32 470 12 34 56", needs="-1")[0]
    with transaction():
        note.write(made, "Geheim.", NOW, cast.coordinator.id)
    visitor.sign_in(cast.coordinator)
    page = visitor.submit(
        desk(visitor, edition), "Show these columns", kolom=["gsm", "nota", "ingeschreven"]
    )
    assert "+32 470 12 34 56" in page
    again = desk(visitor, edition)
    assert '<th scope="col">Note of the team</th>' in again.html
    assert '<th scope="col">Function</th>' not in again.html
    response = desk(visitor, edition, "/deelnemers.xlsx").response
    assert 'filename="deelnemers-racisme-verwondt' in response.headers["Content-Disposition"]
    sheet = load_workbook(BytesIO(response.get_data())).active
    assert sheet is not None
    heading, row = list(sheet.iter_rows())
    assert [cell.value for cell in heading] == [
        "Name",
        "Mobile number",
        "Organisation",
        "Registered on",
        "Note of the team",
    ]
    assert [cell.value for cell in row[:3]] == ['=CMD("x")', "+32 470 12 34 56", "CLB De Horizon"]
    assert [cell.data_type for cell in row] == ["s", "s", "s", "d", "s"]
    assert row[3].value.date() == date(2027, 3, 3)
    assert all(cell.quotePrefix for cell in row[:2])


def test_without_a_choice_a_file_has_all_but_notes(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    made = register(edition, name="An")[0]
    with transaction():
        note.write(made, "Geheim.", NOW, cast.coordinator.id)
    text = desk(visitor.sign_in(cast.coordinator), edition, "/deelnemers.csv").response.text
    assert "Note of the team" not in text
    assert "Geheim" not in text


def test_who_is_ticked_goes_into_a_file_a_message_or_another_edition(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition()
    other = make_edition(starts="2027-05-10 09:30")
    an, bert, _cas = (register(edition, name=name)[0] for name in ("An", "Bert", "Cas"))
    visitor.sign_in(cast.coordinator)
    page = desk(visitor, edition)
    both = [str(an.id), str(bert.id)]
    assert "Tick somebody on the list first." in visitor.submit(page, "Write a message")
    written = visitor.submit(page, "Write a message", kies=both)
    assert sorted(written.forms[-1].values["chosen"]) == sorted(both)
    move = visitor.submit(page, "Move to another edition", kies=both)
    assert "An and Bert." in move
    assert "Choose an edition." in visitor.submit(move, "Move and tell 2 people", status=422)
    for _click in range(2):
        done = visitor.submit(move, "Move and tell 2 people", edition=str(other.id))
        assert "2 people are moved, and each gets a message." in done
    assert [p.name for p in people(other)] == ["An", "Bert"]
    assert len(mails("transferred")) == 2


def test_who_is_moved_from_a_held_seat_is_moved_once_by_two_clicks(
    visitor: Visitor, cast: Cast
) -> None:
    cancelled = make_edition()
    register(cancelled, name="An")
    held_in = make_edition(starts="2027-05-03 09:30")
    other = make_edition(starts="2027-05-10 09:30")
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TRAINER_ILL, "", NOW, None)
    (held,) = people(held_in)
    visitor.sign_in(cast.coordinator)
    move = desk(visitor, held_in, f"/deelnemers/verplaatsen?kies={held.id}")
    for _click in range(2):
        done = visitor.submit(move, "Move and tell", edition=str(other.id))
        assert "An is moved and gets a message." in done
    assert [p.name for p in people(other)] == ["An"]


@pytest.mark.parametrize("number", ["0", "2147483648", "9" * 25, "9" * 5000, "²"])
def test_a_tick_that_is_nobody_is_none(visitor: Visitor, cast: Cast, number: str) -> None:
    edition = make_edition()
    register(edition)
    visitor.sign_in(cast.coordinator)
    page = desk(visitor, edition, f"/deelnemers/verplaatsen?kies={number}")
    assert "Tick somebody on the list first." in page


def test_several_move_together_or_not_at_all(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    other = make_edition(starts="2027-05-10 09:30")
    an = register(edition, name="An", email="an@x.example")[0]
    bert = register(edition, name="Bert")[0]
    register(other, email="an@x.example")
    visitor.sign_in(cast.coordinator)
    move = desk(visitor, edition, f"/deelnemers/verplaatsen?kies={bert.id}&kies={an.id}")
    page = visitor.submit(move, "Move and tell 2 people", status=422, edition=str(other.id))
    assert "registered for this edition already" in page
    assert [p.state for p in people(edition)] == [RegistrationState.REGISTERED] * 2
    page = desk(visitor, edition, "/deelnemers/verplaatsen")
    assert "Tick somebody on the list first." in page
    assert moved_to(bert) is None


def test_somebody_who_phoned_is_added_also_after_the_close(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(capacity=1, minimum=1, minimum_reason="Klein", price_cents=9500)
    clock.travel_to(edition.closes_at)
    page = desk(visitor.sign_in(cast.coordinator), edition, "/deelnemers/toevoegen")
    assert "Registration is not open now" in page
    wrong = visitor.submit(page, "Register this person", status=422, **NEWCOMER)
    assert "Ask it first, then tick the box." in wrong
    assert wrong.forms[-1].values["name"] == ["An De Smet"]
    for _click in range(2):
        done = visitor.submit(
            page, "Register this person", consent="y", tells=None, bill_later="y", **NEWCOMER
        )
        assert "An De Smet is registered." in done
    assert [p.name for p in people(edition)] == ["An De Smet"]
    assert mails() == []
    assert "An De Smet was registered by the team" in desk(visitor, edition, "/geschiedenis")
    full = desk(visitor, edition, "/deelnemers/toevoegen")
    bert = NEWCOMER | {"name": "Bert", "email": "bert@organisatie.example", "bill_later": "y"}
    page = visitor.submit(full, "Put on the waiting list", status=422, consent="y", **bert)
    assert "All places are taken, and the waiting list has closed." in page


def test_the_invoice_is_asked_as_of_a_participant_or_said_to_come_later(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition(price_cents=9500)
    page = desk(visitor.sign_in(cast.coordinator), edition, "/deelnemers/toevoegen")
    for words in ("Your name", "My organisation", "I pay myself", "your organisation"):
        assert words not in page, words
    wrong = visitor.submit(page, "Register this person", status=422, consent="y", **NEWCOMER)
    assert "2 things to check" in wrong
    assert "Choose “The participant pays”." in wrong
    bill = {"payer": "self", "bill_address": "Markt 1, 3500 Hasselt"}
    visitor.submit(wrong, "Register this person", consent="y", **NEWCOMER, **bill)
    other = NEWCOMER | {"name": "Bert", "email": "bert@organisatie.example"}
    visitor.submit(page, "Register this person", consent="y", bill_later="y", **other)
    an, bert = people(edition)
    assert billing_of(an) == Billing("An De Smet", "Markt 1, 3500 Hasselt")
    assert (billing_of(bert), bert.price_cents) == (None, 9500)
    free = make_edition(starts="2027-04-12 09:30")
    assert "Invoice" not in desk(visitor, free, "/deelnemers/toevoegen")


def test_needs_are_ticked_as_on_the_form_of_participants(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    page = desk(visitor.sign_in(cast.coordinator), edition, "/deelnemers/toevoegen")
    needs = {"aids": ["loop", "texts"], "needs": "Een plaats vooraan"}
    visitor.submit(page, "Register this person", consent="y", **NEWCOMER, **needs)
    (an,) = people(edition)
    assert an.needs is not None
    ticks, words = taken_apart(an.needs.needs)
    assert (ticks, words) == (["loop", "texts"], "Een plaats vooraan")


def test_a_place_is_given_up_in_somebodys_name(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(price_cents=9500)
    an, bert = register(edition, name="An")[0], register(edition, name="Bert")[0]
    clock.travel_to(moment("2027-03-27 10:00"))
    visitor.sign_in(cast.coordinator)
    page = desk(visitor, edition, f"/deelnemers/{an.public_id}/annuleren")
    page = visitor.submit(page, "Withdraw and send", status=422, cost="free")
    assert "Write down why." in page
    for _click in range(2):
        done = visitor.submit(page, "Withdraw and send", cost="free", reason="Ziek")
        assert "An is withdrawn and gets a message." in done
    page = desk(visitor, edition, f"/deelnemers/{bert.public_id}/annuleren")
    visitor.submit(page, "Withdraw and send", cost="terms")
    assert [p.withdrawal_cost_cents for p in people(edition)] == [0, 9500]
    log = desk(visitor, edition, "/geschiedenis")
    assert "An withdrew, free of charge: “Ziek”" in log
    desk(visitor, edition, f"/deelnemers/{an.public_id}/annuleren", 409)


@pytest.mark.parametrize("price_cents", [0, 9500])
def test_what_costs_nothing_today_is_given_up_without_a_choice(
    visitor: Visitor, cast: Cast, price_cents: int
) -> None:
    edition = make_edition(price_cents=price_cents)
    an = register(edition, name="An")[0]
    visitor.sign_in(cast.coordinator)
    page = desk(visitor, edition, f"/deelnemers/{an.public_id}/annuleren")
    assert "It costs nothing today." in page
    assert "cost" not in page.forms[-1].values
    assert "An is withdrawn and gets a message." in visitor.submit(page, "Withdraw and send")
    (left,) = people(edition)
    assert (left.state, left.withdrawal_cost_cents) == (RegistrationState.WITHDRAWN, 0)


def test_a_colleague_comes_instead(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    an = register(edition, name="An")[0]
    visitor.sign_in(cast.coordinator)
    page = desk(visitor, edition, f"/deelnemers/{an.public_id}/vervangen")
    assert "3 things to check" in visitor.submit(page, "Give the place", status=422)
    colleague = {"name": "Bert", "email": "bert@x.example", "function": "Opvoeder"}
    for _click in range(2):
        done = visitor.submit(page, "Give the place", **colleague)
        assert "Bert has the place now." in done
    assert [p.name for p in people(edition)] == ["Bert"]
    assert len(mails("place_passed_on")) == 1


def test_the_page_of_one_person_has_a_note_and_what_can_be_done(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition(team=cast.antwerp)
    an = register(edition, name="An")[0]
    address = f"/deelnemers/{an.public_id}"
    page = desk(visitor.sign_in(cast.coordinator_antwerp), edition, address)
    assert "Let a colleague come" in page
    assert "An registered" in page
    page = visitor.submit(page, "Save the note", text="Belt nog terug.")
    assert "The note is saved." in page
    assert "Written by Anna Peeters" in page
    assert "The note is erased." in visitor.submit(page, "Save the note", text=" ")
    visitor.sign_in(cast.coordinator_limburg)
    desk(visitor, edition, address, 404)


@pytest.mark.parametrize(("number", "pages"), [(100, 1), (101, 2)])
def test_a_history_has_pages(visitor: Visitor, cast: Cast, number: int, pages: int) -> None:
    edition = make_edition()
    made = register(edition)[0]
    known = desk(visitor.sign_in(cast.coordinator), edition, "/geschiedenis").html.count("<time")
    with transaction():
        for count in range(number - known):
            note.write(made, f"Nota {count}", NOW, cast.coordinator.id)
    page = desk(visitor, edition, "/geschiedenis")
    assert page.html.count("<time") == 100
    assert ("page 1 of 2" in page) == (pages == 2)
    desk(visitor, edition, f"/geschiedenis?pagina={pages + 1}", 404)
    if pages == 2:
        assert desk(visitor, edition, "/geschiedenis?pagina=2").html.count("<time") == 1
