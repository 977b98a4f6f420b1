"""Registering and changing: who gets in, what is kept, and what each address is told."""

import re
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db, transaction
from app.mail.links import Purpose
from app.models import (
    Edition,
    HistoryEntry,
    Invitation,
    Message,
    Registration,
    RegistrationNeeds,
)
from app.queries.registering.registration import live_registration
from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason, EditionState, QuestionKind, RegistrationState
from app.services import history
from app.services.deciding import minimum
from app.services.offering import question
from app.services.offering.question import QuestionPlan
from app.services.registering import link, registration, waiting_list
from app.services.registering.person import Billing, Person, billing_of, person_of
from app.services.telling.message import link_reference
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import attendee, entry, mails, told
from tests.support.time import NOW, moment

ZOE = Person(
    name=" Zoë Peeters ",
    email=" Zoe@Organisatie.example ",
    function="Begeleider",
    organisation="CLB De Horizon",
    organisation_type="CLB",
    language="fr",
    needs=" Een tolk Vlaamse Gebarentaal ",
)


def enter(edition: Edition, person: Person = ZOE, now: datetime = NOW) -> Registration:
    with transaction():
        return registration.register(edition.id, person, now, consent=True)


def change(made: Registration, now: datetime = NOW, **values: Any) -> None:
    person = Person(
        **{
            "name": made.name,
            "email": made.email,
            "function": made.function,
            "organisation": made.organisation,
            "organisation_type": made.organisation_type,
            "needs": made.needs.needs if made.needs else "",
        }
        | values
    )
    with transaction():
        registration.change(made, person, now)


def actions(made: Registration) -> list[str]:
    return list(
        db.session.scalars(
            select(HistoryEntry.action)
            .where(HistoryEntry.registration_id == made.id)
            .order_by(HistoryEntry.id)
        )
    )


def small_edition() -> Edition:
    """Two seats, of which the first registration takes one."""
    return make_edition(capacity=1, minimum=1, minimum_reason="Kleine groep", price_cents=9500)


# Registering.


def test_a_registration_holds_what_the_person_told_and_agreed_to(app: Flask) -> None:
    edition = make_edition(price_cents=9500)
    made = enter(edition)
    db.session.expire_all()
    assert (made.name, made.email, made.email_key) == (
        "Zoë Peeters",
        "Zoe@Organisatie.example",
        "zoe@organisatie.example",
    )
    assert (made.function, made.organisation, made.organisation_type, made.language) == (
        "Begeleider",
        "CLB De Horizon",
        "CLB",
        "fr",
    )
    assert (made.state, made.queue_number, made.price_cents) == ("registered", 1, 9500)
    assert made.consented_at == made.created_at == NOW
    assert actions(made) == ["registered"]


def test_the_one_who_registers_is_told_once_and_invited(app: Flask) -> None:
    edition = make_edition(starts="2027-03-29 09:30", hours=3)
    made = enter(edition)
    (mail,) = mails()
    assert (mail.kind, mail.recipient, mail.recipient_name, mail.language) == (
        "registration_confirmed",
        "Zoe@Organisatie.example",
        "Zoë Peeters",
        "fr",
    )
    assert (mail.edition_id, mail.registration_id) == (edition.id, made.id)
    invited = entry(mail)
    assert (invited.method, invited.sequence) == ("REQUEST", 0)
    assert (invited.starts_at, invited.ends_at) == (
        moment("2027-03-29 09:30"),
        moment("2027-03-29 12:30"),
    )
    assert attendee(mail) == "Zoe@Organisatie.example"


def test_the_price_of_the_day_of_registering_stays(app: Flask) -> None:
    edition = make_edition(price_cents=9500)
    made = enter(edition)
    with transaction():
        edition.price_cents = 12000
    assert made.price_cents == 9500


@pytest.mark.parametrize(("kind", "cents"), [("CLB", 2500), ("Onderwijs", 0), ("Pleegzorg", 9500)])
def test_the_price_is_that_of_the_kind_and_only_who_pays_gets_an_invoice(
    app: Flask, kind: str, cents: int
) -> None:
    edition = make_edition(price_cents=9500, prices={"CLB": 2500, "Onderwijs": 0})
    bill = Billing(" CLB De Horizon ", "Kerkstraat 1", "BE0403019261", "PO 12")
    made = enter(edition, replace(ZOE, organisation_type=kind, billing=bill))
    assert made.price_cents == cents
    assert billing_of(made) == (replace(bill, bill_to="CLB De Horizon") if cents else None)
    # The price of the day of registering holds, also for who works elsewhere by now.
    change(made, organisation_type="Onderwijs")
    assert made.price_cents == cents


