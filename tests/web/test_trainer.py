"""The pages of trainers: own meetings, attendance, evaluations."""

import pytest
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.models import Attendance, Edition
from app.rules.states import AttendanceStatus, QuoteConsent
from app.services.registering import registration as registrations
from app.services.registering.person import Person
from tests.factories.cast import Cast
from tests.factories.finished import PLANNED, answer_finished, make_finished
from tests.factories.offer import make_edition, make_person, register
from tests.support.statements import counted
from tests.support.time import moment
from tests.support.visitor import Shown, Visitor

DURING = moment("2027-03-29 09:15")


def marks(edition: Edition) -> dict[str, AttendanceStatus]:
    """Who is marked how, by name."""
    db.session.rollback()
    rows = db.session.scalars(
        select(Attendance).where(Attendance.meeting_id == edition.first_meeting.id)
    )
    return {row.registration.name: row.status for row in rows}


def token(page: Shown) -> dict[str, object]:
    """The CSRF token that stands on a page."""
    return {"csrf_token": page.token}


def sheet(visitor: Visitor, edition: Edition, status: int = 200) -> Shown:
    """The attendance page of the first meeting."""
    return visitor.get(f"/werk/sessies/{edition.first_meeting.id}/aanwezigheid", status)


def test_a_trainer_sees_own_meetings_coming_and_past(visitor: Visitor, cast: Cast) -> None:
    make_edition(trainers=(cast.trainer,))
    make_edition(starts="2027-04-12 09:30", trainers=(cast.other_trainer,))
    make_finished(trainers=(cast.trainer,))
    page = visitor.sign_in(cast.trainer).get("/werk/mijn-sessies")
    assert "29 maart 2027" in page
    assert "15 februari 2027" in page
    assert "12 april" not in page
    assert "6 people registered. Attendance of 6 people is taken." in page
    assert "/werk/edities/" in page.html


def test_a_trainer_without_meetings_hears_when_they_come(visitor: Visitor, cast: Cast) -> None:
    assert "No meetings yet" in visitor.sign_in(cast.trainer).get("/werk/mijn-sessies")


