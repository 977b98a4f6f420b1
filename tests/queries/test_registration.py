"""Registrations by edition, by person and by their public name."""

from datetime import timedelta

from flask import Flask

from app.extensions import transaction
from app.queries.registration import (
    by_public_id,
    current_of_person,
    link_expires_at,
    of_edition,
)
from app.rules.states import LIVE_REGISTRATIONS, CancelReason, RegistrationState
from app.services import minimum, registration, waiting_list
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.time import NOW, moment

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}


def test_the_registrations_of_an_edition_and_of_a_person(app: Flask) -> None:
    edition, other = make_edition(capacity=1, **SMALL), make_edition(starts="2027-05-11 09:30")
    seated, waiting = register(edition, 2)
    with transaction():
        registration.withdraw(seated, NOW, frozenset())
        waiting_list.accept(waiting, NOW)
    (again,) = register(other, 1, email=waiting.email.upper())
    assert of_edition(edition.id, LIVE_REGISTRATIONS) == [waiting]
    assert of_edition(edition.id, tuple(RegistrationState)) == [seated, waiting]
    assert current_of_person(f" {waiting.email}", NOW) == [waiting, again]
    assert current_of_person(seated.email, NOW) == []


def test_what_was_cancelled_with_its_edition_counts_until_its_dates_are_past(
    app: Flask, cast: Cast
) -> None:
    (made,) = register(make_edition())
    with transaction():
        minimum.cancel(made.edition_id, CancelReason.TOO_FEW, "", NOW, cast.coordinator.id)
    end = made.edition.last_meeting.ends_at
    assert current_of_person(made.email, end - timedelta(seconds=1)) == [made]
    assert current_of_person(made.email, end) == []


def test_a_registration_is_found_by_its_public_name_only(app: Flask) -> None:
    (made,) = register(make_edition())
    assert by_public_id(made.public_id) is made
    assert by_public_id(str(made.id)) is None


def test_links_work_until_some_days_after_the_last_meeting(app: Flask) -> None:
    (made,) = register(make_edition(more_starts=("2027-04-05 09:30",)))
    assert link_expires_at(made, 60) == moment("2027-04-05 12:30") + timedelta(days=60)
