"""A small OpenID Connect provider on this machine, with keys of its own and real redirects."""

import json
import threading
import time
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.common.encoding import to_unicode, urlsafe_b64encode
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "open-aanbod"
CLIENT_SECRET = "a secret between two sites"


@dataclass
class Provider:
    """Signs `person` in without asking; `lies` replaces claims of the ID token."""

    person: dict[str, Any] = field(default_factory=dict)
    lies: dict[str, Any] = field(default_factory=dict)
    #: Claims that only the UserInfo endpoint tells.
    later: dict[str, Any] = field(default_factory=dict)
    refuses: str = ""

    def __enter__(self) -> Self:
        self.key = RSAKey.generate_key(2048, {"kid": "k1"})
        self.asked: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://localhost:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}
        )
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Be down from now on."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def settings(self) -> dict[str, str]:
        """What the site must know."""
        return {
            "OIDC_ISSUER": self.issuer,
            "OIDC_CLIENT_ID": CLIENT_ID,
            "OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "OIDC_NAME": "Voorbeeldlogin",
        }

    def metadata(self) -> dict[str, Any]:
        """The discovery document."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def authorize(self, question: dict[str, str]) -> str:
        """Where the browser goes after signing in."""
        if self.refuses:
            answer = {"error": self.refuses, "state": question["state"]}
            return f"{question['redirect_uri']}?{urlencode(answer)}"
        code = f"code-{len(self.asked)}"
        self.asked[code] = question
        return f"{question['redirect_uri']}?{urlencode({'code': code, 'state': question['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """The tokens for a code, once, for who shows the verifier of its challenge (RFC 7636)."""
        question = self.asked.pop(form["code"], None)
        digest = sha256(form.get("code_verifier", "").encode()).digest()
        if question is None or question["code_challenge_method"] != "S256":
            return None
        if to_unicode(urlsafe_b64encode(digest)) != question["code_challenge"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": question["nonce"],
        }
        key = self.lies.get("key", self.key)
        lies = {name: value for name, value in self.lies.items() if name != "key"}
        header = {"alg": "RS256", "kid": "k1"}
        token = jwt.encode(header, claims | self.person | lies, key)
        return {"access_token": "a", "token_type": "Bearer", "id_token": token}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            question = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if parts.path == "/.well-known/openid-configuration":
                self._json(provider.metadata())
            elif parts.path == "/keys":
                self._json({"keys": [provider.key.as_dict(private=False)]})
            elif parts.path == "/userinfo":
                self._json({"sub": provider.person["sub"]} | provider.later)
            elif parts.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(question))
                self.end_headers()
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            answer = provider.token(form)
            self._json(answer or {"error": "invalid_grant"}, 200 if answer else 400)

        def _json(self, value: object, status: int = 200) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    return Handler
