"""The confirmation of a registration as a paper to print or to hand in."""

from app.extensions import settings
from app.models import Registration
from app.rules.errors import Code, RuleBroken
from app.rules.states import EditionState, Format, RegistrationState
from app.rules.workdays import local_date
from app.services import holidays
from app.services.registering.withdrawal import payer_of, withdrawal_steps


def confirmation_paper(registration: Registration) -> bytes:
    """The PDF for who has a seat, in the language of the registration.

    It holds no link to anything, and not what the person needs. Raises RuleBroken(NO_SEAT).
    """
    # Papers take 40 MB of memory that a process without any does not need.
    from app.documents.confirmation import Confirmation, Dated, confirmation
    from app.documents.page import Sender

    if registration.state is not RegistrationState.REGISTERED:
        raise RuleBroken(Code.NO_SEAT)
    edition, chosen = registration.edition, settings()
    first_on = local_date(edition.first_meeting.starts_at)
    undecided = edition.state is EditionState.PUBLISHED
    return confirmation(
        Sender(chosen.organisation_name, chosen.organisation_address, chosen.organisation_email),
        Confirmation(
            language=registration.language,
            title=edition.training.title,
            name=registration.name,
            function=registration.function,
            organisation=registration.organisation,
            email=registration.email,
            registered_at=registration.created_at,
            meetings=[
                Dated(
                    meeting.starts_at,
                    meeting.ends_at,
                    meeting.title,
                    meeting.where,
                    meeting.actual_format is Format.WEBINAR,
                )
                for meeting in edition.meetings
            ],
            decides_on=edition.decision_on if undecided else None,
            price_cents=registration.price_cents,
            bill_to=payer_of(registration) or "",
            terms=withdrawal_steps(registration, holidays.around(first_on)),
        ),
    )
