"""Files to read in, as people make them."""

from datetime import datetime
from uuid import uuid4

from app.extensions import db, transaction
from app.models import Import, User
from app.rules.importing.states import Kind
from app.services.importing import imports, run
from tests.support.time import NOW


def as_csv(headings: str, *rows: str) -> bytes:
    """A CSV file with semicolons."""
    return "\r\n".join([headings, *rows, ""]).encode()


def work(now: datetime = NOW) -> list[str]:
    """What the worker does with the files that wait."""
    db.session.rollback()
    return list(run.run_due(now, transaction))


def upload(kind: Kind, content: bytes, user: User, *, mail: bool = False) -> Import:
    """Bring a file and let the worker check it."""
    with transaction():
        taken = imports.take(uuid4().hex, kind, "lijst.csv", content, NOW, user.id, mail=mail)
        taken_id = taken.id
    work()
    return db.session.get_one(Import, taken_id)


def read_in(kind: Kind, content: bytes, user: User, *, mail: bool = False) -> Import:
    """Bring a file, let the worker check it, and read it in."""
    taken = upload(kind, content, user, mail=mail)
    with transaction():
        imports.order(taken.id)
    work()
    db.session.refresh(taken)
    return taken
