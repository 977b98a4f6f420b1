"""Making one of two people: who they are side by side first, then the button."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.extensions import clock, transaction
from app.queries.people.merging import Pair, pair
from app.rules.errors import RuleBroken
from app.rules.people.merging import check_merge
from app.services.people import merging
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.people.dossier import choice_form, load_person, person_page
from app.web.forms import BaseForm, add_error
from app.web.sentences import explain, sentence

Page = str | tuple[str, int] | Response


class MergeForm(BaseForm):
    """The other one of the two, and what was seen of both."""

    other = HiddenField()
    seen = HiddenField()


@bp.get("/werk/mensen/<hex:public_id>/samenvoegen")
@enter(Who.ADMINISTRATOR)
def confirm_merge(public_id: str) -> Page:
    """Both side by side, with what is kept of each; ?ander= is the one who goes along."""
    other_id = request.args.get("ander", "")
    if not other_id:
        found = load_person(public_id)
        form = choice_form(found)
        add_error(form.ander, _("Choose somebody."))
        return person_page(found, form), 422
    return _page(public_id, _load(public_id, other_id), MergeForm(formdata=None))


@bp.post("/werk/mensen/<hex:public_id>/samenvoegen")
@enter(Who.ADMINISTRATOR)
def merge_people(public_id: str) -> Page:
    """What is under the other address goes to this one, if both are still as they were seen."""
    form = MergeForm()
    found = _load(public_id, form.other.data or "")
    back = redirect(url_for("desk.person", public_id=public_id), 303)
    if found.keep.latest.email_key == found.other.latest.email_key:
        # The second of two clicks: the first one made them one.
        return back
    try:
        with transaction():
            number = merging.merge_people(
                found.keep.latest,
                found.other.latest,
                clock.now(),
                actor().user_id,
                seen=form.seen.data or "",
            )
    except RuleBroken as error:
        explain(form, error)
        return _page(public_id, _load(public_id, form.other.data or ""), form), 422
    flash(
        ngettext(
            "%(num)s registration is now under this address.",
            "%(num)s registrations are now under this address.",
            number,
        ),
        "success",
    )
    return back


def _load(public_id: str, other_id: str) -> Pair:
    found = pair(public_id, other_id)
    if found is None:
        abort(404)
    return found


def _page(public_id: str, found: Pair, form: MergeForm) -> str:
    keep, other = found.keep, found.other
    form.other.data = other.latest.public_id
    form.seen.data = found.mark
    hindrance = None
    try:
        check_merge(
            (keep.latest.email_key, other.latest.email_key), keep.live_in(), other.live_in()
        )
    except RuleBroken as error:
        hindrance = sentence(error)
    return render_template(
        "desk/people/merge.html",
        public_id=public_id,
        keep=keep,
        other=other,
        coming=other.coming(clock.now()),
        hindrance=hindrance,
        form=form,
    )
