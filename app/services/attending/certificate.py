"""Certificates: made once, at the person's own request; what they say is true at each reading."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.extensions import db, settings
from app.mail.messages import certificate_ready
from app.models import Certificate, Edition, EvaluationTicket, Registration
from app.queries.attending.certificate import Presence, of_registration, presence_of, to_tell
from app.queries.registering.registration import link_expires_at
from app.rules.attending.certificate import ALPHABET, LENGTH, grouped
from app.rules.errors import Code, RuleBroken
from app.rules.workdays import local_date
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition
from app.services.telling.message import edition_facts, link_reference, tell
from app.services.telling.next_up import next_up


def editions_to_tell(now: datetime) -> list[int]:
    """Editions of which somebody does not know yet that the certificate is there."""
    ids = to_tell(now).with_only_columns(Registration.edition_id).distinct()
    return sorted(db.session.scalars(ids))


def untold(edition: Edition, now: datetime) -> dict[int, Registration]:
    """Who of this edition is to be told of the certificate, by registration id, as they arrived."""
    statement = to_tell(now).where(Registration.edition_id == edition.id)
    found = db.session.scalars(statement.order_by(Registration.queue_number))
    return {registration.id: registration for registration in found}


def tell_ready(edition_id: int, now: datetime) -> int:
    """Tell those whose certificate is there and who did not read so with the evaluation; how many.

    Once each: a mark that is corrected later changes the paper, and sends nothing. Raises
    LookupError for an unknown edition.
    """
    edition = lock_edition(edition_id)
    people = list(untold(edition, now).values())
    facts = edition_facts(edition, now)
    thanked = _thanked(people)
    fresh = [person for person in people if person.id not in thanked]
    coming = next_up(edition, fresh, now)
    for registration in people:
        registration.certificate_told_at = now
        tell(
            certificate_ready,
            registration,
            facts,
            now,
            registration=link_reference(registration),
            works_until=local_date(link_expires_at(registration, settings().link_valid_days)),
            thanks=registration.id not in thanked,
            next_up=coming.get(registration.id),
        )
    db.session.flush()
    return len(people)


def _thanked(people: Sequence[Registration]) -> set[int]:
    """Who was thanked already, with the request to evaluate."""
    asked = select(EvaluationTicket.registration_id).where(
        EvaluationTicket.registration_id.in_([person.id for person in people])
    )
    return set(db.session.scalars(asked))


def issue(registration: Registration, now: datetime) -> Certificate:
    """The certificate of a registration, made now unless it was made before.

    Raises RuleBroken(NO_CERTIFICATE) while the edition is not completed, and for who was not there.
    """
    lock_edition(registration.edition_id)
    db.session.refresh(registration)
    _deserved(registration)
    known = of_registration(registration.id)
    if known is not None:
        return known
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    made = Certificate(registration_id=registration.id, code=code, issued_at=now)
    db.session.add(made)
    db.session.flush()
    history.record(
        Action.CERTIFICATE_ISSUED,
        now,
        edition_id=registration.edition_id,
        registration_id=registration.id,
        name=registration.name,
    )
    return made


def _deserved(registration: Registration) -> Presence:
    presence = presence_of(registration)
    if not presence.valid:
        raise RuleBroken(Code.NO_CERTIFICATE)
    return presence


def paper(certificate: Certificate) -> bytes:
    """The certificate as a PDF, with the attendance as it is known now.

    Raises RuleBroken(NO_CERTIFICATE) when that was taken back since.
    """
    # Drawing takes much memory, which processes that never draw do without.
    from app.documents import certificate as document
    from app.documents.page import Sender

    registration = certificate.registration
    edition = registration.edition
    presence = _deserved(registration)
    chosen = settings()
    return document.certificate(
        document.CertificateFacts(
            sender=Sender(
                chosen.organisation_name, chosen.organisation_address, chosen.organisation_email
            ),
            language=registration.language,
            name=registration.name,
            email=registration.email,
            training=edition.training.title,
            co_organisers=tuple(edition.co_organisers),
            trainers=tuple(trainer.name for trainer in edition.trainers),
            meetings=tuple(
                document.AttendedMeeting(m.starts_at, m.ends_at, m.title, m.where)
                for m in presence.attended
            ),
            attended=document.Amount(presence.half_days, presence.time),
            whole=document.Amount(presence.half_days_whole, presence.time_whole),
            issued_at=certificate.issued_at,
            code=grouped(certificate.code),
            address=f"{chosen.base_url}/attest",
        )
    )
