"""The confirmation of a registration on paper, for who must show at work where they go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.documents.page import Fact, Paper, Sender, readable, words
from app.formats import capital, date_long, date_medium, euro, when
from app.rules.registering.withdrawal import Step


@dataclass(frozen=True, slots=True)
class Dated:
    """One meeting; `place` is empty for a webinar."""

    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    online: bool


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the paper tells.

    `decides_on` is None once the edition goes ahead. `bill_to` is who gets the invoice, empty for
    nobody; amounts are in eurocents. `terms` are the withdrawal terms, soonest first.
    """

    language: str
    title: str
    name: str
    function: str
    organisation: str
    email: str
    registered_at: datetime
    meetings: Sequence[Dated]
    decides_on: date | None
    price_cents: int
    bill_to: str
    terms: Sequence[Step]


def confirmation(sender: Sender, facts: Confirmation) -> bytes:
    """The PDF; the same facts give the same bytes."""
    text = words(facts.language)
    _ = text.gettext
    heading = _("Confirmation of registration")
    paper = Paper(
        sender,
        title=f"{heading}: {facts.title}",
        language=facts.language,
        made_at=facts.registered_at,
    )
    paper.heading(heading, facts.title)
    # A name in letters that no font of ours has: the address names the person just as well.
    name = facts.name if readable(facts.name) else facts.email
    paper.para(_("%(name)s is registered for this training.", name=name), large=True)
    paper.facts(_facts(facts, name))
    if facts.price_cents:
        paper.section(_("Giving up a place"))
        for line in _terms(facts):
            paper.para(line)
        paper.para(_("A colleague can come instead until the training starts, at no cost."))
    return paper.octets()


def _facts(facts: Confirmation, name: str) -> list[Fact]:
    _ = words(facts.language).gettext
    about = ", ".join(part for part in (facts.function, facts.organisation) if part)
    listed = [Fact(_("Participant"), name, about)]
    if name != facts.email:
        listed.append(Fact(_("E-mail address"), facts.email))
    for meeting in facts.meetings:
        place = _("Online") if meeting.online else meeting.place or _("The place follows")
        moment = capital(when(meeting.starts_at, meeting.ends_at, facts.language))
        small = "\n".join(part for part in (meeting.title, place) if part)
        listed.append(Fact(_("When and where"), moment, small))
    if facts.decides_on is None:
        listed.append(Fact(_("State"), _("The training goes ahead.")))
    else:
        day = date_long(facts.decides_on, facts.language)
        listed.append(
            Fact(_("State"), _("On %(date)s we decide whether the training goes ahead.", date=day))
        )
    invoice = ""
    if facts.price_cents and facts.bill_to:
        invoice = _("The invoice goes to %(name)s, after the training", name=facts.bill_to)
    price = euro(facts.price_cents, facts.language) if facts.price_cents else _("Free")
    listed.append(Fact(_("Price"), price, invoice))
    listed.append(Fact(_("Registered on"), date_medium(facts.registered_at, facts.language)))
    return listed


def _terms(facts: Confirmation) -> list[str]:
    _ = words(facts.language).gettext
    lines = []
    for step in facts.terms:
        cost = euro(step.cost_cents, facts.language) if step.cost_cents else _("free")
        if step.until is None:
            lines.append(_("Later: %(cost)s.", cost=cost))
        else:
            day = date_long(step.until, facts.language)
            lines.append(_("Up to and including %(date)s: %(cost)s.", date=day, cost=cost))
    return lines
