"""Registrations by edition and by their public name."""

from datetime import timedelta

from flask import Flask

from app.extensions import transaction
from app.queries.registering.registration import (
    by_public_id,
    link_expires_at,
    of_edition,
)
from app.rules.states import LIVE_REGISTRATIONS, RegistrationState
from app.services.registering import registration, waiting_list
from tests.factories.offer import make_edition, register
from tests.support.time import NOW, moment

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}


def test_the_registrations_of_an_edition_in_some_states(app: Flask) -> None:
    edition = make_edition(capacity=1, **SMALL)
    seated, waiting = register(edition, 2)
    with transaction():
        registration.withdraw(seated, NOW, frozenset())
        waiting_list.accept(waiting, NOW)
    assert of_edition(edition.id, LIVE_REGISTRATIONS) == [waiting]
    assert of_edition(edition.id, tuple(RegistrationState)) == [seated, waiting]


def test_a_registration_is_found_by_its_public_name_only(app: Flask) -> None:
    (made,) = register(make_edition())
    assert by_public_id(made.public_id) is made
    assert by_public_id(str(made.id)) is None


def test_links_work_until_some_days_after_the_last_meeting(app: Flask) -> None:
    (made,) = register(make_edition(more_starts=("2027-04-05 09:30",)))
    assert link_expires_at(made, 60) == moment("2027-04-05 12:30") + timedelta(days=60)