def test_attendance_is_saved_with_one_button_and_can_be_changed(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    an, ben, cem = (register(edition, name=name)[0] for name in ("An", "Ben", "Cem"))
    clock.travel_to(DURING)
    page = sheet(visitor.sign_in(cast.trainer), edition)
    assert "present 0" in page
    assert "still expected 3" in page
    page = visitor.submit(
        page,
        "Save attendance",
        **{f"mark__{an.id}": "present", f"mark__{ben.id}": "excused"},
    )
    assert marks(edition) == {"An": AttendanceStatus.PRESENT, "Ben": AttendanceStatus.EXCUSED}
    assert "present 1" in page
    assert "still expected 1" in page
    visitor.submit(page, "Save attendance", **{f"mark__{ben.id}": "present"})
    assert marks(edition) == {"An": AttendanceStatus.PRESENT, "Ben": AttendanceStatus.PRESENT}
    assert cem.name not in marks(edition)


def test_the_others_are_present_only_when_the_button_says_so(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    an = register(edition, name="An")[0]
    register(edition, name="Ben")
    register(edition, name="Cem")
    clock.travel_to(DURING)
    page = sheet(visitor.sign_in(cast.trainer), edition)
    visitor.submit(page, "mark the other 3 present", **{f"mark__{an.id}": "absent"})
    assert marks(edition) == {
        "An": AttendanceStatus.ABSENT,
        "Ben": AttendanceStatus.PRESENT,
        "Cem": AttendanceStatus.PRESENT,
    }


def test_a_phone_that_was_open_leaves_later_marks_of_a_colleague(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    an, ben = (register(edition, name=name)[0] for name in ("An", "Ben"))
    clock.travel_to(DURING)
    page = sheet(visitor.sign_in(cast.trainer), edition)
    stale = visitor.submit(page, "Save attendance", **{f"mark__{an.id}": "absent"})
    visitor.submit(stale, "Save attendance", **{f"mark__{an.id}": "present"})
    visitor.submit(stale, "Save attendance", **{f"mark__{ben.id}": "excused"})
    assert marks(edition) == {"An": AttendanceStatus.PRESENT, "Ben": AttendanceStatus.EXCUSED}


def test_before_the_meeting_the_page_says_when_it_opens(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    an = register(edition, name="An")[0]
    page = sheet(visitor.sign_in(cast.trainer), edition)
    assert "Attendance is not open yet" in page
    assert "29 maart 2027, 7.30" in page
    assert "An" in page
    values = {f"mark-{an.id}": "present", **token(visitor.get("/werk/mijn-sessies"))}
    page = visitor.post(page.path, values, status=422)
    assert "Attendance opens two hours before the meeting" in page
    assert marks(edition) == {}


def test_needs_are_shown_to_who_takes_attendance(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    register(edition, name="An", needs="Ringleiding")
    page = sheet(visitor.sign_in(cast.trainer), edition)
    assert "An: Ringleiding" in page


@pytest.mark.parametrize("value", ["everywhere", "", "PRESENT"])
def test_a_status_that_no_form_offers_is_refused(visitor: Visitor, cast: Cast, value: str) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    an = register(edition, name="An")[0]
    clock.travel_to(DURING)
    page = sheet(visitor.sign_in(cast.trainer), edition)
    page = visitor.submit(page, "Save", status=400, **{f"mark__{an.id}": value})
    assert "We could not read that" in page
    assert marks(edition) == {}


def test_people_of_other_editions_are_left_alone(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    other = make_edition(starts="2027-03-29 14:00", trainers=(cast.other_trainer,))
    stranger = register(other, name="Stranger")[0]
    clock.travel_to(DURING)
    register(edition)
    page = sheet(visitor.sign_in(cast.trainer), edition)
    visitor.submit(page, "Save attendance", **{f"mark__{stranger.id}": "present"})
    assert db.session.scalars(select(Attendance)).all() == []


def test_who_may_take_attendance(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp, trainers=(cast.trainer,))
    for user in (cast.trainer, cast.coordinator_antwerp, cast.coordinator, cast.administrator):
        sheet(visitor.sign_in(user), edition)
        visitor.get(f"/werk/edities/{edition.id}/evaluatie")
    for user in (cast.other_trainer, cast.coordinator_limburg):
        sheet(visitor.sign_in(user), edition, 404)
        visitor.get(f"/werk/edities/{edition.id}/evaluatie", 404)
    visitor.get("/werk/sessies/999/aanwezigheid", 404)


def test_a_stranger_is_asked_to_sign_in(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    assert sheet(visitor, edition).path == "/aanmelden"


def test_results_are_withheld_below_the_threshold(visitor: Visitor, cast: Cast) -> None:
    edition = make_finished(6, trainers=(cast.trainer,))
    answer_finished(edition, ("Een geheim",) * 4, QuoteConsent.NONE)
    page = visitor.sign_in(cast.trainer).get(f"/werk/edities/{edition.id}/evaluatie")
    assert "4 of the 6 participants filled in the form, 67 %" in page
    assert "Answers are shown from 5 forms on" in page
    assert "Een geheim" not in page


def test_results_are_shown_from_the_threshold_on(visitor: Visitor, cast: Cast) -> None:
    edition = make_finished(6, 2, trainers=(cast.trainer,))
    answer_finished(edition, ("Eerst vragen.",) * 2)
    answer_finished(edition, ("Trager gaan.",) * 3, QuoteConsent.NONE)
    page = visitor.sign_in(cast.trainer).get(f"/werk/edities/{edition.id}/evaluatie")
    assert "5 of the 6 participants filled in the form, 83 %" in page
    assert "5 of 5 learned something useful" in page
    assert page.text.count("Eerst vragen.") == 2
    assert page.text.count("Trager gaan.") == 3
    assert page.text.count("Iets meer pauze.") == 5
    assert page.text.count("(deelnemer 'Racisme verwondt' 15/02)") == 2
    assert "Into the report" not in page


def test_a_coordinator_judges_quotes_on_the_results_page(visitor: Visitor, cast: Cast) -> None:
    edition = make_finished(6)
    answer_finished(edition, ("Eerst vragen.",) * 5)
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/evaluatie")
    page = visitor.submit(page, "Into the report")
    assert page.path == f"/werk/edities/{edition.id}/evaluatie"
    assert page.text.count("In the report") == 1


def test_what_there_is_to_see_before_any_answer(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    coming = make_edition()
    page = visitor.get(f"/werk/edities/{coming.id}/evaluatie")
    assert "The form leaves on maandag 29 maart 2027, 12.30" in page
    nobody = make_finished(0, 3, starts="2027-02-16 09:30")
    page = visitor.get(f"/werk/edities/{nobody.id}/evaluatie")
    assert "Nobody is marked present" in page


@pytest.mark.parametrize("path", ["/werk/mijn-sessies", "/werk/sessies/{meeting}/aanwezigheid"])
def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast, path: str) -> None:
    edition = make_edition(trainers=(cast.trainer,), capacity=40)
    register(edition, 1, needs="Iets")
    address = path.format(meeting=edition.first_meeting.id)
    visitor.sign_in(cast.trainer)
    with counted() as one:
        visitor.get(address)
    for _ in range(29):
        with transaction():
            person: Person = make_person(needs="Iets")
            registrations.register(edition.id, person, PLANNED.replace(month=3), consent=True)
    for day in range(1, 30):
        make_edition(starts=f"2027-04-{day:02} 09:30", trainers=(cast.trainer,))
    with counted() as thirty:
        visitor.get(address)
    assert len(thirty) == len(one) <= 12
