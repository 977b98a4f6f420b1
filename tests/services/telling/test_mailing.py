"""Writing to people of an edition: who gets it, when, once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, settings, transaction
from app.models import Edition, HistoryEntry, Mailing, Registration
from app.rules.deciding.postponing import moved_along, shifted
from app.rules.errors import Code, RuleBroken
from app.rules.states import AttendanceStatus, CancelReason
from app.rules.telling.mailing import MOST_A_DAY, Audience, MailingState
from app.services import holidays
from app.services.deciding import minimum, postponing
from app.services.deciding.postponing import NewDates
from app.services.offering.plan_digest import plan_digest
from app.services.registering import registration, transfer
from app.services.telling import mailing
from app.services.telling.mailing import Draft
from tests.factories.cast import Cast
from tests.factories.held import confirm, take_attendance
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.tick import tick
from tests.support.time import NOW

HOUR = timedelta(hours=1)


def write(
    edition: Edition, cast: Cast, audience: Audience = Audience.ALL, **values: object
) -> Mailing:
    draft = {
        "subject": "Voor {naam}",
        "body": "Dag {naam},\n\nTot {datum} in {plaats}: {link}",
        "language": "nl",
    }
    with transaction():
        return mailing.write(
            edition.id,
            Draft(audience, **(draft | values)),  # type: ignore[arg-type]  # each test knows
            NOW,
            cast.coordinator.id,
        )


def send(written: Mailing, cast: Cast) -> int:
    with transaction():
        return mailing.send(written, NOW, cast.coordinator.id)


def got_it() -> list[str]:
    return [mail.recipient_name for mail in mails("team_message")]


def actions(edition: Edition) -> list[tuple[str, dict[str, object]]]:
    rows = db.session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.edition_id == edition.id, HistoryEntry.action.startswith("mailing"))
        .order_by(HistoryEntry.id)
    )
    return [(row.action, row.facts) for row in rows]


def withdraw(person: Registration) -> None:
    with transaction():
        registration.withdraw(person, NOW, holidays.around(NOW.date()))


def test_each_audience_is_who_has_waits_for_or_missed_something(app: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=3, minimum=3, minimum_reason="Klein")
    an, bert, _cas = (register(edition, name=name)[0] for name in ("An", "Bert", "Cas"))
    register(edition, name="Wim")
    confirm(edition)
    take_attendance(edition, [AttendanceStatus.ABSENT, AttendanceStatus.EXCUSED])
    meeting = edition.first_meeting.id
    sizes = mailing.audience_sizes(edition.id, [meeting])
    assert sizes == {
        (Audience.ALL, 0): 4,
        (Audience.REGISTERED, 0): 3,
        (Audience.WAITING, 0): 1,
        (Audience.ABSENT, meeting): 2,
    }
    for audience, values, expected in (
        (Audience.ALL, {}, ["An", "Bert", "Cas", "Wim"]),
        (Audience.REGISTERED, {}, ["An", "Bert", "Cas"]),
        (Audience.WAITING, {}, ["Wim"]),
        (Audience.ABSENT, {"meeting_id": meeting}, ["An", "Bert"]),
        (Audience.CHOSEN, {"chosen": {bert.id, an.id + 10_000}}, ["Bert"]),
    ):
        written = write(edition, cast, audience, **values)
        assert [person.name for person in mailing.readers(written)] == expected, audience


def test_it_is_sent_once_with_the_fields_of_each(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    register(edition, name="An *De* Smet", language="fr")
    register(edition, name="Bert", greeting="Meneer B")
    written = write(edition, cast, replies_to_author=True)
    assert [send(written, cast), send(written, cast)] == [2, 2]
    an, bert = mails("team_message")
    assert (an.subject, bert.subject) == ("Voor An *De* Smet", "Voor Meneer B")
    assert "Dag An *De* Smet,\n\nTot maandag 29 maart 2027 in Zaal De Brug" in an.text
    assert "<em>" not in an.html
    # The frame is in the reader's language, the text in its own.
    assert '<html lang="fr">' in an.html
    assert '<div lang="nl">' in an.html
    assert "maandag 29 maart" in an.html
    assert '<div lang="nl">' not in bert.html
    assert {mail.reply_to for mail in (an, bert)} == {cast.coordinator.email}
    assert all(next(iter(mail.links)) in mail.text for mail in (an, bert))
    assert (written.state, written.sent_to) == (MailingState.SENT, 2)
    assert actions(edition) == [("mailing_sent", {"subject": "Voor {naam}", "number": 2})]


def test_answers_go_to_the_team_or_the_organisation_unless_the_author_works_here(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition()
    register(edition)
    assert mailing.reply_address(write(edition, cast)) == settings().organisation_email
    written = write(edition, cast, replies_to_author=True)
    written.author.active = False
    assert mailing.reply_address(written) == settings().organisation_email
    edition.team.email = "antwerpen@voorbeeld.example"
    assert mailing.reply_address(written) == "antwerpen@voorbeeld.example"


def test_who_left_before_it_leaves_does_not_get_it_and_who_came_does(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition()
    gone, given, _stays = (register(edition, name=name)[0] for name in ("An", "Bert", "Cas"))
    written = write(edition, cast)
    with transaction():
        mailing.plan(written, NOW + HOUR, NOW, cast.coordinator.id)
    withdraw(gone)
    with transaction():
        transfer.substitute(given, transfer.Colleague("Dirk", "dirk@x.example", "Opvoeder"), NOW)
    register(edition, name="Eva")
    assert [line for line in tick(NOW + HOUR - timedelta(seconds=1)) if "mailing" in line] == []
    lines = [line for line in tick(NOW + HOUR) if "mailing" in line]
    assert lines == [f"mailing sent to 3: mailing {written.id}"]
    assert got_it() == ["Dirk", "Cas", "Eva"]
    assert [line for line in tick(NOW + HOUR) if "mailing" in line] == []
    assert [action for action, _facts in actions(edition)] == ["mailing_planned", "mailing_sent"]


def test_a_planned_one_is_changed_put_off_and_withdrawn(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    register(edition)
    written = write(edition, cast)
    by = cast.coordinator.id
    for _click in range(2):
        with transaction():
            mailing.plan(written, NOW + HOUR, NOW, by)
    with transaction():
        mailing.change(written, Draft(Audience.REGISTERED, "Nieuw", "Tekst", "nl"), NOW, by)
    with transaction():
        mailing.plan(written, NOW + 2 * HOUR, NOW, by)
    assert (written.state, written.subject) == (MailingState.PLANNED, "Nieuw")
    tick(NOW + HOUR)
    for _click in range(2):
        with transaction():
            mailing.withdraw(written, NOW + HOUR, by)
    tick(NOW + 3 * HOUR)
    assert mails("team_message") == []
    assert [action for action, _facts in actions(edition)] == [
        "mailing_planned",
        "mailing_changed",
        "mailing_planned",
        "mailing_withdrawn",
    ]
    with pytest.raises(RuleBroken) as error, transaction():
        mailing.send(written, NOW, by)
    assert error.value.code is Code.MAILING_ENDED


def test_a_cancelled_edition_holds_back_what_was_planned_before(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    register(edition, name="An")
    before = write(edition, cast)
    by = cast.coordinator.id
    with transaction():
        mailing.plan(before, NOW + 2 * HOUR, NOW, by)
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW + HOUR, by)
    after = write(edition, cast, subject="Het spijt ons")
    with transaction():
        mailing.plan(after, NOW + 2 * HOUR, NOW + HOUR + timedelta(seconds=1), by)
    tick(NOW + 2 * HOUR)
    db.session.rollback()
    assert (before.state, after.state) == (MailingState.WITHDRAWN, MailingState.SENT)
    assert [mail.subject for mail in mails("team_message")] == ["Het spijt ons"]
    assert "mailing_held_back" in dict(actions(edition))


def test_an_edition_with_other_dates_makes_a_draft_of_what_was_planned_before(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition()
    register(edition, name="An")
    written, by = write(edition, cast), cast.coordinator.id
    with transaction():
        mailing.plan(written, NOW + 2 * HOUR, NOW, by)
    dates = postponing.dates_of(edition)
    later = moved_along(replace(dates, meetings=shifted(dates.meetings, 7)), 7, NOW)
    new = NewDates(
        {edition.meetings[0].id: later.meetings[0]},
        later.decision_on,
        later.opens_at,
        later.closes_at,
    )
    with transaction():
        digest = plan_digest(edition)
        postponing.postpone(edition.id, new, "Zaal bezet", NOW + HOUR, by, expected=digest)
    tick(NOW + 2 * HOUR)
    db.session.rollback()
    assert (written.state, mails("team_message")) == (MailingState.DRAFT, [])
    assert "mailing_held_back" in dict(actions(edition))
    with transaction():
        mailing.plan(written, NOW + 4 * HOUR, NOW + 3 * HOUR, by)
    tick(NOW + 4 * HOUR)
    assert len(mails("team_message")) == 1


def test_nobody_and_too_often_are_refused(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    with pytest.raises(RuleBroken) as error:
        send(write(edition, cast), cast)
    assert error.value.code is Code.NO_READERS
    register(edition)
    for _number in range(MOST_A_DAY):
        send(write(edition, cast), cast)
    with pytest.raises(RuleBroken) as error:
        send(write(edition, cast), cast)
    assert error.value.code is Code.TOO_MANY_MAILINGS


def test_a_draft_that_is_thrown_away_is_no_history(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    written = write(edition, cast)
    with transaction():
        mailing.withdraw(written, NOW, cast.coordinator.id)
    assert actions(edition) == []


def test_two_clicks_at_the_same_moment_send_once(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 3)
    written = write(edition, cast).id
    by = cast.coordinator.id
    db.session.remove()

    def click(_number: int) -> int:
        with app.app_context(), transaction():
            return mailing.send(db.session.get_one(Mailing, written), NOW, by)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(click, range(2))) == [3, 3]
    assert len(mails("team_message")) == 3


def test_the_preview_is_the_mail_that_leaves(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    person = register(edition, name="An")[0]
    written = write(edition, cast)
    shown = mailing.preview(written, person, NOW)
    assert mails("team_message") == []
    send(written, cast)
    (left,) = mails("team_message")
    assert shown.subject == left.subject
    (address,), (placeholder,) = shown.links, left.links
    assert shown.text.replace(address, "X") == left.text.replace(placeholder, "X")
