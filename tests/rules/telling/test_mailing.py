"""Whom a mailing reaches, its fields, and its limits."""

from datetime import UTC, datetime, timedelta

import pytest

from app.markdown import plain_text, render_markdown
from app.rules.errors import Code, RuleBroken
from app.rules.states import RegistrationState as State
from app.rules.telling.mailing import (
    DAY,
    FARTHEST,
    MOST_A_DAY,
    MOST_RECIPIENTS,
    Audience,
    Candidate,
    Field,
    MailingState,
    check_moment,
    check_number,
    check_open,
    check_plain,
    check_rate,
    check_text,
    fill,
    is_outdated,
    literal,
    reaches,
    unknown_fields,
)

NOW = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        (
            Audience.ALL,
            {State.REGISTERED, State.WAITLISTED, State.OFFERED, State.CANCELLED_WITH_EDITION},
        ),
        (Audience.REGISTERED, {State.REGISTERED}),
        (Audience.WAITING, {State.WAITLISTED, State.OFFERED}),
        (Audience.ABSENT, {State.REGISTERED}),
        (
            Audience.CHOSEN,
            {State.REGISTERED, State.WAITLISTED, State.OFFERED, State.CANCELLED_WITH_EDITION},
        ),
    ],
)
def test_nobody_who_left_is_in_an_audience(audience: Audience, expected: set[State]) -> None:
    reached = {
        state
        for state in State
        if reaches(audience, Candidate(1, state, frozenset({5})), meeting_id=5, chosen=[1])
    }
    assert reached == expected


def test_the_absent_missed_that_meeting_and_the_chosen_are_named() -> None:
    person = Candidate(1, State.REGISTERED, frozenset({5}))
    assert not reaches(Audience.ABSENT, person, meeting_id=6)
    assert not reaches(Audience.ABSENT, person)
    assert not reaches(Audience.CHOSEN, person, chosen=[2])


def test_fields_are_filled_however_they_are_typed() -> None:
    values = {Field.NAME: "An", Field.DATE: "15 maart"}
    assert fill("Dag {naam}, tot { Datum }.", values) == "Dag An, tot 15 maart."
    assert unknown_fields("{naam} {Plaats} {gsm} { x } {gsm} {}") == ["gsm", " x ", ""]


@pytest.mark.parametrize(
    ("subject", "body", "field", "unknown"),
    [
        ("Dag {voornaam}", "{link}", "subject", ["voornaam"]),
        ("Zie {link}", "x", "subject", ["link"]),
        ("Dag", "{naam} {uur}", "body", ["uur"]),
    ],
)
def test_an_unknown_field_is_refused_where_it_stands(
    subject: str, body: str, field: str, unknown: list[str]
) -> None:
    check_text("Dag {naam}: {vorming}, {datum}, {plaats}", "{link}")
    with pytest.raises(RuleBroken) as error:
        check_text(subject, body)
    assert (error.value.code, error.value.field) == (Code.FIELD_UNKNOWN, field)
    assert error.value.facts["fields"] == unknown


def test_a_word_that_everybody_reads_alike_has_no_fields() -> None:
    check_plain("Tot dan!", "note")
    with pytest.raises(RuleBroken) as error:
        check_plain("Dag {naam}", "note")
    assert (error.value.field, error.value.facts) == ("note", {"fields": ["naam"], "allowed": ()})


@pytest.mark.parametrize(
    "name",
    ["*An*", "[klik](https://x.example)", "1. An", "# An", "<b>An</b>", "An\\", "a_b_c", "&amp;"],
)
def test_a_name_is_never_markup(name: str) -> None:
    text = literal(name)
    assert plain_text(text) == name
    html = render_markdown(text)
    assert html.striptags() == name or "&lt;" in html or "&amp;" in html
    assert not any(tag in html for tag in ("<em", "<a ", "<ol", "<h2", "<b>", "<strong"))


def test_markdown_as_plain_text() -> None:
    text = (
        "# Tot *maandag*\n\nBreng **mee**:\n\n- je boek\n- een [kaart](https://k.example)\n"
        "  - klein\n\n1. Eerst\n2. Dan\n\n<https://x.example>\nslot"
    )
    assert plain_text(text) == (
        "Tot maandag\n\nBreng mee:\n\n- je boek\n- een kaart: https://k.example\n  - klein\n\n"
        "1. Eerst\n2. Dan\n\nhttps://x.example\nslot"
    )


@pytest.mark.parametrize("state", MailingState)
def test_only_what_has_not_left_can_change(state: MailingState) -> None:
    if state in (MailingState.DRAFT, MailingState.PLANNED):
        check_open(state)
    else:
        with pytest.raises(RuleBroken) as error:
            check_open(state)
        assert error.value.code is Code.MAILING_ENDED


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (0, Code.NO_READERS),
        (1, None),
        (MOST_RECIPIENTS, None),
        (MOST_RECIPIENTS + 1, Code.TOO_MANY_TO_TELL),
    ],
)
def test_a_mailing_reaches_somebody_and_not_the_world(number: int, code: Code | None) -> None:
    assert broken(lambda: check_number(number)) is code


@pytest.mark.parametrize(("age", "code"), [(DAY - SECOND, Code.TOO_MANY_MAILINGS), (DAY, None)])
def test_ten_a_day(age: timedelta, code: Code | None) -> None:
    check_rate([NOW] * (MOST_A_DAY - 1), NOW)
    assert broken(lambda: check_rate([NOW - age] * MOST_A_DAY, NOW)) is code


@pytest.mark.parametrize(
    ("send_at", "code"),
    [
        (NOW, Code.MOMENT_PAST),
        (NOW + SECOND, None),
        (NOW + FARTHEST, None),
        (NOW + FARTHEST + SECOND, Code.MOMENT_TOO_FAR),
    ],
)
def test_a_planned_moment_is_to_come(send_at: datetime, code: Code | None) -> None:
    assert broken(lambda: check_moment(send_at, NOW)) is code


def test_what_was_written_before_the_cancellation_is_outdated() -> None:
    assert not is_outdated(NOW, None)
    assert is_outdated(NOW, NOW)
    assert not is_outdated(NOW + SECOND, NOW)


def broken(check: object) -> Code | None:
    """The rule that a check says is broken, if any."""
    try:
        check()  # type: ignore[operator]  # a lambda without parameters
    except RuleBroken as error:
        return error.code
    return None
