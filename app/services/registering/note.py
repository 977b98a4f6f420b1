"""What a coordinator notes about somebody, for colleagues of the team alone."""

from datetime import datetime

from app.extensions import db
from app.models import Registration, RegistrationNote
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition

#: Longest note, in characters.
LONGEST_NOTE = 1000


def write(registration: Registration, text: str, now: datetime, actor_id: int) -> None:
    """Put this note in the place of the last one; an empty one erases it.

    The history says that there was a note, never what it said: it outlives the note.
    """
    lock_edition(registration.edition_id)
    db.session.refresh(registration)
    text = text.strip()[:LONGEST_NOTE]
    known = registration.note
    if text == (known.text if known else ""):
        return
    if not text:
        registration.note = None
    elif known is None:
        registration.note = RegistrationNote(text=text, author_id=actor_id, written_at=now)
    else:
        known.text, known.author_id, known.written_at = text, actor_id, now
    db.session.flush()
    history.record(
        Action.NOTE_WRITTEN if text else Action.NOTE_ERASED,
        now,
        edition_id=registration.edition_id,
        registration_id=registration.id,
        actor_id=actor_id,
        name=registration.name,
    )