def test_a_confirmation_says_the_price_of_this_person(app: Flask) -> None:
    edition = make_edition(price_cents=9500, prices={"CLB": 2500})
    enter(edition)
    (mail,) = mails()
    # Links hold random digits, amounts their sign.
    assert re.findall(r"([\d,]+)\s€", mail.text) == ["25", "12,50"]


def test_somebody_is_greeted_as_they_want_to_be(app: Flask) -> None:
    enter(make_edition(), replace(ZOE, greeting=" Zo "))
    (mail,) = mails()
    assert "Hello Zo," in mail.text
    assert "Hello Zo," in mail.html


def test_who_was_shown_a_seat_is_asked_before_waiting(app: Flask) -> None:
    edition = small_edition()
    register(edition, 1)
    with pytest.raises(RuleBroken) as refused, transaction():
        registration.register(edition.id, ZOE, NOW, consent=True, waiting_list_too=False)
    assert refused.value.code is Code.SEAT_GONE
    assert enter(edition).state is RegistrationState.WAITLISTED


def ask(edition: Edition, kind: QuestionKind, *, required: bool = False) -> int:
    choices = ("Trein", "Auto") if kind is QuestionKind.CHOICE else ()
    with transaction():
        return question.add(
            edition.id, QuestionPlan(kind, f"Vraag {kind}?", choices, required), NOW
        ).id


def answers(made: Registration) -> dict[int, str]:
    db.session.expire_all()
    return {answer.question_id: answer.answer for answer in made.answers}


def test_answers_are_kept_changed_and_taken_back(app: Flask) -> None:
    edition = make_edition()
    text, choice = ask(edition, QuestionKind.TEXT), ask(edition, QuestionKind.CHOICE, required=True)
    made = enter(edition, replace(ZOE, answers={text: " Veel ", choice: "Trein"}))
    assert answers(made) == {text: "Veel", choice: "Trein"}
    change(made, answers={text: "", choice: "Auto"})
    assert answers(made) == {choice: "Auto"}
    with transaction():
        question.take_out(edition.id, choice, NOW)
    # A question that is not asked any more keeps the answer that was given.
    change(made, answers={text: "Weinig"})
    assert answers(made) == {text: "Weinig", choice: "Auto"}


