"""Staff: who has an account, who is invited, what they may do."""

from collections.abc import Callable
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import EmailField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.extensions import clock, installation, transaction
from app.queries.accounts import staff as queries
from app.queries.accounts.sign_in_log import latest_of
from app.queries.calendars.staff_feed import feeds_of
from app.queries.offering.planning import teams_of
from app.rules.accounts.second_factor import TwoFactor
from app.rules.errors import RuleBroken
from app.rules.states import Role
from app.services.accounts import member, staff_invitation
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.history.sentences import lines_of
from app.web.forms import BaseForm, Required, at_most, email_address, no_web_address
from app.web.sentences import explain, sentence
from app.web.words import role_name

Page = str | tuple[str, int] | Response

_PATH = "/werk/beheer/medewerkers"
_INVITED = f"{_PATH}/uitnodigingen/<int:staff_invitation_id>"
_MEMBER = f"{_PATH}/<int:user_id>"


class MemberForm(BaseForm):
    """Who somebody is and what they may do."""

    name = StringField(_l("Name"), [Required(), at_most(200), no_web_address()])
    email = EmailField(_l("E-mail address"), [Required(), at_most(254), email_address()])
    roles = SelectMultipleField(
        _l("Roles"),
        [DataRequired(_l("Choose one role at least."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    team_id = SelectField(_l("Team"), coerce=int)

    def offer(self) -> "MemberForm":
        """Fill in what there is to choose from. Team 0 stands for all teams."""
        self.roles.choices = [SelectChoice(role.value, role_name(role)) for role in Role]
        teams = [SelectChoice(team.id, team.name) for team in teams_of(actor())]
        self.team_id.choices = [SelectChoice(0, _("All teams")), *teams]
        return self

    def values(self) -> tuple[str, str, list[Role], int | None]:
        """Name, address, roles and team, as the services take them."""
        roles = [Role(value) for value in self.roles.data]
        return self.name.data, self.email.data, roles, self.team_id.data or None


@bp.get(_PATH, endpoint="staff")
@enter(Who.ADMINISTRATOR)
def all_staff() -> str:
    """Everybody with an account, and who is invited."""
    return render_template(
        "desk/admin/staff.html",
        accounts=queries.accounts(),
        invitations=queries.invitations(),
        now=clock.now(),
        role_name=role_name,
        two_factor=installation().two_factor,
    )


@bp.route(f"{_PATH}/uitnodigen", methods=["GET", "POST"])
@enter(Who.ADMINISTRATOR)
def invite_staff() -> Page:
    """Mail a colleague the link that opens an account."""
    form = MemberForm().offer()
    if form.validate_on_submit():
        try:
            with transaction():
                staff_invitation.invite(*form.values(), clock.now(), actor().user_id)
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(_("%(name)s gets a mail with a link.", name=form.name.data), "success")
            return redirect(url_for("desk.staff"), 303)
    page = render_template(
        "desk/admin/invite.html", form=form, days=installation().staff_invitation_days
    )
    return (page, 422) if form.errors else page


@bp.post(f"{_INVITED}/opnieuw")
@enter(Who.ADMINISTRATOR)
def resend_staff_invitation(staff_invitation_id: int) -> Response:
    """Mail a new link, in place of the older one."""
    with transaction():
        invitation = staff_invitation.send_again(staff_invitation_id, clock.now(), actor().user_id)
        name = invitation.name
    flash(_("%(name)s gets a mail with a link.", name=name), "success")
    return redirect(url_for("desk.staff"), 303)


@bp.post(f"{_INVITED}/intrekken")
@enter(Who.ADMINISTRATOR)
def withdraw_staff_invitation(staff_invitation_id: int) -> Response:
    """Let the link open nothing any more."""
    with transaction():
        staff_invitation.withdraw(staff_invitation_id, clock.now(), actor().user_id)
    flash(_("The invitation is withdrawn."), "success")
    return redirect(url_for("desk.staff"), 303)


@bp.route(_MEMBER, methods=["GET", "POST"])
@enter(Who.ADMINISTRATOR)
def staff_member(user_id: int) -> Page:
    """One account: what may be changed, who signed in with it, and what was changed."""
    user = queries.user_by_id(user_id)
    if user is None:
        abort(404)
    stored = {
        "name": user.name,
        "email": user.email,
        "roles": [role.name for role in user.roles],
        "team_id": user.team_id or 0,
    }
    form = MemberForm(data=stored).offer()
    if form.validate_on_submit():
        try:
            with transaction():
                member.change(user_id, *form.values(), clock.now(), actor().user_id)
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(_("The account is saved."), "success")
            return _back(user_id)
    page = render_template(
        "desk/admin/staff_member.html",
        form=form,
        member=user,
        myself=user_id == actor().user_id,
        log=latest_of(user_id),
        log_days=installation().sign_in_log_days,
        changes=lines_of(queries.changes_of(user_id)),
        calendars=feeds_of(user_id),
        two_factor=installation().two_factor is not TwoFactor.OFF,
    )
    return (page, 422) if form.errors else page


@bp.post(f"{_MEMBER}/sluiten")
@enter(Who.ADMINISTRATOR)
def deactivate_staff(user_id: int) -> Response:
    """Let nobody in with this account any more."""
    return _do(user_id, member.deactivate, _("Nobody gets in with this account any more."))


@bp.post(f"{_MEMBER}/openen")
@enter(Who.ADMINISTRATOR)
def activate_staff(user_id: int) -> Response:
    """Let somebody in again."""
    return _do(user_id, member.activate, _("The account is open again."))


@bp.post(f"{_MEMBER}/tweede-stap")
@enter(Who.ADMINISTRATOR)
def reset_second_factor(user_id: int) -> Response:
    """Take somebody's app, passkeys and recovery codes away."""
    return _do(
        user_id,
        member.reset_second_factor,
        _("The second step is taken away. The person gets a mail about it."),
    )


@bp.post(f"{_MEMBER}/afmelden")
@enter(Who.ADMINISTRATOR)
def sign_out_staff(user_id: int) -> Response:
    """End all sessions of an account; and its calendar links, when that is asked for."""
    calendars = request.form.get("calendars") == "yes"
    return _do(
        user_id,
        partial(member.sign_out_everywhere, calendars=calendars),
        _("This account is signed out everywhere, and its calendar links no longer work.")
        if calendars
        else _("This account is signed out everywhere."),
    )


@bp.post(f"{_MEMBER}/losmaken")
@enter(Who.ADMINISTRATOR)
def forget_provider(user_id: int) -> Response:
    """Let the next sign-in by OpenID Connect link this account anew."""
    return _do(
        user_id,
        member.forget_provider,
        _("The next sign-in with this address is linked anew."),
    )


def _do(user_id: int, change: Callable[..., None], done: str) -> Response:
    try:
        with transaction():
            change(user_id, clock.now(), actor().user_id)
    except LookupError:
        abort(404)
    except RuleBroken as error:
        flash(sentence(error), "warning")
    else:
        flash(done, "success")
    return _back(user_id)


def _back(user_id: int) -> Response:
    return redirect(url_for("desk.staff_member", user_id=user_id), 303)
