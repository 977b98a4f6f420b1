"""What a coordinator writes to people of an edition: to whom, with which fields, and when."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.rules.errors import Code, RuleBroken
from app.rules.states import LIVE_REGISTRATIONS, RegistrationState

#: Longest subject that can be typed, in characters; a longer one is cut by mail programs.
LONGEST_SUBJECT = 150
#: Longest text, in characters.
LONGEST_BODY = 10_000
#: People that one mailing reaches at most; more are no group but the readers of a newsletter.
MOST_RECIPIENTS = 500
#: Mailings that leave for one edition in a day: more would be a slip, or too much for anybody.
MOST_A_DAY = 10
DAY = timedelta(days=1)
#: How far ahead a mailing can be planned.
FARTHEST = timedelta(days=366)


class Audience(StrEnum):
    """Whom a mailing is for. Who did not evaluate is no audience: nobody may know who that is."""

    ALL = "all"
    REGISTERED = "registered"
    WAITING = "waiting"
    ABSENT = "absent"
    CHOSEN = "chosen"


class MailingState(StrEnum):
    """How a mailing stands; the last two are final."""

    DRAFT = "draft"
    PLANNED = "planned"
    SENT = "sent"
    WITHDRAWN = "withdrawn"


class Field(StrEnum):
    """What differs from reader to reader or edition to edition, written as {naam} in the text."""

    NAME = "naam"
    TRAINING = "vorming"
    DATE = "datum"
    PLACE = "plaats"
    LINK = "link"


#: A subject holds no address.
SUBJECT_FIELDS = tuple(field for field in Field if field is not Field.LINK)

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registration as an audience is chosen from; `missed` are the meetings it was not at."""

    registration_id: int
    state: RegistrationState
    missed: frozenset[int] = frozenset()


def reaches(
    audience: Audience,
    person: Candidate,
    *,
    meeting_id: int | None = None,
    chosen: Collection[int] = (),
) -> bool:
    """Whether this person belongs to the audience now.

    Nobody who withdrew, was taken off the list or moved away does. Who lost a place because the
    edition was cancelled can still be written to, among all and when chosen.
    """
    state = person.state
    reachable = state in LIVE_REGISTRATIONS or state is RegistrationState.CANCELLED_WITH_EDITION
    match audience:
        case Audience.ALL:
            return reachable
        case Audience.REGISTERED:
            return state is RegistrationState.REGISTERED
        case Audience.WAITING:
            return state in (RegistrationState.WAITLISTED, RegistrationState.OFFERED)
        case Audience.ABSENT:
            return state is RegistrationState.REGISTERED and meeting_id in person.missed
        case Audience.CHOSEN:
            return reachable and person.registration_id in chosen


def unknown_fields(text: str, known: Collection[str] = tuple(Field)) -> list[str]:
    """What stands in braces and is no field, as typed, each once."""
    found = _FIELD.findall(text)
    return list(dict.fromkeys(name for name in found if _name(name) not in known))


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each field replaced by its value; raises KeyError for one that has none."""
    return _FIELD.sub(lambda match: values[_name(match[1])], text)


def _name(typed: str) -> str:
    return typed.strip().casefold()


def literal(value: str) -> str:
    """A value as Markdown that says just this (CommonMark 0.31, 2.4): a name is no markup."""
    return _PUNCTUATION.sub(r"\\\1", " ".join(value.split()))


def check_text(subject: str, body: str) -> None:
    """No field but those that exist, and no link in a subject.

    Raises RuleBroken(FIELD_UNKNOWN) at `subject` or `body`; its facts are `fields`, what is none,
    and those that are `allowed`.
    """
    for place, text, known in (("subject", subject, SUBJECT_FIELDS), ("body", body, tuple(Field))):
        if unknown := unknown_fields(text, known):
            raise RuleBroken(Code.FIELD_UNKNOWN, place, fields=unknown, allowed=known)


def check_plain(text: str, field: str) -> None:
    """A word that everybody reads alike, on the site too, has no fields: nothing is filled in.

    Raises RuleBroken(FIELD_UNKNOWN) at `field`; its facts are `fields`, what is in braces, and
    `allowed`, which is empty.
    """
    if unknown := unknown_fields(text, ()):
        raise RuleBroken(Code.FIELD_UNKNOWN, field, fields=unknown, allowed=())


def check_open(state: MailingState) -> None:
    """Only what has not left can be changed, planned, sent or withdrawn.

    Raises RuleBroken(MAILING_ENDED).
    """
    if state in (MailingState.SENT, MailingState.WITHDRAWN):
        raise RuleBroken(Code.MAILING_ENDED, state=state)


def check_number(number: int) -> None:
    """Raises RuleBroken with NO_READERS, or TOO_MANY_TO_TELL above `MOST_RECIPIENTS`."""
    if number == 0:
        raise RuleBroken(Code.NO_READERS)
    if number > MOST_RECIPIENTS:
        raise RuleBroken(Code.TOO_MANY_TO_TELL, number=number, most=MOST_RECIPIENTS)


def check_rate(sent: Sequence[datetime], now: datetime) -> None:
    """No more than `MOST_A_DAY` leave for one edition in 24 hours; `sent` are earlier moments.

    Raises RuleBroken(TOO_MANY_MAILINGS).
    """
    if sum(now - moment < DAY for moment in sent) >= MOST_A_DAY:
        raise RuleBroken(Code.TOO_MANY_MAILINGS, most=MOST_A_DAY)


def check_moment(send_at: datetime, now: datetime) -> None:
    """A mailing is planned for later than now and not for years ahead.

    Raises RuleBroken with MOMENT_PAST or MOMENT_TOO_FAR.
    """
    if send_at <= now:
        raise RuleBroken(Code.MOMENT_PAST, "send_on")
    if send_at > now + FARTHEST:
        raise RuleBroken(Code.MOMENT_TOO_FAR, "send_on")


def is_outdated(planned_at: datetime, changed_at: datetime | None) -> bool:
    """Whether the edition was cancelled or moved since this was written: it tells of what is not.

    `changed_at` is the moment of that, None when it never happened.
    """
    return changed_at is not None and changed_at >= planned_at
