"""The list of people as CSV, for the spreadsheets that people have: semicolons and a BOM."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.rules.attending.quality_report import defused
from app.rules.workdays import local_date
from app.web.words import answer_in_words, registration_state

if TYPE_CHECKING:
    from app.models import EditionQuestion, Registration


def csv_of(people: Iterable["Registration"], questions: Sequence["EditionQuestion"]) -> str:
    """The registrations with all that was asked, one a row, with a heading.

    `questions` are those of the edition: each has a column, under its own words.
    """
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            _("Name"),
            _("Wants to be called"),
            _("E-mail"),
            _("Mobile number"),
            _("Function"),
            _("Organisation"),
            _("Type of organisation"),
            _("Region"),
            _("Experience"),
            _("Needs"),
            _("Diet"),
            _("Registered on"),
            _("State"),
            _("Price in euros"),
            _("Bill to"),
            _("Address for the invoice"),
            _("Enterprise number"),
            _("Reference"),
            *(defused(question.label) for question in questions),
        ]
    )
    for person in people:
        writer.writerow([defused(cell) for cell in _cells(person, questions)])
    return "\ufeff" + out.getvalue()


def _cells(person: "Registration", questions: Sequence["EditionQuestion"]) -> list[str]:
    needs, billing = person.needs, person.billing
    answers = {answer.question_id: answer.answer for answer in person.answers}
    return [
        person.name,
        person.greeting,
        person.email,
        dialled(person.phone),
        person.function,
        person.organisation,
        person.organisation_type,
        person.region,
        person.experience,
        needs.needs if needs else "",
        needs.diet if needs else "",
        local_date(person.created_at).isoformat(),
        registration_state(person.state),
        amount(person.price_cents),
        billing.bill_to if billing else "",
        billing.address if billing else "",
        billing.vat_number if billing else "",
        billing.reference if billing else "",
        *(answer_in_words(q.kind, answers.get(q.id, "")) for q in questions),
    ]


def dialled(phone: str) -> str:
    """A phone number that a spreadsheet takes for text and that can be dialled: '00 32 470 …'.

    A plus begins a formula there, a quote before it would stand in the number, and without a space
    its zeros would go.
    """
    return f"00 {phone[1:].lstrip()}" if phone.startswith("+") else phone


def amount(cents: int) -> str:
    """An amount of eurocents as a Belgian spreadsheet reads one: '47,50'."""
    return f"{cents // 100},{cents % 100:02d}"