def test_a_demanded_answer_is_demanded_from_the_person_only(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    choice = ask(edition, QuestionKind.CHOICE, required=True)
    other = ask(make_edition(starts="2027-05-11 09:30"), QuestionKind.TEXT)
    for wrong in ({}, {choice: "Fiets"}, {choice: "Trein", other: "x"}):
        with pytest.raises(RuleBroken), transaction():
            registration.register(edition.id, replace(ZOE, answers=wrong), NOW, consent=True)
    made = enter(edition, replace(ZOE, answers={choice: "Trein"}))
    with pytest.raises(RuleBroken):
        change(made, answers={choice: ""})
    with transaction():
        registration.change(
            made, replace(ZOE, answers={choice: ""}), NOW, actor_id=cast.coordinator.id
        )
    assert answers(made) == {}


def test_news_is_agreed_to_once_and_taken_back(app: Flask) -> None:
    made = enter(make_edition(), replace(ZOE, news=True))
    assert made.news_at == NOW
    change(made, now=NOW + timedelta(hours=1), news=True)
    assert made.news_at == NOW
    change(made, news=False)
    assert made.news_at is None


def test_needs_are_kept_apart_and_only_when_there_are_any(app: Flask) -> None:
    edition = make_edition()
    made = enter(edition)
    register(edition, 1, needs="  ")
    rows = db.session.scalars(select(RegistrationNeeds)).all()
    assert [(row.registration_id, row.needs) for row in rows] == [
        (made.id, "Een tolk Vlaamse Gebarentaal")
    ]
    assert "needs" not in Registration.__table__.columns


def test_a_diet_is_kept_only_where_people_eat_together(app: Flask) -> None:
    hungry = replace(ZOE, needs="", diet=" Halal ")
    with_meal = enter(make_edition(meal=True), hungry)
    without = enter(make_edition(starts="2027-05-11 09:30"), hungry)
    assert with_meal.needs is not None
    assert (with_meal.needs.needs, with_meal.needs.diet) == ("", "Halal")
    assert without.needs is None


@pytest.mark.parametrize(
    ("state", "now", "code"),
    [
        (EditionState.DRAFT, "2027-03-10 10:00", Code.NOT_PUBLISHED),
        (EditionState.CANCELLED, "2027-03-10 10:00", Code.EDITION_CANCELLED),
        (EditionState.COMPLETED, "2027-03-10 10:00", Code.REGISTRATION_CLOSED),
        (EditionState.PUBLISHED, "2027-03-03 09:59", Code.REGISTRATION_NOT_OPEN),
        (EditionState.PUBLISHED, "2027-03-28 09:30", Code.REGISTRATION_CLOSED),
        (EditionState.CONFIRMED, "2027-03-28 09:30", Code.REGISTRATION_CLOSED),
    ],
)
def test_an_edition_that_takes_nobody_says_why_and_writes_nothing(
    app: Flask, state: EditionState, now: str, code: Code
) -> None:
    edition = make_edition(starts="2027-03-29 09:30")
    with transaction():
        edition.state = state
        if state is EditionState.CANCELLED:
            edition.cancel_reason = CancelReason.OTHER
    with pytest.raises(RuleBroken) as refused:
        enter(edition, now=moment(now))
    assert refused.value.code is code
    assert db.session.scalar(select(func.count(Registration.id))) == 0
    assert mails() == []


@pytest.mark.parametrize("state", [EditionState.PUBLISHED, EditionState.CONFIRMED])
@pytest.mark.parametrize("now", ["2027-03-03 10:00", "2027-03-28 09:29"])
def test_registration_is_open_up_to_its_closing(app: Flask, state: EditionState, now: str) -> None:
    edition = make_edition(starts="2027-03-29 09:30")
    with transaction():
        edition.state = state
    assert enter(edition, now=moment(now)).state is RegistrationState.REGISTERED


def test_without_consent_nobody_is_written_down(app: Flask) -> None:
    edition = make_edition()
    with pytest.raises(RuleBroken) as refused, transaction():
        registration.register(edition.id, ZOE, NOW, consent=False)
    assert (refused.value.code, refused.value.field) == (Code.CONSENT_MISSING, "consent")
    assert db.session.scalar(select(func.count(Registration.id))) == 0


def test_nobody_registers_for_an_edition_that_does_not_exist(app: Flask) -> None:
    with pytest.raises(LookupError), transaction():
        registration.register(4711, ZOE, NOW, consent=True)


@pytest.mark.parametrize("email", ["zoe@organisatie.example", "\tZOE@ORGANISATIE.EXAMPLE "])
def test_one_person_has_one_place_however_the_address_is_written(app: Flask, email: str) -> None:
    edition = make_edition()
    enter(edition)
    with pytest.raises(RuleBroken) as refused:
        enter(edition, replace(ZOE, email=email))
    assert (refused.value.code, refused.value.field) == (Code.ALREADY_REGISTERED, "email")
    assert len(mails()) == 1


def test_one_person_who_waits_is_in_already(app: Flask) -> None:
    edition = small_edition()
    register(edition, 1)
    waiting = enter(edition)
    with pytest.raises(RuleBroken) as refused:
        enter(edition)
    assert refused.value.code is Code.ALREADY_REGISTERED
    assert live_registration(edition.id, " zoe@ORGANISATIE.example") is waiting


def test_one_person_may_go_to_two_editions(app: Flask) -> None:
    first, second = make_edition(), make_edition(starts="2027-05-11 09:30")
    assert [enter(first).state, enter(second).state] == ["registered", "registered"]


def test_our_own_address_cannot_be_invited(app: Flask) -> None:
    edition = make_edition()
    with pytest.raises(RuleBroken) as refused:
        enter(edition, replace(ZOE, email="Vormingen@voorbeeldpunt.example "))
    assert (refused.value.code, refused.value.field) == (Code.ADDRESS_IS_OURS, "email")


def test_again_after_withdrawing_is_a_new_registration_with_a_new_uid(app: Flask) -> None:
    edition = make_edition()
    first = enter(edition)
    with transaction():
        registration.withdraw(first, NOW, frozenset())
    second = enter(edition, now=NOW + timedelta(hours=1))
    assert (first.state, second.state) == ("withdrawn", "registered")
    assert (first.queue_number, second.queue_number) == (1, 2)
    assert first.public_id != second.public_id
    readings = [entry(mail) for mail in mails()]
    assert [(r.method, r.sequence) for r in readings] == [
        ("REQUEST", 0),
        ("CANCEL", 1),
        ("REQUEST", 0),
    ]
    assert readings[0].uid == readings[1].uid != readings[2].uid


def test_a_transaction_that_fails_leaves_no_person_and_no_message(app: Flask) -> None:
    edition = make_edition()

    def register_and_fail() -> None:
        registration.register(edition.id, ZOE, NOW, consent=True)
        assert len(mails()) == 1
        raise ConnectionError("the disk is gone")

    with pytest.raises(ConnectionError), transaction():
        register_and_fail()
    for table in (Registration, RegistrationNeeds, Invitation, Message):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0


# Changing.


def test_a_colleague_takes_over_and_history_keeps_both_names(app: Flask) -> None:
    made = enter(make_edition())
    change(made, name="Bo Martens", function="Teamcoach")
    assert (made.name, made.link_version, made.state) == ("Bo Martens", 0, "registered")
    assert len(mails()) == 1
    last = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
    assert last is not None
    assert (last.action, last.facts) == (
        "registration_changed",
        {"name": "Bo Martens", "old_name": "Zoë Peeters", "fields": "name,function"},
    )


def test_a_new_address_takes_the_calendar_entry_over_from_the_old_one(app: Flask) -> None:
    made = enter(make_edition())
    change(made, email="bo@organisatie.example")
    invited, cancelled, requested = mails()
    assert [(m.kind, m.recipient) for m in (cancelled, requested)] == [
        ("address_changed", "Zoe@Organisatie.example"),
        ("registration_confirmed", "bo@organisatie.example"),
    ]
    old, cancel, request = entry(invited), entry(cancelled), entry(requested)
    assert (cancel.method, cancel.sequence) == ("CANCEL", 1)
    # Where both addresses end in one calendar, the CANCEL must not take the new entry away.
    assert (request.method, request.sequence) == ("REQUEST", 0)
    assert old.uid == cancel.uid != request.uid
    assert attendee(cancelled) == "Zoe@Organisatie.example"
    assert attendee(requested) == "bo@organisatie.example"
    # Whoever reads the old address may be a stranger: neither the new address nor a way in.
    assert cancelled.links == {}
    assert "bo@organisatie.example" not in cancelled.text + cancelled.html


def test_after_a_new_address_the_links_in_older_mails_are_dead(app: Flask) -> None:
    made = enter(make_edition())
    old = link.signer().token(Purpose.REGISTRATION, link_reference(made))
    assert link.registration_of(old) is made
    change(made, email="bo@organisatie.example")
    new = link.signer().token(Purpose.REGISTRATION, link_reference(made))
    assert link.registration_of(old) is None
    assert link.registration_of(new) is made
    (requested,) = mails(to="bo@organisatie.example")
    assert link_reference(made) in "".join(requested.links.values())


def test_in_a_trajectory_each_entry_leaves_before_it_comes(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30", "2027-04-12 09:30"))
    made = enter(edition)
    change(made, email="bo@organisatie.example")
    after = [entry(mail) for mail in mails()[3:]]
    assert [(r.method, r.sequence) for r in after] == [("CANCEL", 1)] * 3 + [("REQUEST", 0)] * 3
    assert [r.starts_at for r in after[:3]] == [r.starts_at for r in after[3:]]
    assert len({r.uid for r in after}) == 6


def test_who_goes_back_to_the_first_address_gets_an_entry_that_was_never_cancelled(
    app: Flask,
) -> None:
    made = enter(make_edition())
    change(made, email="bo@organisatie.example")
    change(made, email="zoe@organisatie.example")
    readings = [entry(mail) for mail in mails()]
    assert [(r.method, r.sequence) for r in readings] == [
        ("REQUEST", 0),
        ("CANCEL", 1),
        ("REQUEST", 0),
        ("CANCEL", 1),
        ("REQUEST", 0),
    ]
    first, gone, second, left, third = (r.uid for r in readings)
    assert (first, second) == (gone, left)
    assert len({first, second, third}) == 3
    assert told("registration_confirmed") == Counter(
        {
            ("registration_confirmed", "Zoe@Organisatie.example"): 1,
            ("registration_confirmed", "bo@organisatie.example"): 1,
            ("registration_confirmed", "zoe@organisatie.example"): 1,
        }
    )


def test_the_same_address_in_other_letters_is_no_new_address(app: Flask) -> None:
    made = enter(make_edition())
    change(made, email="zoe@organisatie.example")
    assert (made.email, made.link_version) == ("zoe@organisatie.example", 0)
    assert len(mails()) == 1


def test_who_waits_or_has_an_offer_gets_a_working_link_at_the_new_address(app: Flask) -> None:
    edition = small_edition()
    (seated,) = register(edition, 1)
    first, second = enter(edition), register(edition, 1)[0]
    with transaction():
        registration.remove(seated, NOW, None)
    change(first, email="bo@organisatie.example")
    change(second, email="an@organisatie.example")
    (offered,) = mails(to="bo@organisatie.example")
    (waiting,) = mails(to="an@organisatie.example")
    assert (offered.kind, waiting.kind) == ("seat_offered", "waitlisted")
    assert f"i:{link_reference(first)}" in offered.links.values()
    assert f"i:{link_reference(second)}" in waiting.links.values()
    # Whoever reads the old mailbox hears that something was changed there.
    old = mails("address_changed")
    assert [(mail.links, mail.calendar) for mail in old] == [({}, None)] * 2
    with transaction():
        waiting_list.accept(first, NOW)
    (_, confirmed) = mails(to="bo@organisatie.example")
    assert entry(confirmed).sequence == 0


def test_another_invoice_stands_in_the_history_and_the_same_one_does_not(app: Flask) -> None:
    (made,) = register(make_edition(price_cents=9500))
    person = replace(person_of(made), billing=Billing("OCMW Gent", "Onderbergen 86, Gent"))
    for _ in range(2):
        with transaction():
            registration.change(made, person, NOW)
    changes = [
        entry.facts["fields"]
        for entry in db.session.scalars(select(HistoryEntry))
        if entry.action == history.Action.REGISTRATION_CHANGED
    ]
    assert changes == ["billing"]


@pytest.mark.parametrize(
    ("email", "code"),
    [
        (" AN@organisatie.example", Code.ALREADY_REGISTERED),
        ("vormingen@voorbeeldpunt.example", Code.ADDRESS_IS_OURS),
    ],
)
def test_an_address_that_cannot_be_taken_changes_nothing(
    app: Flask, email: str, code: Code
) -> None:
    edition = make_edition()
    made = enter(edition)
    register(edition, 1, email="an@organisatie.example")
    with pytest.raises(RuleBroken) as refused:
        change(made, email=email, name="Bo Martens")
    assert refused.value.code is code
    assert (made.name, made.email_key) == ("Zoë Peeters", "zoe@organisatie.example")
    assert len(mails()) == 2


def test_what_ended_cannot_be_changed(app: Flask) -> None:
    edition = make_edition()
    made = enter(edition)
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    with pytest.raises(RuleBroken) as refused:
        change(made, name="Bo Martens")
    assert (refused.value.code, made.name) == (Code.REGISTRATION_ENDED, "Zoë Peeters")


def test_needs_can_be_said_later_changed_and_taken_back(app: Flask) -> None:
    made = enter(make_edition(), replace(ZOE, needs=""))
    kept = []
    for needs in ("Rolstoel", "Rolstoel en tolk", ""):
        change(made, needs=needs)
        kept.append(db.session.scalars(select(RegistrationNeeds.needs)).all())
    assert kept == [["Rolstoel"], ["Rolstoel en tolk"], []]
    assert len(mails()) == 1
