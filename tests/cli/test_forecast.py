"""flask forecast backtest: on recorded editions, on simulated years, and on too few."""

import re

import pytest
from flask import Flask

from app.cli.forecast.simulated import EDITIONS_A_YEAR, simulated_years
from tests.factories.curves import make_past
from tests.factories.offer import make_edition


def backtest(app: Flask, *args: str) -> str:
    result = app.test_cli_runner().invoke(args=["forecast", "backtest", *args])
    assert result.exit_code == 0, result.output
    return result.output


def table(output: str) -> dict[int, list[float]]:
    """Days before, with cases, the three scores and the share of ranges that held."""
    lines = re.findall(r"^ +(\d+)  +(\d+)  +([\d.]+)  +([\d.]+)  +([\d.]+)  +(\d+)%$", output, re.M)
    return {int(days): [float(figure) for figure in rest] for days, *rest in lines}


def test_on_simulated_years_the_forecast_beats_both_naive_rules(site: Flask) -> None:
    output = backtest(site, "--simulate", "4", "--seed", "8")
    assert output.startswith("4 simulated years of 60 editions, seed 8.\n")
    found = table(output)
    assert list(found) == [28, 21, 14, 7, 3]
    for cases, forecast, by_count, by_share, in_range in found.values():
        assert 200 < cases < 240
        assert forecast < min(by_count, by_share)
        assert in_range > 75
    rows = re.findall(r"^ +\d+%-\d+% +(\d+)  ", output, re.M)
    assert sum(map(int, rows)) == sum(cases for cases, *_ in found.values())
    assert backtest(site, "--simulate", "4", "--seed", "8") == output


def test_simulated_years_hold_what_an_edition_holds() -> None:
    curves = simulated_years(2, 3)
    assert len(curves) == 2 * EDITIONS_A_YEAR
    assert curves == simulated_years(2, 3) != simulated_years(2, 4)
    for curve in curves:
        assert min(curve.counts) >= 0
        assert max(curve.counts) <= curve.capacity
    made_it = sum(curve.reached for curve in curves)
    assert 0.25 < made_it / len(curves) < 0.75, "worth a forecast"
    assert any(
        later < earlier
        for curve in curves
        for later, earlier in zip(curve.counts, curve.counts[1:], strict=False)
    ), "people withdraw"


def test_on_what_was_recorded(site: Flask) -> None:
    make_past(make_edition(), [0, 5] * 15)
    output = backtest(site)
    assert output.startswith("30 recorded editions.\n")
    # Each decision was a day after the one before; before the decision 28 days ahead none was.
    assert {days: cases for days, (cases, *_) in table(output).items()} == {14: 1, 7: 8, 3: 12}
    year = make_edition(starts="2028-03-29 09:30").decision_on.year - 2
    assert backtest(site, "--years", f"{year}") == output
    assert "Nothing to score" in backtest(site, "--years", f"{year + 5}-{year + 6}")


def test_too_few_editions_are_said_to_be_too_few(site: Flask) -> None:
    make_past(make_edition(), [3] * 14)
    assert backtest(site) == (
        "14 recorded editions.\n"
        "Nothing to score: before an edition is forecast, 15 others must be decided about.\n"
    )


@pytest.mark.parametrize(
    "args",
    [
        ["--simulate", "0"],
        ["--simulate", "many"],
        ["--years", "last"],
        ["--years", "2027-2026"],
        ["--years", "2027", "--simulate", "2"],
        ["2027"],
    ],
)
def test_what_can_not_be_read_is_refused(site: Flask, args: list[str]) -> None:
    result = site.test_cli_runner().invoke(args=["forecast", "backtest", *args])
    assert result.exit_code == 2, result.output
