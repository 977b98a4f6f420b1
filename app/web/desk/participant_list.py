"""The list of people as CSV, for the spreadsheets that people have: semicolons and a BOM."""

import csv
from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.rules.quality_report import defused
from app.rules.workdays import local_date
from app.web.words import registration_state

if TYPE_CHECKING:
    from app.models import Registration


def csv_of(people: Iterable["Registration"]) -> str:
    """The registrations with all that was asked, one a row, with a heading."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        [
            _("Name"),
            _("E-mail"),
            _("Function"),
            _("Organisation"),
            _("Type of organisation"),
            _("Needs"),
            _("Registered on"),
            _("State"),
        ]
    )
    for person in people:
        cells = [
            person.name,
            person.email,
            person.function,
            person.organisation,
            person.organisation_type,
            person.needs.needs if person.needs else "",
            local_date(person.created_at).isoformat(),
            registration_state(person.state),
        ]
        writer.writerow([defused(cell) for cell in cells])
    return "\ufeff" + out.getvalue()
