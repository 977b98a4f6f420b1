"""One's own second factor: an app that shows codes, passkeys, and codes for when those are lost.

What is secret is encrypted or digested by the edge, which has the sign-in library.
"""

from collections.abc import Sequence
from datetime import datetime

from app.extensions import db, installation
from app.models import User
from app.rules.accounts.second_factor import must_have
from app.rules.errors import Code, RuleBroken
from app.services import history
from app.services.history import Action


def lock(user: User) -> None:
    """Wait for who uses this person's codes at the same moment, so that each works once."""
    db.session.refresh(user, with_for_update={"of": User})


def set_authenticator(user: User, secret: str, counter: int, now: datetime) -> None:
    """From now on signing in takes a code of the app that knows `secret`.

    `counter` is the period of the code that proved it, which is not taken a second time.
    """
    user.tf_totp_secret, user.tf_primary_method = secret, "authenticator"
    user.totp_counter = counter
    added(user, "app", now)


def stop_authenticator(user: User, now: datetime) -> None:
    """Ask for no code any more; raises RuleBroken(SECOND_FACTOR_NEEDED)."""
    if user.tf_totp_secret is None:
        return
    user.tf_totp_secret = user.tf_primary_method = user.totp_counter = None
    _taken_away(user, "app", now)


def remove_passkey(user: User, passkey_id: int, now: datetime) -> None:
    """Let a passkey open nothing any more; raises RuleBroken(SECOND_FACTOR_NEEDED)."""
    found = [passkey for passkey in user.webauthn if passkey.id == passkey_id]
    if found:
        user.webauthn.remove(found[0])
        _taken_away(user, "passkey", now)


def added(user: User, kind: str, now: datetime) -> None:
    """Write that an app or a passkey was added."""
    history.record(
        Action.SECOND_FACTOR_ADDED,
        now,
        actor_id=user.id,
        user_id=user.id,
        kind=kind,
        name=user.name,
    )


def set_recovery_codes(user: User, digests: Sequence[str], now: datetime) -> None:
    """Replace the recovery codes; earlier ones are dead."""
    user.mf_recovery_codes = list(digests)
    history.record(
        Action.RECOVERY_CODES_MADE, now, actor_id=user.id, user_id=user.id, name=user.name
    )


def _taken_away(user: User, kind: str, now: datetime) -> None:
    if not user.has_second_factor:
        if must_have(installation().two_factor, user.actor.roles):
            raise RuleBroken(Code.SECOND_FACTOR_NEEDED)
        user.mf_recovery_codes = []
    history.record(
        Action.SECOND_FACTOR_TAKEN_AWAY,
        now,
        actor_id=user.id,
        user_id=user.id,
        kind=kind,
        name=user.name,
    )
