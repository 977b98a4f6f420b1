"""The list of people as an address asks for it: ?zoek=, ?status=, ?met=, ?sorteer=, ?pagina=."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from app.queries.registering.participant_list import Listed, briefs, people
from app.rules.registering.participant_list import (
    Choice,
    Group,
    Having,
    Sort,
    in_group,
    page,
    pages,
    select,
)
from app.web.desk.participants.columns import STANDARD, Column, chosen_columns, columns_of
from app.web.loading import as_id

if TYPE_CHECKING:
    from app.models import Edition

GROUPS = {
    "": Group.LIVE,
    "ingeschreven": Group.REGISTERED,
    "wachtlijst": Group.WAITING,
    "voorbij": Group.ENDED,
}
HAVINGS = {
    "noden": Having.NEEDS,
    "nota": Having.NOTE,
    "niet-aangekomen": Having.UNDELIVERED,
    "komt": Having.ACCEPTED,
    "komt-misschien": Having.TENTATIVE,
    "komt-niet": Having.DECLINED,
}
SORTS = {
    "naam": Sort.NAME,
    "organisatie": Sort.ORGANISATION,
    "ingeschreven": Sort.REGISTERED_ON,
    "antwoord": Sort.REPLY,
}
#: Longer questions are cut: nobody's name is as long.
_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Question:
    """What the address asks, as it stands there; what is no choice counts for none."""

    words: str
    group: str
    having: str
    sort: str
    backwards: bool

    @property
    def choice(self) -> Choice:
        """The same in the words of the rules."""
        return Choice(
            self.words,
            GROUPS[self.group],
            HAVINGS.get(self.having),
            SORTS.get(self.sort, Sort.ARRIVAL),
            self.backwards,
        )

    def address(self, **changes: str | None) -> dict[str, str]:
        """The parameters of this question, with changes; empty ones are left out."""
        sort = f"-{self.sort}" if self.backwards else self.sort
        values = {"zoek": self.words, "status": self.group, "met": self.having, "sorteer": sort}
        return {name: value for name, value in (values | changes).items() if value}

    def sorted_by(self, name: str) -> dict[str, str]:
        """The parameters with which a heading sorts: once more turns the order round."""
        turned = self.sort == name and not self.backwards
        return self.address(sorteer=f"-{name}" if turned else name)

    @property
    def narrows(self) -> bool:
        """Whether somebody is left out."""
        return bool(self.words or self.group or self.having)


def asked() -> Question:
    """The question of this request."""
    sort = request.args.get("sorteer", "")
    name = sort.removeprefix("-")
    group, having = request.args.get("status", ""), request.args.get("met", "")
    return Question(
        words=request.args.get("zoek", "").strip()[:_LONGEST],
        group=group if group in GROUPS else "",
        having=having if having in HAVINGS else "",
        sort=name if name in SORTS else "",
        backwards=sort.startswith("-") and name in SORTS,
    )


def ticked() -> list[int]:
    """The people who are ticked (?kies=), by the ids of their registrations."""
    return [i for text in request.args.getlist("kies") if (i := as_id(text)) is not None][:500]


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list, and what stands around it."""

    question: Question
    rows: Sequence[Listed]
    total: int
    number: int
    pages: int
    columns: Sequence[Column]
    chosen: Sequence[Column]
    ever: int
    ended: int
    undelivered: frozenset[int]
    #: Whether the columns were chosen, by the address or by this browser.
    chose: bool

    @property
    def file_question(self) -> dict[str, str | list[str]]:
        """The parameters of a file with these people and, when they were chosen, these columns."""
        asks: dict[str, str | list[str]] = dict(self.question.address())
        if self.chose:
            asks |= {"kolommen": "1", "kolom": [column.key for column in self.chosen]}
        return asks


def listing_of(edition: "Edition") -> Listing:
    """The page of the list that this request asks for."""
    everybody = briefs(edition.id)
    asks = asked()
    found = select(everybody, asks.choice)
    last = pages(len(found))
    number = min(max(1, request.args.get("pagina", default=1, type=int)), last)
    columns = columns_of(edition.questions, edition.meetings)
    chosen = chosen_columns(request, columns, remember=True)
    shown = chosen or [column for column in columns if column.key in STANDARD]
    # Who has no meal to eat is asked nothing about it.
    if not chosen and not edition.meal:
        shown = [column for column in shown if column.key != "dieet"]
    # And where nobody answered, nothing is shown of it.
    if not chosen and not any(person.reply for person in everybody):
        shown = [column for column in shown if column.key != "antwoord"]
    here = page(found, number)
    return Listing(
        question=asks,
        rows=people(
            [person.registration_id for person in here],
            after=any(column.after for column in shown),
            replies=any(column.replies for column in shown),
        ),
        total=len(found),
        number=number,
        pages=last,
        columns=columns,
        chosen=shown,
        ever=len(everybody),
        ended=sum(in_group(person.state, Group.ENDED) for person in everybody),
        undelivered=frozenset(p.registration_id for p in here if p.undelivered),
        chose=bool(chosen),
    )


def filed(edition: "Edition") -> tuple[list[Column], list[Listed]]:
    """The columns and all the people that this request asks for, for a file."""
    columns = columns_of(edition.questions, edition.meetings)
    chosen = chosen_columns(request, columns, remember=False)
    shown = _with_organisation(columns, chosen) if chosen else [c for c in columns if c.filed]
    found = select(briefs(edition.id), asked().choice)
    only = set(ticked())
    ids = [p.registration_id for p in found if not only or p.registration_id in only]
    after = any(column.after for column in shown)
    return shown, people(ids, after=after, replies=any(column.replies for column in shown))


def _with_organisation(columns: Sequence[Column], chosen: Sequence[Column]) -> list[Column]:
    """On the page it stands below each name; a file has no place for it but a column."""
    return [c for c in columns if c in chosen or c.key == "organisatie"]
