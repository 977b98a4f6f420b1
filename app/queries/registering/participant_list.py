"""The people of an edition with everything that they told, for those who may see it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Registration, RegistrationAnswer
from app.rules.states import RegistrationState


def people_of(edition_id: int, states: Sequence[RegistrationState]) -> list[Registration]:
    """The registrations in these states in order of arrival, with needs, answers and invoices."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.edition_id == edition_id, Registration.state.in_(states))
            .options(
                joinedload(Registration.needs),
                joinedload(Registration.billing),
                selectinload(Registration.answers).joinedload(RegistrationAnswer.question),
            )
            .order_by(Registration.queue_number)
        )
    )
