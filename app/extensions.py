"""Bare extension objects and the transaction: nobody imports `app` for `db`, so no circles.

`create_app` gives each object its application; until then they do nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import current_app, g
from flask_babel import Babel
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session, SessionTransaction

if TYPE_CHECKING:
    from app.effective import Effective
    from config import Settings

#: Each constraint has a name of its own, so that migrations can change it on both engines.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Root of all tables."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model
babel = Babel()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://")


def insert(table: type[Any]) -> Any:
    """An INSERT that may step aside for a row that is there: `on_conflict_do_nothing` and its like.

    Both engines have it, in the same words; SQLAlchemy has a construct for each.
    """
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(table)


class Clock:
    """The one clock, read at the edges only; rules and services are handed `now`.

    It can be set, so that a demonstration and a test can travel.
    """

    def __init__(self) -> None:
        self._offset = timedelta()

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC) + self._offset

    def travel_to(self, moment: datetime) -> None:
        """From now on, time runs on from `moment`."""
        self._offset = moment - datetime.now(UTC)

    def come_back(self) -> None:
        """Return to the real time."""
        self._offset = timedelta()


clock = Clock()


class Bell:
    """Rings after a commit that left work for the worker, which listens.

    Losing a ring loses nothing: the worker's sweep finds the work every minute.
    """

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []

    def connect(self, listener: Callable[[], None]) -> None:
        """Call `listener` at each ring."""
        self._listeners = [listener]

    def silence(self) -> None:
        """Call nobody any more."""
        self._listeners = []

    def ring(self) -> None:
        """Tell the listener; called after a commit."""
        for listener in self._listeners:
            listener()


#: Messages are in the outbox.
bell = Bell()
#: A file is to be read in.
importing_bell = Bell()

_ACTIVE = "open_aanbod_transaction"
_RING = "open_aanbod_ring"
_EFFECTIVE = "open_aanbod_effective"


def settings() -> "Settings":
    """The settings that hold for the application at work, with what administrators changed."""
    return effective().settings


def installation() -> "Settings":
    """The settings of the environment, without a look at the database.

    Enough for what no administrator can change (secrets, addresses, the mail server), and for who
    works while no database can be asked.
    """
    value: Settings = current_app.config["OPEN_AANBOD"]
    return value


def effective() -> "Effective":
    """All that administrators may have changed; asked once a request and once a transaction."""
    if _EFFECTIVE not in g:
        writing = bool(db.session.info.get(_ACTIVE))
        found = current_app.extensions[_EFFECTIVE].look(installation(), writing)
        setattr(g, _EFFECTIVE, found)
    held: Effective = getattr(g, _EFFECTIVE)
    return held


def look_again(mark: str | None = None) -> None:
    """Have the settings read anew when they are next asked for: they may have changed.

    Who has just read the `mark` of the settings spares a second look at it.
    """
    g.pop(_EFFECTIVE, None)
    if mark is not None:
        known = current_app.extensions[_EFFECTIVE].with_mark(installation(), mark)
        if known is not None:
            setattr(g, _EFFECTIVE, known)


def ring_after_commit(which: Bell = bell) -> None:
    """Ask that a bell rings once this transaction is committed."""
    db.session.info.setdefault(_RING, set()).add(which)


def _after_commit(session: Session) -> None:
    if session.in_nested_transaction():
        # A savepoint was released: nobody else can see anything of it yet.
        return
    for which in session.info.pop(_RING, ()):
        which.ring()


def _after_rollback(session: Session, _transaction: SessionTransaction) -> None:
    session.info.pop(_RING, None)


event.listen(db.session, "after_commit", _after_commit)
event.listen(db.session, "after_soft_rollback", _after_rollback)


@contextmanager
def transaction() -> Iterator[None]:
    """Commit on leaving, roll back on any error; the only place that commits.

    What was read before is read afresh inside, for a writer decides on what is true now. On SQLite
    it begins IMMEDIATE: a writer that waits for its turn cannot fail halfway for a stale snapshot.
    """
    session: Any = db.session
    if session.info.get(_ACTIVE):
        raise RuntimeError("a transaction is open already; services never open one")
    session.rollback()
    look_again()
    session.info[_ACTIVE] = True
    try:
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[_ACTIVE] = False
        # What this transaction wrote may hold from now on, or never have been.
        look_again()
