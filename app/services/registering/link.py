"""Signed links: what one opens, and the texts of messages with their links filled in."""

from dataclasses import replace

from sqlalchemy import select

from app.extensions import db, installation
from app.mail.links import LinkSigner, Purpose
from app.mail.mime import Mail
from app.models import Booking, Message, Registration, SignIn, User
from app.queries.registering import booking, sign_in
from app.queries.registering.registration import by_public_id


def signer() -> LinkSigner:
    """The maker and reader of links, with the secret of this installation."""
    return LinkSigner(installation().secret_key, installation().base_url)


def registration_of(token: str, purpose: Purpose = Purpose.REGISTRATION) -> Registration | None:
    """The registration that a link opens; None for a forged, wrong or outdated one."""
    reference = signer().read(purpose, token) or ""
    public_id, _, version = reference.partition(".")
    registration = by_public_id(public_id) if public_id else None
    if registration is None or version != str(registration.link_version):
        return None
    return registration


def news_of(token: str) -> Registration | None:
    """The registration of a person who wants no more news; None as for `registration_of`."""
    return registration_of(token, Purpose.NEWS)


def booking_of(token: str) -> Booking | None:
    """The booking that a link opens; None for a forged, wrong or outdated one."""
    reference = signer().read(Purpose.BOOKING, token) or ""
    public_id, _, version = reference.partition(".")
    found = booking.by_public_id(public_id) if public_id else None
    return found if found is not None and version == str(found.link_version) else None


def ticket_of(token: str) -> str | None:
    """The id of the evaluation ticket that a link opens; None for a forged or wrong one."""
    return signer().read(Purpose.EVALUATION, token)


def sign_in_of(token: str) -> SignIn | None:
    """The sign-in that a link is for; None for a forged or wrong one, and one that was erased."""
    public_id = signer().read(Purpose.SIGN_IN, token)
    return sign_in.by_public_id(public_id) if public_id else None


def interest_of(token: str) -> str | None:
    """The public id of the interest that a link opens; None for a forged or wrong one."""
    return signer().read(Purpose.INTEREST, token)


def digest_reader_of(token: str) -> int | None:
    """Whose morning mail a link ends, by user id; None for a forged or wrong one."""
    reference = signer().read(Purpose.DIGEST, token) or ""
    return int(reference) if reference.isdecimal() else None


def user_of(token: str) -> tuple[User, int] | None:
    """Whose password a link renews, and when it was made (Unix seconds); None for a forged one."""
    reference = signer().read(Purpose.PASSWORD, token) or ""
    uniquifier, _, issued = reference.partition(".")
    user = db.session.scalars(select(User).where(User.fs_uniquifier == uniquifier)).one_or_none()
    return None if user is None else (user, int(issued))


def filled(message: Message, text: str) -> str:
    """A text of a message with each placeholder replaced by its signed address."""
    return signer().fill(text, message.links)


def masked(message: Message | Mail, text: str, words: str) -> str:
    """A text of a message with each placeholder replaced by `words`."""
    for placeholder in message.links:
        text = text.replace(placeholder, words)
    return text


def without_links(mail: Mail, base_url: str) -> Mail:
    """A mail to look at, in which each personal link is an address that opens nothing."""
    shown = f"{base_url}/…"
    return replace(
        mail,
        text=masked(mail, mail.text, shown),
        html=masked(mail, mail.html, shown),
        unsubscribe=masked(mail, mail.unsubscribe, shown),
        links={},
    )
