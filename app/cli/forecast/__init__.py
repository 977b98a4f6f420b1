"""flask forecast: how good the forecast is, on what was recorded or on simulated years."""

import re

import click
from flask.cli import AppGroup

from app.cli.forecast.simulated import EDITIONS_A_YEAR, simulated_years
from app.queries.deciding.curve import MOST_CURVES, all_curves
from app.rules.deciding.backtest import HORIZONS, calibration, cases_of, score
from app.rules.deciding.curve import Curve
from app.rules.deciding.forecast import FEWEST_CURVES

forecast = AppGroup("forecast", help="How likely editions are to reach their minimum.")


class _Years(click.ParamType):
    """One year, or the first and the last: 2025 or 2023-2025."""

    name = "years"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> range:
        found = re.fullmatch(r"(\d{4})(?:-(\d{4}))?", value)
        if found is None:
            self.fail(f"{value!r} is no year and no two years, as 2023-2025", param, ctx)
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            self.fail(f"{value!r} ends before it begins", param, ctx)
        return range(first, last + 1)


@forecast.command()
@click.option("--years", type=_Years(), help="Score the decisions of these years: 2023-2025.")
@click.option("--simulate", type=click.IntRange(1, 50), help="Score so many simulated years.")
@click.option("--seed", type=int, default=1, show_default=True, help="Which simulated years.")
def backtest(years: range | None, simulate: int | None, seed: int) -> None:
    """Score the forecast beside two naive rules, on editions that are decided about.

    Each edition is forecast from those decided before it, as it would have been at the time.
    """
    if years is not None and simulate is not None:
        raise click.UsageError("Choose --years or --simulate: simulated years are not recorded.")
    if simulate is not None:
        curves = simulated_years(simulate, seed)
        click.echo(f"{simulate} simulated years of {EDITIONS_A_YEAR} editions, seed {seed}.")
    else:
        curves = all_curves()
        click.echo(f"{len(curves)} recorded editions.")
    _tell(curves, years)


def _tell(curves: list[Curve], years: range | None) -> None:
    by_horizon = [cases_of(curves, days, MOST_CURVES, years) for days in HORIZONS]
    everything = [case for cases in by_horizon for case in cases]
    if not everything:
        click.echo(
            f"Nothing to score: before an edition is forecast, {FEWEST_CURVES} others must be"
            " decided about."
        )
        return
    click.echo(
        "\nBrier score: 0 is perfect, lower is better. 'count now' says yes when the minimum is"
        "\nreached already, 'share' gives the share of all earlier editions that made it.\n"
    )
    click.echo("days before  cases  forecast  count now  share  in range")
    for cases in by_horizon:
        if cases:
            s = score(cases)
            click.echo(
                f"{s.days:11}  {s.cases:5}  {s.forecast:8.3f}  {s.by_count:9.3f}"
                f"  {s.by_share:5.3f}  {s.in_range:8.0%}"
            )
    click.echo("\nCalibration of all these forecasts:\n\nchance     cases  mean chance  came true")
    for part in calibration(everything):
        click.echo(
            f"{part.low:4.0%}-{part.high:<4.0%}  {part.cases:5}  {part.said:11.0%}"
            f"  {part.came_true:9.0%}"
        )
