"""Nobody who has the whole database can tell who gave which answer, but by guessing.

What chance gives: of n answers in random order, one lies in its own place on average, whatever n
is, and the number of such places has a variance of one.
"""

import math
import random
import secrets
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import Date, DateTime, Table, delete, insert, inspect, text, update
from sqlalchemy.types import TypeDecorator

from app.extensions import db, transaction
from app.models import Edition, EvaluationResponse, EvaluationTicket, Quote
from app.rules.states import QuoteConsent
from tests.factories.held import ENDS, answer, ask, hold_edition
from tests.support.attacker import Row, guesses, hits, stolen

RUNS = 40
#: Of the controls: what has an order is seen at once.
FEW_RUNS = 6
PEOPLE = 8

#: Five standard deviations above what chance gives in all runs together.
MOST_BY_CHANCE = RUNS + math.ceil(5 * math.sqrt(RUNS))

#: What the people of one run said: their secret -> their registration.
Truth = dict[str, int]
Score = Counter[tuple[str, str]]


def attack(
    edition: Edition,
    respond: Callable[[str, str], None],
    people_table: str = "evaluation_tickets",
    answers_table: str = "evaluation_responses",
    runs: int = FEW_RUNS,
) -> Score:
    """Let people answer in random order, again and again, and count what the attacker gets right.

    `respond` takes a ticket and the secret that its holder writes.
    """
    chance = random.Random(2027)
    score: Score = Counter()
    for _ in range(runs):
        begin_again()
        tickets = ask(edition)
        registrations = {row["id"]: row["registration_id"] for row in stolen("evaluation_tickets")}
        chance.shuffle(tickets)
        # Sometimes a few have not answered yet: the attacker knows from `used` who they are.
        answering = tickets[: chance.randint(PEOPLE - 3, PEOPLE)]
        truth: Truth = {}
        for ticket in answering:
            secret = secrets.token_hex(8)
            truth[secret] = registrations[ticket]
            respond(ticket, secret)

        people = [row for row in stolen(people_table) if row["used"]]
        answers = stolen(answers_table)
        assert len(people) == len(answers) == len(answering)
        score.update(hits(guesses(people, answers), _right(truth)))
    return score


def _right(truth: Truth) -> Callable[[Row, Row], bool]:
    def is_right(person: Row, given: Row) -> bool:
        return truth[given["takeaway"]] == person["registration_id"]

    return is_right


@transaction()
def begin_again() -> None:
    for model in (Quote, EvaluationResponse, EvaluationTicket):
        db.session.execute(delete(model))


@pytest.fixture
def edition(app: Flask) -> Edition:
    return hold_edition(PEOPLE)


def test_an_attacker_with_the_whole_database_does_no_better_than_chance(edition: Edition) -> None:
    def respond(ticket: str, secret: str) -> None:
        consent = secrets.choice(list(QuoteConsent))
        answer(ticket, secret, point=secrets.choice((1, 2, 3, 4, 5)), consent=consent)

    score = attack(edition, respond, runs=RUNS)
    assert len(score) >= 16, "the attacker tried hardly anything"
    best = max(score, key=lambda way: score[way])
    assert score[best] <= MOST_BY_CHANCE, best


def test_the_attacker_succeeds_where_the_rows_have_an_order(edition: Edition) -> None:
    """The control: with a moment on the ticket and a number on the answer all is known."""

    @transaction()
    def respond(ticket: str, secret: str) -> None:
        db.session.execute(
            text(
                "INSERT INTO naive_tickets SELECT registration_id, 1 AS used,"
                " (SELECT count(*) FROM naive_tickets) AS used_at"
                " FROM evaluation_tickets WHERE id = :ticket"
            ),
            {"ticket": ticket},
        )
        db.session.execute(
            text("INSERT INTO naive_responses (takeaway) VALUES (:secret)"), {"secret": secret}
        )

    number = "INTEGER PRIMARY KEY"
    if db.engine.dialect.name == "postgresql":
        number = "SERIAL PRIMARY KEY"
    with transaction():
        db.session.execute(
            text("CREATE TABLE naive_tickets (registration_id INTEGER, used INTEGER, used_at INT)")
        )
        db.session.execute(text(f"CREATE TABLE naive_responses (id {number}, takeaway TEXT)"))
    try:
        score = attack_naive(edition, respond)
    finally:
        with transaction():
            db.session.execute(text("DROP TABLE naive_tickets"))
            db.session.execute(text("DROP TABLE naive_responses"))
    assert max(score.values()) >= FEW_RUNS * (PEOPLE - 3)
    assert score["used_at", "id"] == max(score.values())


