"""The demo, which takes seconds to play: once a process, and a copy of it for each who asks."""

from app.extensions import clock
from tests.support.installation import Databases, close, make_app
from tests.support.time import NOW


class Demo:
    """What `flask prepare --demo` makes of an empty database on the morning of `NOW`.

    `output` is what the command said while it made it.
    """

    def __init__(self, databases: Databases) -> None:
        self._databases = databases
        self._url = databases.empty("sqlite")
        clock.travel_to(NOW)
        app = make_app(self._url, APP_ENV="development")
        with app.app_context():
            result = app.test_cli_runner().invoke(args=["prepare", "--demo"])
            close()
        assert result.exit_code == 0, result.output
        self.output = result.output

    def new(self) -> str:
        """The address of a copy of it, on SQLite."""
        return self._databases.copy(self._url)
