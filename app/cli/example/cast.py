"""The people of the examples: all invented, with addresses under .example (RFC 2606)."""

import random
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from app.rules.states import Role
from app.services.registering.person import Person

TEAMS = (
    "Antwerpen",
    "Limburg",
    "Oost- en West-Vlaanderen",
    "Vlaams-Brabant en Brussel",
)

#: For the demo accounts only, which production refuses to make.
DEMO_PASSWORD = "open-aanbod-demo"


@dataclass(frozen=True, slots=True)
class Member:
    """A demo member of staff."""

    email: str
    name: str
    role: Role
    team: str | None = None
    biography: str = ""


DEMO_STAFF = (
    Member("admin@voorbeeldpunt.example", "Greet Willems", Role.ADMINISTRATOR),
    Member("coordinator@voorbeeldpunt.example", "Hilde Claes", Role.COORDINATOR),
    Member("limburg@voorbeeldpunt.example", "Yusuf Aydın", Role.COORDINATOR, "Limburg"),
    Member(
        "nadia@voorbeeldpunt.example",
        "Nadia El Amrani",
        Role.TRAINER,
        biography="Werkt met gezinnen en teams rond identiteit en uitsluiting.",
    ),
    Member(
        "joris@voorbeeldpunt.example",
        "Joris Vermeulen",
        Role.TRAINER,
        biography="Was begeleider in een leefgroep en vormt nu teams in de jeugdhulp.",
    ),
    Member(
        "samira@voorbeeldpunt.example",
        "Samira Bensalah",
        Role.TRAINER,
        biography="Coacht teams die vastlopen in verschil.",
    ),
)

_NAMES = (
    "Saïd Amrani", "Griet Baert", "Yasmina Benali", "Ruben Claes", "Hanne De Wolf",
    "Lotte Janssens", "Lies Maertens", "Jonas Mertens", "Fatma Özdemir", "Ellen Van den Broeck",
    "Pieter Wouters", "Emine Yıldız", "An De Smet", "Karim Haddad", "Femke Lauwers",
    "Bram Stevens", "Nele Claeys", "Sofie Maes", "Wim Goossens", "Aïcha Bouzid",
    "Tom Peeters", "Mieke Vandenberghe", "Abdel Chaoui", "Sarah Desmet", "Thi Mai Nguyen",
    "Dirk Hermans", "Rachida El Khattabi", "Kobe Segers", "Marta Kowalska", "Ilse Verbeke",
    "Mehmet Kaya", "Veerle Aerts", "Chloë Dubois", "Omar Diallo", "Katrien Pauwels",
    "Zeynep Şahin", "Stijn Coppens", "Naïma Ouali", "Bart Lemmens", "Lieve Verstraete",
    "Grace Mukendi", "Jan Bogaert", "Hatice Demir", "Eva Martens", "Youssef Tahiri",
    "Marijke Thys", "Petra Novák", "Koen Jacobs", "Samira Azizi", "Joke Vermeiren",
)  # fmt: skip

_ORGANISATIONS = (
    ("CLB De Horizon", "CLB", "Leerlingbegeleider"),
    ("Begeleidingshuis Kompas", "Voorziening", "Begeleider"),
    ("Pleegzorg De Haven", "Pleegzorg", "Pleegzorgbegeleider"),
    ("OCJ De Wissel", "OCJ", "Consulent"),
    ("Dagcentrum De Brug", "Dagcentrum", "Opvoeder"),
    ("CKG De Vlinder", "CKG", "Gezinsbegeleider"),
    ("Contextbegeleiding Ankerplaats", "Contextbegeleiding", "Contextbegeleider"),
    ("OOOC De Kaap", "OOOC", "Psycholoog"),
    ("Wijkhuis De Schakel", "Andere", "Opbouwwerker"),
    ("Sociale dienst De Linde", "SDJ", "Maatschappelijk werker"),
)

_NEEDS = (
    "Vegetarische lunch.",
    "Plaats voor een rolstoel.",
    "De teksten graag vooraf, digitaal.",
    "Halal lunch.",
    "Ik hoor minder goed: graag vooraan zitten.",
)


def address_of(name: str, organisation: str) -> str:
    """An address for an invented person at an invented organisation."""

    def plain(text: str) -> str:
        folded = text.replace("ı", "i")
        letters = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
        return ".".join(letters.lower().split())

    return f"{plain(name)}@{plain(organisation).replace('.', '-')}.example"


def people(chance: random.Random) -> Iterator[Person]:
    """Invented professionals without end, in an order that `chance` decides."""
    generation = 0
    while True:
        names = list(_NAMES)
        chance.shuffle(names)
        for index, name in enumerate(names):
            organisation, kind, function = _ORGANISATIONS[
                (index + generation) % len(_ORGANISATIONS)
            ]
            local, _, domain = address_of(name, organisation).partition("@")
            number = str(generation) if generation else ""
            yield Person(
                name=name,
                email=f"{local}{number}@{domain}",
                function=function,
                organisation=organisation,
                organisation_type=kind,
                needs=chance.choice(_NEEDS) if chance.random() < 0.15 else "",
            )
        generation += 1
