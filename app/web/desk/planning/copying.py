"""Copying editions, or a whole season, to new dates: choose what, then the days, then drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from secrets import token_hex
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import DateField, Field, HiddenField

from app.extensions import clock, transaction
from app.queries.offering.offer import between
from app.queries.offering.planning import editions_by_id, own_team_id, teams_of, trainers
from app.rules.access import coordinates
from app.rules.errors import RuleBroken
from app.rules.offering.copying import STANDARD_WEEKS, proposed_days
from app.rules.offering.offer import FIRST_YEAR, LAST_YEAR
from app.rules.states import EditionState
from app.rules.workdays import local_date
from app.services.offering import clash
from app.services.offering.copying import Copy, copy_editions, plan_again
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.planning.clashes import sentences
from app.web.desk.planning.edition_fields import in_our_years
from app.web.forms import BaseForm, Required
from app.web.loading import as_id
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Edition

Page = str | tuple[str, int] | Response

#: So many editions at once, and so many weeks further on.
MOST_EDITIONS, MOST_WEEKS = 60, 260
#: An edition that was cancelled is planned anew in weeks, not in a year.
_WEEKS_ANEW = 4


@bp.get("/werk/edities/kopieren")
@enter(Who.COORDINATOR)
def choose_copies() -> str:
    """Choose which editions of a period (?van=, ?tot=, ?team=) to copy."""
    today = local_date(clock.now())
    first = _asked_day("van", date(today.year, 1, 1))
    last = max(first, _asked_day("tot", date(first.year, 12, 31)))
    teams = teams_of(actor())
    asked = request.args.get("team", type=int)
    team_id = own_team_id(actor()) or (asked if asked in {team.id for team in teams} else None)
    found = between(first, date.fromordinal(last.toordinal() + 1), team_id)
    return render_template(
        "desk/planning/choose_copies.html",
        editions=found[:MOST_EDITIONS],
        left_out=max(0, len(found) - MOST_EDITIONS),
        first=first,
        last=last,
        teams=teams,
        team_id=team_id,
        weeks=STANDARD_WEEKS,
        most_weeks=MOST_WEEKS,
    )


@bp.route("/werk/edities/kopieren/data", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def copy_editions_to() -> Page:
    """The new days of the chosen editions (?editie=, each), with what they clash with."""
    ids = [number for text in request.args.getlist("editie") if (number := as_id(text))]
    found = editions_by_id(ids[:MOST_EDITIONS])
    chosen = [edition for edition in found if coordinates(actor(), edition.team_id)]
    if not chosen:
        flash(_("Choose one edition at least."), "warning")
        return redirect(url_for("desk.choose_copies"))
    form = _form_for(chosen)
    if "check" not in request.form and form.validate_on_submit():
        try:
            return _make(form)
        except RuleBroken as error:
            explain(form, _at_first_day(error, form))
    page = render_template("desk/planning/copy_editions.html", form=form, warnings=_warnings(form))
    return (page, 422) if form.errors else page


class CopyForm(BaseForm):
    """A day for each meeting of each edition; the fields are added below."""

    #: Names this form, so that a double click makes one draft of each.
    form_id = HiddenField(default=lambda: token_hex(16))
    editions: Sequence["Edition"] = ()

    def days_of(self, edition: "Edition") -> list[Field]:
        """The fields of one edition, in the order of its meetings."""
        return [self[_name(edition, number)] for number in range(len(edition.meetings))]

    @cached_property
    def rows(self) -> list[tuple["Edition", list[Field]]]:
        """Each edition with its fields."""
        return [(edition, self.days_of(edition)) for edition in self.editions]


def _name(edition: "Edition", number: int) -> str:
    return f"day_{edition.id}_{number}"


def _form_for(editions: Sequence["Edition"]) -> CopyForm:
    fields: dict[str, Field] = {}
    values: dict[str, date] = {}
    standard = STANDARD_WEEKS
    if len(editions) == 1 and editions[0].state is EditionState.CANCELLED:
        standard = _WEEKS_ANEW
    asked = request.args.get("weken", type=int) or standard
    weeks = max(1, min(asked, MOST_WEEKS))
    today = local_date(clock.now())
    for edition in editions:
        days = [local_date(meeting.starts_at) for meeting in edition.meetings]
        for number, day in enumerate(proposed_days(days, weeks, clash.is_off, today)):
            fields[_name(edition, number)] = DateField(_l("Day"), [Required(), in_our_years])
            values[_name(edition, number)] = day
    made = type("CopyForm", (CopyForm,), {"editions": editions, **fields})
    form: CopyForm = made(data=values)
    return form


def _make(form: CopyForm) -> Response:
    copies = [Copy(edition.id, [day.data for day in days]) for edition, days in form.rows]
    with transaction():
        form_id = (form.form_id.data or "")[:32]
        drafts = copy_editions(copies, clock.now(), actor().user_id, form_id)
        first_id, year = drafts[0].id, local_date(drafts[0].first_meeting.starts_at).year
    text = ngettext(
        "%(num)s draft is made. Nobody sees it until you publish it.",
        "%(num)s drafts are made. Nobody sees them until you publish them.",
        len(copies),
    )
    flash(text, "success")
    if len(copies) == 1:
        return redirect(url_for("desk.edition", edition_id=first_id), 303)
    return redirect(url_for("desk.editions", jaar=year, stand=EditionState.DRAFT.value), 303)


def _at_first_day(error: RuleBroken, form: CopyForm) -> RuleBroken:
    """The error at the first day of the edition that it is about."""
    fields = {f"edition_{edition.id}": days[0].name for edition, days in form.rows}
    return RuleBroken(error.code, fields.get(error.field or ""), **error.facts)


def _warnings(form: CopyForm) -> Mapping[str, list[str]]:
    """Sentences by the name of the field of the day that they are about."""
    active = {trainer.id for trainer in trainers()}
    wanted = []
    for edition, fields in form.rows:
        days = [field.data for field in fields]
        if all(day is not None and FIRST_YEAR <= day.year <= LAST_YEAR for day in days):
            plan = plan_again(edition, days, active)
            wanted += [
                replace(one, key=fields[int(str(one.key))].name)
                for one in clash.booked_of_plan(plan, f"copy of {edition.id}")
            ]
    names = {trainer.id: trainer.name for e in form.editions for trainer in e.trainers}
    notes = clash.of_copies(wanted, names)
    return {str(key): sentences(of_day) for key, of_day in notes.items()}


def _asked_day(name: str, standard: date) -> date:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return standard
    return day if FIRST_YEAR <= day.year < LAST_YEAR else standard
