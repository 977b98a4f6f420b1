"""After a cancellation: where people can go, whose seat is held where, and who must be phoned."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.rules.states import Format, RebookingAnswer, RegistrationState


@dataclass(frozen=True, slots=True)
class Candidate:
    """An edition as a place to go to, or the cancelled one: what makes two of them alike."""

    edition_id: int
    training_id: int
    themes: frozenset[int]
    team_id: int
    format: Format
    starts_at: datetime


def ranked(cancelled: Candidate, others: Sequence[Candidate]) -> list[int]:
    """The ids of the editions that come in the place of a cancelled one, best first.

    The same training first, then trainings that share a theme; in each of these the own team before
    other teams, then the same way of taking part before the other (the webinar variant), then the
    soonest. What shares neither training nor theme is no alternative: for that there is the
    interest list.
    """

    def likeness(other: Candidate) -> tuple[bool, bool, bool, datetime, int]:
        return (
            other.training_id != cancelled.training_id,
            other.team_id != cancelled.team_id,
            other.format != cancelled.format,
            other.starts_at,
            other.edition_id,
        )

    alike = [
        other
        for other in others
        if other.edition_id != cancelled.edition_id
        and (other.training_id == cancelled.training_id or other.themes & cancelled.themes)
    ]
    return [other.edition_id for other in sorted(alike, key=likeness)]


def allocated(
    people: Mapping[int, Collection[int]], editions: Sequence[int], spare: Mapping[int, int]
) -> dict[int, int]:
    """In which edition a seat is held for whom: the first one that has a seat to spare.

    `people`: registration -> editions in which this person has a place already, in order of
    arrival; nobody gets a second place. `editions`: best first. `spare`: the seats that nobody has
    and nobody in line waits for. Who is left out of the answer gets no seat.
    """
    left = dict(spare)
    seats: dict[int, int] = {}
    for person, has_already in people.items():
        for edition in editions:
            if left.get(edition, 0) > 0 and edition not in has_already:
                seats[person] = edition
                left[edition] -= 1
                break
    return seats


def hold_expiry(now: datetime, days: int, closes_at: datetime) -> datetime:
    """A seat is held for `days`, never longer than the registration is open."""
    return min(now + timedelta(days=days), closes_at)


class Phone(StrEnum):
    """Why somebody must be phoned."""

    MAIL_FAILED = "mail_failed"
    NO_SEAT = "no_seat"
    NO_ANSWER = "no_answer"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Contact:
    """How far one person of a cancelled edition is.

    was: how the cancelled registration stood. told_at: the cancellation. held_until: None when no
    seat was held. mail_failed: the message about the cancellation did not arrive.
    """

    was: RegistrationState
    told_at: datetime
    held_until: datetime | None
    answer: RebookingAnswer
    mail_failed: bool
    phoned: bool


def must_phone(contact: Contact, now: datetime) -> Phone | None:
    """Why this person must be phoned now; None when nobody needs to.

    A coordinator calls whom the mail did not reach, who had a place and could be held none
    elsewhere, and who has not answered at half of the time or at its end. Who waited only is called
    when the mail failed: they were promised nothing. One call is enough.
    """
    settled = contact.answer in (
        RebookingAnswer.TAKEN,
        RebookingAnswer.ANOTHER,
        RebookingAnswer.NONE,
        RebookingAnswer.CANCELLED,
    )
    if settled or contact.phoned:
        return None
    if contact.mail_failed:
        return Phone.MAIL_FAILED
    if contact.held_until is None:
        return Phone.NO_SEAT if contact.was is RegistrationState.REGISTERED else None
    if contact.answer is RebookingAnswer.LAPSED or now >= contact.held_until:
        return Phone.LAPSED
    halfway = contact.told_at + (contact.held_until - contact.told_at) / 2
    return Phone.NO_ANSWER if now >= halfway else None
