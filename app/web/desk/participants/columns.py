"""What can be shown of people on the list of an edition, on the page and in files."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from flask import Request, session
from flask_babel import gettext as _

from app.formats import date_day_month, euro
from app.queries.registering.participant_list import Listed
from app.rules.states import AttendanceStatus
from app.rules.workdays import local_date
from app.web.desk.spreadsheet import Cell, Phone
from app.web.language import current_language
from app.web.words import answer_in_words, attendance_status, registration_state, reply

if TYPE_CHECKING:
    from app.models import EditionQuestion, Invitation, Meeting, RegistrationBilling

#: What a page shows until somebody chooses.
STANDARD = ("functie", "noden", "dieet", "antwoord", "ingeschreven")
#: Where a browser keeps the choice, and how much of it.
_REMEMBERED, _MOST = "participant_columns", 40


@dataclass(frozen=True, slots=True)
class Column:
    """One thing about people, named by `key` in addresses.

    `filed`: it stands in a file even when nobody chose columns. `after`: it is about what came of
    the registration, and asks the database for more. `replies`: so does what people answered to
    their invitations.
    """

    key: str
    label: str
    value: Callable[[Listed], Cell]
    filed: bool = True
    after: bool = False
    replies: bool = False


def columns_of(
    questions: Sequence["EditionQuestion"], meetings: Sequence["Meeting"]
) -> list[Column]:
    """Every column that the list of an edition can have; the name stands before all of them."""
    told = [
        Column("roepnaam", _("Wants to be called"), lambda r: r.person.greeting),
        Column("mail", _("E-mail"), lambda r: r.person.email),
        Column("gsm", _("Mobile number"), lambda r: Phone(r.person.phone)),
        Column("functie", _("Function"), lambda r: r.person.function),
        Column("organisatie", _("Organisation"), lambda r: r.person.organisation),
        Column("soort", _("Type of organisation"), lambda r: r.person.organisation_type),
        Column("regio", _("Region"), lambda r: r.person.region),
        Column("ervaring", _("Experience"), lambda r: r.person.experience),
        Column("noden", _("Needs"), lambda r: r.person.needs.needs if r.person.needs else ""),
        Column("dieet", _("Diet"), lambda r: r.person.needs.diet if r.person.needs else ""),
        *_answers(meetings),
        Column("ingeschreven", _("Registered on"), lambda r: local_date(r.person.created_at)),
        Column("status", _("State"), lambda r: registration_state(r.person.state)),
        Column("prijs", _("Price in euros"), lambda r: Decimal(r.person.price_cents) / 100),
        Column("factuur", _("Bill to"), _billed("bill_to")),
        Column("adres", _("Address for the invoice"), _billed("address")),
        Column("btw", _("Enterprise number"), _billed("vat_number")),
        Column("referentie", _("Reference"), _billed("reference")),
        *(_question(question) for question in questions),
    ]
    return [
        *told,
        Column("nota", _("Note of the team"), _note, filed=False),
        *(_presence(m, n, len(meetings)) for n, m in enumerate(meetings, start=1)),
        Column("attest", _("Certificate"), lambda r: _yes(r.certified), filed=False, after=True),
        Column(
            "evaluatie", _("Asked to evaluate"), lambda r: _yes(r.asked), filed=False, after=True
        ),
    ]


def _billed(name: str) -> Callable[[Listed], Cell]:
    def value(row: Listed) -> str:
        billing: RegistrationBilling | None = row.person.billing
        return str(getattr(billing, name)) if billing else ""

    return value


def _question(question: "EditionQuestion") -> Column:
    def value(row: Listed) -> str:
        given = {answer.question_id: answer.answer for answer in row.person.answers}
        return answer_in_words(question.kind, given.get(question.id, ""))

    return Column(f"vraag{question.id}", question.label, value)


def _answers(meetings: Sequence["Meeting"]) -> Iterator[Column]:
    """What people answered in their calendars: in one column, and meeting by meeting."""

    def all_of_them(row: Listed) -> str:
        if len(meetings) == 1:
            return "".join(answer_with_date(answer) for answer in row.answers)
        return "\n".join(
            _(
                "%(label)s: %(text)s",
                label=day(answer.meeting.starts_at),
                text=answer_with_date(answer),
            )
            for answer in row.answers
        )

    def day(moment: datetime) -> str:
        return date_day_month(moment, current_language())

    yield Column("antwoord", _("Comes"), all_of_them, filed=False, replies=True)
    if len(meetings) == 1:
        return
    for number, meeting in enumerate(meetings, start=1):

        def one(row: Listed, meeting_id: int = meeting.id) -> str:
            found = (a for a in row.answers if a.meeting_id == meeting_id)
            return "".join(answer_with_date(answer) for answer in found)

        label = _("Comes to meeting %(number)s", number=number)
        yield Column(f"komt{meeting.id}", label, one, filed=False, replies=True)


def answer_with_date(answer: "Invitation") -> str:
    """What somebody answered to an invitation, and when; '' for nothing."""
    if answer.reply is None or answer.replied_at is None:
        return ""
    on = date_day_month(answer.replied_at, current_language())
    if answer.reply_from:
        return _("%(reply)s (%(date)s, from another address)", reply=reply(answer.reply), date=on)
    return _("%(reply)s (%(date)s)", reply=reply(answer.reply), date=on)


def _note(row: Listed) -> str:
    return row.person.note.text if row.person.note else ""


def _presence(meeting: "Meeting", number: int, total: int) -> Column:
    label = _("Present") if total == 1 else _("Present at meeting %(number)s", number=number)

    def value(row: Listed) -> str:
        status: AttendanceStatus | None = row.marks.get(meeting.id)
        return attendance_status(status) if status else ""

    return Column(f"aanwezig{meeting.id}", label, value, filed=False, after=True)


def _yes(given: bool) -> str:
    return _("Yes") if given else ""


def chosen_columns(request: Request, columns: Sequence[Column], *, remember: bool) -> list[Column]:
    """The columns that the address names, else those that this browser chose last; maybe none.

    With `remember`, a choice in the address becomes the one of this browser.
    """
    if "kolommen" in request.args:
        keys = request.args.getlist("kolom")[:_MOST]
        if remember:
            session[_REMEMBERED] = keys
    else:
        kept = session.get(_REMEMBERED)
        keys = kept if isinstance(kept, list) else []
    return [column for column in columns if column.key in keys]


def shown(value: Cell) -> str:
    """A value as a page shows it."""
    if isinstance(value, Decimal):
        return euro(int(value * 100), current_language()) if value else ""
    if isinstance(value, date):
        return value.isoformat()
    return value or ""
