"""flask mail: look into the mailbox now."""

import click
from flask.cli import AppGroup

from app.extensions import clock, transaction
from app.services.hearing.incoming import read_mailbox

mail = AppGroup("mail", help="The mailbox of the sender.")


@mail.command("read")
def read() -> None:
    """Read the answers to invitations and the mail that came back, and say what was read."""
    done = read_mailbox(clock.now, transaction)
    if done is None:
        raise click.ClickException(
            "Nothing is read: IMAP_SERVER is not set, or the worker is reading the mailbox now."
        )
    click.echo(done)
    if done.problem:
        raise click.ClickException("The mailbox cannot be read.")
