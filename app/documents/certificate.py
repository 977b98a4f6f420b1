"""The certificate (attest): who was where, for how long, and how anybody checks that it is real."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.numbers import format_decimal

from app.documents.page import Fact, Paper, Sender, Words, readable, words
from app.formats import capital, date_long, when


@dataclass(frozen=True, slots=True)
class AttendedMeeting:
    """A meeting at which the person was. `place` is empty for an online one."""

    starts_at: datetime
    ends_at: datetime
    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of a training: in half-days, and in time from start to end of each meeting."""

    half_days: int
    time: timedelta


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says. `code` is in groups, `address` the page where it can be checked."""

    sender: Sender
    language: str
    name: str
    email: str
    training: str
    co_organisers: tuple[str, ...]
    trainers: tuple[str, ...]
    meetings: tuple[AttendedMeeting, ...]
    attended: Amount
    whole: Amount
    issued_at: datetime
    code: str
    address: str


def certificate(facts: CertificateFacts) -> bytes:
    """The paper, in the language of the person; the same facts give the same bytes."""
    said, language = words(facts.language), facts.language
    title = said.gettext("Certificate of attendance")
    paper = Paper(facts.sender, title=title, language=language, made_at=facts.issued_at)
    paper.heading(title, facts.sender.name)
    # Of a name in a script that the font lacks, nothing would be left to recognise it by.
    name = facts.name if readable(facts.name) else facts.email
    paper.para(
        said.gettext(
            "%(name)s took part in the training “%(training)s”.", name=name, training=facts.training
        ),
        large=True,
    )
    paper.facts(_rows(facts, said))
    paper.section(said.gettext("Is this certificate real?"))
    paper.para(
        said.gettext(
            "Anybody can check it: go to %(address)s and type this code.", address=facts.address
        )
    )
    paper.para(facts.code, large=True)
    return paper.octets()


def _rows(facts: CertificateFacts, said: Words) -> list[Fact]:
    present = said.gettext("Present on")
    rows = [
        Fact(
            "" if number else present,
            capital(when(meeting.starts_at, meeting.ends_at, facts.language)),
            " · ".join(
                part for part in (meeting.title, meeting.place or said.gettext("Online")) if part
            ),
        )
        for number, meeting in enumerate(facts.meetings)
    ]
    rows.append(Fact(said.gettext("In all"), _amount(facts, said), _hours(facts, said)))
    if facts.trainers:
        rows.append(Fact(said.gettext("Guided by"), ", ".join(facts.trainers)))
    organised_by = ", ".join((facts.sender.name, *facts.co_organisers))
    rows.append(Fact(said.gettext("Organised by"), organised_by))
    rows.append(Fact(said.gettext("Issued on"), date_long(facts.issued_at, facts.language)))
    return rows


def _amount(facts: CertificateFacts, said: Words) -> str:
    return said.ngettext(
        "%(present)s of %(num)s half-day",
        "%(present)s of %(num)s half-days",
        facts.whole.half_days,
        present=facts.attended.half_days,
    )


def _hours(facts: CertificateFacts, said: Words) -> str:
    return said.gettext(
        "%(present)s of %(whole)s hours, breaks included",
        present=_number(facts.attended.time, facts.language),
        whole=_number(facts.whole.time, facts.language),
    )


def _number(time: timedelta, language: str) -> str:
    return str(format_decimal(time / timedelta(hours=1), "0.##", locale=language))
