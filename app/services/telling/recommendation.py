"""Finding more people for an edition: the interest list, people who agreed to news, other teams."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.mail.messages import edition_recommended, team_asked
from app.models import Team, User
from app.queries.telling.recommendation import former_participants, interested
from app.rules.errors import Code, RuleBroken
from app.rules.telling.mailing import check_plain
from app.rules.telling.recommendation import check_may_recommend
from app.services import history
from app.services.history import Action
from app.services.offering import interest
from app.services.registering.seats import lock_edition
from app.services.telling.message import (
    coordinators,
    edition_facts,
    link_reference,
    tell,
    tell_staff,
)


@dataclass(frozen=True, slots=True)
class Told:
    """How many people heard of the edition, and from which list."""

    interested: int
    former: int


def recommend(edition_id: int, note: str, now: datetime, actor_id: int) -> Told:
    """Write to everybody on the interest list and to former participants who agreed to news.

    Each gets it once for an edition; a second click writes to nobody. Who waits for a date stays on
    the list: this one was there already, perhaps they asked because it does not suit. `note` are
    the coordinator's own words for former participants. Raises LookupError, RuleBroken from
    `rules.telling.recommendation` or `rules.telling.mailing.check_plain`, or
    RuleBroken(NOBODY_TO_TELL).
    """
    edition = lock_edition(edition_id)
    check_may_recommend(edition.state, closes_at=edition.closes_at, now=now)
    check_plain(note, "note")
    waiting, people = interested(edition, now, lock=True), former_participants(edition, now)
    if not waiting and not people:
        raise RuleBroken(Code.NOBODY_TO_TELL)
    interest.tell_open_date(waiting, edition, now)
    facts = edition_facts(edition, now)
    prices = (edition.price_cents, *edition.prices.values())
    for person in people:
        tell(
            edition_recommended,
            person,
            facts,
            now,
            key=str(edition.id),
            about=edition,
            note=note.strip(),
            prices=(min(prices), max(prices)),
            registration=link_reference(person),
        )
    history.record(
        Action.EDITION_RECOMMENDED,
        now,
        edition_id=edition.id,
        actor_id=actor_id,
        number=len(waiting) + len(people),
    )
    return Told(len(waiting), len(people))


def ask_teams(
    edition_id: int, team_ids: Collection[int], note: str, now: datetime, actor_id: int
) -> dict[str, int]:
    """Open an edition to these teams beside its own; the coordinators of new ones are told.

    A team that is left out no longer has it. Returns, for the name of each team that is new, how
    many people were told: none where nobody coordinates it who does not know of the edition
    already. Raises LookupError, RuleBroken(SHARED_WITH_OWN_TEAM), or what `check_may_recommend`
    or `check_plain` raises.
    """
    edition = lock_edition(edition_id)
    check_may_recommend(edition.state, closes_at=edition.closes_at, now=now)
    check_plain(note, "note")
    if edition.team_id in team_ids:
        raise RuleBroken(Code.SHARED_WITH_OWN_TEAM, "teams")
    wanted = list(db.session.scalars(select(Team).where(Team.id.in_(team_ids)).order_by(Team.name)))
    known = {team.id for team in edition.helping_teams}
    new = [team for team in wanted if team.id not in known]
    if {team.id for team in wanted} == known:
        return {}
    edition.helping_teams = wanted
    facts = edition_facts(edition, now)
    own = {user.id for user in coordinators(edition.team_id)}
    told = {}
    for team in new:
        # Who coordinates all teams knows the edition already.
        people = [user for user in coordinators(team.id) if user.id not in own]
        told[team.name] = len(people)
        tell_staff(
            team_asked,
            people,
            edition,
            facts,
            now,
            key=f"{team.id}:{edition.lock_version}",
            team=team.name,
            by=db.session.get_one(User, actor_id).name,
            note=note.strip(),
        )
    history.record(
        Action.TEAMS_ASKED,
        now,
        edition_id=edition.id,
        actor_id=actor_id,
        names=", ".join(team.name for team in wanted),
    )
    db.session.flush()
    return told
