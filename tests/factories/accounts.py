"""What belongs to accounts of staff."""

from app.extensions import db
from app.models import Passkey, User
from tests.support.time import NOW


def make_passkey(user: User, name: str = "laptop", usage: str = "secondary") -> Passkey:
    """A passkey, inside a transaction; its key fits no device, so it signs nobody in."""
    passkey = Passkey(
        user_id=user.id,
        name=name,
        usage=usage,
        credential_id=f"{user.id}-{name}".encode(),
        public_key=b"a key",
        device_type="single_device",
        lastuse_datetime=NOW,
    )
    user.webauthn.append(passkey)
    db.session.flush()
    return passkey
