"""The pages around a cancellation: who hears what in which words, and who chose what."""

import pytest
from sqlalchemy import func, select

from app.extensions import clock, db, transaction
from app.models import Edition, Message, Registration
from app.queries.deciding.rebooking import of_cancelled
from app.rules.states import CancelReason, EditionState
from app.services.deciding import minimum
from app.services.registering import waiting_list
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.planning import plan_of, replan
from tests.support.statements import counted
from tests.support.time import NOW, moment
from tests.support.visitor import Shown, Visitor


def messages() -> int:
    return db.session.scalar(select(func.count()).select_from(Message)) or 0


def cancel_page(visitor: Visitor, edition: Edition) -> Shown:
    return visitor.get(f"/werk/edities/{edition.id}/annuleren")


def preview(visitor: Visitor, page: Shown, edition: Edition, **values: str) -> Shown:
    (form,) = [form for form in page.forms if form.action.endswith("/annuleren")]
    data = dict(form.values) | values
    return visitor.post(f"/werk/edities/{edition.id}/annuleren/voorbeeld", data)


def test_each_group_has_its_own_message_with_a_text_that_stands_there(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition(capacity=8, trainers=(cast.trainer,), price_cents=5000)
    replan(
        edition,
        plan_of(
            edition, co_organiser_emails=("caw@partner.example",), venue_email="zaal@brug.example"
        ),
    )
    register(edition, name="An De Smet")
    register(edition, 8)
    make_edition(starts="2027-05-10 09:30", price_cents=9500)
    page = cancel_page(visitor.sign_in(cast.coordinator), edition)
    for words in (
        "8 participants",
        "1 person on the waiting list",
        "1 trainer Nadia El Amrani",
        "1 contact of a co-organiser caw@partner.example",
        "The contact of the venue zaal@brug.example",
        "2 coordinators",
        "Cancel and tell 14 people",
        "An De Smet CLB De Horizon",
        "more",
    ):
        assert words in page
    assert "Does not take place: Racisme verwondt, 29 maart" in page.html
    assert "We no longer need the room" in page.html


def test_the_messages_are_shown_as_they_would_be_sent_and_none_leaves(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition()
    register(edition, name="An De Smet")
    before = messages()
    page = cancel_page(visitor.sign_in(cast.coordinator), edition)
    own = {"subject_registered": "Jammer", "opening_registered": "Het lukt niet."}
    shown = preview(visitor, page, edition, cause="trainer_ill", note="Beterschap!", **own)
    assert "3 people hear it, nothing is sent yet" in shown
    for words in ("Jammer", "Het lukt niet.", "Beterschap!", "(personal link)"):
        assert words in shown
    db.session.expire_all()
    assert (messages(), edition.state) == (before, EditionState.PUBLISHED)
    visitor.submit(shown, "Cancel and tell 3 people")
    (mail,) = mails("edition_cancelled")
    assert (mail.subject, "Het lukt niet." in mail.text) == ("Jammer", True)


def test_a_preview_without_a_reason_says_what_is_missing(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 8)
    page = cancel_page(visitor.sign_in(cast.coordinator), edition)
    (form,) = [form for form in page.forms if form.action.endswith("/annuleren")]
    address = f"/werk/edities/{edition.id}/annuleren/voorbeeld"
    assert "Choose a reason." in visitor.post(address, dict(form.values), 422)
    assert "Write down why." in visitor.post(address, dict(form.values) | {"cause": "other"}, 422)


def test_a_text_that_was_left_alone_is_the_standard_of_each_language(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition()
    register(edition, language="fr")
    page = cancel_page(visitor.sign_in(cast.coordinator), edition)
    visitor.submit(page, "Cancel and tell", cause="trainer_ill", opening_coordinators="Zeg het.")
    (mail,) = mails("edition_cancelled")
    assert "We are sorry about that." in mail.text
    assert ["Zeg het." in mail.text for mail in mails("edition_cancelled_staff")] == [True, True]


def cancelled(cast: Cast) -> tuple[Edition, list[Registration]]:
    edition = make_edition()
    people = register(edition, 2, phone="0470 12 34 56")
    make_edition(starts="2027-05-10 09:30")
    with transaction():
        minimum.cancel(edition.id, CancelReason.TOO_FEW, "", NOW, cast.coordinator.id)
    return edition, people


def test_who_does_not_answer_is_phoned_and_that_is_noted(visitor: Visitor, cast: Cast) -> None:
    edition, people = cancelled(cast)
    address = f"/werk/edities/{edition.id}/wie-koos-wat"
    page = visitor.sign_in(cast.coordinator).get(address)
    assert "Has not answered yet" in page
    assert "Half of the time is over" not in page
    for person in people:
        assert f'/deelnemers/{person.public_id}">{person.name}</a>' in page.html
    clock.travel_to(moment("2027-03-06 10:00"))
    page = visitor.get(address)
    assert "Phone 2 people" in page
    assert "0470 12 34 56" in page
    for _click in range(2):
        shown = visitor.submit(page, "Phoned", note="Belt terug")
        assert "Phone 1 person" in shown
        assert "“Belt terug”" in shown
    rows = [of_cancelled(person) for person in people]
    assert sorted(row.phone_note for row in rows if row) == ["", "Belt terug"]


def test_where_everybody_has_chosen_nobody_is_to_be_phoned(visitor: Visitor, cast: Cast) -> None:
    edition, people = cancelled(cast)
    with transaction():
        for row in map(of_cancelled, people):
            assert row is not None
            assert row.held is not None
            waiting_list.accept(row.held, NOW)
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/wie-koos-wat")
    assert "Took the place that was kept" in page
    assert "What came out of it" not in page
    assert "0470 12 34 56" not in page


def test_another_team_phones_nobody(visitor: Visitor, cast: Cast) -> None:
    edition, (person, _) = cancelled(cast)
    page = visitor.sign_in(cast.coordinator_limburg).get("/werk/vandaag")
    token = page.token
    address = f"/werk/edities/{edition.id}/wie-koos-wat"
    visitor.get(address, 404)
    visitor.post(f"{address}/{person.public_id}/gebeld", {"csrf_token": token}, 404)
    row = of_cancelled(person)
    assert row is not None
    assert row.phoned_at is None


def test_somebody_of_another_edition_is_not_on_this_board(visitor: Visitor, cast: Cast) -> None:
    edition, _ = cancelled(cast)
    (other,) = register(make_edition(starts="2027-06-10 09:30"))
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/wie-koos-wat")
    token = page.token
    path = f"/werk/edities/{edition.id}/wie-koos-wat/{other.public_id}/gebeld"
    visitor.post(path, {"csrf_token": token}, 404)


@pytest.mark.parametrize("part", ["annuleren", "wie-koos-wat"])
def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast, part: str) -> None:
    counts = []
    visitor.sign_in(cast.coordinator)
    for number, day in ((1, 10), (12, 17)):
        edition = make_edition(capacity=20, trainers=(cast.trainer,), starts=f"2027-05-{day} 09:30")
        register(edition, number)
        register(make_edition(starts=f"2027-06-{day} 09:30"), 1)
        if part == "wie-koos-wat":
            with transaction():
                minimum.cancel(edition.id, CancelReason.TOO_FEW, "", NOW, None)
        address = f"/werk/edities/{edition.id}/{part}"
        db.session.expire_all()
        with counted() as statements:
            visitor.get(address)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 12 + 1


def test_fields_are_filled_in_for_each_reader_and_others_refused(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition()
    register(edition, name="An De Smet")
    page = cancel_page(visitor.sign_in(cast.coordinator), edition)
    assert "Filled in for each reader: {naam}, {vorming} and {datum}." in page
    own = {"opening_registered": "Helaas, {naam}: op {datum} gaat het niet.", "cause": "too_few"}
    page = visitor.submit(
        page, "Cancel and tell", status=422, **own, opening_coordinators="Zie {zaal} en {naam}."
    )
    assert "There is no field {zaal}. You can use {naam}, {vorming}, {datum}." in page
    assert "Zie {zaal} en {naam}." in page.html
    assert edition.state is EditionState.PUBLISHED
    visitor.submit(page, "Cancel and tell", opening_coordinators="Zie {naam}.")
    (mail,) = mails("edition_cancelled")
    assert "Helaas, An De Smet: op maandag 29 maart 2027 gaat het niet." in mail.text
    assert "Zie Hilde Claes." in mails("edition_cancelled_staff")[0].text
