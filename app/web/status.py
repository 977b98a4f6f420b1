"""Health, for whoever watches over the site."""

from flask import Blueprint, jsonify
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from app.extensions import clock, db, installation
from app.queries.status import status
from app.web.access import Who, enter
from config import ROOT

bp = Blueprint("status", __name__)


@bp.get("/healthz")
@enter(Who.EVERYBODY)
def health() -> Response:
    """The process lives; asks nothing of the database."""
    return jsonify(status="ok")


@bp.get("/readyz")
@enter(Who.EVERYBODY)
def ready() -> tuple[Response, int]:
    """Database, migrations, worker and mail: 200 when all is well, else 503."""
    head = newest_migration()
    try:
        found = status(clock.now())
    except SQLAlchemyError:
        db.session.rollback()
        return jsonify(status="error", database="unreachable or without tables"), 503
    checks = {
        "migrations": found.revision == head,
        "worker": found.worker_alive,
        "mail": found.mail_on_time or not installation().sends_mail,
        "mailbox": found.mailbox_read or not installation().reads_mail,
    }
    answer = jsonify(
        status="ok" if all(checks.values()) else "error",
        database="ok",
        migrations="ok" if checks["migrations"] else f"at {found.revision}, needs {head}",
        worker="ok" if checks["worker"] else "silent",
        worker_seconds=found.worker_seconds,
        mail="ok" if checks["mail"] else "late",
        mailbox="ok" if checks["mailbox"] else "unread",
        oldest_message_seconds=found.oldest_message_seconds,
    )
    return answer, 200 if all(checks.values()) else 503


def newest_migration() -> str:
    """The number of the last migration: that of its file, so that Alembic need not be loaded."""
    return max(path.name[:4] for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py"))
