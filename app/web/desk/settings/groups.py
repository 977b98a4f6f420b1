"""The settings by group: what each is, what it was by the server, and changing it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, effective, installation, transaction
from app.queries.settings.setting import changed, stored_values
from app.rules.errors import RuleBroken
from app.rules.registering.withdrawal import Term
from app.rules.settings.registry import EDITABLE, Group, of_group
from app.rules.workdays import local_date
from app.services import holidays
from app.services.settings import setting
from app.web import setting_words as words
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.settings import fields
from app.web.forms import BaseForm
from app.web.public.terms import TermLine, in_general
from app.web.sentences import explain


@bp.get("/werk/beheer/instellingen", endpoint="settings")
@enter(Who.ADMINISTRATOR)
def all_settings() -> str:
    """The groups, and what only the server says."""
    house = installation()
    return render_template(
        "desk/settings/index.html",
        groups=words.GROUPS,
        changed=[EDITABLE[name].group for name in changed() if name in EDITABLE],
        unusable=unusable(),
        server=(
            (_("Address of the site"), house.base_url, None),
            (_("Mail server"), house.mail_server or _("none: mails wait on the desk"), None),
            (_("Sender of mails"), house.mail_default_sender, None),
            (_("Database"), house.database_url.partition(":")[0].partition("+")[0], None),
        ),
    )


def unusable() -> list[tuple[Group | None, str, str]]:
    """Stored values that cannot be used: the group, the name and the value of each."""
    names = sorted(effective().unusable)
    stored = stored_values(names)
    return [
        (EDITABLE[name].group if name in EDITABLE else None, words.setting_name(name), stored[name])
        for name in names
        if name in stored
    ]


@bp.route("/werk/beheer/instellingen/<setting_group>", methods=["GET", "POST"])
@enter(Who.ADMINISTRATOR)
def setting_group(setting_group: str) -> str | tuple[str, int] | Response:
    """One group: see, change."""
    if setting_group not in list(Group):
        abort(404)
    group = Group(setting_group)
    form = fields.form_of(group, {**fields.filled_in(group), "seen": effective().mark})
    looks = request.method == "POST" and "preview" in request.form
    if form.validate_on_submit() and _usable(form, group) and not looks:
        wanted = {name: value for name, _field, value in fields.values(form, group)}
        try:
            with transaction():
                number = setting.change(wanted, form["seen"].data, clock.now(), actor().user_id)
        except RuleBroken as error:
            explain(form, error)
            form["seen"].data = effective().mark
        else:
            flash(_("Saved.") if number else _("Nothing was different."), "success")
            return redirect(url_for("desk.setting_group", setting_group=group), 303)
    page = _page(form, group)
    return (page, 422) if form.errors else page


def _usable(form: BaseForm, group: Group) -> bool:
    """Whether each value can be used; at each that cannot stands why."""
    for name, _field, value in fields.values(form, group):
        try:
            setting.check(name, value)
        except RuleBroken as error:
            explain(form, error)
    return not form.errors


def _page(form: BaseForm, group: Group) -> str:
    today = local_date(clock.now())
    return render_template(
        "desk/settings/group.html",
        form=form,
        group=group,
        title=words.GROUPS[group],
        settings=[(name, EDITABLE[name].kind, form[name.lower()]) for name in of_group(group)],
        about=words.SETTINGS,
        holds=words.holds,
        standard=lambda name: words.value_in_words(name, setting.standard(name)),
        attributes=fields.attributes,
        changed=changed(),
        unusable=[row for row in unusable() if row[0] is group],
        logo=effective().logo if group is Group.LOOK else None,
        terms=_terms(form) if group is Group.TERMS else (),
        public_holidays=holidays.coming(today) if group is Group.ORGANISATION else (),
    )


def _terms(form: BaseForm) -> list[TermLine]:
    """What a participant reads of the terms in the form, as far as they can be used."""
    try:
        written = setting.check("WITHDRAWAL_TERMS", form["withdrawal_terms"].data or "")
    except RuleBroken:
        return []
    pairs = (part.split(":") for part in written.split(","))
    return in_general([Term(int(days), int(percent)) for days, percent in pairs])


@bp.post("/werk/beheer/instellingen/standaard")
@enter(Who.ADMINISTRATOR)
def reset_setting() -> Response:
    """Give one setting its standard again."""
    name = request.form.get("setting", "")
    if name not in EDITABLE:
        abort(400)
    with transaction():
        setting.reset(name, clock.now(), actor().user_id)
    flash(_("“%(name)s” is the standard again.", name=words.setting_name(name)), "success")
    return redirect(url_for("desk.setting_group", setting_group=EDITABLE[name].group), 303)
