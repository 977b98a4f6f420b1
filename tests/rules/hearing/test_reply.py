"""Which answer counts: by version, by moment, and for whom."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.rules.calendars.invitation import EntryFacts, asks_again
from app.rules.hearing.reply import Asked, Verdict, asks_about_seat, judge, moment_of
from app.rules.states import EditionState, RegistrationState, Reply
from tests.support.time import NOW, moment

ASKED = Asked(RegistrationState.REGISTERED, False, 2, None, None)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("sequence", "verdict"),
    [(0, Verdict.OUTDATED), (1, Verdict.OUTDATED), (2, Verdict.TAKEN), (9, Verdict.TAKEN)],
)
def test_an_older_version_is_an_old_answer(sequence: int, verdict: Verdict) -> None:
    assert judge(ASKED, Reply.DECLINED, sequence, NOW) is verdict


@pytest.mark.parametrize(
    ("reply", "at", "verdict"),
    [
        (Reply.ACCEPTED, NOW - SECOND, Verdict.OUTDATED),
        (Reply.DECLINED, NOW - SECOND, Verdict.OUTDATED),
        (Reply.DECLINED, NOW, Verdict.KNOWN),
        # Two clicks within the second: the one that came in last.
        (Reply.ACCEPTED, NOW, Verdict.TAKEN),
        (Reply.DECLINED, NOW + SECOND, Verdict.TAKEN),
    ],
)
def test_of_two_answers_the_newest_counts(reply: Reply, at: object, verdict: Verdict) -> None:
    known = replace(ASKED, reply=Reply.DECLINED, replied_at=NOW)
    assert judge(known, reply, 2, at) is verdict  # type: ignore[arg-type]  # moments


def test_what_came_in_before_a_no_was_taken_back_counts_no_more() -> None:
    kept = replace(ASKED, reply=None, replied_at=NOW)
    assert judge(kept, Reply.DECLINED, 2, NOW - SECOND) is Verdict.OUTDATED


@pytest.mark.parametrize("state", [s for s in RegistrationState if s != "registered"])
def test_who_has_no_seat_answers_nothing(state: RegistrationState) -> None:
    assert judge(replace(ASKED, registration=state), Reply.DECLINED, 2, NOW) is Verdict.OVER


def test_an_entry_that_was_taken_back_is_over() -> None:
    assert judge(replace(ASKED, cancelled=True), Reply.ACCEPTED, 2, NOW) is Verdict.OVER


def test_a_clock_that_is_ahead_does_not_win_for_ever() -> None:
    ahead = moment_of(NOW + timedelta(days=400), NOW)
    assert ahead == NOW
    known = replace(ASKED, reply=Reply.DECLINED, replied_at=ahead)
    later = NOW + timedelta(minutes=5)
    assert judge(known, Reply.ACCEPTED, 2, moment_of(later, later)) is Verdict.TAKEN
    assert moment_of(None, NOW) == NOW
    assert moment_of(NOW - SECOND, NOW) == NOW - SECOND


@pytest.mark.parametrize(
    ("registration", "edition", "before", "asks"),
    [
        (RegistrationState.REGISTERED, EditionState.PUBLISHED, SECOND, True),
        (RegistrationState.REGISTERED, EditionState.CONFIRMED, SECOND, True),
        (RegistrationState.REGISTERED, EditionState.CONFIRMED, timedelta(), False),
        (RegistrationState.REGISTERED, EditionState.CANCELLED, SECOND, False),
        (RegistrationState.REGISTERED, EditionState.COMPLETED, SECOND, False),
        (RegistrationState.WITHDRAWN, EditionState.CONFIRMED, SECOND, False),
        (RegistrationState.OFFERED, EditionState.CONFIRMED, SECOND, False),
    ],
)
def test_the_seat_is_asked_about_as_long_as_it_can_be_given_up(
    registration: RegistrationState, edition: EditionState, before: timedelta, asks: bool
) -> None:
    assert asks_about_seat(registration, edition, NOW + before, NOW) is asks


LINK = "https://webinar.example.com/j/1"


@pytest.mark.parametrize(
    ("changes", "asks"),
    [
        ({"starts_at": moment("2027-03-29 09:31")}, True),
        ({"ends_at": moment("2027-03-29 12:31")}, True),
        ({"place": "Huis van het Kind, Hasselt"}, True),
        ({"place": LINK}, True),
        ({}, False),
    ],
)
def test_what_moves_is_asked_anew(changes: dict[str, object], asks: bool) -> None:
    sent = EntryFacts(moment("2027-03-29 09:30"), moment("2027-03-29 12:30"), "Zaal De Brug")
    assert asks_again(sent, replace(sent, **changes)) is asks  # type: ignore[arg-type]  # by name


def test_another_link_to_the_same_webinar_asks_nobody_again() -> None:
    sent = EntryFacts(NOW, NOW + SECOND, LINK)
    assert not asks_again(sent, replace(sent, place="http://other.example.com"))
    assert asks_again(sent, replace(sent, place="Online"))
