"""An organisation across the offer, and making one of two names."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.extensions import clock, transaction
from app.queries.offering.planning import own_team_id
from app.queries.people.organisation import (
    Organisation,
    colleagues,
    number_named,
    organisation_of,
)
from app.rules.errors import RuleBroken
from app.services.people import merging
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.forms import BaseForm, at_most
from app.web.sentences import explain

_PATH = "/werk/organisaties/<hex:public_id>"
Page = str | tuple[str, int] | Response


class OneNameForm(BaseForm):
    """The name that stays: one that exists, or another one."""

    into = RadioField(_l("Which name stays?"), [Optional()], validate_choice=True)
    another = StringField(_l("Another name"), [Optional(), at_most(200)])

    @property
    def name(self) -> str:
        """The name that was typed, else the one that was chosen."""
        return self.another.data or self.into.data or ""


def _load(public_id: str) -> Organisation:
    found = organisation_of(public_id, own_team_id(actor()))
    if found is None:
        abort(404)
    return found


@bp.get(_PATH)
@enter(Who.COORDINATOR)
def organisation(public_id: str) -> str:
    """Who came from there, to what, year by year, as far as it is of the own teams.

    ?zoek= finds people, ?pagina= turns the page.
    """
    found = _load(public_id)
    return _page(public_id, found, _form(found, sent=False))


def _form(found: Organisation, *, sent: bool) -> OneNameForm:
    form = OneNameForm() if sent else OneNameForm(formdata=None)
    form.into.choices = [SelectChoice(name, name) for name in found.alike]
    return form


def _page(public_id: str, found: Organisation, form: OneNameForm) -> str:
    question = request.args.get("zoek", "").strip()
    number = request.args.get("pagina", default=1, type=int)
    return render_template(
        "desk/people/organisation.html",
        public_id=public_id,
        question=question,
        page=colleagues(found.name, own_team_id(actor()), question, number),
        organisation=found,
        form=form,
        number=number_named(found.name),
        may_merge=actor().is_administrator,
    )


@bp.post(f"{_PATH}/samenvoegen")
@enter(Who.ADMINISTRATOR)
def merge_organisations(public_id: str) -> Page:
    """Write the name that stays wherever the other one stands, and from now on."""
    found = _load(public_id)
    form = _form(found, sent=True)
    if form.validate_on_submit():
        try:
            with transaction():
                number = merging.merge_organisations(
                    found.name, form.name, clock.now(), actor().user_id
                )
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(
                ngettext(
                    "%(num)s registration now says “%(name)s”.",
                    "%(num)s registrations now say “%(name)s”.",
                    number,
                    name=form.name,
                ),
                "success",
            )
            return redirect(url_for("desk.organisation", public_id=public_id), 303)
    return _page(public_id, found, form), 422
