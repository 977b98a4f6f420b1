"""The flask commands: what an operator does without a browser."""

from flask import Flask

from app.cli.example import example
from app.cli.forecast import forecast
from app.cli.importing import read_in
from app.cli.mail import mail
from app.cli.report import report
from app.cli.search import search
from app.cli.setup import prepare
from app.cli.staff import team, user
from app.cli.tick import tick


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    for command in (prepare, tick, report, user, team, search, forecast, example, read_in, mail):
        app.cli.add_command(command)
