"""Finding editions by free text, alike on both engines."""

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models import Edition, SearchDocument, User
from app.queries.offering.search import find
from app.services.offering import offer, search
from app.services.offering.offer import TrainingFacts
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training
from tests.support.planning import plan_of, replan
from tests.support.statements import counted
from tests.support.time import NOW

TOPOI = TrainingFacts(
    title="Interculturele communicatie – Het TOPOI-model",
    short_name="TOPOI",
    summary="Een gesprek loopt vast. Waar zoek je naar het verschil?",
    description="Over alles wat hier niet telt: zeilboten.",
    goals="Je herkent eigen vanzelfsprekendheden.\nJe stelt vragen aan cliënten.",
    themes=("Hulpverleningsrelatie",),
)
GRIEF = TrainingFacts(
    title="Rouw en verlies bij jongeren",
    short_name="Rouw",
    summary="Wat betekent afscheid op de vlucht?",
    description="",
    themes=("Migratie",),
)
SCHOOL = TrainingFacts(
    title="Parler avec des familles",
    short_name="Familles",
    summary="Une formation pour les accompagnateurs scolaires.",
    description="",
)


def matching(question: str) -> frozenset[int]:
    return find(question).editions


#: (what is typed, the editions that it finds)
QUESTIONS = (
    # title, summary, goals, themes, trainers, team; not the description
    ("topoi", "topoi"),
    ("verschil", "topoi"),
    ("vanzelfsprekendheden", "topoi"),
    ("hulpverleningsrelatie", "topoi"),
    ("Nadia El Amrani", "grief"),
    ("limburg", "topoi"),
    ("zeilboten", ""),
    # every word counts, words that say nothing do not
    ("rouw bij een jongere", "grief"),
    ("rouw topoi", ""),
    # accents and capitals
    ("CLIENTEN", "topoi"),
    ("cliënten", "topoi"),
    # word forms, in the language of the edition
    ("jongere", "grief"),
    ("gesprekken", "topoi"),
    ("migraties", "grief"),
    ("famille", "school"),
    ("accompagnateur scolaire", "school"),
    # half typed, and inside a longer word
    ("intercult", "topoi"),
    ("verlening", "topoi"),
    # one error in a middling word, two in a long one; none in a short one
    ("tpooi", "topoi"),
    ("verlis", "grief"),
    ("rouwq", "grief"),
    ("comunnicatie", "topoi"),
    ("rw", ""),
    ("xyzzy", ""),
    # whatever else can be typed
    ("", ""),
    ("en", "grief"),
    ("\x00 \" ' OR -- * : & | ! ( )", ""),
    ("topoi' | 'rouw", ""),
    ('topoi" OR "rouw', ""),
    ("٣ 中文 🙂", ""),
    ("a" * 10_000, ""),
)


@pytest.fixture
def offered(app: Flask, cast: Cast) -> dict[int, str]:
    """Three editions: names by id. Nadia El Amrani guides the one about grief."""
    with transaction():
        trainings = [offer.save_training(facts, NOW) for facts in (TOPOI, GRIEF, SCHOOL)]
    topoi = make_edition(training=trainings[0], team=cast.limburg)
    grief = make_edition(training=trainings[1], trainers=(cast.trainer,))
    school = make_edition(training=trainings[2])
    replan(school, plan_of(school, language="fr"))
    return {topoi.id: "topoi", grief.id: "grief", school.id: "school"}


def test_finding(offered: dict[int, str]) -> None:
    found = {
        question: {offered[edition_id] for edition_id in matching(question)}
        for question, _ in QUESTIONS
    }
    assert found == {question: set(names.split()) for question, names in QUESTIONS}


def test_it_takes_two_statements_however_much_is_asked(offered: dict[int, str]) -> None:
    with counted() as sent:
        assert matching("interculturele comunicatie over het verschil bij cliënten")
    assert len([one for one in sent if not one.startswith("BEGIN")]) == 2


def test_what_changes_is_found_by_its_new_words_only(offered: dict[int, str], cast: Cast) -> None:
    [grief] = matching("rouw")
    edition = db.session.get_one(Edition, grief)
    replan(edition, plan_of(edition, trainer_ids=(cast.other_trainer.id,), place="Zaal Aurora"))
    assert matching("amrani") == set()
    assert matching("vermeulen") == matching("aurora") == {grief}
    with transaction():
        offer.save_training(
            TrainingFacts("Afscheid nemen", "Afscheid", "Kort.", ""), NOW, edition.training_id
        )
    assert matching("rouw") == matching("migratie") == set()
    assert matching("afscheid nemen") == {grief}


def test_an_edition_that_goes_is_not_found_any_more(offered: dict[int, str]) -> None:
    [grief] = matching("rouw")
    with transaction():
        db.session.delete(db.session.get_one(SearchDocument, grief))
    assert matching("rouw") == set()
    with transaction():
        assert search.index_missing() == 1
        assert search.index_missing() == 0
    assert matching("rouw") == {grief}


def test_a_rebuild_takes_in_what_changed_by_hand(offered: dict[int, str], cast: Cast) -> None:
    with transaction():
        db.session.get_one(User, cast.trainer.id).name = "Šárka Yıldız"
    assert matching("sarka yildiz") == set()
    with transaction():
        assert search.rebuild() == 3
    assert {offered[i] for i in matching("sarka yildiz")} == {"grief"}
    assert matching("amrani") == set()


def test_the_words_of_a_draft_hide_and_tell_nothing_until_it_is_published(app: Flask) -> None:
    shown = make_edition(training=make_training("Rouwen", "Rouwen"))
    assert matching("rouwin") == {shown.id}, "a typing error"
    draft = make_edition(training=make_training("Rouwin", "Rouwin"), publish=False)
    replan(draft, plan_of(draft, place="Zaal Rouwin"))
    with transaction():
        search.index_missing()
    assert matching("rouwin") == {shown.id}
    with transaction():
        offer.publish(draft.id, NOW)
    assert matching("rouwin") == {draft.id}
