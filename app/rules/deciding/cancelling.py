"""Who hears that an edition is cancelled, and in whose words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.rules.errors import Code, RuleBroken
from app.rules.telling.mailing import unknown_fields


class Audience(StrEnum):
    """A group of people who read the same message about a cancellation."""

    REGISTERED = "registered"
    OFFERED = "offered"
    WAITING = "waiting"
    TRAINERS = "trainers"
    CO_ORGANISERS = "co_organisers"
    VENUE = "venue"
    COORDINATORS = "coordinators"


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a coordinator wrote in the place of the standard; empty: the standard.

    `opening` is the paragraph after the reason, in lines. Both may hold the fields of `fields_of`.
    """

    subject: str = ""
    opening: str = ""


def fields_of(audience: Audience) -> tuple[str, ...]:
    """What may stand in braces in the words for a group, and is filled in for each reader.

    Of co-organisers and venues no more than an address is known.
    """
    nameless = audience in (Audience.CO_ORGANISERS, Audience.VENUE)
    return ("vorming", "datum") if nameless else ("naam", "vorming", "datum")


def check_words(words: Mapping[Audience, OwnWords]) -> None:
    """No field but those that are filled in.

    Raises RuleBroken(FIELD_UNKNOWN) at `subject_` or `opening_` with the audience behind it; its
    facts are `fields`, what is none, and those that are `allowed`.
    """
    for audience, own in words.items():
        known = fields_of(audience)
        for place, text in (("subject", own.subject), ("opening", own.opening)):
            if unknown := unknown_fields(text, known):
                field = f"{place}_{audience}"
                raise RuleBroken(Code.FIELD_UNKNOWN, field, fields=unknown, allowed=known)
