"""The plan of a month: which meetings lie on which day, drafts too."""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TYPE_CHECKING

from flask import render_template, request
from flask_babel import gettext as _

from app.extensions import clock
from app.formats import date_day_month
from app.queries.offering.planning import meeting_between
from app.rules.access import coordinates
from app.rules.offering.offer import FIRST_YEAR, LAST_YEAR
from app.rules.workdays import local_date, local_moment
from app.services import holidays, school_holidays
from app.services.offering import clash
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.planning.clashes import labels, public_holiday_name, school_holiday_name
from app.web.desk.planning.filters import asked_filter
from app.web.language import current_language

if TYPE_CHECKING:
    from app.models import Edition, Meeting

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Entry:
    """A meeting on its day: which of how many it is, and what to know about it."""

    meeting: "Meeting"
    number: int
    total: int
    warnings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the calendar; `holiday` says why it is a day off, None when it is none."""

    on: date
    inside: bool
    holiday: str | None
    school: bool
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday on, with its number (ISO 8601) and its school holidays in words."""

    number: int
    school: Sequence[str]
    days: Sequence[Day]

    @property
    def quiet(self) -> bool:
        """Whether it has nothing to show but dates."""
        return not self.school and not any(day.entries or day.holiday for day in self.days)


@bp.get("/werk/edities/kalender")
@enter(Who.COORDINATOR)
def calendar_of_month() -> str:
    """The meetings of one month (?maand=2027-05) in whole weeks."""
    today = local_date(clock.now())
    month = _asked_month(today)
    asked = asked_filter()
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    first, last = weeks[0][0], weeks[-1][-1]
    editions = meeting_between(
        local_moment(first, time()), local_moment(last + timedelta(days=1), time())
    )
    shown = [e for e in editions if coordinates(actor(), e.team_id) and asked.wanted.holds(e)]
    entries = _entries(shown, editions)
    return render_template(
        "desk/planning/calendar.html",
        weeks=[_week(days, month, entries) for days in weeks],
        month=month,
        today=today,
        before=_month_name(month - timedelta(days=1)),
        after=_month_name((month + timedelta(days=31)).replace(day=1)),
        asked=asked,
        total=sum(
            (day.year, day.month) == (month.year, month.month)
            for day in entries
            for _e in entries[day]
        ),
    )


def _asked_month(today: date) -> date:
    match = _MONTH.fullmatch(request.args.get("maand", ""))
    year, month = map(int, match.groups()) if match else (today.year, today.month)
    # The weeks of the first and the last month reach into years that no plan has.
    if not FIRST_YEAR < year < LAST_YEAR:
        year, month = today.year, today.month
    return date(year, month, 1)


def _month_name(day: date) -> str:
    return f"{day:%Y-%m}"


def _entries(shown: Sequence["Edition"], editions: Sequence["Edition"]) -> dict[date, list[Entry]]:
    notes = clash.of_loaded(shown, editions)
    found: dict[date, list[Entry]] = defaultdict(list)
    for edition in shown:
        total = len(edition.meetings)
        for number, meeting in enumerate(edition.meetings, 1):
            warnings = labels(notes.get(meeting.id, ()))
            found[local_date(meeting.starts_at)].append(Entry(meeting, number, total, warnings))
    for entries in found.values():
        entries.sort(key=lambda entry: (entry.meeting.starts_at, entry.meeting.id))
    return found


def _week(days: Sequence[date], month: date, entries: dict[date, list[Entry]]) -> Week:
    return Week(
        days[0].isocalendar().week,
        list(_school(days)),
        [
            Day(
                day,
                day.month == month.month,
                _day_off(day),
                school_holidays.on(day) is not None,
                entries.get(day, ()),
            )
            for day in days
        ],
    )


def _day_off(day: date) -> str | None:
    """What public holiday it is, or that we are closed; None on any other day."""
    holiday = holidays.on(day)
    if holiday is not None:
        return public_holiday_name(holiday)
    return _("Closed") if day in holidays.around(day) else None


def _school(days: Sequence[date]) -> Iterable[str]:
    """The school holidays in the working days of a week, with the day where they begin or end."""
    friday = days[4]
    language = current_language()
    for period in school_holidays.around(days[0].year):
        if period.last < days[0] or friday < period.first:
            continue
        name = school_holiday_name(period.holiday)
        if days[0] < period.first:
            yield _(
                "%(name)s from %(date)s", name=name, date=date_day_month(period.first, language)
            )
        elif period.last < friday:
            yield _(
                "%(name)s until %(date)s", name=name, date=date_day_month(period.last, language)
            )
        else:
            yield name
