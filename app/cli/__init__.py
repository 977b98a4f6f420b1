"""The flask commands: what an operator does without a browser."""

from collections.abc import Sequence

from click import Command, Context
from flask import Flask
from flask.cli import AppGroup


class Commands(AppGroup):
    """Our commands, read in when somebody asks for one.

    A web process never does. It is spared the demonstration offer, and what the commands alone use.
    """

    _read = False

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        """The command of that name, None when there is none."""
        self._read_in()
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: Context) -> list[str]:
        """The names of all of them, for the help."""
        self._read_in()
        return super().list_commands(ctx)

    def _read_in(self) -> None:
        if not self._read:
            self._read = True
            for command in _commands():
                self.add_command(command)


def init_app(app: Flask) -> None:
    """Give the application its commands; before another extension adds its own."""
    app.cli = Commands(name=app.name)


def _commands() -> Sequence[Command]:
    from flask_migrate.cli import db

    from app.cli.example import example
    from app.cli.forecast import forecast
    from app.cli.importing import read_in
    from app.cli.mail import mail
    from app.cli.report import report
    from app.cli.search import search
    from app.cli.setup import prepare
    from app.cli.staff import team, user
    from app.cli.tick import tick

    return (db, prepare, tick, report, user, team, search, forecast, example, read_in, mail)
