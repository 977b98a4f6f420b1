"""The second factors of Flask-Security, where this house is stricter than the library."""

import hmac
from hashlib import sha256
from typing import Any

from flask import current_app
from flask_security import MfRecoveryCodesUtil, Totp, WebauthnUtil
from passlib.exc import TokenError
from passlib.totp import TOTP
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.extensions import clock
from app.services.accounts import second_factor

#: How many recovery codes somebody gets.
RECOVERY_CODES = 8
#: How far, in seconds, the clock of a phone may be off.
CLOCK_MAY_BE_OFF = 30


def derived_key(secret_key: str, purpose: str) -> str:
    """A secret of its own for each purpose, so that none of them gives the others away."""
    return hmac.new(secret_key.encode(), f"open-aanbod.{purpose}".encode(), sha256).hexdigest()


class OneTimeTotp(Totp):  # type: ignore[misc]  # flask-security ships no types
    """Codes of an app by the one clock, each of which works once."""

    def __init__(self, secrets: dict[str, str], issuer: str) -> None:
        super().__init__(secrets, issuer)
        now = lambda: clock.now().timestamp()  # noqa: E731  # passlib takes a bare callable
        self._totp = TOTP.using(issuer=issuer, secrets=secrets, now=now)

    def counter_of(self, token: str, secret: str, last: int | None = None) -> int | None:
        """The period of a code; None when it is wrong, old, or not newer than `last`."""
        try:
            match = self._totp.verify(token, secret, window=CLOCK_MAY_BE_OFF, last_counter=last)
        except (TokenError, TypeError, ValueError):
            return None
        return int(match.counter)

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        """Whether the code is right and new; from then on it is used."""
        second_factor.lock(user)
        if totp_secret != user.tf_totp_secret:
            return False
        counter = self.counter_of(token, totp_secret, user.totp_counter)
        if counter is None:
            return False
        user.totp_counter = counter
        return True

    def is_spent(self, token: str, secret: str) -> bool:
        """Whether a code that was refused is one of this moment, used before or followed by one.

        Saying so gives nothing away: only who has the right code hears it, and it opens nothing.
        """
        return self.counter_of(token, secret) is not None


class DigestedRecoveryCodes(MfRecoveryCodesUtil):  # type: ignore[misc]  # same
    """Recovery codes of which only keyed digests are kept: they are shown once, never again."""

    def digest(self, code: str) -> str:
        """What is kept of a code; spaces, dashes and capitals do not matter."""
        plain = "".join(character for character in code.lower() if character.isalnum())
        key = derived_key(str(current_app.config["SECRET_KEY"]), "recovery")
        return hmac.new(key.encode(), plain.encode(), sha256).hexdigest()

    def get_recovery_codes(self, user: Any) -> list[str]:
        """None can be read back."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:
        """Whether the code is one of those that are left."""
        second_factor.lock(user)
        return self.digest(code) in user.mf_recovery_codes

    def delete_recovery_code(self, user: Any, code: str) -> bool:
        """Strike a used code off."""
        used = self.digest(code)
        user.mf_recovery_codes = [kept for kept in user.mf_recovery_codes if kept != used]
        return True


class Passkeys(WebauthnUtil):  # type: ignore[misc]  # same
    """A passkey that signs in by itself asks for the person: a finger, a face, a PIN."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        """What the device must be able to do."""
        alone = usage == "first"
        return AuthenticatorSelectionCriteria(
            resident_key=(
                ResidentKeyRequirement.REQUIRED if alone else ResidentKeyRequirement.DISCOURAGED
            ),
            user_verification=(
                UserVerificationRequirement.REQUIRED
                if alone
                else UserVerificationRequirement.DISCOURAGED
            ),
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        """Whether the person is asked for at signing in."""
        if usage == ["first"]:
            return UserVerificationRequirement.REQUIRED
        return UserVerificationRequirement.DISCOURAGED


def totp_factory() -> OneTimeTotp:
    """The maker and reader of codes of this application."""
    factory: OneTimeTotp = current_app.extensions["security"].totp_factory
    return factory


def recovery_codes_util() -> DigestedRecoveryCodes:
    """The maker and reader of recovery codes of this application."""
    util: DigestedRecoveryCodes = current_app.extensions["security"].mf_recovery_codes_util
    return util
