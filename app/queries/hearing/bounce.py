"""Addresses from which mail came back."""

from app.extensions import db
from app.models import BouncedAddress


def bounced_address(email_key: str) -> BouncedAddress | None:
    """What is known of an address from which mail came back; None when it works."""
    return db.session.get(BouncedAddress, email_key)
