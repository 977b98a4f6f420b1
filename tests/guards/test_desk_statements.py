"""No page of the desk asks more of the database as the house grows, and none asks much.

Every page is walked twice: with one edition of each kind, and with sixty more and two thousand
registrations. A page that needs a statement for each row shows here, and so does a frame that grew
dearer for all pages at once.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import ColumnElement, FromClause, insert, select
from werkzeug.routing import Rule

from app.extensions import clock, db, transaction
from app.models import Decision, Edition, Meeting, Registration, User
from app.models.offer import edition_trainers
from app.rules.states import CancelReason, RegistrationState
from app.services.deciding import minimum
from app.web.access import Who
from tests.factories.held import people_of
from tests.factories.offer import make_edition, register
from tests.guards.test_routes import WHO, House, methods_of, rules
from tests.support.installation import Databases, make_app
from tests.support.statements import counted
from tests.support.time import NOW, moment
from tests.support.visitor import Visitor

#: The most statements of one page, without the BEGIN of its transaction.
LIMIT = 12
EDITIONS, PEOPLE = 60, 33
#: What an edition can be on the desk; `held` is the one of `House`.
KINDS = ("held", "open", "due", "cancelled", "draft")


@dataclass(frozen=True)
class Page:
    """A page of the desk; `kind` is the edition that it shows, "" without one."""

    endpoint: str
    path: str
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.path} {self.kind}".strip()


class Desk:
    """The house of the other guards with an edition of each kind, for an administrator."""

    def __init__(self, databases: Databases) -> None:
        self.app = make_app(databases.new("sqlite"))
        with self.app.app_context():
            self.house = House(self.app)
            self.ids = {"held": self.house.values["edition_id"], **self._make()}
            self.people = {
                kind: next((p.public_id for p in people_of(self._edition(edition_id))), None)
                for kind, edition_id in self.ids.items()
            }
        self.visitor = Visitor(self.app).sign_in(self._administrator)

    @property
    def _administrator(self) -> User:
        person = self.house.people["an administrator"]
        assert person is not None
        return person

    @staticmethod
    def _edition(edition_id: int) -> Edition:
        found = db.session.get(Edition, edition_id)
        assert found is not None
        return found

    def _make(self) -> dict[str, int]:
        held = self._edition(self.house.values["edition_id"])
        with_all = {"team": held.team, "trainers": tuple(held.trainers)}
        full = make_edition(starts="2027-05-10 09:30", capacity=8, price_cents=9500, **with_all)
        register(full, 10)
        register(make_edition(starts="2027-06-10 09:30", **with_all), 2)
        cancelled = make_edition(starts="2027-05-17 09:30", **with_all)
        register(cancelled, 3)
        with transaction():
            minimum.cancel(cancelled.id, CancelReason.TOO_FEW, "", NOW, None)
        draft = make_edition(starts="2027-05-19 09:30", publish=False, **with_all)
        planned = moment("2027-01-05 10:00")
        due = make_edition(
            starts="2027-03-22 09:30", decision_on=NOW.date(), now=planned, **with_all
        )
        register(due, 2, planned)
        return {"open": full.id, "due": due.id, "cancelled": cancelled.id, "draft": draft.id}

    def pages(self) -> Iterator[Page]:
        """Every page of the desk that can be asked for, for each kind of edition."""
        for rule in rules(self.app):
            of_desk = rule.rule.startswith(("/werk", "/kwaliteitsverslag"))
            staff = WHO[rule.endpoint] in (Who.STAFF, Who.COORDINATOR, Who.ADMINISTRATOR)
            if of_desk and staff and "GET" in methods_of(rule):
                yield from self._pages_of(rule)

    def _pages_of(self, rule: Rule) -> Iterator[Page]:
        values = {name: self.house.values[name] for name in rule.arguments}
        if "edition_id" not in values:
            yield Page(rule.endpoint, self._address(rule, values))
            return
        for kind in KINDS:
            mine = values | {"edition_id": self.ids[kind]}
            if "public_id" in mine:
                mine["public_id"] = self.people[kind]
            if None not in mine.values():
                yield Page(rule.endpoint, self._address(rule, mine), kind)

    def _address(self, rule: Rule, values: dict[str, object]) -> str:
        with self.app.test_request_context():
            built = rule.build(values)
        assert built is not None
        return built[1]

    def statements(self) -> dict[str, tuple[int, int]]:
        """The status of each page, and how many statements it took the second time."""
        numbers = {}
        for page in self.pages():
            self.visitor.client.get(page.path).close()
            with self.app.app_context(), counted() as seen:
                response = self.visitor.client.get(page.path)
                response.close()
            asked = [one for one in seen if not one.startswith("BEGIN")]
            numbers[str(page)] = (response.status_code, len(asked))
        return numbers

    def grow(self) -> None:
        """Many more editions as each of these, and many more people in those that go on."""
        with self.app.app_context(), transaction():
            for number in range(EDITIONS):
                like = self.ids[KINDS[number % len(KINDS)]]
                self._copy_people(self._copy_edition(like), PEOPLE)
            for kind in ("held", "open"):
                self._copy_people(self.ids[kind], PEOPLE)

    @staticmethod
    def _copy_edition(like: int) -> int:
        """The same edition once more, with what belongs to it but its people."""
        editions = Edition.__table__
        (row,) = _rows(editions, editions.c.id == like)
        made: int = db.session.scalars(insert(Edition).values(row).returning(Edition.id)).one()
        for table in (Meeting.__table__, Decision.__table__, edition_trainers):
            rows = _rows(table, table.c.edition_id == like)
            if rows:
                db.session.execute(insert(table), [one | {"edition_id": made} for one in rows])
        return made

    @staticmethod
    def _copy_people(edition_id: int, number: int) -> None:
        # Bulk rows: to register two thousand people one by one takes too long.
        db.session.execute(
            insert(Registration),
            [
                {
                    "public_id": f"{edition_id:016x}{place:016x}",
                    "edition_id": edition_id,
                    "state": RegistrationState.REGISTERED,
                    "name": f"Deelnemer {place}",
                    "email": f"deelnemer{edition_id}.{place}@organisatie.example",
                    "email_key": f"deelnemer{edition_id}.{place}@organisatie.example",
                    "function": "Begeleider",
                    "organisation": f"Organisatie {place}",
                    "organisation_type": "CLB",
                    "language": "nl",
                    "consented_at": NOW,
                    "queue_number": 100 + place,
                    "created_at": NOW,
                }
                for place in range(number)
            ],
        )


def _rows(table: FromClause, condition: ColumnElement[bool]) -> list[dict[str, object]]:
    found = db.session.execute(select(*(c for c in table.c if c.name != "id")).where(condition))
    return [dict(row._mapping) for row in found]


@pytest.fixture(scope="module")
def desk(databases: Databases) -> Iterator[Desk]:
    clock.travel_to(NOW)
    made = Desk(databases)
    yield made
    with made.app.app_context():
        db.engine.dispose()


def test_each_page_of_the_desk_asks_little_and_never_more(desk: Desk) -> None:
    few = desk.statements()
    desk.grow()
    many = desk.statements()
    assert {page: number for page, (_, number) in many.items() if number > LIMIT} == {}
    assert {page: (few[page], many[page]) for page in few if few[page] != many[page]} == {}
    # Most of what was walked is a page, no refusal.
    assert sum(status == 200 for status, _ in many.values()) > 90
