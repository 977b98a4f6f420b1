"""What tests share: installations on both engines, a clock that stands still, a standing cast.

No test can reach a real server: connections leave for this machine only. No test leaves anything
behind: tables are emptied and the clock comes back after each.
"""

import gc
import socket
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from babel.support import NullTranslations, Translations
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import bell, clock
from tests.factories.cast import Cast, make_cast
from tests.support.demo import Demo
from tests.support.installation import ENGINES, Databases, make_app, wipe
from tests.support.order import long_first
from tests.support.time import NOW
from tests.support.visitor import Visitor


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long ones first, in each of the processes that share the work."""
    long_first(items, getattr(config, "workerinput", {"workercount": 1})["workercount"])


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """The collector need not look again and again at the modules, which all stay to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def this_machine_only() -> Iterator[None]:
    """Connections to anywhere else are refused, so that no mail can leave by mistake."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = str(address[0]) if isinstance(address, tuple) else ""
            if not host.startswith("127.") and host not in ("::1", "localhost"):
                raise AssertionError(f"a test tried to connect to {host}")
        return connect(self, address)  # type: ignore[arg-type]

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    yield
    socket.socket.connect = connect  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def words_of_the_code() -> Iterator[None]:
    """Texts are those of the code, in English: a better Dutch word must not break a test."""
    load = Translations.load
    Translations.load = lambda *args, **kwargs: NullTranslations()  # type: ignore[method-assign]
    yield
    Translations.load = load  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def standing_clock() -> Iterator[None]:
    """It is Wednesday 3 March 2027, ten in the morning in Brussels."""
    clock.travel_to(NOW)
    yield
    clock.come_back()
    bell.silence()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Migrated databases on both engines."""
    made = Databases(tmp_path_factory.mktemp("databases"))
    yield made
    made.stop()


@pytest.fixture(scope="session")
def demo(databases: Databases) -> Demo:
    """The demo with the season before, made once; a test works in a copy of it."""
    return Demo(databases)


@pytest.fixture(scope="session")
def installations(databases: Databases) -> Iterator[Callable[[str], Flask]]:
    """One application an engine for the whole run."""
    made: dict[str, Flask] = {}

    def get(engine: str) -> Flask:
        if engine not in made:
            made[engine] = make_app(databases.new(engine))
        return made[engine]

    yield get
    for app in made.values():
        with app.app_context():
            from app.extensions import db

            db.session.remove()
            db.engine.dispose()


@pytest.fixture(params=ENGINES)
def app(request: pytest.FixtureRequest, installations: Callable[[str], Flask]) -> Iterator[Flask]:
    """An empty installation, with its context; each test that asks for it runs on both engines."""
    application = installations(request.param)
    with application.app_context():
        yield application
        wipe(application)


@pytest.fixture
def site(installations: Callable[[str], Flask]) -> Iterator[Flask]:
    """An empty installation on SQLite, for tests of pages and commands."""
    application = installations("sqlite")
    with application.app_context():
        yield application
        wipe(application)


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A bare client of `site`."""
    return site.test_client()


@pytest.fixture
def visitor(site: Flask) -> Visitor:
    """Somebody who looks at pages; each page that is fetched is checked as a page."""
    return Visitor(site)


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """The standing cast: staff of each role, and two teams."""
    if "app" not in request.fixturenames:
        request.getfixturevalue("site")
    return make_cast()


@pytest.fixture
def here() -> Path:
    """The checkout."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture
def now() -> datetime:
    """The moment at which the clock stands."""
    return NOW
