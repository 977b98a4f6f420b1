"""The numbers in the tabs of an edition's pages."""

from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.queries.offering import question
from app.queries.telling import message


@dataclass(frozen=True, slots=True)
class Totals:
    """How many questions the form of an edition asks, and how many messages are about it."""

    questions: int
    messages: int


def totals(edition_id: int) -> Totals:
    """The numbers of one edition, in one round trip: each of its pages asks for them."""
    numbers = (question.number_of_edition(edition_id), message.number_of_edition(edition_id))
    return Totals(*db.session.execute(select(*numbers)).one())
