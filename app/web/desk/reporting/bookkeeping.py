"""What is due, for the bookkeeping: a period on the screen, and the same as a file."""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO

from flask import Response, render_template, request
from flask_babel import gettext as _

from app.extensions import clock
from app.formats import euro
from app.queries.offering.planning import own_team_id, teams_of
from app.queries.registering.bookkeeping import DueRow, Dues, ReleasedRow, dues
from app.rules.attending.quality_report import defused
from app.rules.errors import RuleBroken
from app.rules.offering.offer import check_date
from app.rules.registering.billing import DueFor, Released
from app.rules.workdays import local_date
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.spreadsheet import amount
from app.web.language import current_language


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` up to and including `last`; `team_id` None: all teams of the coordinator."""

    first: date
    last: date
    team_id: int | None

    def shifted(self, months: int) -> dict[str, str | int | None]:
        """The question for the calendar month so many after that of the first day."""
        first, last = _month(self.first, months)
        return {"van": first.isoformat(), "tot": last.isoformat(), "team": self.team_id}

    @property
    def question(self) -> dict[str, str | int | None]:
        """The question that gives this period again."""
        return {
            "van": self.first.isoformat(),
            "tot": self.last.isoformat(),
            "team": self.team_id,
        }


@bp.get("/werk/boekhouding")
@enter(Who.COORDINATOR)
def bookkeeping() -> str:
    """What is due for the editions of a period (?van=, ?tot=, ?team=), of the own teams."""
    period = _period()
    return render_template(
        "desk/reporting/bookkeeping.html",
        period=period,
        dues=dues(period.first, period.last, period.team_id),
        teams=teams_of(actor()),
        due_for=due_for,
        what_becomes=what_becomes,
    )


@bp.get("/werk/boekhouding.csv")
@enter(Who.COORDINATOR)
def bookkeeping_csv() -> Response:
    """The same rows as a file for a spreadsheet or an accounting program."""
    period = _period()
    name = f"boekhouding-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    return Response(
        csv_of(dues(period.first, period.last, period.team_id)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def due_for(reason: DueFor) -> str:
    """Why an amount is due, in words."""
    return {
        DueFor.PLACE: _("A place"),
        DueFor.WITHDRAWAL: _("Gave up the place"),
    }[reason]


def what_becomes(row: ReleasedRow) -> str:
    """What becomes of the amount of a registration whose edition was cancelled, in words."""
    language = current_language()
    was, place = euro(row.cents, language), row.place
    if row.what is Released.REFUND or place is None:
        return _("Cancelled: nothing is due, give back what was paid (%(amount)s)", amount=was)
    where = {
        "title": place.edition.training.short_name,
        "amount": was,
        "price": euro(place.price_cents, language),
    }
    if row.what is Released.WAITING:
        return _(
            "Cancelled: a place is kept in %(title)s (%(price)s); wait for the answer before you "
            "give %(amount)s back",
            **where,
        )
    return _(
        "Cancelled: goes to %(title)s, where %(price)s is due; what was paid of %(amount)s goes "
        "along",
        **where,
    )


def csv_of(found: Dues) -> str:
    """The rows with a heading: semicolons, a BOM and a decimal comma, as Belgian Excel opens it.

    Registrations of cancelled editions come last, with nothing due: the sum of the column holds.
    """
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            _("Date"),
            _("Edition"),
            _("Team"),
            _("Name"),
            _("Organisation"),
            _("Bill to"),
            _("Address"),
            _("VAT number"),
            _("Reference"),
            _("Amount due in euros"),
            _("For"),
        ]
    )
    lines: list[tuple[DueRow | ReleasedRow, int, str]] = [
        *((row, row.charge.cents, due_for(row.charge.due_for)) for row in found.rows),
        *((row, 0, what_becomes(row)) for row in found.released),
    ]
    for row, cents, reason in lines:
        registration, billing = row.registration, row.registration.billing
        cells = [
            row.on.isoformat(),
            registration.edition.training.title,
            registration.edition.team.name,
            registration.name,
            registration.organisation,
            billing.bill_to if billing else "",
            billing.address if billing else "",
            billing.vat_number if billing else "",
            billing.reference if billing else "",
            amount(cents),
            reason,
        ]
        writer.writerow([defused(cell) for cell in cells])
    return "\ufeff" + out.getvalue()


def _period() -> Period:
    """The period that was asked for; this month for what is no pair of days of our years."""
    first, last = _day("van"), _day("tot")
    if first is None or last is None:
        first, last = _month(local_date(clock.now()))
    team_id = own_team_id(actor())
    if team_id is None:
        wanted = request.args.get("team", type=int)
        team_id = next((team.id for team in teams_of(actor()) if team.id == wanted), None)
    return Period(min(first, last), max(first, last), team_id)


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
        check_date(day, name)
    except (ValueError, RuleBroken):
        return None
    return day


def _month(day: date, months: int = 0) -> tuple[date, date]:
    """First and last day of the month of `day`, or of the one so many months later."""
    number = day.year * 12 + day.month - 1 + months
    first, after = (date(n // 12, n % 12 + 1, 1) for n in (number, number + 1))
    return first, after - timedelta(days=1)
