"""Another trainer: both hear it, the participants if that was ticked; it can be turned round."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models import Edition
from app.queries.deciding.today import today
from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason
from app.services.deciding import minimum
from app.services.offering.trainer import replace_trainer, replaced_before
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails, told
from tests.support.time import NOW, moment

ENDS = moment("2027-03-29 12:30")


def replace(
    edition: Edition, old: int | None, new: int | None, cast: Cast, *, tell: bool = True
) -> bool:
    with transaction():
        return replace_trainer(
            edition.id, old, new, NOW, cast.coordinator.id, tell_participants=tell
        )


@pytest.mark.parametrize("tell", [True, False])
def test_old_and_new_trainer_and_team_are_told_and_the_participants_if_wanted(
    app: Flask, cast: Cast, tell: bool
) -> None:
    edition = make_edition(trainers=(cast.trainer,), capacity=8)
    seated, waiting = register(edition, 8)[:2], register(edition)
    before = told()
    assert replace(edition, cast.trainer.id, cast.other_trainer.id, cast, tell=tell)
    assert [user.name for user in edition.trainers] == ["Joris Vermeulen"]
    staff = (cast.trainer, cast.other_trainer, cast.coordinator, cast.coordinator_antwerp)
    now = told() - before
    assert {name: number for name, number in now.items() if name[0].endswith("_staff")} == {
        ("trainer_replaced_staff", user.email): 1 for user in staff
    }
    assert now["trainer_replaced", seated[0].email] == int(tell)
    assert mails("trainer_replaced", to=waiting[0].email) == []
    texts = {mail.recipient: mail.text for mail in mails("trainer_replaced_staff")}
    assert len({text.split("\n\n")[2] for text in texts.values()}) == 3
    # The second click of a double click tells nobody again.
    again = told()
    assert not replace(edition, cast.trainer.id, cast.other_trainer.id, cast, tell=tell)
    assert told() - again == Counter()


def test_it_is_turned_round_and_told_again(app: Flask, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    (person,) = register(edition)
    assert replaced_before(edition, NOW) is None
    replace(edition, cast.trainer.id, cast.other_trainer.id, cast)
    assert replaced_before(edition, NOW) == (cast.trainer, cast.other_trainer)
    replace(edition, cast.other_trainer.id, cast.trainer.id, cast)
    assert replaced_before(edition, NOW) == (cast.other_trainer, cast.trainer)
    assert replaced_before(edition, ENDS) is None
    assert len(mails("trainer_replaced", to=person.email)) == 2


def test_without_a_substitute_the_other_trainer_does_it_alone(app: Flask, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer, cast.other_trainer))
    (person,) = register(edition)
    for changed in (True, False):
        assert replace(edition, cast.trainer.id, None, cast) is changed
    assert edition.trainers == [cast.other_trainer]
    (mail,) = mails("trainer_replaced", to=person.email)
    assert "Nadia El Amrani cannot come. Joris Vermeulen guides" in mail.text
    texts = {mail.recipient: mail.text for mail in mails("trainer_replaced_staff")}
    assert set(texts) == {
        user.email
        for user in (
            cast.trainer,
            cast.other_trainer,
            cast.coordinator,
            cast.coordinator_antwerp,
        )
    }
    assert "You no longer guide this edition.\n" in texts[cast.trainer.email]
    assert "Joris Vermeulen does it alone." in texts[cast.other_trainer.email]
    # It is turned round: the first one comes besides.
    assert replaced_before(edition, NOW) == (cast.trainer, None)
    assert replace(edition, None, cast.trainer.id, cast)
    assert set(edition.trainers) == {cast.trainer, cast.other_trainer}
    assert "with Joris Vermeulen" in mails("trainer_replaced", to=person.email)[1].text
    assert replaced_before(edition, NOW) == (None, cast.trainer)


def test_as_long_as_nobody_guides_it_participants_hear_nothing(app: Flask, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    (person,) = register(edition)
    assert replace(edition, cast.trainer.id, None, cast)
    assert (edition.trainers, mails("trainer_replaced")) == ([], [])
    mail = mails("trainer_replaced_staff", to=cast.coordinator.email)[0]
    assert "It has no trainer now" in mail.text
    assert replace(edition, None, cast.other_trainer.id, cast)
    (mail,) = mails("trainer_replaced", to=person.email)
    assert "Joris Vermeulen guides" in mail.text
    assert mail.subject.startswith("New trainer: ")


def test_only_a_trainer_of_the_edition_is_replaced_and_only_by_another_one(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    for old, new in (
        (cast.trainer.id, cast.trainer.id),
        (cast.other_trainer.id, cast.trainer.id + 4711),
        (cast.trainer.id, cast.coordinator.id),
        (cast.coordinator.id, cast.other_trainer.id),
        (None, cast.coordinator.id),
        (None, None),
    ):
        with pytest.raises(RuleBroken) as refused:
            replace(edition, old, new, cast)
        assert refused.value.code is Code.NOTHING_CHANGES
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    with pytest.raises(RuleBroken) as refused:
        replace(edition, cast.trainer.id, cast.other_trainer.id, cast)
    assert refused.value.code is Code.EDITION_ENDED


def test_who_left_is_a_task_of_today_until_somebody_is_named_or_it_is_over(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(
        trainers=(cast.trainer,), more_starts=("2027-04-12 09:30",), minimum=1, minimum_reason="-"
    )
    register(edition)
    never_named = make_edition(starts="2027-03-22 09:30")

    def asked(now: datetime) -> list[tuple[int, int]]:
        found = today(cast.coordinator.actor, now).todo
        return [(t.card.edition.id, t.number) for t in found if t.card and t.kind == "no_trainer"]

    assert asked(NOW) == []
    replace(edition, cast.trainer.id, None, cast)
    db.session.refresh(edition)
    assert never_named.trainers == []
    assert asked(NOW) == [(edition.id, 26)]
    ends = moment("2027-04-12 12:30")
    assert asked(ends - timedelta(seconds=1)) == [(edition.id, 0)]
    assert asked(ends) == []
    replace(edition, None, cast.other_trainer.id, cast)
    assert asked(NOW) == []
