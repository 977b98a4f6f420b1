"""Cancelling an edition: one transaction, everybody told once, and somewhere else to go."""

import re
from collections import Counter

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models import Edition
from app.queries.offering.offer import alternatives
from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason
from app.services.deciding import minimum
from app.services.registering import registration
from app.services.telling.message import link_reference
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.outbox import entry, mails, told
from tests.support.tick import tick
from tests.support.time import NOW, moment

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}


def cancel(
    edition: Edition, note: str = "", cause: CancelReason = CancelReason.TRAINER_ILL
) -> None:
    with transaction():
        minimum.cancel(edition.id, cause, note, NOW, None)


def test_everybody_hears_it_once_and_only_who_it_concerns(app: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=2, trainers=(cast.trainer,), **SMALL)
    leaving, seated, offered, waiting = register(edition, 4)
    (elsewhere,) = register(make_edition(starts="2027-05-11 09:30"))
    with transaction():
        registration.withdraw(leaving, NOW, frozenset())
    before = told()
    cancel(edition)
    assert told() - before == Counter(
        {
            ("edition_cancelled", seated.email): 1,
            ("edition_cancelled", offered.email): 1,
            ("edition_cancelled", waiting.email): 1,
            ("edition_cancelled_staff", cast.coordinator.email): 1,
            ("edition_cancelled_staff", cast.coordinator_antwerp.email): 1,
            ("edition_cancelled_trainer", cast.trainer.email): 1,
        }
    )
    states = [made.state for made in (leaving, seated, offered, waiting, elsewhere)]
    assert states == ["withdrawn", *["cancelled_with_edition"] * 3, "registered"]
    assert [made.ended_at for made in (seated, offered, waiting)] == [NOW] * 3


def test_a_trainer_who_coordinates_too_hears_it_once(app: Flask, cast: Cast) -> None:
    cancel(make_edition(trainers=(cast.coordinator_antwerp, cast.other_trainer)))
    assert told() == Counter(
        {
            ("edition_cancelled_staff", cast.coordinator.email): 1,
            ("edition_cancelled_staff", cast.coordinator_antwerp.email): 1,
            ("edition_cancelled_trainer", cast.other_trainer.email): 1,
        }
    )


def test_each_meeting_leaves_each_calendar(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30", "2027-04-12 09:30"))
    people = register(edition, 2)
    cancel(edition)
    for made in people:
        sent = [entry(mail) for mail in mails(to=made.email)]
        assert [(r.method, r.sequence) for r in sent] == [("REQUEST", 0)] * 3 + [("CANCEL", 1)] * 3
        assert [r.uid for r in sent[:3]] == [r.uid for r in sent[3:]]
        assert [r.starts_at for r in sent[:3]] == [r.starts_at for r in sent[3:]]


def test_the_alternatives_are_the_same_training_first_then_shared_themes_soonest_first(
    app: Flask,
) -> None:
    racism = make_training("Racisme verwondt", "RACISME", ("Racisme", "Gesprek"))
    shared = make_training("Topoi", "TOPOI", ("Gesprek",))
    foreign = make_training("Boekhouden", "BOEK", ("Geld",))
    edition = make_edition(training=racism)
    full = make_edition(training=racism, starts="2027-04-06 09:30", capacity=1, **SMALL)
    register(full)
    theme_soon = make_edition(training=shared, starts="2027-04-07 09:30")
    make_edition(training=foreign, starts="2027-04-08 09:30")
    same_late = make_edition(training=racism, starts="2027-06-01 09:30")
    same_soon = make_edition(training=racism, starts="2027-05-04 09:30")
    theme_late = make_edition(training=shared, starts="2027-06-02 09:30")
    make_edition(training=racism, starts="2027-05-05 09:30", publish=False)
    cancel(make_edition(training=racism, starts="2027-05-06 09:30"))
    # its registration closes 24 hours before it starts, which is past
    make_edition(
        training=racism, starts="2027-03-04 09:30", now=moment("2027-02-01 10:00"), **SMALL
    )
    (made,) = register(edition)
    expected = [same_soon.id, same_late.id, theme_soon.id, theme_late.id]
    assert [card.edition.id for card in alternatives(edition, NOW)] == expected
    cancel(edition)
    _, mail = mails(to=made.email)
    chosen = [text for text in mail.links.values() if text.startswith("i:")]
    assert set(chosen) == {f"i:{link_reference(made)}"}
    dates = ["4 mei 2027", "1 juni 2027", "7 april 2027", "2 juni 2027"]
    places = [mail.text.index(date) for date in dates]
    assert places == sorted(places)
    for absent in ("6 april 2027", "8 april 2027", "5 mei 2027", "6 mei 2027", "4 maart 2027"):
        assert absent not in mail.text


def test_each_is_offered_other_dates_at_their_own_price(app: Flask) -> None:
    edition = make_edition()
    make_edition(starts="2027-05-11 09:30", price_cents=9500, prices={"CLB": 2500})
    (clb,) = register(edition, organisation_type="CLB")
    (other,) = register(edition, organisation_type="Pleegzorg")
    with transaction():
        minimum.cancel(edition.id, CancelReason.TOO_FEW, "", NOW, None)
    for made, price in ((clb, "€25"), (other, "€95")):
        (mail,) = mails("edition_cancelled", to=made.email)
        text = "".join(mail.text.split())
        assert set(re.findall(r"€\d+", text)) == {price}


def test_a_coordinators_own_words_are_kept_and_told(app: Flask) -> None:
    edition = make_edition()
    register(edition)
    cancel(edition, " De zaal staat onder water. ", CancelReason.OTHER)
    assert (edition.cancel_reason, edition.cancel_note) == (
        CancelReason.OTHER,
        "De zaal staat onder water.",
    )
    assert "De zaal staat onder water." in mails("edition_cancelled")[0].text
    assert "De zaal staat onder water." in mails("edition_cancelled")[0].html


def test_another_reason_needs_words(app: Flask) -> None:
    edition = make_edition()
    with pytest.raises(RuleBroken) as refused:
        cancel(edition, "  ", CancelReason.OTHER)
    assert (refused.value.code, refused.value.field) == (Code.REASON_MISSING, "note")
    assert edition.state == "published"


def test_a_confirmed_edition_can_still_be_cancelled(app: Flask) -> None:
    edition = make_edition(**SMALL)
    (made,) = register(edition)
    tick("2027-03-15 08:00")
    cancel(edition)
    assert (edition.state, made.state) == ("cancelled", "cancelled_with_edition")


def test_cancelling_that_fails_changes_nothing_and_tells_nobody(app: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=1, trainers=(cast.trainer,), **SMALL)
    seated, waiting = register(edition, 2)
    before = told()

    def cancel_and_fail() -> None:
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
        assert len(mails("edition_cancelled")) == 2
        raise ConnectionError("the disk is gone")

    with pytest.raises(ConnectionError), transaction():
        cancel_and_fail()
    db.session.expire_all()
    assert (edition.state, edition.cancel_reason, edition.cancelled_at) == ("published", None, None)
    assert (seated.state, waiting.state) == ("registered", "waitlisted")
    assert told() == before
    cancel(edition)
    assert entry(mails("edition_cancelled", to=seated.email)[0]).sequence == 1
