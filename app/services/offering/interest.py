"""The interest list: asked for on the site, confirmed from the mailbox, told once.

What is said to whoever fills in an address is the same for every address; what is so, stands in
the mail to that address alone.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import delete, or_, select
from sqlalchemy.exc import IntegrityError

from app.extensions import db, settings
from app.mail import outbox
from app.mail.facts import EditionFacts, Recipient
from app.mail.messages import date_planned, interest_asked
from app.models import Edition, Interest, Message, Training
from app.queries.offering.interest import over
from app.queries.offering.offer import with_details
from app.rules.offering.interest import ASKED_DAYS, TOLD_DAYS
from app.rules.registering.registration import email_key
from app.rules.states import EditionState, MessageState
from app.services.telling.message import edition_facts, letterhead


def interest_url(training: Training) -> str:
    """The page on which anybody asks to hear of a date."""
    return f"{settings().base_url}/vormingen/{training.slug}/hou-me-op-de-hoogte"


def ask(training_id: int, email: str, now: datetime, language: str) -> None:
    """Mail this address the link that confirms it, once a minute at most.

    An address that is on the list is told so. One that had its mail about a date may ask anew.
    """
    interest = db.session.scalars(
        select(Interest)
        .where(Interest.training_id == training_id, Interest.email_key == email_key(email))
        # Whoever erases it at this moment goes before this or after it.
        .with_for_update()
    ).one_or_none()
    if interest is None:
        interest = Interest(
            public_id=uuid4().hex, training_id=training_id, email_key=email_key(email)
        )
        _begin(interest, email, now, language)
        try:
            with db.session.begin_nested():
                db.session.add(interest)
        except IntegrityError:
            # The other click of a double click was first; its mail is the same.
            return
    elif interest.told_at is not None:
        _begin(interest, email, now, language)
    elif interest.confirmed_at is None:
        interest.created_at, interest.language = now, language
    key = f"interest_asked:{interest.public_id}:{now:%Y%m%d%H%M}"
    if outbox.holds(key):
        return
    mail = interest_asked(
        letterhead(),
        _reader(interest),
        training=db.session.get_one(Training, training_id).title,
        interest=interest.public_id,
        confirmed=interest.confirmed_at is not None,
        days=ASKED_DAYS,
    )
    outbox.enqueue(mail, dedupe_key=key, now=now)


def _begin(interest: Interest, email: str, now: datetime, language: str) -> None:
    interest.email, interest.language = email, language
    interest.created_at = now
    interest.confirmed_at = interest.told_at = None


def _reader(interest: Interest) -> Recipient:
    # We know no name: whoever wants to hear of a date leaves nothing but an address.
    return Recipient(interest.email[:200], interest.email, interest.language)


def _locked(public_id: str) -> Interest | None:
    """This interest, for this transaction alone; None when it was erased meanwhile."""
    return db.session.scalars(
        select(Interest).where(Interest.public_id == public_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def confirm(public_id: str, now: datetime) -> None:
    """The address is this reader's: it counts from now on. Doing it twice changes nothing.

    A date that was published between the asking and this is told at once. What was erased a moment
    ago stays erased.
    """
    interest = _locked(public_id)
    if interest is None or interest.confirmed_at is not None:
        return
    interest.confirmed_at = now
    edition = db.session.scalars(
        with_details(select(Edition))
        .where(
            Edition.training_id == interest.training_id,
            Edition.state.in_((EditionState.PUBLISHED, EditionState.CONFIRMED)),
            Edition.published_at >= interest.created_at,
            Edition.closes_at > now,
        )
        .order_by(Edition.published_at)
        .limit(1)
    ).one_or_none()
    if edition is not None:
        _tell(interest, edition, edition_facts(edition, now), now)


def tell_date(edition: Edition, now: datetime) -> int:
    """Tell everybody who waits for a date of this training; call it when an edition is published.

    How many were told. Each is told once, also when two editions are published at the same time.
    """
    # The unconfirmed ones are locked too: who confirms at this moment waits, and then finds the
    # edition published; or was first, and is confirmed here.
    known = db.session.scalars(
        select(Interest)
        .where(Interest.training_id == edition.training_id, Interest.told_at.is_(None))
        .order_by(Interest.id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).all()
    waiting = [interest for interest in known if interest.confirmed_at is not None]
    if not waiting:
        return 0
    facts = edition_facts(edition, now)
    for interest in waiting:
        _tell(interest, edition, facts, now)
    return len(waiting)


def tell_open_date(people: Sequence[Interest], edition: Edition, now: datetime) -> None:
    """Tell these people of a date that was there already; they go on waiting for a new one."""
    facts = edition_facts(edition, now)
    for interest in people:
        _write(interest, edition, facts, now, f"edition-{edition.id}", stays=True)


def _tell(interest: Interest, edition: Edition, facts: EditionFacts, now: datetime) -> None:
    interest.told_at = now
    # Who asked anew after the one mail confirmed anew, and gets one more.
    _write(interest, edition, facts, now, str(interest.confirmed_at), stays=False)


def _write(
    interest: Interest,
    edition: Edition,
    facts: EditionFacts,
    now: datetime,
    key: str,
    *,
    stays: bool,
) -> None:
    prices = (edition.price_cents, *edition.prices.values())
    mail = date_planned(
        letterhead(),
        _reader(interest),
        facts,
        interest=interest.public_id,
        opens_at=edition.opens_at if now < edition.opens_at else None,
        prices=(min(prices), max(prices)),
        days=None if stays else TOLD_DAYS,
    )
    name = f"date_planned:{interest.public_id}:{key}"
    outbox.enqueue(mail, dedupe_key=name, now=now, edition_id=edition.id)


def stop(public_id: str) -> None:
    """Erase this address from the list, with the mails about it; none leaves any more.

    Doing it twice changes nothing.
    """
    interest = _locked(public_id)
    if interest is not None:
        _erase([interest])


def has_some_to_erase(now: datetime) -> bool:
    """Whether any interest has had its time."""
    return db.session.scalar(select(Interest.id).where(over(now)).limit(1)) is not None


def erase(now: datetime) -> int:
    """Erase what has had its time: never confirmed, or told long ago; how many."""
    # Locked and looked at once more: who asks anew at this moment keeps the new mail's link.
    found = db.session.scalars(
        select(Interest).where(over(now)).order_by(Interest.id).with_for_update(),
        execution_options={"populate_existing": True},
    ).all()
    _erase(found)
    return len(found)


def _erase(interests: Collection[Interest]) -> None:
    kinds = (interest_asked.__name__, date_planned.__name__)
    for interest in interests:
        of_interest = [Message.dedupe_key.startswith(f"{k}:{interest.public_id}:") for k in kinds]
        db.session.execute(
            delete(Message)
            .where(
                Message.kind.in_(kinds),
                or_(*of_interest),
                # The worker that holds it at this moment still has to mark it.
                Message.state != MessageState.SENDING,
            )
            .execution_options(synchronize_session=False)
        )
        db.session.delete(interest)
    db.session.flush()
