"""One's own account: name, password, second factor, and who signed in with it."""

import base64
from collections.abc import Callable
from functools import wraps
from io import BytesIO
from typing import Any, TypeVar

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security import logout_user
from flask_security.utils import check_and_update_authn_fresh
from werkzeug.wrappers import Response
from wtforms import StringField

from app.extensions import clock, installation, settings, transaction
from app.queries.accounts.sign_in_log import latest_of
from app.rules.errors import RuleBroken
from app.rules.telling.digest import wants
from app.rules.workdays import local_date
from app.services.accounts import member, second_factor
from app.services.telling import digest
from app.web import words
from app.web.access import BY_PROVIDER, Who, enter, lacks_second_factor
from app.web.account import bp, calendar_links
from app.web.account.factors import RECOVERY_CODES, recovery_codes_util, totp_factory
from app.web.forms import BaseForm, Required, at_most, no_web_address
from app.web.sentences import sentence

Page = str | tuple[str, int] | Response
View = TypeVar("View", bound=Callable[..., Any])

_SECRET = "authenticator_secret"  # nosec B105  # where it is kept, encrypted


class NameForm(BaseForm):
    """What colleagues and participants call somebody."""

    name = StringField(_l("Name"), [Required(), at_most(200), no_web_address()])


class CodeForm(BaseForm):
    """The code that an app shows now."""

    code = StringField(_l("Code"), [Required(), at_most(20)])


def lately_signed_in(view: View) -> View:
    """Ask for the password again before a second factor changes: the desk may be left open."""

    @wraps(view)
    def asked(**values: Any) -> Any:
        config = current_app.config
        fresh = check_and_update_authn_fresh(
            config["SECURITY_FRESHNESS"], config["SECURITY_FRESHNESS_GRACE_PERIOD"]
        )
        # Who came by the provider may have no password that they know.
        if not fresh and not session.get(BY_PROVIDER):
            return redirect(url_for("security.verify", next=url_for("account.mine")), 303)
        return view(**values)

    return asked  # type: ignore[return-value]  # the same but for the question before


@bp.route("/werk/mijn-account", methods=["GET", "POST"])
@enter(Who.STAFF)
def mine() -> Page:
    """What I may know and change of my own account; the form on it is for the name."""
    form = NameForm(obj=current_user)
    if form.validate_on_submit():
        with transaction():
            member.rename(current_user.id, form.name.data, clock.now())
        flash(_("Your name is saved."), "success")
        return redirect(url_for("account.mine"), 303)
    page = render_template(
        "security/my_account.html",
        form=form,
        me=current_user,
        words=words,
        two_factor=installation().two_factor,
        must=lacks_second_factor(),
        morning_mail=wants(current_user.digest, current_user.actor.roles),
        digest_hour=settings().digest_hour,
        log=latest_of(current_user.id),
        calendars=calendar_links.standing(),
        local_date=local_date,
        log_days=installation().sign_in_log_days,
    )
    return (page, 422) if form.errors else page


@bp.post("/werk/mijn-account/ochtendmail")
@enter(Who.COORDINATOR)
def choose_digest() -> Response:
    """Have the morning mail, or have it no more."""
    wanted = request.form.get("wanted") == "yes"
    with transaction():
        digest.choose(current_user.id, wanted, clock.now())
    done = _("You get the morning mail.") if wanted else _("You get no morning mail any more.")
    flash(done, "success")
    return redirect(url_for("account.mine", _anchor="morning-mail"), 303)


@bp.route("/werk/mijn-account/app", methods=["GET", "POST"])
@enter(Who.STAFF)
@lately_signed_in
def authenticator() -> Page:
    """Let an app show codes: its key as a picture and as text, and a code that proves it works.

    The key stays the same, encrypted in the session, until a code of it was right.
    """
    totp = totp_factory()
    form = CodeForm()
    secret = session.get(_SECRET)
    if secret is None:
        secret = session[_SECRET] = totp.generate_totp_secret()
    if form.validate_on_submit():
        counter = totp.counter_of(form.code.data, secret)
        if counter is not None:
            with transaction():
                second_factor.set_authenticator(
                    current_user._get_current_object(), secret, counter, clock.now()
                )
            session.pop(_SECRET)
            flash(_("From now on we ask for a code of your app when you sign in."), "success")
            return _to_recovery_codes()
        form.code.errors = [_("This code is not right. Type the one that your app shows now.")]
    page = render_template(
        "security/authenticator.html",
        form=form,
        key=totp.get_totp_pretty_key(secret),
        picture=_picture(totp.get_totp_uri(current_user.email, secret)),
    )
    return (page, 422) if form.errors else page


@bp.post("/werk/mijn-account/app/weg")
@enter(Who.STAFF)
@lately_signed_in
def stop_authenticator() -> Response:
    """Ask for codes of the app no more."""
    return _take_away(second_factor.stop_authenticator)


@bp.post("/werk/mijn-account/passkeys/<int:passkey_id>/weg")
@enter(Who.STAFF)
@lately_signed_in
def remove_passkey(passkey_id: int) -> Response:
    """Let one of my passkeys open nothing any more."""
    return _take_away(second_factor.remove_passkey, passkey_id)


@bp.post("/werk/mijn-account/herstelcodes")
@enter(Who.STAFF)
@lately_signed_in
def recovery_codes() -> Page:
    """Make new recovery codes and show them, this once."""
    if not current_user.has_second_factor:
        return redirect(url_for("account.mine"), 303)
    codes = totp_factory().generate_recovery_codes(RECOVERY_CODES)
    digests = [recovery_codes_util().digest(code) for code in codes]
    with transaction():
        second_factor.set_recovery_codes(current_user._get_current_object(), digests, clock.now())
    return render_template("security/recovery_codes.html", codes=codes)


@bp.post("/werk/mijn-account/overal-afmelden")
@enter(Who.STAFF)
def sign_out_everywhere() -> Response:
    """End all my sessions, this one too; and my calendar links, when I ask for that."""
    calendars = request.form.get("calendars") == "yes"
    with transaction():
        member.sign_out_everywhere(
            current_user.id, clock.now(), current_user.id, calendars=calendars
        )
    logout_user()
    done = _("You are signed out everywhere, and your calendar links no longer work.")
    flash(done if calendars else _("You are signed out everywhere."), "success")
    return redirect(url_for("security.login"), 303)


def _take_away(change: Callable[..., None], *what: int) -> Response:
    try:
        with transaction():
            change(current_user._get_current_object(), *what, clock.now())
    except RuleBroken as error:
        flash(sentence(error), "warning")
    return redirect(url_for("account.mine"), 303)


def _to_recovery_codes() -> Response:
    if not current_user.mf_recovery_codes:
        flash(_("Now make recovery codes, for the day that you lose your phone."), "info")
    return redirect(url_for("account.mine", _anchor="codes"), 303)


def _picture(uri: str) -> str:
    """A QR code as the address of an image."""
    # Loaded when somebody sets up an app, which is once in an account.
    import qrcode
    from qrcode.image.svg import SvgPathFillImage

    image = qrcode.make(uri, image_factory=SvgPathFillImage, border=4)
    with BytesIO() as out:
        image.save(out)
        return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode()
