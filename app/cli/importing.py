"""flask import: read a file in without a browser; all of it or nothing."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from app.extensions import clock, transaction
from app.rules.importing.problems import SENTENCES, Problem
from app.rules.importing.states import Kind
from app.services.importing.outcome import Scope
from app.services.importing.plan import check, lock, read, write


@click.command("import")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would be written.")
@click.option("--mail", is_flag=True, help="Mail the people of a file with registrations.")
@click.option("--consent", is_flag=True, help="The people of the file agreed to it.")
@with_appcontext
def read_in(kind: str, file: Path, dry_run: bool, mail: bool, consent: bool) -> None:
    """Read the rows of FILE (CSV or .xlsx) in, for all teams.

    A wrong row is named, with what is wrong, and then nothing is written.
    """
    what, now = Kind(kind), clock.now()
    if what is Kind.REGISTRATIONS and not (consent or dry_run):
        raise click.UsageError("say --consent: the people of this file agreed to be registered")
    table = read(what, file.read_bytes())
    scope = Scope(mail=mail)
    if dry_run:
        checked = check(what, table, scope, now)
    else:
        with transaction():
            lock(what, table, scope)
            checked = check(what, table, scope, now)
            if not checked.problems:
                write(checked, file.name, scope, now)
    for problem in checked.warnings:
        click.echo(f"{_line(file, problem)} (a warning)", err=True)
    for problem in checked.problems:
        click.echo(_line(file, problem), err=True)
    if checked.problems:
        raise click.ClickException(
            f"{len(checked.problems)} problems in {checked.rows} rows of {file}; nothing is changed"
        )
    found = checked.outcome
    click.echo(
        f"{'would be' if dry_run else ''} made {found.made}, changed {found.changed}, "
        f"left as it is {found.left}; {checked.rows} rows".strip()
    )
    if found.people or found.waiting:
        click.echo(f"people {found.people or found.made}, on the waiting list {found.waiting}")


def _line(file: Path, problem: Problem) -> str:
    where = f", row {problem.row}" if problem.row else ""
    column = f', column "{problem.column}"' if problem.column else ""
    return f"{file}{where}{column}: {SENTENCES[problem.code] % problem.facts}"
