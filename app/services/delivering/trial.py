"""A trial invitation: sent, moved and cancelled, to see what somebody's calendar makes of it."""

from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from app.extensions import db, installation, settings
from app.mail import outbox
from app.mail.entries import Organizer
from app.mail.facts import MeetingFacts, Recipient
from app.mail.invitations import Attendee, InvitationFacts, Method, invitation_ics
from app.mail.messages import trial_invitation
from app.mail.mime import CalendarPart, parse_sender
from app.models import TrialInvitation
from app.queries.delivering.deliverability import trials_since
from app.rules.errors import Code, RuleBroken
from app.rules.states import Format
from app.rules.workdays import LOCAL, local_date, local_moment
from app.services import history
from app.services.history import Action
from app.services.registering.entering import check_address
from app.services.telling.message import letterhead

#: When the meeting that does not exist begins: in the invitation, and once it moved.
_STARTS, _MOVED = time(10), time(14)
_LASTS = timedelta(hours=1)
#: SEQUENCE of the last step, which cancels it.
CANCELLED = 2
#: So many trials in 24 hours, of all administrators together: more than who compares programs
#: needs, and too few to pester anybody with in our name.
MOST_A_DAY = 20


def start(
    uid: str, address: str, language: str, summary: str, now: datetime, actor_id: int
) -> TrialInvitation | None:
    """Invite somebody for tomorrow; None when this very form was sent before.

    `uid` is a UUID that the form carries, so that a second click is known. Raises ValueError for
    another text, RuleBroken(ADDRESS_IS_OURS) for the address that our mails come from, or
    RuleBroken(TOO_MANY_TRIALS).
    """
    check_address(address)
    earlier = [one for one in trials_since(now - timedelta(days=1)) if one != uid]
    if len(earlier) >= MOST_A_DAY:
        raise RuleBroken(Code.TOO_MANY_TRIALS, "address", most=MOST_A_DAY)
    tomorrow = local_date(now) + timedelta(days=1)
    made = TrialInvitation(
        uid=str(UUID(uid)),
        sequence=0,
        recipient=address,
        language=language,
        starts_at=local_moment(tomorrow, _STARTS),
        created_at=now,
        changed_at=now,
        sent_by_id=actor_id,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        return None
    _send(made, summary, now)
    return made


def go_on(found: TrialInvitation, sequence: int, summary: str, now: datetime) -> bool:
    """Send the step of this SEQUENCE: 1 moves the meeting, 2 cancels it.

    False when it is not the next one: somebody pressed a button twice.
    """
    db.session.refresh(found, with_for_update=True)
    if sequence != found.sequence + 1 or sequence > CANCELLED:
        return False
    found.sequence, found.changed_at = sequence, now
    if sequence < CANCELLED:
        found.starts_at = local_moment(local_date(found.starts_at), _MOVED)
    db.session.flush()
    _send(found, summary, now)
    return True


def _send(found: TrialInvitation, summary: str, now: datetime) -> None:
    chosen = settings()
    method = Method.CANCEL if found.sequence == CANCELLED else Method.REQUEST
    ends_at = found.starts_at + _LASTS
    sender = parse_sender(chosen.mail_default_sender)
    facts = InvitationFacts(
        uid=found.uid,
        sequence=found.sequence,
        method=method,
        dtstamp=now,
        created=found.created_at,
        last_modified=now,
        starts_at=found.starts_at.astimezone(LOCAL),
        ends_at=ends_at.astimezone(LOCAL),
        summary=summary,
        description=summary,
        location=chosen.organisation_address,
        url=installation().base_url,
        organizer=Organizer(sender.display_name or chosen.organisation_name, sender.addr_spec),
        attendee=Attendee(found.recipient, found.recipient),
        needs_reply=chosen.asks_for_replies,
    )
    part = CalendarPart(method, invitation_ics(facts), asks=facts.asks)
    mail = trial_invitation(
        letterhead(),
        Recipient(found.recipient[:200], found.recipient, found.language),
        meeting=MeetingFacts(
            found.starts_at, ends_at, "", Format.LIVE, place=chosen.organisation_address
        ),
        step=found.sequence + 1,
        answers=chosen.asks_for_replies,
        calendar=part,
    )
    outbox.enqueue(
        mail,
        dedupe_key=f"trial_invitation:{found.uid}:{found.sequence}",
        now=now,
        entry=(found.uid, found.sequence),
    )
    history.record(
        Action.TRIAL_INVITATION_SENT,
        now,
        actor_id=found.sent_by_id,
        group="mail",
        number=found.sequence + 1,
    )