def attack_naive(edition: Edition, respond: Callable[[str, str], None]) -> Score:
    """Empty the naive tables before the first answer of each run."""
    answered: list[str] = []

    def in_a_fresh_run(ticket: str, secret: str) -> None:
        waiting = {row["id"] for row in stolen("evaluation_tickets")}
        if not waiting & set(answered):
            with transaction():
                db.session.execute(text("DELETE FROM naive_tickets"))
                db.session.execute(text("DELETE FROM naive_responses"))
        answered.append(ticket)
        respond(ticket, secret)

    return attack(edition, in_a_fresh_run, "naive_tickets", "naive_responses")


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_the_attacker_succeeds_where_only_the_touched_rows_are_written(edition: Edition) -> None:
    """The control of what PostgreSQL keeps: our own tables, written the plain way."""

    @transaction()
    def respond(ticket: str, secret: str) -> None:
        db.session.execute(
            update(EvaluationTicket).where(EvaluationTicket.id == ticket).values(used=True)
        )
        db.session.execute(
            insert(EvaluationResponse).values(
                id=secrets.token_hex(16),
                edition_id=edition.id,
                answers={},
                takeaway=secret,
                improvement="",
            )
        )

    score = attack(edition, respond)
    assert score["xmin", "xmin"] >= FEW_RUNS * (PEOPLE - 3)


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_postgresql_keeps_the_same_about_each_ticket_answer_and_quote(edition: Edition) -> None:
    for number, ticket in enumerate(ask(edition)[:6], start=1):
        consent = QuoteConsent.REPORT if number in (2, 3, 5) else QuoteConsent.NONE
        answer(ticket, secrets.token_hex(4), consent=consent)
        tickets, answers = stolen("evaluation_tickets"), stolen("evaluation_responses")
        quotes = stolen("quotes")
        assert (len(tickets), len(answers)) == (PEOPLE, number)
        # The shuffled rows are put back one by one (cmin), all by one transaction.
        assert len({row["xmin"] for row in [*tickets, *answers, *quotes]}) == 1
    assert len(quotes) == 3


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_sqlite_keeps_rows_in_the_order_of_their_random_keys(edition: Edition) -> None:
    for ticket in ask(edition):
        answer(ticket, secrets.token_hex(4), consent=QuoteConsent.WEBSITE)
    for table in ("evaluation_tickets", "evaluation_responses", "quotes"):
        rows = stolen(table)
        assert len(rows) == PEOPLE
        assert "hidden_rowid" not in rows[0]
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)


def test_tickets_and_answers_share_no_value_but_the_edition(edition: Edition) -> None:
    tickets = ask(edition)
    for number, ticket in enumerate(tickets[:6]):
        answer(ticket, f"{secrets.token_hex(8)}", point=number % 5 + 1)
    people = {v for row in stolen("evaluation_tickets") for v in _texts(row)}
    answers = {v for row in stolen("evaluation_responses") for v in _texts(row)}
    assert people & answers == set()
    # Nor does an answer's key, or its ticket's, stand anywhere else.
    elsewhere = {
        v
        for table in db.metadata.sorted_tables
        if table.name not in ("evaluation_responses", "messages")
        for row in stolen(table.name)
        for v in _texts(row)
    }
    assert answers & elsewhere == set()


def _texts(row: Row) -> set[str]:
    """What a row says, without what is the same for all and what the engine keeps."""
    own = {k: v for k, v in row.items() if k not in ("edition_id", "place", "ctid", "cmin")}
    return {str(value) for value in own.values() if isinstance(value, str) and len(value) > 2}


def test_no_table_of_evaluations_holds_a_time_finer_than_a_day(app: Flask) -> None:
    columns = {
        table: {c.name: c for c in model.__table__.columns}
        for table, model in (
            ("tickets", EvaluationTicket),
            ("responses", EvaluationResponse),
            ("quotes", Quote),
        )
    }
    assert set(columns["responses"]) == {"id", "edition_id", "answers", "takeaway", "improvement"}
    assert set(columns["tickets"]) == {"id", "registration_id", "edition_id", "asked_on", "used"}
    for columns_of_table in columns.values():
        for column in columns_of_table.values():
            kind = column.type.impl if isinstance(column.type, TypeDecorator) else column.type
            assert not isinstance(kind, DateTime), column
    assert isinstance(columns["tickets"]["asked_on"].type, Date)


def test_answers_point_at_their_edition_only(app: Flask) -> None:
    response: Table = inspect(EvaluationResponse).local_table  # type: ignore[assignment]
    assert {key.column.table.name for key in response.foreign_keys} == {"editions"}
    pointing = {
        table.name
        for table in db.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in ("evaluation_tickets", "evaluation_responses")
    }
    assert pointing == set()


def test_all_tickets_of_a_day_are_alike(edition: Edition) -> None:
    ask(edition)
    late = ENDS + timedelta(hours=5)
    ask(edition, late)
    assert {str(row["asked_on"]) for row in stolen("evaluation_tickets")} == {"2027-03-29"}
