"""Links in messages: placeholders at rest, signed addresses when the mail leaves.

A row in the outbox holds no key to anything. Its texts hold a random placeholder per link, its
`links` what each of them opens (purpose and reference). Only delivery, or a reader on the desk who
may, turns a placeholder into the signed address.
"""

import secrets
from collections.abc import Mapping
from enum import StrEnum

from itsdangerous import BadSignature, URLSafeSerializer


class Purpose(StrEnum):
    """What a signed link opens; the value is the first part of its address."""

    REGISTRATION = "i"
    BOOKING = "g"
    EVALUATION = "e"
    PASSWORD = "w"
    INTEREST = "h"
    SIGN_IN = "m"
    STAFF_INVITATION = "u"
    NEWS = "n"
    DIGEST = "d"


class LinkBook:
    """Collects the links of one message while it is rendered."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self.links: dict[str, str] = {}

    def link(self, purpose: str, reference: str) -> str:
        """A placeholder address for `purpose`; nobody can guess it, so no text can fake one."""
        placeholder = f"{self._base_url}/~{secrets.token_hex(12)}"
        self.links[placeholder] = f"{Purpose(purpose)}:{reference}"
        return placeholder


class LinkSigner:
    """Makes and reads signed links. Their life ends by rules on what they open, not by their age.

    A reference is the public id of a row, followed by '.' and its link version where it has one.
    """

    def __init__(self, secret_key: str, base_url: str) -> None:
        self._secret_key = secret_key
        self._base_url = base_url

    def _serializer(self, purpose: Purpose) -> URLSafeSerializer:
        return URLSafeSerializer(self._secret_key, salt=f"open-aanbod.link.{purpose.name}")

    def token(self, purpose: Purpose, reference: str) -> str:
        """The signed form of a reference, good for this purpose only."""
        return str(self._serializer(purpose).dumps(reference))

    def url(self, purpose: Purpose, reference: str) -> str:
        """The whole address that opens `reference`."""
        return f"{self._base_url}/{purpose}/{self.token(purpose, reference)}"

    def read(self, purpose: Purpose, token: str) -> str | None:
        """The reference in a token, or None when the token was not made here for this purpose."""
        try:
            reference = self._serializer(purpose).loads(token)
        except BadSignature:
            return None
        return reference if isinstance(reference, str) else None

    def fill(self, text: str, links: Mapping[str, str]) -> str:
        """`text` with each placeholder replaced by its signed address."""
        for placeholder, target in links.items():
            purpose, _, reference = target.partition(":")
            text = text.replace(placeholder, self.url(Purpose(purpose), reference))
        return text
