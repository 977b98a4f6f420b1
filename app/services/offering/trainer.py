"""Who guides an edition changes: the trainers and the team hear it, and who comes may too."""

from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.mail.facts import TrainerChange
from app.mail.messages import trainer_replaced, trainer_replaced_staff
from app.models import Edition, HistoryEntry, Registration, User
from app.rules.deciding.undo import RUNNING, check_trainer_undo
from app.rules.errors import Code, RuleBroken
from app.rules.states import Role as RoleName
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition
from app.services.telling.change import Audience, audience
from app.services.telling.message import edition_facts, link_reference, tell, tell_staff

#: By these entries of the history it is known who guided before.
CHANGES = (Action.TRAINER_REPLACED, Action.TRAINER_LEFT, Action.TRAINER_JOINED)


def replace_trainer(
    edition_id: int,
    old_id: int | None,
    new_id: int | None,
    now: datetime,
    actor_id: int,
    *,
    tell_participants: bool,
) -> bool:
    """Let `new_id` guide an edition instead of `old_id`; the trainers and the team are told.

    `new_id` None: nobody takes over, the other trainers do it alone, or the edition has none for
    now. `old_id` None: somebody comes in addition, or where nobody was. With `tell_participants`
    everybody with a seat or an offer hears who comes, for the page of the edition shows its
    trainers; as long as there is none, they hear nothing. False when it is so already, as after a
    double click. Raises LookupError; RuleBroken(EDITION_ENDED) for an edition that is over or no
    longer takes place, or NOTHING_CHANGES when `old_id` does not guide it, `new_id` is no active
    trainer, or both are None.
    """
    edition = lock_edition(edition_id)
    check_replaceable(edition, now)
    old, new = _user(old_id), _user(new_id)
    if (old or new) and old not in edition.trainers and (new is None or new in edition.trainers):
        return False
    if old is None and new is None:
        raise RuleBroken(Code.NOTHING_CHANGES, "new")
    if old is not None and old not in edition.trainers:
        raise RuleBroken(Code.NOTHING_CHANGES, "new")
    if new is not None and (new in edition.trainers or not _may_guide(new)):
        raise RuleBroken(Code.NOTHING_CHANGES, "new")
    if old is not None:
        edition.trainers.remove(old)
    others = [trainer.name for trainer in edition.trainers]
    if new is not None:
        edition.trainers.append(new)
    db.session.flush()
    change = TrainerChange(old.name if old else "", new.name if new else "", tuple(others))
    told = _tell(edition, old, new, change, now, tell_participants=tell_participants)
    action = CHANGES[0] if old and new else CHANGES[1] if old else CHANGES[2]
    history.record(
        action,
        now,
        edition_id=edition_id,
        actor_id=actor_id,
        old_id=old.id if old else 0,
        new_id=new.id if new else 0,
        number=told,
        old=change.old,
        new=change.new,
    )
    return True


def _user(user_id: int | None) -> User | None:
    if user_id is None:
        return None
    found = db.session.get(User, user_id)
    if found is None:
        raise RuleBroken(Code.NOTHING_CHANGES, "new")
    return found


def _may_guide(user: User) -> bool:
    return user.active and RoleName.TRAINER in {role.name for role in user.roles}


def _tell(
    edition: Edition,
    old: User | None,
    new: User | None,
    change: TrainerChange,
    now: datetime,
    *,
    tell_participants: bool,
) -> int:
    """Tell everybody concerned; how many participants were told."""
    people, facts, key = audience(edition), edition_facts(edition, now), str(edition.lock_version)
    told = _participants(people, change) if tell_participants else []
    for registration in told:
        reference = link_reference(registration)
        tell(
            trainer_replaced,
            registration,
            facts,
            now,
            key=key,
            registration=reference,
            guides=change,
        )
    rest = [user for user in people.staff if user not in (old, new)]
    for part, users in (
        ("new", [new] if new else []),
        ("old", [old] if old and old.active else []),
        ("", rest),
    ):
        tell_staff(
            trainer_replaced_staff,
            users,
            edition,
            facts,
            now,
            key=key,
            part=part,
            told=len(told),
            guides=change,
        )
    return len(told)


def _participants(people: Audience, change: TrainerChange) -> list[Registration]:
    """Who hears who comes; nobody, while nobody does."""
    return [*people.seated, *people.offered] if change.new or change.others else []


def check_replaceable(edition: Edition, now: datetime) -> None:
    """Somebody can take over as long as there is something to guide.

    Raises RuleBroken(EDITION_ENDED).
    """
    if edition.state not in RUNNING or now >= edition.last_meeting.ends_at:
        raise RuleBroken(Code.EDITION_ENDED)


def replaced_before(edition: Edition, now: datetime) -> tuple[User | None, User | None] | None:
    """Who was replaced last, and by whom, as long as that can be turned round; else None.

    Either may be None: nobody took over, or nobody had to go.
    """
    entry = db.session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.edition_id == edition.id, HistoryEntry.action.in_(CHANGES))
        .order_by(HistoryEntry.id.desc())
        .limit(1)
    ).one_or_none()
    if entry is None:
        return None
    old, new = (db.session.get(User, entry.facts[name] or 0) for name in ("old_id", "new_id"))
    try:
        check_trainer_undo(
            edition.state,
            edition.last_meeting.ends_at,
            now,
            swapped=(old is None or old not in edition.trainers)
            and (new is None or new in edition.trainers),
            active=old is None or old.active,
        )
    except RuleBroken:
        return None
    return old, new
