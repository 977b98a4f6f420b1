"""What people needed is erased soon after the last meeting."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import HistoryEntry, RegistrationNeeds, RegistrationNote
from app.services import schedule
from app.services.registering import note, privacy, registration
from tests.factories.cast import Cast
from tests.factories.held import ENDS
from tests.factories.offer import make_edition, register
from tests.support.installation import make_app
from tests.support.time import NOW

SECOND = timedelta(seconds=1)
DUE = ENDS + timedelta(days=7)


def needs() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(RegistrationNeeds.needs)))


@pytest.mark.parametrize(("moment", "erased"), [(DUE - SECOND, 0), (DUE, 2)])
def test_needs_are_erased_seven_days_after_the_meeting(
    app: Flask, moment: datetime, erased: int
) -> None:
    edition = make_edition()
    register(edition, 2, needs="Een rolstoel.")
    register(edition)
    for _ in schedule.run(moment, transaction):
        pass
    assert needs() == ["Een rolstoel."] * (2 - erased)
    entries = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.action == "needs_erased")
    ).all()
    assert [(entry.edition_id, entry.facts) for entry in entries] == (
        [(edition.id, {"number": 2})] if erased else []
    )


def test_notes_go_with_the_needs(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    both, noted = register(edition, needs="Een rolstoel.")[0], register(edition)[0]
    for person in (both, noted):
        with transaction():
            note.write(person, "Belt nog terug.", NOW, cast.coordinator.id)
    assert privacy.editions_with_old_needs(DUE) == [edition.id]
    with transaction():
        assert privacy.erase_needs(edition.id, DUE) == 2
    assert db.session.scalars(select(RegistrationNote)).all() == []
    assert privacy.editions_with_old_needs(DUE) == []


def test_the_last_meeting_of_a_trajectory_counts(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-12 09:30",))
    register(edition, needs="Vegetarisch.")
    last = edition.last_meeting.ends_at + timedelta(days=7)
    assert privacy.editions_with_old_needs(DUE) == []
    assert privacy.editions_with_old_needs(last - SECOND) == []
    assert privacy.editions_with_old_needs(last) == [edition.id]


def test_what_was_erased_is_erased_once_and_that_of_others_stays(app: Flask) -> None:
    edition, later = make_edition(), make_edition(starts="2027-04-12 09:30")
    (gone,) = register(edition, needs="Weg.")
    register(later, needs="Blijft.")
    with transaction():
        registration.withdraw(gone, NOW, ())
    assert privacy.editions_with_old_needs(DUE) == [edition.id]
    numbers = []
    for _ in range(2):
        with transaction():
            numbers.append(privacy.erase_needs(edition.id, DUE))
    assert numbers == [1, 0]
    assert needs() == ["Blijft."]
    assert privacy.editions_with_old_needs(DUE) == []


def test_the_number_of_days_is_a_setting(app: Flask) -> None:
    edition = make_edition()
    register(edition, needs="Een rolstoel.")
    edition_id = edition.id
    other = make_app(app.config["SQLALCHEMY_DATABASE_URI"], NEEDS_ERASE_DAYS=0)
    with other.app_context():
        assert privacy.editions_with_old_needs(ENDS - SECOND) == []
        assert privacy.editions_with_old_needs(ENDS) == [edition_id]
        db.session.remove()
        db.engine.dispose()
