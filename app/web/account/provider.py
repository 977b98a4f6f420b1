"""Signing in by OpenID Connect, where the house has a provider."""

import logging
from typing import TYPE_CHECKING

from flask import Flask, abort, current_app, redirect, render_template, url_for
from flask_security import login_user
from werkzeug.wrappers import Response

from app.extensions import clock, installation, transaction
from app.rules.accounts.second_factor import TwoFactor
from app.rules.errors import RuleBroken
from app.services.accounts import provider as providers
from app.web.access import Who, enter
from app.web.account import bp
from app.web.addresses import absolute
from app.web.sentences import sentence

if TYPE_CHECKING:
    from app.web.account.openid import OpenIdProvider

log = logging.getLogger(__name__)


class ProviderFailed(RuntimeError):
    """The provider is down, or its answer is not right; the text names the kind of error alone."""


def init_app(app: Flask) -> None:
    """Know the provider, if there is one."""
    chosen = app.config["OPEN_AANBOD"]
    app.context_processor(_context)
    if chosen.oidc_issuer is None:
        return
    # Authlib and what it needs take 6 MB, which only a house with a provider pays for.
    from app.web.account.openid import OpenIdProvider

    app.extensions["open_aanbod_provider"] = OpenIdProvider(app, chosen)


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
    """On to the provider."""
    try:
        return _provider().send_on(absolute("account.provider_answers"))
    except ProviderFailed as error:
        return _trouble(error)


@bp.get("/aanmelden/extern/terug")
@enter(Who.EVERYBODY)
def provider_answers() -> Response | tuple[str, int]:
    """Back from the provider, with what it says about somebody."""
    try:
        said = _provider().claims()
    except ProviderFailed as error:
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


def _provider() -> "OpenIdProvider":
    """The provider; 404 without one."""
    provider: OpenIdProvider | None = current_app.extensions.get("open_aanbod_provider")
    if provider is None:
        abort(404)
    return provider


def _trouble(error: ProviderFailed) -> tuple[str, int]:
    """The provider is down, or its answer is not right. The log tells which, and no claim."""
    log.warning("signing in by OpenID Connect failed: %s", error)
    return render_template("security/provider_trouble.html"), 503
