"""Signing in by OpenID Connect: which account belongs to what the provider says."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from app.extensions import db
from app.models import User
from app.rules.errors import Code, RuleBroken
from app.services import account, history
from app.services.history import Action


def sign_in(issuer: str, subject: str, email: str, verified: bool, now: datetime) -> User:
    """The account of somebody whom the provider knows as `subject`.

    The first time it is found by the address, if the provider has verified that; from then on by
    the subject alone, so that an address that goes to somebody else does not open it. Raises
    RuleBroken(PROVIDER_NO_ACCOUNT) or RuleBroken(PROVIDER_ADDRESS_UNSURE).
    """
    digest = sha256(f"{issuer}\n{subject}".encode()).hexdigest()
    user = db.session.scalars(select(User).where(User.provider_subject == digest)).one_or_none()
    if user is None:
        if not verified:
            raise RuleBroken(Code.PROVIDER_ADDRESS_UNSURE)
        user = account.by_email(email)
        if user is None or not user.active or user.provider_subject is not None:
            raise RuleBroken(Code.PROVIDER_NO_ACCOUNT)
        user.provider_subject = digest
        history.record(
            Action.PROVIDER_LINKED, now, actor_id=user.id, user_id=user.id, name=user.name
        )
        db.session.flush()
    if not user.active:
        raise RuleBroken(Code.PROVIDER_NO_ACCOUNT)
    return user
