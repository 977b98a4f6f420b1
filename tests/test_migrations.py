"""Migrations: up and down on both engines, with data in the tables."""

import ast
import re
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import func, inspect, select

from app.cli.example import load_demo
from app.extensions import db, transaction
from app.models import DomainPause, Mailbox, MailPace, User
from app.rules.calendars.staff_feed import FeedKind
from app.services import heartbeat
from app.services.calendars import staff_feed
from app.services.delivering import deliverability, trial
from app.services.delivering.deliverability import Found
from app.services.settings.logo import set_logo
from app.web.status import newest_migration
from tests.factories.accounts import make_passkey
from tests.factories.picture import picture
from tests.support.demo import Demo
from tests.support.installation import ENGINES, Databases, make_app
from tests.support.time import NOW


@pytest.fixture
def scripts(here: Path) -> list[Path]:
    return sorted((here / "migrations" / "versions").glob("*.py"))


@pytest.mark.parametrize("engine", ENGINES)
def test_up_down_and_up_again_with_data_in_every_table(
    databases: Databases, demo: Demo, engine: str
) -> None:
    # On SQLite the migrations and the demo are those of `demo`, which began with nothing.
    app = make_app(demo.new() if engine == "sqlite" else databases.empty(engine))
    with app.app_context():
        upgrade()
        assert _tables() == _of_models() | {"alembic_version"} | SEARCH_INDEX[engine]
        load_demo()
        with transaction():
            heartbeat.beat("worker", NOW)
            # The demo has none: nobody could sign in with it, and no mailbox is read.
            make_passkey(db.session.query(User).filter(User.active).all()[0])
            set_logo(picture(), NOW, administrator_id())
            administrator = db.session.get_one(User, administrator_id())
            staff_feed.make(administrator, FeedKind.TEAM, NOW)
            # A demo without a mail server never meets one that asks for patience.
            db.session.add(DomainPause(domain="a.be", failures=1, since=NOW, until=NOW))
            db.session.add(MailPace(id=1, free_at=NOW))
            deliverability.keep(Found("a.example", []), NOW, administrator_id())
            trial.start(str(uuid4()), "an@x.example", "nl", "Test", NOW, administrator_id())
            db.session.add(Mailbox(name="INBOX", last_uid=2**32 - 1, problem=""))
        counts = {
            table.name: db.session.scalar(select(func.count()).select_from(table))
            for table in db.metadata.sorted_tables
        }
        assert [name for name, number in counts.items() if not number] == []
        db.session.remove()

        downgrade(revision="base")
        assert _tables() == {"alembic_version"}
        upgrade()
        assert _tables() == _of_models() | {"alembic_version"} | SEARCH_INDEX[engine]
        db.session.remove()
        db.engine.dispose()


def administrator_id() -> int:
    return db.session.scalars(select(User.id).order_by(User.id)).first() or 0


#: SQLite keeps a virtual table in tables of its own (FTS5, chapter 'data model').
SEARCH_INDEX = {
    "sqlite": {f"search_index{part}" for part in ("", "_config", "_data", "_idx")},
    "postgresql": set[str](),
}


def _tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


def _of_models() -> set[str]:
    return {table.name for table in db.metadata.sorted_tables}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_tables_are_those_of_the_models_also_beside_the_queue(
    databases: Databases, engine: str
) -> None:
    app = make_app(databases.new(engine))
    with app.app_context():
        app.extensions["open_aanbod_jobs"].prepare()
        ours = _of_models() | {"alembic_version"} | SEARCH_INDEX[engine]
        assert (_tables() > ours) == (engine == "postgresql")
        result = app.test_cli_runner().invoke(args=["db", "check"])
        db.session.remove()
        db.engine.dispose()
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("engine", ENGINES)
def test_a_column_that_no_migration_makes_is_noticed(databases: Databases, engine: str) -> None:
    """The control of the test above."""
    app = make_app(databases.new(engine))
    with app.app_context():
        with transaction():
            db.session.execute(db.text("ALTER TABLE teams ADD COLUMN forgotten INTEGER"))
        result = app.test_cli_runner().invoke(args=["db", "check"])
        db.session.remove()
        db.engine.dispose()
    assert result.exit_code == 1


def test_there_is_one_head_and_one_line_to_it(app_at_head: Flask) -> None:
    with app_at_head.app_context():
        migrate = app_at_head.extensions["migrate"].migrate
        directory = ScriptDirectory.from_config(migrate.get_config())
        assert directory.get_heads() == [newest_migration()]
        assert all(not script.is_merge_point for script in directory.walk_revisions())


@pytest.fixture
def app_at_head(databases: Databases) -> Flask:
    return make_app(databases.new("sqlite"))


def test_files_are_numbered_one_after_the_other(scripts: list[Path]) -> None:
    assert [path.name[:5] for path in scripts] == [
        f"{number:04}_" for number in range(1, len(scripts) + 1)
    ]
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        number = path.name[:4]
        assert re.search(rf'^revision = "{number}"$', text, re.MULTILINE), path.name
        before = "None" if number == "0001" else f'"{int(number) - 1:04}"'
        assert re.search(rf"^down_revision = {before}$", text, re.MULTILINE), path.name


def test_migrations_import_nothing_of_the_application(scripts: list[Path], here: Path) -> None:
    for path in [*scripts, here / "migrations" / "env.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                assert name.partition(".")[0] not in ("app", "config", "wsgi"), path.name


def test_each_migration_goes_both_ways(scripts: list[Path]) -> None:
    for path in scripts:
        functions = {
            node.name: node
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef)
        }
        empty = {isinstance(functions[p].body[-1], ast.Pass) for p in ("upgrade", "downgrade")}
        # What changes nothing on the way up has nothing to take back.
        assert len(empty) == 1, path.name
