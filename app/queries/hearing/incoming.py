"""How the mailbox stands."""

from sqlalchemy import select

from app.extensions import db
from app.models import Mailbox


def mailbox_problem() -> Mailbox | None:
    """The mailbox, when it cannot be read."""
    return db.session.scalars(select(Mailbox).where(Mailbox.problem != "").limit(1)).first()
