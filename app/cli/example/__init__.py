"""flask example: years and offers to try the platform with, made through the services."""

import click
from flask.cli import AppGroup

from app.cli.example.demo import load_demo
from app.cli.example.year_2023 import load_2023
from app.extensions import bell, installation

example = AppGroup("example", help="Example data.")

_LOADERS = {"2023": load_2023, "demo": load_demo}


@example.command("load")
@click.argument("name", type=click.Choice(list(_LOADERS)))
def load(name: str) -> None:
    """Load the year 2023, or a demo offer around today."""
    if installation().production:
        raise click.ClickException(
            "Example data brings accounts with a known password; production refuses it. "
            "Set APP_ENV=development on a machine for trials."
        )
    # Nobody needs to hear of the mails of invented people.
    bell.silence()
    click.echo(_LOADERS[name]())


__all__ = ["example", "load_demo"]
