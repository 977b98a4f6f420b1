"""How much is measured: enough for a figure, or just enough to see that the bench works."""

from dataclasses import dataclass

#: Visitors at once: as many as the workers of the Procfile have threads.
CLIENTS = 8
RACERS = 60
SEATS = 18


@dataclass(frozen=True, slots=True)
class Plan:
    """The size of a run.

    `seconds` is the time for one page in one round; `registrations` are for one engine and round;
    `served` is the number of requests after which the memory counts.
    """

    rounds: int
    seconds: float
    registrations: int
    messages: int
    served: int
    timings: int
    past_editions: int
    past_people: int
    coming_people: int
    full_house: int
    curves: int
    report_years: int
    imported_rows: int


FULL = Plan(
    rounds=3,
    seconds=4,
    registrations=160,
    messages=1000,
    served=10_000,
    timings=15,
    past_editions=6_000,
    past_people=17,
    coming_people=33,
    full_house=300,
    curves=240,
    report_years=10,
    imported_rows=10_000,
)
QUICK = Plan(
    rounds=1,
    seconds=1,
    registrations=40,
    messages=30,
    served=500,
    timings=3,
    past_editions=600,
    past_people=5,
    coming_people=33,
    full_house=300,
    curves=20,
    report_years=1,
    imported_rows=500,
)
