"""Copying editions on the desk, and a new edition as the last one was."""

from datetime import date

from sqlalchemy import func, select

from app.extensions import db, transaction
from app.models import Edition
from app.rules.states import EditionState, Format, QuestionKind
from app.services.offering import question
from app.services.offering.question import QuestionPlan
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training
from tests.support.statements import counted
from tests.support.time import NOW, moment
from tests.support.visitor import Visitor


def number_of_editions() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(Edition.id))) or 0


def test_a_season_is_chosen_copied_and_made_once(visitor: Visitor, cast: Cast) -> None:
    taal = make_edition(
        training=make_training("Taal", "Taal"),
        starts="2027-04-20 09:30",
        more_starts=("2027-05-04 09:30",),
        trainers=(cast.trainer,),
    )
    rouw = make_edition(training=make_training("Rouw", "Rouw"), starts="2027-04-21 13:30")
    make_edition(team=cast.limburg, starts="2027-04-22 09:30")
    make_edition(starts="2028-01-10 09:30")
    page = visitor.sign_in(cast.coordinator).get("/werk/edities")
    page = visitor.get("/werk/edities/kopieren?van=2027-04-01&team=" + str(cast.antwerp.id))
    assert "2 editions" in page
    page = visitor.submit(page, "Choose the new days")
    form = page.forms[-1].values
    days = [form[f"day_{e.id}_{n}"] for e, n in ((taal, 0), (taal, 1), (rouw, 0))]
    # A year later the first falls in the Easter holidays, and the trajectory moves on with it.
    assert days == [["2028-04-18"], ["2028-05-02"], ["2028-04-19"]]
    changed = {f"day_{taal.id}_0": "2028-04-22"}
    page = visitor.submit(page, "Look for clashes", **changed)
    assert "1 day to look at" in page
    assert "Zaterdag 22 april is in the weekend." in page
    before = number_of_editions()
    for _click in range(2):
        done = visitor.submit(page, "Make 2 drafts")
        assert "2 drafts are made." in done
        assert number_of_editions() == before + 2
    assert "Editions of 2028" in done
    starts = {
        m.starts_at
        for e in db.session.scalars(select(Edition).where(Edition.state == EditionState.DRAFT))
        for m in e.meetings
    }
    assert starts == {
        moment("2028-04-22 09:30"),
        moment("2028-05-02 09:30"),
        moment("2028-04-19 13:30"),
    }


def test_an_error_stands_at_its_row_and_nothing_is_made(visitor: Visitor, cast: Cast) -> None:
    one, other = (make_edition(starts=f"2027-04-2{n} 09:30") for n in (0, 1))
    path = f"/werk/edities/kopieren/data?editie={one.id}&editie={other.id}"
    page = visitor.sign_in(cast.coordinator).get(path)
    wrong = {f"day_{other.id}_0": "2027-02-01"}
    again = visitor.submit(page, "Make 2 drafts", status=422, **wrong)
    assert "Registration opens before it closes" in again
    assert again.forms[-1].values[f"day_{other.id}_0"] == ["2027-02-01"]
    for day in ("", "1999-01-01", "x", "9999-12-31"):
        wrong = {f"day_{other.id}_0": day}
        assert "1 thing to check" in visitor.submit(page, "Make 2", status=422, **wrong)
    assert number_of_editions() == 2


def test_copies_that_share_a_trainer_clash_with_each_other(visitor: Visitor, cast: Cast) -> None:
    one, other = (
        make_edition(starts=f"2027-04-2{n} 09:30", trainers=(cast.trainer,), format_=Format.WEBINAR)
        for n in (0, 1)
    )
    path = f"/werk/edities/kopieren/data?editie={one.id}&editie={other.id}"
    page = visitor.sign_in(cast.coordinator).get(path)
    same = {f"day_{e.id}_0": "2028-05-09" for e in (one, other)}
    page = visitor.submit(page, "Look for clashes", **same)
    assert page.text.count("Nadia El Amrani guides another edition of this list then.") == 2


