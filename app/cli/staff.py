"""flask user and flask team: accounts of staff and the teams they work for."""

import secrets

import click
from email_validator import EmailNotValidError, validate_email
from flask.cli import AppGroup
from flask_security import hash_password

from app.extensions import clock, transaction
from app.rules.errors import Code, RuleBroken
from app.rules.states import Role
from app.services import account
from app.services.accounts import member, staff_invitation
from app.services.offering import offer

user = AppGroup("user", help="Accounts of staff.")
team = AppGroup("team", help="Regional teams.")


@user.command("create")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--team", "team_name", help="The team of a coordinator; none: all teams.")
@click.option("--name", default="", help="The name that colleagues and participants see.")
def create_user(email: str, role: str, team_name: str | None, name: str) -> None:
    """Open an account for EMAIL and print its first password."""
    address = _address(email)
    password = secrets.token_urlsafe(15)
    try:
        with transaction():
            account.create(
                address,
                Role(role),
                hash_password(password),
                clock.now(),
                name=name,
                team=team_name,
            )
    except RuleBroken as error:
        raise click.ClickException(_sentence(error, address, team_name)) from None
    click.echo(f"Account for {address} ({role}). First password: {password}")


@user.command("grant")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
def grant_role(email: str, role: str) -> None:
    """Give the account EMAIL one more role, such as a coordinator who also trains."""
    with transaction():
        found = account.by_email(email)
        if found is None:
            raise click.ClickException(f"There is no account {email}.")
        account.grant(found, Role(role))
    click.echo(f"{email} is also {role}.")


@user.command("invite")
@click.argument("email")
@click.option(
    "--role",
    "roles",
    type=click.Choice([role.value for role in Role]),
    required=True,
    multiple=True,
    help="May be given more than once.",
)
@click.option("--team", "team_name", help="The team of a coordinator; none: all teams.")
@click.option("--name", required=True, help="The name that colleagues and participants see.")
def invite(email: str, roles: tuple[str, ...], team_name: str | None, name: str) -> None:
    """Mail EMAIL a link that opens an account."""
    address = _address(email)
    try:
        with transaction():
            team_id = account.team_named(team_name).id if team_name else None
            wanted = {Role(role) for role in roles}
            staff_invitation.invite(name, address, wanted, team_id, clock.now())
    except RuleBroken as error:
        raise click.ClickException(_sentence(error, address, team_name)) from None
    click.echo(f"{address} gets a mail with a link.")


@user.command("reset-second-factor")
@click.argument("email")
def reset_second_factor(email: str) -> None:
    """Take the app, passkeys and recovery codes of the account EMAIL away, and tell its owner."""
    with transaction():
        found = account.by_email(email)
        if found is None:
            raise click.ClickException(f"There is no account {email}.")
        member.reset_second_factor(found.id, clock.now(), None)
    click.echo(f"{email} signs in with a password alone now.")


@team.command("create")
@click.argument("name")
def create_team(name: str) -> None:
    """Add the team NAME."""
    with transaction():
        offer.save_team(name.strip())
    click.echo(f"Team {name.strip()}.")


def _address(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(f"{email!r} is no e-mail address: {error}") from None


def _sentence(error: RuleBroken, address: str, team_name: str | None) -> str:
    if error.code is Code.UNKNOWN_TEAM:
        known = error.facts["known"] or "none yet; make one with: flask team create NAME"
        return f"There is no team {team_name!r}. Teams: {known}."
    if error.code is Code.ALREADY_INVITED:
        return f"{address} is invited already; an administrator can send a new link."
    return f"{address} has an account already."
