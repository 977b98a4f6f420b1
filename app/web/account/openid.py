"""A provider of OpenID Connect, asked through Authlib; loaded only where the house has one."""

from collections.abc import Iterator
from contextlib import contextmanager

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Flask
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from app.web.account.provider import ProviderFailed
from config import Settings

#: Seconds that somebody waits for each answer of the provider.
_PATIENCE = 5
#: What the provider does wrong, or does not answer.
_TROUBLE = (AuthlibBaseError, JoseError, RequestException, RuntimeError, KeyError, ValueError)


class OpenIdProvider:
    """The provider of one application."""

    def __init__(self, app: Flask, chosen: Settings) -> None:
        self._issuer, self._client_id = chosen.oidc_issuer, chosen.oidc_client_id
        self._client = OAuth(app).register(
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

    def send_on(self, back: str) -> Response:
        """On to the provider, who sends the browser to the address `back`.

        The state, a nonce and the key of PKCE stay in the session. Raises ProviderFailed.
        """
        with _told():
            answer: Response = self._client.authorize_redirect(back)
        return answer

    def claims(self) -> dict[str, object]:
        """What the provider says about who came back, once that is shown to be meant for us, now.

        Raises ProviderFailed.
        """
        with _told():
            issuer = str(self._client.load_server_metadata().get("issuer"))
            if issuer.rstrip("/") != self._issuer:
                raise ValueError("the provider calls itself otherwise")
            options = {
                "iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": self._client_id},
            }
            token = self._client.authorize_access_token(claims_options=options)
            said: dict[str, object] = dict(token["userinfo"])
            if "email" not in said and "userinfo_endpoint" in self._client.server_metadata:
                more = self._client.userinfo(token=token)
                # A provider may keep the address for a second question; it must be about the
                # same person.
                if more["sub"] != said["sub"]:
                    raise ValueError("the provider speaks of two people")
                said |= more
            return said


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except _TROUBLE as error:
        raise ProviderFailed(type(error).__name__) from error
