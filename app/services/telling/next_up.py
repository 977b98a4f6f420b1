"""What comes next for who took part: other trainings of the same themes, for who agreed to news."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.mail.facts import NextUp
from app.models import Edition, Registration
from app.queries.offering.offer import EditionCard, alternatives
from app.rules.states import LIVE_REGISTRATIONS
from app.services.telling.message import edition_facts, link_reference

#: More are a catalogue, and that has a page.
MOST = 3


def next_up(
    edition: Edition, people: Sequence[Registration], now: datetime
) -> Mapping[int, NextUp]:
    """By registration id, up to `MOST` trainings with a date that can be registered for now.

    One date a training, and none of a training in which the person has a place or had one. Who did
    not agree to news is not in it, nor for whom nothing is coming: privacy.html promises the first.
    """
    asked = [person for person in people if person.news_at is not None]
    dates: dict[int, EditionCard] = {}
    for shown in alternatives(edition, now) if asked else ():
        if shown.edition.training_id != edition.training_id:
            dates.setdefault(shown.edition.training_id, shown)
    if not dates:
        return {}
    been = {
        (key, training_id)
        for key, training_id in db.session.execute(
            select(Registration.email_key, Edition.training_id)
            .join(Registration.edition)
            .where(
                Registration.email_key.in_([person.email_key for person in asked]),
                Registration.state.in_(LIVE_REGISTRATIONS),
                Edition.training_id.in_(dates),
            )
        )
    }
    facts = {key: edition_facts(shown, now) for key, shown in dates.items()}
    found = {}
    for person in asked:
        new = [told for key, told in facts.items() if (person.email_key, key) not in been]
        if new:
            found[person.id] = NextUp(tuple(new[:MOST]), link_reference(person))
    return found
