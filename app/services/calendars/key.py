"""Keys in the addresses of calendars: random, told once, kept as a digest."""

import secrets
from hashlib import sha256

_BYTES = 32


def new_key() -> str:
    """A key that nobody guesses, for an address."""
    return secrets.token_urlsafe(_BYTES)


def digest(key: str) -> str:
    """What is kept of it, as 64 hexadecimal digits; a random key needs no slow hash."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()
