"""Everything that is due at a moment, in order.

The worker does this every minute, `flask tick` at any moment that one names. Each item is a
transaction of its own, which the edge hands in, so that one that fails holds nothing else up.
Later items are looked up after earlier ones were done: an edition that is completed now is
evaluated now.
"""

import logging
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import exists, select

from app.extensions import db
from app.models import Edition, Meeting, Registration
from app.queries.deciding.minimum import undecided
from app.queries.offering.planning import due_publications
from app.queries.telling import mailing as mailings
from app.rules.deciding.minimum import Due
from app.rules.states import EditionState, RegistrationState
from app.rules.workdays import local_date
from app.services.accounts import sign_in_log, staff_invitation
from app.services.attending import certificate, evaluation
from app.services.calendars import personal_feed
from app.services.deciding import curve, fall, minimum
from app.services.hearing import bounce, reply, undeliverable
from app.services.importing import imports
from app.services.offering import interest, publication
from app.services.registering import privacy, sign_in, waiting_list
from app.services.telling import digest, mailing, reminder

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that may be due; `perform` does it and says what was done, None for nothing."""

    name: str
    perform: Callable[[], str | None]


def run(now: datetime, transaction: Callable[[], AbstractContextManager[None]]) -> Iterator[str]:
    """Do all that is due, each item in a `transaction`; yields a line for each thing done.

    Also when a look for what is due fails: what comes after it is done all the same.
    """
    for step in (
        _publications,
        _lapses,
        _closings,
        _decisions,
        _curves,
        _falls,
        _completions,
        _evaluations,
        _certificates,
        _reminders,
        _answers,
        _mailings,
        _digests,
        _erasures,
    ):
        name = f"look for {step.__name__.strip('_')}"
        try:
            items = step(now)
        except Exception as error:
            db.session.rollback()
            yield _failed(name, error)
            continue
        for item in items:
            try:
                with transaction():
                    line = item.perform()
            except Exception as error:
                line = _failed(item.name, error)
            if line:
                yield line


def _failed(name: str, error: Exception) -> str:
    # Not the error's own words: a database quotes the row that it stumbled over.
    trace = "".join(traceback.format_tb(error.__traceback__))
    log.error("%s failed: %s\n%s", name, type(error).__name__, trace)
    return f"failed: {name}"


def _publications(now: datetime) -> list[Item]:
    def publish(edition_id: int) -> str | None:
        done = publication.publish_due(edition_id, now)
        words = {True: "published", False: "too late to publish"}
        return None if done is None else f"{words[done]}: edition {edition_id}"

    return [Item(f"publish {i}", partial(publish, i)) for i in due_publications(now)]


def _lapses(now: datetime) -> list[Item]:
    ids = db.session.scalars(
        select(Registration.id)
        .where(
            Registration.state == RegistrationState.OFFERED, Registration.offer_expires_at <= now
        )
        .order_by(Registration.offer_expires_at)
    ).all()

    def lapse(registration_id: int) -> str:
        registration = db.session.get_one(Registration, registration_id)
        waiting_list.lapse(registration, now)
        return f"offer lapsed: registration {registration_id}"

    return [Item(f"lapse {i}", partial(lapse, i)) for i in ids]


def _closings(now: datetime) -> list[Item]:
    def close(edition_id: int) -> str | None:
        number = waiting_list.close(edition_id, now)
        return f"waiting list closed for {number}: edition {edition_id}" if number else None

    return [Item(f"close list {i}", partial(close, i)) for i in waiting_list.editions_to_close(now)]


_DECIDED = {
    Due.CONFIRM: "confirmed by rule",
    Due.CANCEL: "cancelled by rule",
    Due.ASK: "coordinators asked to decide",
}


def _decisions(now: datetime) -> list[Item]:
    def decide(edition_id: int) -> str | None:
        done = _DECIDED.get(minimum.apply_rule(edition_id, now))
        return done and f"{done}: edition {edition_id}"

    ids = [edition.id for edition, _ in undecided(local_date(now))]
    return [Item(f"decide {i}", partial(decide, i)) for i in ids]


def _curves(now: datetime) -> list[Item]:
    ids = curve.editions_to_keep(now)

    def keep() -> None:
        # Nobody waits for a line about it.
        curve.keep(ids, now)

    return [Item("keep booking curves", keep)] if ids else []


def _falls(now: datetime) -> list[Item]:
    def look(edition_id: int) -> str | None:
        number = fall.look_at(edition_id, now)
        return f"told {number} that it fell: edition {edition_id}" if number else None

    return [Item(f"look at {i}", partial(look, i)) for i in fall.editions_to_look_at(now)]


def _completions(now: datetime) -> list[Item]:
    ids = db.session.scalars(
        select(Edition.id)
        .where(
            Edition.state == EditionState.CONFIRMED,
            ~exists().where(Meeting.edition_id == Edition.id, Meeting.ends_at > now),
        )
        .order_by(Edition.id)
    ).all()

    def complete(edition_id: int) -> str | None:
        return f"completed: edition {edition_id}" if evaluation.complete(edition_id, now) else None

    return [Item(f"complete {i}", partial(complete, i)) for i in ids]


def _evaluations(now: datetime) -> list[Item]:
    def ask(edition_id: int) -> str | None:
        number = evaluation.ask(edition_id, now)
        return f"evaluation asked of {number}: edition {edition_id}" if number else None

    def remind(edition_id: int) -> str | None:
        number = evaluation.remind(edition_id, now)
        return f"evaluation reminders {number}: edition {edition_id}" if number else None

    return [
        *(Item(f"ask evaluation {i}", partial(ask, i)) for i in evaluation.editions_to_ask(now)),
        *(
            Item(f"remind evaluation {i}", partial(remind, i))
            for i in evaluation.editions_to_remind(now)
        ),
    ]


def _certificates(now: datetime) -> list[Item]:
    def tell(edition_id: int) -> str | None:
        number = certificate.tell_ready(edition_id, now)
        return f"certificates told to {number}: edition {edition_id}" if number else None

    return [
        Item(f"tell certificates {i}", partial(tell, i)) for i in certificate.editions_to_tell(now)
    ]


def _reminders(now: datetime) -> list[Item]:
    def remind(edition_id: int) -> str | None:
        number = reminder.remind(edition_id, now)
        return f"reminders {number}: edition {edition_id}" if number else None

    return [Item(f"remind {i}", partial(remind, i)) for i in reminder.editions_to_remind(now)]


def _mailings(now: datetime) -> list[Item]:
    def send(mailing_id: int) -> str | None:
        number = mailing.send_planned(mailing_id, now)
        return f"mailing sent to {number}: mailing {mailing_id}" if number is not None else None

    return [Item(f"send mailing {i}", partial(send, i)) for i in mailings.due(now)]


def _answers(now: datetime) -> list[Item]:
    def ask(edition_id: int) -> str | None:
        number = reply.ask_about_seats(edition_id, now)
        return f"seats asked about {number}: edition {edition_id}" if number else None

    def tell(team_id: int) -> str | None:
        number = undeliverable.report(team_id, now)
        return f"undeliverable mails told {number}: team {team_id}" if number else None

    return [
        *(Item(f"ask about seats {i}", partial(ask, i)) for i in reply.editions_to_ask(now)),
        *(Item(f"undeliverable {i}", partial(tell, i)) for i in undeliverable.teams_to_tell(now)),
    ]


def _digests(now: datetime) -> list[Item]:
    def send(user_id: int) -> None:
        # A line for each coordinator each morning tells nobody anything.
        digest.send(user_id, now)

    return [Item(f"send morning mail {i}", partial(send, i)) for i in digest.due(now)]


def _erasures(now: datetime) -> list[Item]:
    def erase(edition_id: int) -> str | None:
        number = privacy.erase_needs(edition_id, now)
        return f"needs erased {number}: edition {edition_id}" if number else None

    def erase_interests() -> str | None:
        number = interest.erase(now)
        return f"interests erased {number}" if number else None

    def erase_sign_ins() -> str | None:
        number = sign_in.erase(now)
        return f"sign-ins erased {number}" if number else None

    def erase_sign_in_log() -> str | None:
        number = sign_in_log.erase(now)
        return f"sign-ins of staff erased {number}" if number else None

    def erase_invitations() -> str | None:
        number = staff_invitation.erase(now)
        return f"invitations of staff erased {number}" if number else None

    def erase_feeds() -> str | None:
        number = personal_feed.erase(now)
        return f"calendar feeds erased {number}" if number else None

    def erase_files() -> str | None:
        number = imports.erase(now)
        return f"files erased {number}" if number else None

    def erase_bounces() -> str | None:
        number = bounce.erase(now)
        return f"addresses that came back erased {number}" if number else None

    ids = privacy.editions_with_old_needs(now)
    items = [Item(f"erase needs {i}", partial(erase, i)) for i in ids]
    if interest.has_some_to_erase(now):
        items.append(Item("erase interests", erase_interests))
    if sign_in.has_some_to_erase(now):
        items.append(Item("erase sign-ins", erase_sign_ins))
    if sign_in_log.has_some_to_erase(now):
        items.append(Item("erase sign-ins of staff", erase_sign_in_log))
    if staff_invitation.has_some_to_erase(now):
        items.append(Item("erase invitations of staff", erase_invitations))
    if personal_feed.has_some_to_erase(now):
        items.append(Item("erase feeds", erase_feeds))
    if imports.has_some_to_erase(now):
        items.append(Item("erase files", erase_files))
    if bounce.has_some_to_erase(now):
        items.append(Item("erase bounced addresses", erase_bounces))
    return items
