"""The standing cast of the tests."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, insert, select, text

from app.extensions import db, transaction
from app.models import Team, User
from app.rules.states import Role
from app.services import account
from app.services.offering import offer
from tests.support.time import NOW


@dataclass
class Cast:
    """Staff of each role and of two teams."""

    antwerp: Team
    limburg: Team
    administrator: User
    coordinator: User
    coordinator_antwerp: User
    coordinator_limburg: User
    trainer: User
    other_trainer: User


#: The rows of the cast by engine, as the services wrote them the first time, and who they are.
_ROWS: dict[str, dict[Table, list[dict[str, Any]]]] = {}
_WHO: dict[str, dict[str, int]] = {}


def make_cast() -> Cast:
    """Make the cast; nobody has a password that anything matches, so nobody signs in by form.

    The services make it once for each engine. Thousands of tests ask for it in empty tables, and
    get the same rows.
    """
    engine = db.engine.dialect.name
    if not _filled(_ROWS.get(engine) or db.metadata.sorted_tables):
        if engine not in _ROWS:
            made = _by_the_services()
            _keep(engine, made)
            return made
        return _again(engine)
    return _by_the_services()


def _filled(tables: Iterable[Table]) -> bool:
    looks = (f"SELECT 1 WHERE EXISTS (SELECT 1 FROM {table.name})" for table in tables)
    return db.session.execute(text(" UNION ALL ".join(looks))).first() is not None


def _keep(engine: str, cast: Cast) -> None:
    _WHO[engine] = {name: member.id for name, member in vars(cast).items()}
    found = {
        table: [dict(row) for row in db.session.execute(select(table)).mappings()]
        for table in db.metadata.sorted_tables
    }
    _ROWS[engine] = {table: rows for table, rows in found.items() if rows}


def _again(engine: str) -> Cast:
    with transaction():
        for table, rows in _ROWS[engine].items():
            db.session.execute(insert(table), rows)
        if engine == "postgresql":
            # Ids that are given do not count for the next one.
            counted = [table for table in _ROWS[engine] if table.autoincrement_column is not None]
            moves = (
                f"setval('{table.name}_id_seq', (SELECT max(id) FROM {table.name}))"
                for table in counted
            )
            db.session.execute(text(f"SELECT {', '.join(moves)}"))
    teams = {team.id: team for team in db.session.scalars(select(Team))}
    users = {user.id: user for user in db.session.scalars(select(User))}
    who = _WHO[engine]
    return Cast(
        **{name: (teams if name in ("antwerp", "limburg") else users)[who[name]] for name in who}
    )


def _by_the_services() -> Cast:
    with transaction():
        antwerp, limburg = offer.save_team("Antwerpen"), offer.save_team("Limburg")
        people = {
            key: account.create(
                f"{key.replace('_', '.')}@voorbeeldpunt.example",
                role,
                "no password",
                NOW,
                name=name,
                team=team,
            )
            for key, name, role, team in (
                ("administrator", "Greet Willems", Role.ADMINISTRATOR, None),
                ("coordinator", "Hilde Claes", Role.COORDINATOR, None),
                ("coordinator_antwerp", "Anna Peeters", Role.COORDINATOR, "Antwerpen"),
                ("coordinator_limburg", "Yusuf Aydın", Role.COORDINATOR, "Limburg"),
                ("trainer", "Nadia El Amrani", Role.TRAINER, None),
                ("other_trainer", "Joris Vermeulen", Role.TRAINER, None),
            )
        }
    return Cast(antwerp=antwerp, limburg=limburg, **people)
