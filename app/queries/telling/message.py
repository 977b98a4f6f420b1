"""The outbox as staff read it: messages of their teams' editions, the rest for administrators."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.orm import aliased, defer, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.extensions import db
from app.models import Edition, Message, Registration
from app.queries.offering.planning import own_team_id
from app.rules.access import Actor
from app.rules.states import MessageState

#: Messages on one page of the list.
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One page of the outbox; `number` counts from 1, `total` is the number of messages."""

    messages: tuple[Message, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The messages that this coordinator may read, as a condition.

    Those of the editions of the own team; account mails and lost links belong to no edition, and
    only administrators read them.
    """
    if actor.is_administrator:
        return _tells_nothing_about_answers()
    of_teams = select(Edition.id)
    team_id = own_team_id(actor)
    if team_id is not None:
        of_teams = of_teams.where(Edition.team_id == team_id)
    return Message.edition_id.in_(of_teams) & _tells_nothing_about_answers()


def _tells_nothing_about_answers() -> ColumnElement[bool]:
    """Who was reminded of the evaluation had not answered yet; staff must not learn that.

    One that failed is shown all the same, for somebody has to mend the address.
    """
    return (Message.kind != "evaluation_reminder") | (Message.state == MessageState.FAILED)


def missed() -> ColumnElement[bool]:
    """The messages that somebody misses: they did not arrive where they are still to be read.

    Once an address is corrected, or a place passed on, the new address has a confirmation of its
    own; what failed at the old one is a line in the list, and nothing that anybody must do.
    """
    # Of its own, for the statements that use this may read registrations too.
    person = aliased(Registration)
    elsewhere = exists().where(
        person.id == Message.registration_id,
        person.email_key != Message.recipient_key,
    )
    return (Message.state == MessageState.FAILED) & ~elsewhere


def _brief() -> Select[Message]:
    """Messages without their texts, newest first: a list shows none of them."""
    return (
        select(Message)
        .options(defer(Message.text), defer(Message.html), defer(Message.calendar))
        .order_by(Message.created_at.desc(), Message.id.desc())
    )


def waits(actor: Actor) -> ColumnElement[bool]:
    """The messages that have not left yet, as far as the actor may read them."""
    return readable_by(actor) & (Message.state == MessageState.PENDING)


def outbox(actor: Actor, choice: "MessageChoice", number: int) -> MessagePage:
    """One page of what the actor may read, each with its edition; see `MessagePage`."""
    of_what = joinedload(Message.edition)
    return _page(
        readable_by(actor) & _chosen(choice),
        number,
        of_what.joinedload(Edition.training),
        of_what.selectinload(Edition.meetings),
    )


def _page(condition: ColumnElement[bool], number: int, *options: ORMOption) -> MessagePage:
    """A number past the end gives an empty page."""
    total = db.session.scalar(select(func.count()).select_from(Message).where(condition)) or 0
    if (number - 1) * PAGE_SIZE >= total:
        # Not asked for: databases refuse an offset that they cannot count up to.
        return MessagePage((), number, total)
    messages = db.session.scalars(
        _brief()
        .where(condition)
        .options(*options)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return MessagePage(tuple(messages), number, total)


@dataclass(frozen=True, slots=True)
class MessageChoice:
    """Which messages: in a state, of a kind, with words of reader or subject."""

    state: MessageState | None = None
    kind: str = ""
    words: str = ""


def of_edition(edition_id: int, choice: MessageChoice, number: int) -> MessagePage:
    """One page of the messages about an edition, newest first."""
    return _page(_about(edition_id) & _chosen(choice), number)


def _chosen(choice: MessageChoice) -> ColumnElement[bool]:
    conditions = []
    if choice.state is not None:
        conditions.append(Message.state == choice.state)
    if choice.kind:
        conditions.append(Message.kind == choice.kind)
    # PostgreSQL takes no text with this character; nothing has it.
    for word in choice.words.casefold().replace("\0", "").split():
        texts = (Message.recipient_name, Message.recipient, Message.subject)
        conditions.append(
            or_(*(func.lower(text).contains(word, autoescape=True) for text in texts))
        )
    return and_(true(), *conditions)


def numbers_of_edition(edition_id: int) -> dict[tuple[str, MessageState], int]:
    """How many messages there are about an edition, by kind and state."""
    rows = db.session.execute(
        select(Message.kind, Message.state, func.count())
        .where(_about(edition_id))
        .group_by(Message.kind, Message.state)
    )
    return {(kind, state): number for kind, state, number in rows}


def undelivered(edition_id: int, most: int) -> list[Message]:
    """The latest messages about an edition that did not arrive, with whom they were for."""
    return list(
        db.session.scalars(
            _brief()
            .where(_about(edition_id), missed())
            .options(joinedload(Message.registration))
            .limit(most)
        )
    )


def _about(edition_id: int) -> ColumnElement[bool]:
    return (Message.edition_id == edition_id) & _tells_nothing_about_answers()


def of_registration(registration_id: int) -> list[Message]:
    """All messages about one registration, newest first."""
    condition = (Message.registration_id == registration_id) & _tells_nothing_about_answers()
    return list(db.session.scalars(_brief().where(condition)))


def number_of_edition(edition_id: int) -> int:
    """How many messages there are about one edition."""
    statement = select(func.count()).select_from(Message).where(_about(edition_id))
    return db.session.scalar(statement) or 0


def message_for(actor: Actor, message_id: int) -> Message | None:
    """One message whole, when the actor may read it."""
    return db.session.scalars(
        select(Message)
        .where(Message.id == message_id, readable_by(actor))
        .options(
            joinedload(Message.edition).joinedload(Edition.training),
            joinedload(Message.edition).selectinload(Edition.meetings),
            joinedload(Message.registration),
        )
    ).one_or_none()
