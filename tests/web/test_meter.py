"""The dots of the meter: each is a place, and none stands where it says something else."""

import re

import pytest
from flask import Flask

from app.rules.offering.offer import Meter, MeterState

SIGNS = {"taken": "●", "taken mine": "M", "needed": "◎", "": "○", "min": "|"}


def drawn(site: Flask, meter: Meter, *, mine: bool = False) -> str:
    with site.test_request_context():
        template = site.jinja_env.get_template("components/meter.html")
        html = str(template.make_module().meter_dots(meter, mine=mine))
    return "".join(SIGNS[found] for found in re.findall(r'<i(?: class="([^"]*)")?>', html))


@pytest.mark.parametrize(
    ("taken", "held", "needed", "capacity", "dots"),
    [
        (5, 0, 3, 12, "●●●●●◎◎◎|○○○○"),
        # Held seats do not count: they stand behind the bar.
        (7, 2, 3, 12, "●●●●●◎◎◎|●●○○"),
        # No more dots than places: who is missing can only be who holds a seat now.
        (7, 2, 3, 8, "●●●●●◎●●|"),
        (8, 5, 5, 8, "●●●●●●●●|"),
        (9, 2, 0, 12, "●●●●●●●●|●○○○"),
        (0, 0, 8, 10, "◎◎◎◎◎◎◎◎|○○"),
    ],
)
def test_a_dot_is_a_place(
    site: Flask, taken: int, held: int, needed: int, capacity: int, dots: str
) -> None:
    state = MeterState.NEEDS if needed else MeterState.REACHED
    meter = Meter(state, taken=taken, needed=needed, minimum=8, capacity=capacity, held=held)
    assert drawn(site, meter) == dots


def test_ones_own_place_is_among_those_that_count(site: Flask) -> None:
    needs = Meter(MeterState.NEEDS, taken=4, needed=5, minimum=8, capacity=9, held=1)
    assert drawn(site, needs, mine=True) == "●●M◎◎◎◎◎|●"
    reached = Meter(MeterState.REACHED, taken=9, needed=0, minimum=8, capacity=9)
    assert drawn(site, reached, mine=True) == "●●●●●●●●|M"
    # Who has a place must not think that they wait.
    full = Meter(MeterState.FULL, taken=9, needed=0, minimum=8, capacity=9)
    with site.test_request_context():
        words = site.jinja_env.get_template("components/meter_words.txt").make_module()
        assert [str(words.meter_strong(full, mine)) for mine in (False, True)] == [
            "Full – waiting list",
            "Full",
        ]
