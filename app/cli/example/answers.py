"""What invented people send back: answers to their invitations, and a mail that came back."""

from datetime import datetime

from app.extensions import transaction
from app.queries.hearing.reply import entries_of
from app.queries.registering.registration import of_edition
from app.queries.telling.message import of_registration
from app.rules.states import RegistrationState, Reply
from app.services.hearing.incoming import take_mail

#: In order of arrival; who is not in it did not answer.
_ANSWERS = (*(Reply.ACCEPTED,) * 5, Reply.TENTATIVE, Reply.DECLINED)


def send_back(edition_id: int, now: datetime) -> None:
    """The first people of an edition answer; the confirmation of the last one comes back."""
    people = of_edition(edition_id, [RegistrationState.REGISTERED])
    entries = entries_of([person.id for person in people])
    answers = [
        _answer(entries[person.id][0].uid, person.email, given, now)
        for person, given in zip(people, _ANSWERS, strict=False)
        if person.id in entries
    ]
    lost = people[-1]
    (*_, confirmation) = of_registration(lost.id)
    for mail in (*answers, _returned(confirmation.message_id, lost.email)):
        with transaction():
            take_mail(mail, now)


def _answer(uid: str, address: str, given: Reply, at: datetime) -> bytes:
    lines = (
        f"From: {address}",
        "Content-Type: text/calendar; method=REPLY",
        "",
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{at:%Y%m%dT%H%M%SZ}",
        f"ATTENDEE;PARTSTAT={given.value.upper()}:mailto:{address}",
        "SEQUENCE:99",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    return "\r\n".join(lines).encode()


def _returned(message_id: str, address: str) -> bytes:
    lines = (
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        f"In-Reply-To: {message_id}",
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.example",
        "",
        f"Final-Recipient: rfc822; {address}",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
        "",
        "--b--",
        "",
    )
    return "\r\n".join(lines).encode()
