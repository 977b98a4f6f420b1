"""From templates to a Mail: plain Jinja without Flask, in the language of the person who reads.

`templates/mail/<kind>/` holds subject.txt, body.txt and body.html of one message. A fact that a
template names and nobody gives is an error, not an empty line.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app import formats
from app.mail.cleaning import clean_line
from app.mail.facts import EditionFacts, Organisation, Recipient
from app.mail.house_words import house_words, own_words
from app.mail.links import LinkBook, Purpose
from app.mail.look import STANDARD, Look
from app.mail.mime import CalendarPart, Mail
from app.rules.deciding.cancelling import OwnWords
from app.rules.settings.wording import Wording

_ROOT = Path(__file__).resolve().parents[2]

#: The languages of the interface; who asks for another reads the first one.
LANGUAGES = ("nl", "fr", "en")

#: Phones and mail programs show less, and a longer one is cut by them wherever it falls.
SUBJECT_LENGTH = 100

# So that the state before the title and the date after it fit in the subject too.
_BRIEF_LENGTH = 46

_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who sends a message, and the address of the site without a slash at its end.

    `wordings` are the organisation's own words, by kind of message and language; `look` has its
    colours.
    """

    organisation: Organisation
    base_url: str
    wordings: Mapping[tuple[str, str], Wording] = field(default_factory=dict)
    look: Look = STANDARD


@dataclass(frozen=True, slots=True)
class _Reader(Recipient):
    """Who reads, with what the organisation says to them first: a greeting of its own, and more."""

    hail: str = ""
    opening: tuple[str, ...] = ()


def compose(
    kind: str,
    head: Letterhead,
    to: Recipient,
    *,
    calendar: CalendarPart | None = None,
    ends: tuple[Purpose, str] | None = None,
    **facts: object,
) -> Mail:
    """Render the message `kind` with `facts`, which its templates name.

    `ends` says which link, by its purpose and reference, ends mails of this kind: for what nobody
    needs who takes part.

    Raises jinja2.UndefinedError when a fact is missing, jinja2.TemplateNotFound when there is no
    such message.
    """
    book = LinkBook(head.base_url)
    language = _read_in(to.language)
    name, greeting = clean_line(to.name), clean_line(to.greeting)
    reader = Recipient(name, to.email, language, greeting)
    said = {"to": reader, "head": head.organisation, **facts}
    own = house_words(head.wordings.get((kind, language)), said, language)
    hail, written = own.greeting, facts.get("words")
    if isinstance(written, OwnWords):
        first, facts["words"] = own_words(written, said, language)
        hail = first or hail
    environment = _environment(language, head.look)
    contact = _contact(head, facts)
    # One address for one target: both parts of the mail hold the same links, and its header too.
    link = cache(book.link)
    ending = link(*ends) if ends else ""
    known: dict[str, object] = {
        "org": head.organisation,
        "contact": contact,
        "base_url": head.base_url,
        "link": link,
        "ending": ending,
        "ended": ends[0] if ends else "",
        "to": _Reader(name, to.email, language, greeting, hail, own.opening),
        "closing": own.closing,
        "has_calendar": calendar is not None,
        "asks_reply": calendar is not None and calendar.asks,
        **facts,
    }

    def render(name: str) -> str:
        return environment.get_template(f"mail/{kind}/{name}").render(known)

    known["subject"] = _cut(clean_line(own.subject or render("subject.txt")), SUBJECT_LENGTH)
    return Mail(
        kind=kind,
        language=language,
        recipient_name=reader.name,
        recipient=to.email,
        subject=str(known["subject"]),
        text=tidy(render("body.txt")),
        html=render("body.html"),
        calendar=calendar,
        links=book.links,
        # A program's answer belongs to the ORGANIZER (RFC 5546 section 3.2.3), which is our sender,
        # whose mailbox is read: it gets no second address to choose from.
        reply_to="" if calendar is not None and calendar.asks else contact,
        unsubscribe=ending,
    )


def _contact(head: Letterhead, facts: Mapping[str, object]) -> str:
    """To whom people write about it: the team of the edition, else the organisation."""
    edition = facts.get("edition")
    own = edition.contact if isinstance(edition, EditionFacts) else ""
    return own or head.organisation.email


def standard_words(kind: str, audience: str, language: str, edition: EditionFacts) -> OwnWords:
    """Subject and opening of a message about a cancellation as they are when nobody wrote others.

    In `language`, or in the first one when there is no text in that.
    """
    subject = _environment(_read_in(language), STANDARD).get_template(f"mail/{kind}/subject.txt")
    openings = macros("mail/openings.txt", language)
    return OwnWords(
        subject=_cut(clean_line(subject.render(edition=edition, words=OwnWords())), SUBJECT_LENGTH),
        opening=str(openings.opening(audience)),
    )


def macros(template: str, language: str) -> Any:
    """The macros of a template, to be called; in `language` or the first one."""
    return _environment(_read_in(language), STANDARD).get_template(template).module


def lines(template: str, language: str) -> list[str]:
    """What a template without facts says, line by line; in `language` or the first one."""
    said = _environment(_read_in(language), STANDARD).get_template(template).render()
    return [line for line in said.splitlines() if line]


def _read_in(language: str) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]


# For a few looks: administrators try colours, and templates are compiled anew for each.
@lru_cache(maxsize=4 * len(LANGUAGES))
def _environment(language: str, look: Look) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_ROOT / "templates"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html",), default=False),
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    # Without a compiled catalogue this is NullTranslations: the English of the templates.
    translations = Translations.load(_ROOT / "translations", [language])
    environment.install_gettext_translations(  # type: ignore[attr-defined]  # by the extension
        translations, newstyle=True
    )
    environment.globals.update(lang=language, c=look.light, dark=look.dark)
    environment.filters.update(formats.filters(language), brief=_brief)
    return environment


def _brief(title: str) -> str:
    """A title short enough for a subject: without its subtitle, cut between words."""
    return _cut(clean_line(formats.title_parts(title)[0]), _BRIEF_LENGTH)


def _cut(line: str, length: int) -> str:
    if len(line) <= length:
        return line
    kept = line[: length - 1]
    words, space, _ = kept.rpartition(" ")
    # A word as long as half the line is cut itself, or nothing would be left.
    return (words if space and len(words) > length // 2 else kept).rstrip(" ,:;–-") + "…"


def tidy(text: str) -> str:
    """Plain text without blanks at line ends, and with one empty line where there were more."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return _BLANK_LINES.sub("\n\n", lines) + "\n"
