"""Hears from Flask-Security who signs in and who fails, and writes it once the answer is made.

Not at once: the library is in the midst of a transaction of its own then. A try with an unknown
address is written like any other, so that the answer takes as long.
"""

from typing import Any

from flask import Flask, Response, g, request, session
from flask_security import (
    password_changed,
    password_reset,
    user_authenticated,
    user_failed_authn,
    wan_registered,
)

from app.extensions import clock, transaction
from app.rules.accounts.sign_in_log import AccountEventKind, SignInMethod, device, network
from app.services import account
from app.services.accounts import second_factor, sign_in_log
from app.services.accounts.sign_in_log import Whence
from app.web.access import BY_PROVIDER

_EVENT = "account_event"
_METHODS = {
    "security.login": SignInMethod.PASSWORD,
    "security.two_factor_token_validation": SignInMethod.CODE,
    "security.mf_recovery": SignInMethod.RECOVERY_CODE,
    "security.wan_signin_response": SignInMethod.PASSKEY,
    "account.provider_answers": SignInMethod.PROVIDER,
}


def init_app(app: Flask) -> None:
    """Listen."""
    user_authenticated.connect(_signed_in, app)
    user_failed_authn.connect(_failed, app)
    password_changed.connect(_changed, app)
    password_reset.connect(_reset, app)
    wan_registered.connect(_passkey_added, app)
    app.after_request(_write)


def _signed_in(_app: Flask, user: Any, authn_via: list[str] | None = None, **_: Any) -> None:
    invited = request.endpoint == "account.accept_invitation"
    method = _METHODS.get(request.endpoint or "")
    if method is None and not invited:
        # Who changes their password is signed in anew by the library; that is no sign-in.
        return
    session.pop(BY_PROVIDER, None)
    if method is SignInMethod.PROVIDER:
        session[BY_PROVIDER] = True
    if authn_via == ["webauthn"]:
        method = SignInMethod.PASSKEY_ALONE
    kind = AccountEventKind.INVITATION_ACCEPTED if invited else AccountEventKind.SIGNED_IN
    setattr(g, _EVENT, (kind, user.id, method))


def _failed(_app: Flask, user: Any, tfa: bool = False, **_: Any) -> None:
    second = tfa or (request.endpoint == "security.wan_signin_response" and "tf_user_id" in session)
    kind = AccountEventKind.SECOND_FACTOR_FAILED if second else AccountEventKind.FAILED
    setattr(g, _EVENT, (kind, user.id, _METHODS.get(request.endpoint or "")))


def _changed(_app: Flask, user: Any, **_: Any) -> None:
    setattr(g, _EVENT, (AccountEventKind.PASSWORD_CHANGED, user.id, None))


def _reset(_app: Flask, user: Any, **_: Any) -> None:
    setattr(g, _EVENT, (AccountEventKind.PASSWORD_RESET, user.id, None))


def _passkey_added(_app: Flask, user: Any, **_: Any) -> None:
    second_factor.added(user, "passkey", clock.now())


def _halfway() -> int | None:
    """Who gave the right password and not yet the second factor."""
    user = account.by_uniquifier(str(session.get("tf_user_id", "")))
    return user.id if user else None


def _write(response: Response) -> Response:
    event = g.pop(_EVENT, None)
    if event is None and request.method == "POST" and response.status_code == 200:
        # What the library does not tell: a form that came back, with something to try in it.
        if request.endpoint == "security.login" and request.form.get("password"):
            event = (AccountEventKind.FAILED, None, SignInMethod.PASSWORD)
        elif request.endpoint == "security.mf_recovery":
            event = (AccountEventKind.SECOND_FACTOR_FAILED, _halfway(), SignInMethod.RECOVERY_CODE)
    if event is not None:
        kind, user_id, method = event
        whence = Whence(device(request.user_agent.string), network(request.remote_addr))
        with transaction():
            sign_in_log.record(kind, whence, clock.now(), user_id=user_id, method=method)
    return response
