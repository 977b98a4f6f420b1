"""Signing in by OpenID Connect, where the house has a provider."""

import logging
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask, abort, current_app, redirect, render_template, url_for
from flask_security import login_user
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from app.extensions import clock, installation, transaction
from app.rules.accounts.second_factor import TwoFactor
from app.rules.errors import RuleBroken
from app.services.accounts import provider as providers
from app.web.access import Who, enter
from app.web.account import bp
from app.web.addresses import absolute
from app.web.sentences import sentence

#: Seconds that somebody waits for each answer of the provider.
_PATIENCE = 5
#: What the provider does wrong, or does not answer.
_TROUBLE = (AuthlibBaseError, JoseError, RequestException, RuntimeError, KeyError, ValueError)

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Know the provider, if there is one."""
    chosen = app.config["OPEN_AANBOD"]
    app.context_processor(_context)
    if chosen.oidc_issuer is None:
        return
    app.extensions["open_aanbod_provider"] = OAuth(app).register(
        "provider",
        client_id=chosen.oidc_client_id,
        client_secret=chosen.oidc_client_secret,
        server_metadata_url=f"{chosen.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email",
            "code_challenge_method": "S256",
            "default_timeout": _PATIENCE,
        },
    )


def _context() -> dict[str, object]:
    """What the page for signing in offers beside a password."""
    chosen = installation()
    return {
        "provider_name": chosen.oidc_name if chosen.oidc_issuer else None,
        "passkeys": chosen.two_factor is not TwoFactor.OFF,
    }


@bp.get("/aanmelden/extern")
@enter(Who.EVERYBODY)
def provider() -> Response | tuple[str, int]:
    """On to the provider; the state, a nonce and the key of PKCE stay in the session."""
    try:
        answer: Response = _client().authorize_redirect(absolute("account.provider_answers"))
    except _TROUBLE as error:
        return _trouble(error)
    return answer


@bp.get("/aanmelden/extern/terug")
@enter(Who.EVERYBODY)
def provider_answers() -> Response | tuple[str, int]:
    """Back from the provider, with what it says about somebody."""
    try:
        said = _said()
    except _TROUBLE as error:
        return _trouble(error)
    try:
        with transaction():
            user = providers.sign_in(
                str(installation().oidc_issuer),
                str(said["sub"]),
                str(said.get("email", "")),
                said.get("email_verified") is True,
                clock.now(),
            )
    except RuleBroken as error:
        page = render_template("security/provider_refused.html", text=sentence(error))
        return page, 403
    login_user(user)
    return redirect(url_for("desk.home"), 303)


def _said() -> dict[str, object]:
    """The claims of the ID token, once it is shown to be meant for us, now, by this provider.

    Raises one of _TROUBLE.
    """
    client = _client()
    issuer = str(client.load_server_metadata().get("issuer"))
    if issuer.rstrip("/") != installation().oidc_issuer:
        raise ValueError("the provider calls itself otherwise")
    options = {
        "iss": {"essential": True, "value": issuer},
        "aud": {"essential": True, "value": installation().oidc_client_id},
    }
    token = client.authorize_access_token(claims_options=options)
    claims: dict[str, object] = dict(token["userinfo"])
    if "email" not in claims and "userinfo_endpoint" in client.server_metadata:
        more = client.userinfo(token=token)
        # A provider may keep the address for a second question; it must be about the same person.
        if more["sub"] != claims["sub"]:
            raise ValueError("the provider speaks of two people")
        claims |= more
    return claims


def _client() -> Any:
    """The library's client of the provider; 404 without one."""
    client = current_app.extensions.get("open_aanbod_provider")
    if client is None:
        abort(404)
    return client


def _trouble(error: Exception) -> tuple[str, int]:
    """The provider is down, or its answer is not right. The log tells which, and no claim."""
    log.warning("signing in by OpenID Connect failed: %s", type(error).__name__)
    return render_template("security/provider_trouble.html"), 503
