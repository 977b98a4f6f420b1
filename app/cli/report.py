"""flask report: the quality report of a year, for other programs."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask import current_app, render_template
from flask.cli import with_appcontext
from markupsafe import Markup

from app.extensions import clock, settings
from app.queries.attending import quality_report
from app.rules.attending.quality_report import QualityReport, decisions_csv, programme_csv


def as_json(report: QualityReport) -> str:
    """The whole report: its rows, and each total beside the rows that it sums."""
    total = report.half_day_total
    data: dict[str, Any] = {
        "year": report.year,
        "programme": [
            asdict(row) | {"response_rate_percent_of_participants": row.response_rate}
            for row in report.programme
        ],
        "participants": report.participants,
        "registrations": report.registrations,
        "responses": report.responses,
        "response_rate_percent_of_participants": report.response_rate,
        "cancelled": [asdict(row) for row in report.cancelled],
        "half_days": [asdict(row) | {"total": row.total} for row in report.half_days],
        "half_days_total": {
            "regular": total.regular,
            "project": total.project,
            "total": total.total,
        },
        "decisions": [asdict(row) for row in report.decisions],
        "quotes": [{"text": q.text, "signature": q.signature} for q in report.quotes],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n"


def as_html(report: QualityReport) -> str:
    """The report as a document of its own, with its style inside."""
    folder = Path(current_app.static_folder or "") / "css"
    css = "\n".join((folder / name).read_text("utf-8") for name in ("tokens.css", "app.css"))
    # The font lies beside the site, not beside this file; the next one in the list serves.
    css = re.sub(r"@font-face \{.*?\}\n", "", css, flags=re.DOTALL)
    with current_app.test_request_context():
        return render_template(
            "report/document.html",
            report=report,
            minimum=settings().minimum_registrations,
            css=Markup(css),  # nosec B704  # our own file
        )


_FORMATS = {
    "csv": programme_csv,
    "decisions": decisions_csv,
    "json": as_json,
    "html": as_html,
}


@click.command()
@click.argument("year", type=click.IntRange(2000, 2100))
@click.option("--format", "format_", type=click.Choice(list(_FORMATS)), default="csv")
@click.option("--output", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@with_appcontext
def report(year: int, format_: str, output: Path | None) -> None:
    """Write the quality report of YEAR as csv (its programme), decisions (as csv), json or html."""
    text = _FORMATS[format_](quality_report.report(year, clock.now()))
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        click.echo(f"wrote {output}")
