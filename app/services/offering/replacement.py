"""A cancelled edition planned anew: its registrants are invited when the new one is published."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.mail.messages import planned_anew
from app.models import Edition, Interest, Registration
from app.rules.people.erasing import ERASED_DOMAIN
from app.rules.registering.price import price_for
from app.rules.states import RegistrationState
from app.services import history
from app.services.history import Action
from app.services.telling.message import edition_facts, tell


def invite_former(edition: Edition, now: datetime) -> int:
    """Tell each former registrant of the edition that this one replaces; how many were told.

    Who took another date meanwhile is left alone, and who asked to hear of a date was told just now
    (`interest.tell_date`). Each gets one mail, at their own price, and registers anew.
    """
    told_already = select(Interest.email_key).where(
        Interest.training_id == edition.training_id, Interest.told_at == now
    )
    former = db.session.scalars(
        select(Registration)
        .where(
            Registration.edition_id == edition.replaces_id,
            Registration.state == RegistrationState.CANCELLED_WITH_EDITION,
            Registration.email_key.not_in(told_already),
            Registration.email_key.not_like(f"%@{ERASED_DOMAIN}"),
        )
        .order_by(Registration.queue_number)
    ).all()
    facts = edition_facts(edition, now)
    for registration in former:
        price = price_for(edition.price_cents, edition.prices, registration.organisation_type)
        tell(
            planned_anew,
            registration,
            replace(facts, price_cents=price),
            now,
            key=str(edition.id),
            about=edition,
            opens_at=edition.opens_at if now < edition.opens_at else None,
        )
    if former:
        history.record(Action.INVITED_ANEW, now, edition_id=edition.id, number=len(former))
    return len(former)
