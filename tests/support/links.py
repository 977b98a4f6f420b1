"""Opening the personal links of mails."""

import re

from app.mail.links import Purpose
from app.models import Message, Registration
from app.services.registering.link import filled, signer
from app.services.telling.message import link_reference
from tests.support.visitor import Shown, Visitor


def link_in(mail: Message, start: str) -> str:
    """The one signed address in the text of a mail whose path starts so, '/i/' for instance."""
    found = set(re.findall(rf"https?://[^/\s]+({re.escape(start)}\S+)", filled(mail, mail.text)))
    (address,) = found
    return str(address)


def open_link(visitor: Visitor, registration: Registration) -> Shown:
    """The page of a registration, by the link in its mail."""
    return visitor.get(signer().url(Purpose.REGISTRATION, link_reference(registration)))
