"""Opening an account by the link of an invitation."""

from flask import abort, current_app, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import hash_password, login_user
from werkzeug.wrappers import Response
from wtforms import PasswordField, ValidationError
from wtforms.validators import EqualTo

from app.extensions import clock, installation, transaction
from app.rules.accounts.second_factor import TwoFactor
from app.rules.errors import RuleBroken
from app.services.accounts import staff_invitation
from app.web.access import Who, enter
from app.web.account import bp
from app.web.forms import BaseForm, Required
from app.web.sentences import sentence

_HELD = "staff_invitation"


class FirstPasswordForm(BaseForm):
    """The password with which somebody will sign in."""

    password = PasswordField(_l("Password"), [Required()])
    password_confirm = PasswordField(
        _l("The same once more"),
        [EqualTo("password", message=_l("The two passwords are not the same."))],
    )

    def validate_password(self, field: PasswordField) -> None:
        """As strong as every password here."""
        errors, field.data = current_app.extensions["security"].password_util.validate(
            field.data, is_register=True
        )
        if errors:
            raise ValidationError(" ".join(errors))


@bp.get("/u/<token>")
@enter(Who.LINK_HOLDER)
def open_invitation(token: str) -> Response | tuple[str, int]:
    """Take the key out of the address: this browser keeps it, the page that follows has none."""
    if staff_invitation.of_link(token, clock.now()) is None:
        return _over()
    session[_HELD] = token
    return redirect(url_for("account.accept_invitation"), 303)


@bp.route("/uitnodiging", methods=["GET", "POST"])
@enter(Who.LINK_HOLDER)
def accept_invitation() -> Response | str | tuple[str, int]:
    """Choose a password; who did so is signed in and led to a second factor."""
    token = session.get(_HELD)
    if token is None:
        abort(404)
    invitation = staff_invitation.of_link(token, clock.now())
    if invitation is None:
        session.pop(_HELD)
        return _over()
    form = FirstPasswordForm()
    if form.validate_on_submit():
        password_hash = hash_password(form.password.data)
        try:
            with transaction():
                user = staff_invitation.accept(token, password_hash, clock.now())
        except RuleBroken as error:
            form.form_errors.append(sentence(error))
        else:
            session.pop(_HELD)
            login_user(user)
            flash(_welcome(), "success")
            return redirect(url_for("account.mine"), 303)
    page = render_template("security/invitation.html", form=form, invitation=invitation)
    return (page, 422) if form.errors else page


def _welcome() -> str:
    if installation().two_factor is TwoFactor.OFF:
        return _("Welcome! Your account is open.")
    return _("Welcome! Your account is open. Now set up a second step for signing in.")


def _over() -> tuple[str, int]:
    return render_template("security/invitation_over.html"), 410
