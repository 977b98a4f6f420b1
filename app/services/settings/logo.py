"""The logo in the head of the public pages."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete

from app.extensions import db
from app.models import Logo
from app.rules.settings.registry import Group
from app.services import history
from app.services.history import Action
from app.services.settings.version import count_change


def set_logo(data: bytes, now: datetime, actor_id: int) -> None:
    """Show this picture from now on. Raises what `logo_image` does."""
    # Pillow is loaded with the first logo: it takes memory that most processes never need.
    from app.documents.logo import logo_image

    image = logo_image(data)
    digest = sha256(image.content).hexdigest()[:12]
    logo = db.session.get(Logo, 1)
    if logo is not None and logo.digest == digest:
        return
    logo = logo or Logo(id=1)
    logo.content, logo.digest = image.content, digest
    logo.width, logo.height = image.width, image.height
    db.session.add(logo)
    history.record(Action.LOGO_CHANGED, now, actor_id=actor_id, group=Group.LOOK)
    count_change()


def remove_logo(now: datetime, actor_id: int) -> None:
    """Show the name of the organisation again."""
    if db.session.get(Logo, 1) is None:
        return
    db.session.execute(delete(Logo))
    history.record(Action.LOGO_REMOVED, now, actor_id=actor_id, group=Group.LOOK)
    count_change()
