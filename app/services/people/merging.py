"""Making one of two entries for the same person, or for the same organisation."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select, update

from app.extensions import db
from app.models import (
    Booking,
    Feed,
    Interest,
    OrganisationAlias,
    Registration,
    SignIn,
)
from app.queries.people.dossier import of_person
from app.queries.people.merging import mark_of_registrations, still_takes_part
from app.rules.errors import Code, RuleBroken
from app.rules.people.merging import check_merge, plain
from app.rules.states import LIVE_REGISTRATIONS
from app.services import history
from app.services.history import Action
from app.services.registering import registration as registrations
from app.services.registering.person import person_of
from app.services.registering.seats import lock_editions


def merge_people(
    keep: Registration, other: Registration, now: datetime, actor_id: int, *, seen: str
) -> int:
    """Everything of the person of `other` goes to the address of the person of `keep`; how many.

    `seen` is the mark (`queries.people.merging.Pair.mark`) of both as they were looked at before.

    Where the other still takes part in something that is not over, the calendar entries of what is
    to come move to the address that stays, with the usual mails. Names stay as each registration
    has them: certificates are about them. Links that went to the other address stop working. Raises
    RuleBroken from `rules.people.merging.check_merge`, or PEOPLE_CHANGED for another mark.
    """
    # All of them first, in the order of their ids: two who merge, move or cancel at the same moment
    # never wait for each other.
    lock_editions([r.edition_id for r in of_person(other.email_key)])
    db.session.expire_all()
    mine, theirs = of_person(keep.email_key), of_person(other.email_key)
    check_merge((keep.email_key, other.email_key), _live_in(mine), _live_in(theirs))
    if seen != mark_of_registrations([*mine, *theirs]):
        raise RuleBroken(Code.PEOPLE_CHANGED)
    old_key = other.email_key
    for registration in theirs:
        if still_takes_part(registration, now):
            person = replace(person_of(registration), email=keep.email)
            registrations.change(registration, person, now, actor_id=actor_id)
        else:
            registration.email, registration.email_key = keep.email, keep.email_key
            registration.link_version += 1
    db.session.flush()
    _move_the_rest(old_key, keep, now)
    history.record(
        Action.PEOPLE_MERGED,
        now,
        edition_id=keep.edition_id,
        registration_id=keep.id,
        actor_id=actor_id,
        name=keep.name,
        number=len(theirs),
    )
    return len(theirs)


def _live_in(people: list[Registration]) -> set[int]:
    return {r.edition_id for r in people if r.state in LIVE_REGISTRATIONS}


def _move_the_rest(old_key: str, keep: Registration, now: datetime) -> None:
    """Bookings and interests follow; links and calendars of the old address end."""
    db.session.execute(
        update(Booking)
        .where(Booking.email_key == old_key)
        .values(email=keep.email, email_key=keep.email_key, link_version=Booking.link_version + 1)
    )
    waits = set(
        db.session.scalars(select(Interest.training_id).where(Interest.email_key == keep.email_key))
    )
    for interest in db.session.scalars(select(Interest).where(Interest.email_key == old_key)):
        if interest.training_id in waits:
            db.session.delete(interest)
        else:
            interest.email, interest.email_key = keep.email, keep.email_key
    for sign_in in db.session.scalars(select(SignIn).where(SignIn.email_key == old_key)):
        sign_in.ended_at = sign_in.ended_at or now
    for feed in db.session.scalars(select(Feed).where(Feed.email_key == old_key)):
        feed.revoked_at = feed.revoked_at or now
    db.session.flush()


def merge_organisations(name: str, into: str, now: datetime, actor_id: int) -> int:
    """Write `into` wherever a registration says `name`, and from now on; how many did.

    Raises RuleBroken(SAME_ORGANISATION) when both are the same already.
    """
    into = into.strip()
    if name == into or not into:
        raise RuleBroken(Code.SAME_ORGANISATION, "into")
    changed = db.session.scalars(
        update(Registration)
        .where(Registration.organisation == name)
        .values(organisation=into)
        .returning(Registration.edition_id)
        .execution_options(synchronize_session="fetch")
    ).all()
    key = plain(name)[:200]
    if key and key != plain(into)[:200]:
        alias = db.session.get(OrganisationAlias, key) or OrganisationAlias(key=key)
        alias.name = into
        db.session.add(alias)
        # What stood for the old name stands for the new one too: no chain is ever followed.
        db.session.execute(
            update(OrganisationAlias).where(OrganisationAlias.name == name).values(name=into)
        )
    # The name itself may have been an alias of another one before.
    own = db.session.get(OrganisationAlias, plain(into)[:200])
    if own is not None:
        db.session.delete(own)
    history.record(
        Action.ORGANISATIONS_MERGED,
        now,
        actor_id=actor_id,
        old=name,
        name=into,
        number=len(changed),
    )
    db.session.flush()
    return len(changed)
