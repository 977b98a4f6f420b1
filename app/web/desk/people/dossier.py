"""A person across the offer: their history, exported, erased."""

from datetime import datetime

from flask import Response as FlaskResponse
from flask import abort, flash, json, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import BooleanField, RadioField
from wtforms.fields import SelectChoice

from app.extensions import clock, transaction
from app.queries.offering.planning import own_team_id
from app.queries.people.dossier import Dossier, dossier
from app.rules.errors import RuleBroken
from app.services.people import erasing, exporting
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.forms import BaseForm, Required
from app.web.sentences import explain

_PATH = "/werk/mensen/<hex:public_id>"
Page = str | tuple[str, int] | Response


class MergeChoiceForm(BaseForm):
    """Which of those with the same name is the same person; it asks for a page."""

    ander = RadioField(_l("Who is the same person?"))


class EraseForm(BaseForm):
    """Erasing cannot be undone: somebody says that it was asked for."""

    asked = BooleanField(
        _l("This person asked us to erase their data"),
        [Required(_l("Tick this first: erasing cannot be undone."))],
    )


def load_person(public_id: str) -> Dossier:
    """The person of a registration, as far as the own teams know them; 404 for others."""
    found = dossier(public_id, own_team_id(actor()))
    if found is None:
        abort(404)
    return found


@bp.get(_PATH)
@enter(Who.COORDINATOR)
def person(public_id: str) -> str:
    """The history of somebody in the offer, as far as it is of the own teams."""
    found = load_person(public_id)
    return person_page(found, choice_form(found))


def choice_form(found: Dossier) -> MergeChoiceForm:
    """Those with the same name, to choose from."""
    form = MergeChoiceForm(formdata=None)
    form.ander.choices = [
        SelectChoice(other.public_id, f"{other.name}, {other.email}, {other.organisation}")
        for other in found.alike
    ]
    return form


def person_page(found: Dossier, form: MergeChoiceForm) -> str:
    """The page of a person, with the form that finds their double."""
    return render_template(
        "desk/people/person.html",
        person=found.latest,
        dossier=found,
        form=form,
        may_merge=actor().is_administrator,
    )


@bp.post(f"{_PATH}/gegevens.json")
@enter(Who.ADMINISTRATOR)
def export_person(public_id: str) -> FlaskResponse:
    """Everything that we know of somebody, as a file for them; who took it out is noted."""
    keep, now = load_person(public_id).latest, clock.now()
    with transaction():
        data = exporting.export_person(keep, now, actor().user_id)
    return FlaskResponse(
        json.dumps(data, ensure_ascii=False, indent=2),
        content_type="application/json; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{_file_name(now)}"',
            "Cache-Control": "no-store",
        },
    )


def _file_name(now: datetime) -> str:
    # No name: the file lies in a folder of downloads for years.
    return f"gegevens-{now:%Y%m%d-%H%M}.json"


@bp.route(f"{_PATH}/wissen", methods=["GET", "POST"])
@enter(Who.ADMINISTRATOR)
def erase_person(public_id: str) -> Page:
    """What goes and what stays, and the button that erases."""
    found = load_person(public_id)
    form = EraseForm()
    if form.validate_on_submit():
        try:
            with transaction():
                number = erasing.erase_person(found.latest, clock.now(), actor().user_id)
        except RuleBroken as error:
            explain(form, error)
            found = load_person(public_id)
        else:
            flash(
                ngettext(
                    "The data in %(num)s registration are erased.",
                    "The data in %(num)s registrations are erased.",
                    number,
                ),
                "success",
            )
            return redirect(url_for("desk.search"), 303)
    page = render_template(
        "desk/people/erase.html", form=form, person=found.latest, lines=found.lines
    )
    return (page, 422) if form.errors else page
