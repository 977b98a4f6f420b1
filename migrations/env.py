"""Alembic's environment: runs the numbered migrations on the application's database."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db
config = context.config
config.set_main_option(
    "sqlalchemy.url", database.engine.url.render_as_string(hide_password=False).replace("%", "%%")
)


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our moments as plain columns: a migration imports nothing of the application."""
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def include_name(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out what no model describes.

    The tables of the queue make themselves, and may lie beside ours. The full-text index is made
    by hand: on SQLite a virtual table with its shadow tables, on PostgreSQL over an expression.
    """
    if kind == "table":
        return not (name or "").startswith(("huey_", "search_index"))
    return not (kind == "index" and name == "ix_search_documents_lexemes")


def run_migrations_online() -> None:
    """Run inside one transaction, so that a migration that fails leaves nothing behind."""
    options = current_app.extensions["migrate"].configure_args
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render_item,
            include_name=include_name,
            **options,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations run on a database; there is no offline mode.")
run_migrations_online()
