"""The quality report of a year; its figures are for the coordinators of all teams."""

from datetime import date

from flask import Response as FlaskResponse
from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.extensions import clock, settings
from app.queries.attending.quality_report import report as figures_of
from app.queries.attending.quality_report import years
from app.rules.attending.quality_report import decisions_csv, programme_csv
from app.rules.workdays import local_date
from app.web.access import Who, enter
from app.web.desk import bp


@bp.get("/kwaliteitsverslag/")
@enter(Who.COORDINATOR)
def latest_report() -> Response:
    """The year that was asked for (?jaar=), else the latest with an edition that has begun."""
    this_year = local_date(clock.now()).year
    wanted = request.args.get("jaar", type=int)
    begun = [year for year in years() if year <= this_year]
    year = wanted if wanted is not None else next(iter(begun), this_year)
    return redirect(url_for("desk.report", year=year), 303)


@bp.get("/kwaliteitsverslag/<int:year>")
@enter(Who.COORDINATOR)
def report(year: int) -> str:
    """The programme, what did not take place, half-days, response rates and quotes."""
    _check(year)
    figures = figures_of(year, clock.now())
    return render_template(
        "desk/reporting/report.html",
        report=figures,
        years=sorted({*years(), year}, reverse=True),
        minimum=settings().minimum_registrations,
    )


@bp.get("/kwaliteitsverslag/<int:year>.csv")
@enter(Who.COORDINATOR)
def report_csv(year: int) -> FlaskResponse:
    """The programme table as a file, for a comparison with the published one."""
    _check(year)
    return _csv(programme_csv(figures_of(year, clock.now())), f"programma-{year}.csv")


@bp.get("/kwaliteitsverslag/<int:year>/beslissingen.csv")
@enter(Who.COORDINATOR)
def report_decisions_csv(year: int) -> FlaskResponse:
    """The decisions of the year as a file."""
    _check(year)
    return _csv(decisions_csv(figures_of(year, clock.now())), f"beslissingen-{year}.csv")


def _csv(text: str, name: str) -> FlaskResponse:
    return FlaskResponse(
        text,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _check(year: int) -> None:
    """A year that no calendar can hold, with the year after it, is not found."""
    if not date.min.year < year < date.max.year:
        abort(404)