def test_editions_of_another_team_are_not_copied(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    page = visitor.sign_in(cast.coordinator_limburg).get(
        f"/werk/edities/kopieren/data?editie={edition.id}&editie=999&editie=x&editie={'9' * 30}"
    )
    assert "Choose one edition at least." in page
    assert "No editions in this period" in page
    for day in ("", "x", "0001-01-01", "9999-12-31"):
        visitor.get(f"/werk/edities/kopieren?van={day}&tot={day}&team={cast.antwerp.id}")


def test_pages_of_copies_ask_a_fixed_number_of_statements(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    editions = [make_edition(starts="2027-05-01 09:30", trainers=(cast.trainer,))]
    numbers = []
    for many in (False, True):
        for day in range(2, 16) if many else ():
            starts = f"2027-05-{day:02} 09:30"
            editions.append(make_edition(starts=starts, trainers=(cast.trainer,)))
        ids = "&".join(f"editie={edition.id}" for edition in editions)
        for path in ("/werk/edities/kopieren", f"/werk/edities/kopieren/data?{ids}"):
            with counted() as seen:
                visitor.get(path)
            numbers.append(len(seen))
    assert numbers[:2] == numbers[2:]
    assert max(numbers) <= 12


def test_a_new_edition_is_as_the_last_one_was(visitor: Visitor, cast: Cast) -> None:
    training = make_training()
    make_edition(team=cast.antwerp, starts="2027-06-01 09:30")
    last = make_edition(
        team=cast.limburg,
        starts="2027-04-20 13:30",
        more_starts=("2027-04-27 13:30",),
        capacity=11,
        minimum=4,
        minimum_reason="Een kleine groep.",
        trainers=(cast.trainer,),
        price_cents=4750,
        meal=True,
        join_url="https://webinar.example.com/j/1",
        co_organisers=("Atlas", "Ella"),
    )
    with transaction():
        question.add(last.id, QuestionPlan(QuestionKind.YES_NO, "Kom je met de trein?"), NOW)
        cast.trainer.active = True
    page = visitor.sign_in(cast.coordinator_limburg).get("/werk/edities/nieuw")
    page = visitor.submit(page, "Take over", vorming=str(training.id))
    assert "Taken over from 20 april 2027" in page
    values = {name: value[0] for name, value in page.forms[-1].values.items()}
    assert {name: values[name] for name in ("capacity", "minimum", "price", "place", "meal")} == {
        "capacity": "11",
        "minimum": "4",
        "price": "47,50",
        "place": "Zaal De Brug",
        "meal": "y",
    }
    assert (values["on_0"], values["from_0"], values["to_1"]) == ("", "13:30", "16:30")
    assert (values["join_url"], values["decision_on"], values["closes_at"]) == ("", "", "")
    visitor.submit(page, "Save as a draft", status=422)
    page = visitor.submit(page, "Save as a draft", on_0="2027-10-05", on_1="2027-10-12")
    draft = db.session.scalars(select(Edition).order_by(Edition.id.desc())).first()
    assert draft is not None
    assert draft.co_organisers == ["Atlas", "Ella"]
    assert [user.id for user in draft.trainers] == [cast.trainer.id]
    assert [q.label for q in draft.questions] == ["Kom je met de trein?"]
    assert draft.decision_on == date(2027, 9, 21)
    assert "taken over from 20 april 2027" in visitor.get(f"{page.path}/geschiedenis")


def test_the_questions_of_another_training_stay_behind(visitor: Visitor, cast: Cast) -> None:
    last = make_edition()
    with transaction():
        question.add(last.id, QuestionPlan(QuestionKind.TEXT, "Waarom?"), NOW)
    other = make_training("Rouw", "Rouw")
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/nieuw?vorming={last.training_id}")
    visitor.submit(page, "Save as a draft", training_id=str(other.id), on_0="2027-10-05")
    draft = db.session.scalars(select(Edition).order_by(Edition.id.desc())).first()
    assert draft is not None
    assert (draft.training_id, draft.questions) == (other.id, [])


def test_clashes_stand_at_the_meeting_in_the_form(visitor: Visitor, cast: Cast) -> None:
    make_edition(starts="2027-05-10 09:30", trainers=(cast.trainer,))
    page = visitor.sign_in(cast.coordinator).get("/werk/edities/nieuw")
    row = {"on_0": "2027-05-10", "from_0": "12:00", "to_0": "15:00"}
    page = visitor.submit(page, "Look for clashes", trainers=[str(cast.trainer.id)], **row)
    assert "Nadia El Amrani guides Racisme verwondt of Antwerpen (9.30–12.30 uur) then." in page
    page = visitor.submit(page, "Look for clashes", from_0="12:30")
    assert "Nothing clashes with these days." in page
    for row in ({"on_0": "9999-12-31"}, {"on_0": ""}, {"to_0": "01:00"}, {"on_0": "x"}):
        visitor.submit(page, "Look for clashes", **row)


def test_what_another_team_prepares_is_not_taken_over(visitor: Visitor, cast: Cast) -> None:
    shown = make_edition(team=cast.antwerp, starts="2027-04-20 09:30", capacity=11)
    draft = make_edition(team=cast.antwerp, starts="2027-06-01 09:30", capacity=12, publish=False)
    visitor.sign_in(cast.coordinator_limburg)
    path = f"/werk/edities/nieuw?vorming={shown.training_id}"
    page = visitor.get(path)
    assert "Taken over from 20 april 2027" in page
    assert page.forms[-1].values["capacity"] == ["11"]
    assert page.forms[-1].values["team_id"] == [str(cast.limburg.id)]
    for example in (str(draft.id), "9" * 30, "x", "-1"):
        again = visitor.submit(page, "Look for clashes", example=example)
        assert "Taken over" not in again
    assert "Taken over" not in visitor.get("/werk/edities/nieuw?vorming=" + "9" * 30)
