"""Finding more people: who is written to, who never is, and other teams."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.formats import euro
from app.models import Edition, Interest, Registration, User
from app.queries.offering.listing import Page, Wanted, editions_page
from app.queries.telling.recommendation import former_participants, interested
from app.rules.errors import Code, RuleBroken
from app.rules.telling.recommendation import PAUSE
from app.services.offering import interest
from app.services.registering import registration
from app.services.telling import news, recommendation
from app.services.telling.recommendation import Told
from tests.factories.cast import Cast
from tests.factories.held import hold_edition, people_of
from tests.factories.offer import make_edition, make_training, register
from tests.support.outbox import mails
from tests.support.time import NOW, moment

#: A day on which the editions that took place are over.
AFTER = moment("2027-04-20 10:00")


def agree(*people: Registration) -> None:
    with transaction():
        for person in people:
            person.news_at = NOW


def coming(title: str = "TOPOI", theme: str = "Hulpverleningsrelatie") -> Edition:
    training = make_training(title, title, (theme,))
    return make_edition(training=training, starts="2027-06-01 09:30", price_cents=5000)


def recommend(edition: Edition, now: datetime = AFTER) -> Told:
    actor_id = db.session.scalars(select(User.id)).first() or 0
    with transaction():
        return recommendation.recommend(edition.id, " Kom! ", now, actor_id)


def test_former_participants_of_the_theme_who_agreed_are_written_to_once(
    app: Flask, cast: Cast
) -> None:
    past = hold_edition(4)
    agreed, also, registered, _silent = people_of(past)
    agree(agreed, also, registered)
    edition = coming()
    register(edition, email=registered.email, now=AFTER)
    elsewhere = coming("Iets anders", "Een ander thema")
    assert former_participants(elsewhere, AFTER) == []
    assert recommend(edition) == Told(0, 2)
    (first, second) = mails("edition_recommended")
    assert {first.recipient, second.recipient} == {agreed.email, also.email}
    assert (first.edition_id, first.registration_id is not None) == (edition.id, True)
    assert "Kom!" in first.text
    assert euro(5000, "nl") in first.text
    with pytest.raises(RuleBroken) as broken:
        recommend(edition)
    assert broken.value.code is Code.NOBODY_TO_TELL


def test_somebody_with_several_registrations_gets_one_mail_and_none_within_the_pause(
    app: Flask, cast: Cast
) -> None:
    (person,) = people_of(hold_edition(1))
    again = hold_edition(1, starts="2027-04-05 09:30")
    with transaction():
        people_of(again)[0].email = person.email.upper()
        people_of(again)[0].email_key = person.email_key
    agree(person, *people_of(again))
    one, other = coming(), coming("Kruispunten")
    assert recommend(one) == Told(0, 1)
    for too_soon in (AFTER, AFTER + PAUSE - timedelta(seconds=1)):
        assert former_participants(other, too_soon) == []
    assert len(former_participants(other, AFTER + PAUSE)) == 1


def waits(edition: Edition, email: str) -> None:
    """Somebody asks for a date after this one was published, so nobody told them of it."""
    with transaction():
        interest.ask(edition.training_id, email, AFTER, "nl")
        row = db.session.scalars(select(Interest).where(Interest.email == email)).one()
        interest.confirm(row.public_id, AFTER)


def test_the_interest_list_hears_of_it_too_and_goes_on_waiting(app: Flask, cast: Cast) -> None:
    edition, email = coming(), "wacht@school.example"
    waits(edition, email)
    assert recommend(edition) == Told(1, 0)
    (mail,) = mails("date_planned")
    assert (mail.recipient, mail.edition_id) == (email, edition.id)
    assert "You stay on the list" in mail.text
    with pytest.raises(RuleBroken) as broken:
        recommend(edition)
    assert broken.value.code is Code.NOBODY_TO_TELL
    # A new date is what they asked for: that is the last mail.
    new = make_edition(training=edition.training, starts="2027-09-01 09:30", now=AFTER)
    assert [mail.edition_id for mail in mails("date_planned")] == [edition.id, new.id]
    assert "we erase your address" in mails("date_planned")[1].text


def test_of_the_interest_list_who_is_registered_or_was_just_written_to_is_left_alone(
    app: Flask, cast: Cast
) -> None:
    one = coming()
    other = make_edition(training=one.training, starts="2027-06-08 09:30")
    waits(one, "wacht@school.example")
    waits(one, "zit.erin@school.example")
    register(one, email="zit.erin@school.example", now=AFTER)
    assert recommend(one) == Told(1, 0)
    assert [i.email for i in interested(other, AFTER)] == ["zit.erin@school.example"]
    assert len(interested(other, AFTER + PAUSE)) == 2


def test_who_waits_and_came_before_gets_one_mail(app: Flask, cast: Cast) -> None:
    past = hold_edition(1)
    (person,) = people_of(past)
    agree(person)
    edition = make_edition(training=past.training, starts="2027-06-01 09:30")
    waits(edition, person.email)
    assert recommend(edition) == Told(1, 0)
    assert mails("edition_recommended") == []


def test_who_ends_the_news_gets_none_whatever_they_ticked(app: Flask, cast: Cast) -> None:
    (person,) = people_of(hold_edition(1))
    again = hold_edition(1, starts="2027-04-05 09:30")
    with transaction():
        people_of(again)[0].email_key = person.email_key
    agree(person, *people_of(again))
    for _ in range(2):
        with transaction():
            news.stop_news(person, AFTER)
    db.session.expire_all()
    assert {p.news_at for p in (person, *people_of(again))} == {None}
    assert former_participants(coming(), AFTER) == []


def test_only_what_is_open_is_recommended(app: Flask, cast: Cast) -> None:
    agree(*people_of(hold_edition(1)))
    draft = make_edition(starts="2027-06-01 09:30", publish=False)
    edition = coming()
    for wrong, now, code in (
        (draft, AFTER, Code.NOT_PUBLISHED),
        (edition, edition.closes_at, Code.REGISTRATION_CLOSED),
    ):
        with pytest.raises(RuleBroken) as broken:
            recommend(wrong, now)
        assert broken.value.code is code
    assert mails("edition_recommended") == []


def test_an_edition_stands_under_the_teams_that_help_and_they_are_told_once(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(team=cast.antwerp)

    def ask(*teams: int) -> dict[str, int]:
        with transaction():
            return recommendation.ask_teams(
                edition.id, teams, "Kennen jullie iemand?", NOW, cast.coordinator_antwerp.id
            )

    def listed(team_id: int) -> list[int]:
        found, _total = editions_page(Wanted(team_id=team_id), Page(1, 10), NOW)
        return [card.edition.id for card in found]

    assert listed(cast.limburg.id) == []
    assert [ask(cast.limburg.id), ask(cast.limburg.id)] == [{"Limburg": 1}, {}]
    # The coordinator of all teams knows it already.
    (mail,) = mails("team_asked")
    assert mail.recipient == cast.coordinator_limburg.email
    assert "Kennen jullie iemand?" in mail.text
    assert listed(cast.limburg.id) == listed(cast.antwerp.id) == [edition.id]
    with pytest.raises(RuleBroken) as broken:
        ask(cast.antwerp.id)
    assert broken.value.code is Code.SHARED_WITH_OWN_TEAM
    assert ask() == {}
    assert listed(cast.limburg.id) == []
    # Asked anew after it was taken out, they are told anew.
    assert ask(cast.limburg.id) == {"Limburg": 1}
    assert len(mails("team_asked")) == 2


def test_a_withdrawn_registration_is_no_former_participant(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    (person,) = register(edition)
    agree(person)
    with transaction():
        registration.withdraw(person, NOW, frozenset())
    assert former_participants(coming(), AFTER) == []
