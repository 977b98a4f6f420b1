"""What changed in an edition that people count on, and who is told: computed in one place.

Whoever changes an edition keeps `standing` first, writes, and calls `tell_change` under the same
lock. Everybody with a place gets one mail with all that changed, old and new, and an update of each
calendar entry that it touches.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.extensions import db
from app.mail.facts import ChangeFacts, MeetingChange, MeetingFacts
from app.mail.messages import edition_changed_staff, edition_postponed, meeting_changed
from app.models import Edition, Registration, User
from app.queries.registering.registration import in_states
from app.rules.calendars.invitation import EntryFacts, needs_update
from app.rules.registering.withdrawal import last_free_day
from app.rules.states import LIVE_REGISTRATIONS, RegistrationState
from app.rules.workdays import local_date
from app.services import history
from app.services.calendars import invitation
from app.services.history import Action
from app.services.telling.message import (
    edition_facts,
    link_reference,
    meeting_facts,
    team_and_trainers,
    tell,
    tell_staff,
)

#: The meetings of an edition by id, as people know them.
Standing = Mapping[int, MeetingFacts]


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears of a change: people with a seat, with an offer, on the waiting list, and staff."""

    seated: Sequence[Registration]
    offered: Sequence[Registration]
    waiting: Sequence[Registration]
    staff: Sequence[User]


def audience(edition: Edition) -> Audience:
    """Who is concerned by an edition at this moment, in order of arrival."""
    live = in_states(edition.id, *LIVE_REGISTRATIONS)

    def those(state: RegistrationState) -> list[Registration]:
        return [one for one in live if one.state is state]

    return Audience(
        those(RegistrationState.REGISTERED),
        those(RegistrationState.OFFERED),
        those(RegistrationState.WAITLISTED),
        team_and_trainers(edition),
    )


def standing(edition: Edition) -> Standing:
    """What people know now; keep it before something is written."""
    return {meeting.id: meeting_facts(meeting) for meeting in edition.meetings}


def changes_since(edition: Edition, before: Standing, now: datetime) -> list[MeetingChange]:
    """What people plan by and is no longer so, meeting by meeting; not of what is over already."""
    pairs = [
        MeetingChange(before[meeting.id], meeting_facts(meeting))
        for meeting in edition.meetings
        if meeting.id in before and max(before[meeting.id].ends_at, meeting.ends_at) > now
    ]
    return [
        pair for pair in pairs if needs_update(_planned_by(pair.before), _planned_by(pair.after))
    ]


def _planned_by(facts: MeetingFacts) -> EntryFacts:
    return EntryFacts(facts.starts_at, facts.ends_at, facts.place or facts.join_url)


def sets_free(change: MeetingChange) -> bool:
    """Whether this is another thing than people chose: another day, or live instead of online."""
    before, after = change.before, change.after
    moved = local_date(before.starts_at) != local_date(after.starts_at)
    return moved or before.format is not after.format


def tell_change(
    edition: Edition,
    before: Standing,
    now: datetime,
    *,
    actor_id: int | None = None,
    note: str = "",
    postponed: bool = False,
) -> int:
    """Tell everybody concerned what changed since `before`; how many people with a place heard.

    Another day, or another format, is free to withdraw from until `last_free_day`. The waiting list
    hears of that too; of another hour or room who waits reads with the offer. `note` are a
    coordinator's own words. `postponed` names it so, whatever moved, and leaves the history to the
    decision. Call it under the lock.
    """
    changes = changes_since(edition, before, now)
    if not changes:
        return 0
    free = postponed or any(sets_free(change) for change in changes)
    people = audience(edition)
    free_until = last_free_day(edition.closes_at, edition.first_meeting.starts_at, now)
    told = [*people.seated, *people.offered, *(people.waiting if free else ())]
    compose = edition_postponed if postponed else meeting_changed
    facts = edition_facts(edition, now)
    # Each change counts the version of the edition up, so it names this one and no other.
    key = str(edition.lock_version)
    for registration in told:
        seated = registration.state is RegistrationState.REGISTERED
        if free:
            registration.free_until = free_until
        what = ChangeFacts(
            changes=tuple(changes),
            note=note,
            standing=registration.state,
            free_until=free_until if free else None,
            price_cents=registration.price_cents,
        )
        reference = link_reference(registration)
        if not seated:
            tell(
                compose,
                registration,
                facts,
                now,
                key=key,
                registration=reference,
                change=what,
                calendar=None,
            )
            continue
        updates = [invitation.update_entry(registration, m, now) for m in edition.meetings]
        invitation.tell_entries(
            compose,
            registration,
            [entry for entry in updates if entry is not None],
            now,
            key=key,
            facts=facts,
            changed={pair.after.id: pair for pair in changes},
            registration=reference,
            change=what,
        )
    db.session.flush()
    if not postponed:
        history.record(
            Action.MEETING_MOVED,
            now,
            edition_id=edition.id,
            actor_id=actor_id,
            number=len(people.seated) + len(people.offered),
        )
    tell_staff(
        edition_changed_staff,
        people.staff,
        edition,
        facts,
        now,
        key=key,
        changes=tuple(changes),
        note=note,
        postponed=postponed,
        told=len(told),
    )
    return len(told)
