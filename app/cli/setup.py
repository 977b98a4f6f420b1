"""flask prepare: everything between a fresh checkout and a site that runs."""

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app.cli.example import load_demo
from app.cli.example.cast import DEMO_PASSWORD, DEMO_STAFF
from app.extensions import installation, transaction
from app.queries.offering.offer import trainings
from app.services.offering import search


@click.command()
@click.option("--demo", is_flag=True, help="Fill an empty site with demo data and accounts.")
@with_appcontext
def prepare(demo: bool) -> None:
    """Bring the database and the queue up to date; with --demo also fill an empty site."""
    upgrade()
    current_app.extensions["open_aanbod_jobs"].prepare()
    with transaction():
        # Editions that were planned before there was a search.
        search.index_missing()
    if not demo:
        click.echo("The database is up to date.")
        return
    if installation().production:
        raise click.ClickException(
            "Demo accounts have a known password; production refuses them. Set APP_ENV=development."
        )
    if not trainings():
        click.echo("Filling the site with demo data ...")
        load_demo(earlier=True)
    click.echo(f"\nOpen Aanbod: {installation().base_url}\n")
    click.echo(f"Sign in at {installation().base_url}/aanmelden with one of these demo accounts:")
    for member in DEMO_STAFF:
        click.echo(f"  {member.email:<38} {member.role.value:<14} {DEMO_PASSWORD}")
    if not installation().sends_mail:
        click.echo("\nNo MAIL_SERVER is set: mails wait, and staff read them under 'Berichten'.")
    click.echo("Stop with Ctrl-C.\n")
