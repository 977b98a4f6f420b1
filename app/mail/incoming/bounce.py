"""Mail that came back: delivery reports (RFC 3464), and the older ones that no standard describes.

A report is believed only about a mail of ours: it must name its Message-ID, which is random, and
its recipient. An absence reply is no bounce, whatever it quotes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr

from app.mail.cleaning import clean_line
from app.mail.incoming.parts import Part, attached, header, parsed, parts_of, text_of
from app.rules.hearing.bounce import Action, Failure, fate
from app.rules.registering.registration import email_key

#: Recipients and Message-IDs that are looked at in one report.
_MOST = 20
_LONGEST_REASON, _LONGEST_SAID = 300, 2000
# Without a sign that may stand on both sides of the @: then each place of it would be tried.
_ID = r"<[!-;=?A-~]{1,450}@[!-;=?A-~]{1,450}>"
_MESSAGE_ID = re.compile(_ID)
_QUOTED_ID = re.compile(rf"^[> \t]*Message-ID:\s*({_ID})", re.I | re.M)
_COPY = re.compile(r"^[> \t]*(?:Return-Path|Received|From|Message-ID):", re.I | re.M)
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"]{1,64}@[^\s@<>()\[\]\\,;:\"]{1,190}")
_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_BASIC = re.compile(r"\b([45]\d\d)[ \-]")
#: Who writes the reports that no standard describes.
_DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report about a mail that did not arrive, or not yet.

    `message_ids` are those of the mail that it can be about, the likeliest first. `failures` are
    the recipients (normalised addresses) that it is about, with what became of the mail.
    """

    message_ids: tuple[str, ...]
    failures: tuple[Failure, ...]


def read_bounce(message: Part) -> Bounce | None:
    """The delivery report in a mail; None when it is none that says both what and to whom."""
    parts = list(parts_of(message))
    returned = list(_returned_ids(parts))
    report = next((p for p in parts if p.get_content_type() == "message/delivery-status"), None)
    if report is not None:
        failures = tuple(_failures(attached(report)[: _MOST + 1]))
        ids = [*returned, *_answered_ids(message)]
    else:
        text = next((text_of(p) for p in parts if p.get_content_type() == "text/plain"), "")
        failures = tuple(_unstructured(message, text))
        ids = returned or _QUOTED_ID.findall(text)[:1]
    return Bounce(tuple(dict.fromkeys(ids))[:_MOST], failures) if ids and failures else None


def _failures(groups: list[Part]) -> Iterator[Failure]:
    for group in groups:
        action = header(group, "Action").casefold().split(" ")[0]
        if action not in set(Action):
            continue
        status = _ENHANCED.search(header(group, "Status"))
        said = _after_type(header(group, "Diagnostic-Code"))
        for name in ("Original-Recipient", "Final-Recipient"):
            recipient = email_key(_after_type(header(group, name)).strip("<> "))
            if "@" in recipient:
                code = status[1] if status else ""
                yield Failure(recipient, fate(Action(action), code), code, _reason(code, said))


def _after_type(value: str) -> str:
    # "rfc822; an@example.org", "smtp; 550 5.1.1 no such user"
    kind, separator, rest = value.partition(";")
    return (rest if separator else kind).strip()


def _reason(code: str, said: str) -> str:
    text = clean_line(said) or "no reason given"
    if code and code not in text:
        text = f"{code} {text}"
    return _ADDRESS.sub("(address)", text)[:_LONGEST_REASON]


def _returned_ids(parts: list[Part]) -> Iterator[str]:
    """The Message-ID of the mail that came back, whole or its headers alone."""
    for part in parts:
        copies = attached(part) if part.get_content_type() == "message/rfc822" else []
        if part.get_content_type() == "text/rfc822-headers":
            headers = parsed(text_of(part).encode("utf-8", "replace"))
            copies = [] if headers is None else [headers]
        for copy in copies:
            yield from _MESSAGE_ID.findall(header(copy, "Message-ID"))[:1]


def _answered_ids(message: Part) -> Iterator[str]:
    """The mail that the report answers; within References the last one is meant."""
    yield from _MESSAGE_ID.findall(header(message, "In-Reply-To"))[:1]
    yield from reversed(_MESSAGE_ID.findall(header(message, "References")))


def _unstructured(message: Part, text: str) -> Iterator[Failure]:
    """Of a report without fields to read: who it names, when it says that it is for good."""
    local = parseaddr(header(message, "From"))[1].casefold().partition("@")[0]
    if local not in _DAEMONS:
        return
    # Not the mail itself, which a report quotes below: it names the recipient too.
    above = _COPY.split(text, maxsplit=1)[0]
    code = _ENHANCED.search(above)
    basic = _BASIC.search(above)
    found = code or basic
    if found is None or not found[1].startswith("5"):
        return
    said = clean_line(above[found.start() :][:_LONGEST_SAID])
    failed = header(message, "X-Failed-Recipients")
    named = dict.fromkeys(email_key(one) for one in _ADDRESS.findall(failed or above))
    status = code[1] if code else ""
    for recipient in list(named)[:_MOST]:
        yield Failure(recipient, fate(Action.FAILED, status), status, _reason(status, said))
