"""flask search: the words by which the offer is found."""

import click
from flask.cli import AppGroup

from app.extensions import transaction
from app.services.offering import search as service

search = AppGroup("search", help="The words by which the offer is found.")


@search.command("rebuild")
def rebuild() -> None:
    """Write the search anew, as after a change of the database by hand."""
    with transaction():
        number = service.rebuild()
    click.echo(f"{number} editions can be found.")
