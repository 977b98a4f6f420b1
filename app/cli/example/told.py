"""What invented people tell when a form asks more than who they are."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.queries.offering.offer import edition_by_id
from app.rules.offering.question import NO, YES
from app.rules.registering.price import price_for
from app.rules.states import QuestionKind
from app.services.registering.person import Billing, Person

_OWN_WORDS = (
    "Hoe ik een gesprek open houd als we het niet eens zijn.",
    "Oefenen met situaties uit mijn eigen team.",
    "Meer vertrouwen om racisme te benoemen.",
)
_EXPERIENCE = (
    "Ik volgde vorig jaar de vorming over het TOPOI model.",
    "Nog geen, en ik ben er nieuwsgierig naar.",
)
_REGIONS = ("Antwerpen", "Limburg", "Oost-Vlaanderen", "Vlaams-Brabant", "Brussel")
_DIETS = {"Vegetarische lunch.": "Vegetarisch", "Halal lunch.": "Halal"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of an edition asks besides who somebody is."""

    price_cents: int
    prices: Mapping[str, int]
    meal: bool
    questions: tuple[tuple[int, QuestionKind, tuple[str, ...]], ...]


def asked_by(edition_id: int) -> Asked:
    """What this edition asks; raises LookupError for an unknown id."""
    edition = edition_by_id(edition_id)
    if edition is None:
        raise LookupError(f"no edition {edition_id}")
    questions = tuple((q.id, q.kind, tuple(q.choices)) for q in edition.questions)
    return Asked(edition.price_cents, edition.prices, edition.meal, questions)


def told(person: Person, asked: Asked, chance: random.Random) -> Person:
    """The person with answers to what is asked; what is not required, not all people tell."""
    billing = None
    if price_for(asked.price_cents, asked.prices, person.organisation_type):
        billing = _billing(person, chance)
    diet = _DIETS.get(person.needs, "") if asked.meal else ""
    phone = f"+32 470 00 {chance.randrange(100):02} {chance.randrange(100):02}"
    return replace(
        person,
        greeting=person.name.split()[0] if chance.random() < 0.3 else "",
        phone=phone if chance.random() < 0.4 else "",
        region=chance.choice(_REGIONS),
        experience=chance.choice(_EXPERIENCE) if chance.random() < 0.3 else "",
        needs="" if diet else person.needs,
        diet=diet or ("Geen noten" if asked.meal and chance.random() < 0.2 else ""),
        billing=billing,
        answers={
            number: _answer(kind, choices, chance) for number, kind, choices in asked.questions
        },
    )


def _answer(kind: QuestionKind, choices: tuple[str, ...], chance: random.Random) -> str:
    offered = {
        QuestionKind.TEXT: _OWN_WORDS,
        QuestionKind.CHOICE: choices,
        QuestionKind.YES_NO: (YES, NO),
    }
    return chance.choice(offered[kind])


def _billing(person: Person, chance: random.Random) -> Billing:
    number = sum(person.organisation.encode()) % 1000
    # Numbers that begin with 1999 9, with the right check digits: no enterprise has one yet.
    base = 19_999_000 + number
    return Billing(
        bill_to=person.organisation,
        address=f"Voorbeeldlaan {number % 90 + 1}, 2000 Antwerpen",
        vat_number=f"BE{base}{97 - base % 97:02}",
        reference=f"PO {chance.randrange(1000, 9999)}" if chance.random() < 0.5 else "",
    )
