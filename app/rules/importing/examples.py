"""Two rows of each kind, to fill in and to learn from; what is written here can be read back."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from app.rules.importing.cells import Cell
from app.rules.importing.kinds import LAYOUTS
from app.rules.importing.states import Kind


def example_rows(kind: Kind, year: int) -> Sequence[Mapping[str, Cell]]:
    """Two rows by the key of their columns; dates lie in `year`."""
    title = "Luisteren naar wie anders spreekt"
    if kind is Kind.TRAININGS:
        return (
            {
                "title": title,
                "short_name": "Luisteren",
                "summary": "Een halve dag oefenen met luisteren.",
                "description": "We **luisteren** naar elkaar en oefenen in kleine groepen.",
                "goals": "Je herkent wat je aannam; Je vraagt door",
                "audience": "Begeleiders en hulpverleners",
                "themes": "Communicatie; Hulpverleningsrelatie",
            },
            {
                "title": "Samen aan tafel",
                "short_name": "Aan tafel",
                "summary": "Over eten, gewoontes en gastvrijheid.",
                "description": "Een namiddag met verhalen en een maaltijd.",
                "themes": "Communicatie",
            },
        )
    if kind is Kind.EDITIONS:
        return (
            {
                "edition": "luisteren-1",
                "training": title,
                "team": "Antwerpen",
                "format": "live",
                "date": date(year, 10, 5),
                "start": time(9, 30),
                "end": time(12, 30),
                "capacity": 14,
                "price": 47.5,
                "place": "Zaal De Brug",
                "address": "Voorbeeldstraat 12, 2600 Berchem",
                "co_organisers": "Atlas",
                "funding": "regulier",
                "language": "nl",
                "meal": "nee",
            },
            {
                "edition": "luisteren-1",
                "date": date(year, 10, 12),
                "start": time(9, 30),
                "end": time(12, 30),
                "meeting_title": "Terugkomdag",
            },
        )
    if kind is Kind.REGISTRATIONS:
        shared: dict[str, Cell] = {
            "training": title,
            "date": date(year, 10, 5),
            "organisation_type": "CLB",
        }
        return (
            shared
            | {
                "name": "An Peeters",
                "email": "an@organisatie.example",
                "function": "Begeleider",
                "organisation": "CLB De Horizon",
                "phone": "0470 12 34 56",
                "region": "Antwerpen",
                "language": "nl",
            },
            shared
            | {
                "name": "Emine Yıldız",
                "email": "emine@organisatie.example",
                "function": "Maatschappelijk werker",
                "organisation": "CLB De Horizon",
            },
        )
    return (
        {
            "training": title,
            "dates": f"06/02/{year}; 13/02/{year}",
            "start": time(9, 30),
            "end": time(12, 30),
            "team": "Antwerpen",
            "format": "webinar",
            "funding": "project",
            "registrations": 14,
            "participants": 11,
        },
        {
            "training": title,
            "dates": date(year, 5, 8),
            "half_days": 2,
            "team": "Antwerpen",
            "format": "live",
            "registrations": 5,
            "cancelled": "te weinig inschrijvingen",
        },
    )


def example_lines(kind: Kind, year: int, explanations: Sequence[str]) -> Sequence[Sequence[Cell]]:
    """The rows of an example file: headings, an explanation of each column, and two rows.

    `explanations` are those of the columns, in their order, in a language.
    """
    columns = LAYOUTS[kind].columns
    first, *others = explanations
    rows = ([row.get(column.key) for column in columns] for row in example_rows(kind, year))
    return [[column.heading for column in columns], [f"# {first}", *others], *rows]
