"""Certificates: made once, at the person's own request; what they say is true at each reading."""

import secrets
from datetime import datetime

from app.extensions import db, settings
from app.models import Certificate, Registration
from app.queries.attending.certificate import Presence, of_registration, presence_of
from app.rules.attending.certificate import ALPHABET, LENGTH, grouped
from app.rules.errors import Code, RuleBroken
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition


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
