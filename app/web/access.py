"""Who may enter which page. Every route says so; one that does not is refused to everybody.

    @bp.get("/werk/vandaag")
    @enter(Who.COORDINATOR)
    def today(): ...

Roles are checked here, before the page; whether this edition is of the coordinator's team is
checked by the loaders in `app.web.loading`. A guard test lists all routes with their answer.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import abort, current_app, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.extensions import db, installation
from app.rules.access import Actor
from app.rules.accounts.second_factor import TwoFactor, must_have

View = TypeVar("View", bound=Callable[..., Any])


class Who(StrEnum):
    """Who may enter a page."""

    EVERYBODY = "everybody"
    LINK_HOLDER = "holder of a signed link"
    HALFWAY = "who gave the right password, and not yet a second factor"
    STAFF = "trainer, coordinator or administrator"
    COORDINATOR = "coordinator or administrator"
    ADMINISTRATOR = "administrator"


#: Pages of extensions, which cannot be decorated.
OF_EXTENSIONS = {
    "security.login": Who.EVERYBODY,
    "security.logout": Who.STAFF,
    "security.verify": Who.STAFF,
    "security.forgot_password": Who.EVERYBODY,
    "security.reset_password": Who.EVERYBODY,
    "security.change_password": Who.STAFF,
    "security.tf_select": Who.HALFWAY,
    "security.two_factor_token_validation": Who.HALFWAY,
    "security.mf_recovery": Who.HALFWAY,
    "security.wan_signin": Who.EVERYBODY,
    "security.wan_signin_response": Who.EVERYBODY,
    "security.wan_register": Who.STAFF,
    "security.wan_register_response": Who.STAFF,
}


#: Pages of Flask-Security that write without our `transaction`.
_WRITE_ON_THEIR_OWN = (
    "security.forgot_password",
    "security.reset_password",
    "security.change_password",
    "security.two_factor_token_validation",
    "security.mf_recovery",
    "security.wan_signin_response",
    "security.wan_register",
    "security.wan_register_response",
)

#: What there is only where the house has second factors.
_WITH_SECOND_FACTORS = (
    "account.authenticator",
    "account.recovery_codes",
    "account.remove_passkey",
    "account.stop_authenticator",
    "security.mf_recovery",
    "security.tf_select",
    "security.two_factor_token_validation",
    "security.wan_register",
    "security.wan_register_response",
    "security.wan_signin",
    "security.wan_signin_response",
)

#: In the session of who came by OpenID Connect, where the provider asks for a second factor.
BY_PROVIDER = "by_provider"
#: Where one may go without the second factor that one must have.
_TOWARDS_A_SECOND_FACTOR = ("account", "security")


def enter(who: Who) -> Callable[[View], View]:
    """Say who may enter a page."""

    def mark(view: View) -> View:
        view.who_may_enter = who  # type: ignore[attr-defined]  # a mark on a function
        return view

    return mark


def who_may_enter(endpoint: str) -> Who | None:
    """The answer of one route; None when it gives none."""
    if endpoint in OF_EXTENSIONS:
        return OF_EXTENSIONS[endpoint]
    view = current_app.view_functions.get(endpoint)
    who: Who | None = getattr(view, "who_may_enter", None)
    return who


def actor() -> Actor:
    """The member of staff who is signed in, as the rules see them; only on pages for staff."""
    signed_in: Actor = current_user.actor
    return signed_in


def guard() -> Response | None:
    """Before each page: turn away who may not enter."""
    if request.endpoint is None:
        return None
    if request.method == "POST" and request.endpoint in _WRITE_ON_THEIR_OWN:
        # On SQLite a writer begins as one, or may fail halfway. Who is signed in was read already.
        db.session.rollback()
        db.session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
    who = who_may_enter(request.endpoint)
    if who is None:
        abort(403)
    if request.endpoint in _WITH_SECOND_FACTORS and installation().two_factor is TwoFactor.OFF:
        abort(404)
    if who in (Who.EVERYBODY, Who.LINK_HOLDER, Who.HALFWAY):
        return None
    if not current_user.is_authenticated:
        answer: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]  # by flask-login
        return answer
    allowed = {
        Who.STAFF: bool(actor().roles),
        Who.COORDINATOR: actor().is_coordinator,
        Who.ADMINISTRATOR: actor().is_administrator,
    }
    if not allowed[who]:
        abort(403)
    if lacks_second_factor() and request.blueprint not in _TOWARDS_A_SECOND_FACTOR:
        return redirect(url_for("account.mine"), 303)
    return None


def lacks_second_factor() -> bool:
    """Whether who is signed in must set up a second factor before anything else."""
    if session.get(BY_PROVIDER) or not must_have(installation().two_factor, actor().roles):
        return False
    return not current_user.has_second_factor
