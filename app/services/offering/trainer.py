"""Another trainer guides an edition: both are told, and the participants who comes."""

from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.mail.messages import trainer_replaced, trainer_replaced_staff
from app.models import Edition, HistoryEntry, User
from app.rules.deciding.undo import RUNNING, check_trainer_undo
from app.rules.errors import Code, RuleBroken
from app.rules.states import Role as RoleName
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition
from app.services.telling.change import audience
from app.services.telling.message import edition_facts, link_reference, tell, tell_staff


def replace_trainer(
    edition_id: int,
    old_id: int,
    new_id: int,
    now: datetime,
    actor_id: int,
    *,
    tell_participants: bool,
) -> bool:
    """Let `new_id` guide an edition instead of `old_id`; the trainers and the team are told.

    With `tell_participants` everybody with a seat or an offer hears who comes: the page of the
    edition shows its trainers. False when it is so already, as after a double click. Raises
    LookupError; RuleBroken(EDITION_ENDED) for an edition that is over or no longer takes place, or
    NOTHING_CHANGES when the two are not a trainer of this edition and another one.
    """
    edition = lock_edition(edition_id)
    check_replaceable(edition, now)
    guides = {trainer.id: trainer for trainer in edition.trainers}
    old, new = db.session.get(User, old_id), db.session.get(User, new_id)
    if old is not None and new is not None and old_id not in guides and new_id in guides:
        return False
    if old is None or old_id not in guides or new is None or new_id in guides:
        raise RuleBroken(Code.NOTHING_CHANGES, "new")
    if not new.active or RoleName.TRAINER not in {role.name for role in new.roles}:
        raise RuleBroken(Code.NOTHING_CHANGES, "new")
    edition.trainers.remove(old)
    edition.trainers.append(new)
    db.session.flush()
    people = audience(edition)
    told = [*people.seated, *people.offered] if tell_participants else []
    facts = edition_facts(edition, now)
    key = str(edition.lock_version)
    for registration in told:
        reference = link_reference(registration)
        tell(
            trainer_replaced,
            registration,
            facts,
            now,
            key=key,
            registration=reference,
            old=old.name,
            new=new.name,
        )
    rest = [user for user in people.staff if user.id not in (old_id, new_id)]
    for part, users in (("new", [new]), ("old", [old] if old.active else []), ("", rest)):
        tell_staff(
            trainer_replaced_staff,
            users,
            edition,
            facts,
            now,
            key=key,
            part=part,
            told=len(told),
            old=old.name,
            new=new.name,
        )
    history.record(
        Action.TRAINER_REPLACED,
        now,
        edition_id=edition_id,
        actor_id=actor_id,
        old_id=old_id,
        new_id=new_id,
        number=len(told),
        old=old.name,
        new=new.name,
    )
    return True


def check_replaceable(edition: Edition, now: datetime) -> None:
    """Somebody can take over as long as there is something to guide.

    Raises RuleBroken(EDITION_ENDED).
    """
    if edition.state not in RUNNING or now >= edition.last_meeting.ends_at:
        raise RuleBroken(Code.EDITION_ENDED)


def replaced_before(edition: Edition, now: datetime) -> tuple[User, User] | None:
    """Who was replaced last, and by whom, as long as that can be turned round; else None."""
    entry = db.session.scalars(
        select(HistoryEntry)
        .where(
            HistoryEntry.edition_id == edition.id, HistoryEntry.action == Action.TRAINER_REPLACED
        )
        .order_by(HistoryEntry.id.desc())
        .limit(1)
    ).one_or_none()
    if entry is None:
        return None
    guides = {trainer.id: trainer for trainer in edition.trainers}
    old = db.session.get(User, entry.facts["old_id"])
    new = guides.get(entry.facts["new_id"])
    try:
        check_trainer_undo(
            edition.state,
            edition.last_meeting.ends_at,
            now,
            swapped=new is not None and old is not None and old.id not in guides,
            active=old is not None and old.active,
        )
    except RuleBroken:
        return None
    assert old is not None
    assert new is not None
    return old, new
