"""flask tick: do everything that is due at a moment, in order."""

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from app.extensions import clock, transaction
from app.mail import delivery
from app.rules.workdays import LOCAL
from app.services import schedule
from app.services.importing import run


class Moment(click.ParamType):
    """An ISO 8601 moment; without a zone it is a time in Europe/Brussels."""

    name = "ISO-TIME"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Read the moment, or say what is wrong with it."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no moment such as 2027-03-10T09:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)


@click.command()
@click.option("--at", type=Moment(), help="The moment to act at (standard: now).")
@with_appcontext
def tick(at: datetime | None) -> None:
    """Do everything that is due: offers, decisions, evaluations, reminders, files, mail."""
    now = at or clock.now()
    done = 0
    for line in schedule.run(now, transaction):
        click.echo(line)
        done += 1
    for line in run.run_due(clock.now(), transaction):
        click.echo(line)
        done += 1
    # Claims are made at the real time, or a worker beside this one would take them for dead.
    delivery.free_stuck(clock.now())
    until = max(now, clock.now())
    delivery.expire(until)
    mail = current_app.extensions["open_aanbod_mail"]
    outcome = delivery.deliver_due(mail, clock.now, until=until)
    if outcome.sent or outcome.postponed or outcome.failed:
        click.echo(f"mail sent {outcome.sent}, later {outcome.postponed}, failed {outcome.failed}")
    elif not done:
        click.echo("nothing is due")
