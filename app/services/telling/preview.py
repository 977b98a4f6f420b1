"""Each message of the house with facts as they could be: to look at before anybody gets one."""

import re
from dataclasses import dataclass
from datetime import datetime

from app.extensions import installation, settings
from app.mail.examples import example
from app.mail.mime import Mail, build
from app.services.registering.link import masked, without_links
from app.services.telling.message import letterhead

# A colon in quotes belongs to a parameter, such as a name.
_LINE = re.compile(r'([A-Z-]+)((?:;[^=]+=(?:"[^"]*"|[^":;]*))*):(.*)')
_ESCAPE = re.compile(r"\\([\\;,nN])")
_ESCAPED = {"\\": "\\", ";": ";", ",": ",", "n": "\n", "N": "\n"}


@dataclass(frozen=True, slots=True)
class Preview:
    """A mail as it would leave; its personal links open nothing.

    `headers` are those on the wire, decoded; `octets` is how long it is there, with all its parts.
    `entry` has the properties of the calendar entry in it: name, value, parameters.
    """

    mail: Mail
    headers: tuple[tuple[str, str], ...]
    octets: int
    entry: tuple[tuple[str, str, str], ...]


def as_written(kind: str, language: str, now: datetime) -> Mail:
    """The mail alone, which is enough for a list. Raises AttributeError for an unknown kind."""
    return example(kind, letterhead(), language, now, asks=settings().asks_for_replies)


def preview(kind: str, language: str, now: datetime) -> Preview:
    """A message with the present words and colours of the organisation.

    Raises AttributeError for an unknown kind.
    """
    head = letterhead()
    mail = example(kind, head, language, now, asks=settings().asks_for_replies)
    message_id = f"<voorbeeld@{installation().mail_domain}>"
    built = build(mail, sender=installation().mail_default_sender, message_id=message_id, date=now)
    return Preview(
        without_links(mail, head.base_url),
        tuple((name, masked(mail, str(value), "…")) for name, value in built.items()),
        len(built.as_bytes()),
        _entry(mail),
    )


def _entry(mail: Mail) -> tuple[tuple[str, str, str], ...]:
    """The lines of the VEVENT, unfolded (RFC 5545 section 3.1)."""
    if mail.calendar is None:
        return ()
    lines = mail.calendar.content.decode().replace("\r\n ", "").split("\r\n")
    inside = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    return (("METHOD", str(mail.calendar.method), ""), *map(_property, inside))


def _property(line: str) -> tuple[str, str, str]:
    """Name, value without the escapes of section 3.3.11, and parameters."""
    found = _LINE.fullmatch(line)
    if found is None:
        return line, "", ""
    name, parameters, value = found.groups()
    return name, _ESCAPE.sub(lambda match: _ESCAPED[match[1]], value), parameters.removeprefix(";")
