"""What a coordinator wrote, in the frame of our mails."""

import re
from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from app import formats
from app.mail.facts import EditionFacts, Recipient
from app.mail.look import Scheme
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose
from app.markdown import plain_text, render_markdown
from app.rules.states import Format
from app.rules.telling.mailing import Field, fill, literal

#: What a link says that stands alone in the text, in the language that the text is written in.
_LINK_WORDS = {"nl": "je inschrijving", "fr": "votre inscription", "en": "your registration"}
_LINK_TARGET = re.compile(r"\]\(\s*\{\s*link\s*\}\s*\)", re.IGNORECASE)

#: Mail programs drop style sheets, so each element carries its own.
_STYLES = {
    "p": "margin:0 0 16px;font-size:17px;line-height:26px",
    "ul": "margin:0 0 16px;padding:0 0 0 24px;font-size:17px;line-height:26px",
    "ol": "margin:0 0 16px;padding:0 0 0 24px;font-size:17px;line-height:26px",
    "h2": "margin:12px 0 8px;font-size:19px;line-height:25px",
    "h3": "margin:12px 0 8px;font-size:17px;line-height:25px",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A subject and a text with fields, and the language (nl, fr, en) that they are written in."""

    subject: str
    body: str
    language: str


def team_message(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    written: Written,
) -> Mail:
    """What a coordinator wrote, with the fields as they are for this reader.

    The frame is in the reader's language, the text in the one that it was written in.
    """
    values = _values(to, edition, written.language)
    return compose(
        "team_message",
        head,
        to,
        edition=edition,
        registration=registration,
        written_in=written.language,
        written_subject=fill(written.subject, values),
        as_html=partial(_html, written, values, head.look.light),
        as_text=partial(_text, written, values),
    )


def _values(to: Recipient, edition: EditionFacts, language: str) -> dict[str, str]:
    online = edition.first.format is Format.WEBINAR
    return {
        Field.NAME: to.called or to.email,
        Field.TRAINING: edition.title,
        Field.DATE: formats.date_long(edition.first.starts_at, language),
        Field.PLACE: "online" if online else edition.first.place,
    }


def _markdown(written: Written, values: dict[str, str], address: str) -> str:
    body = _LINK_TARGET.sub(lambda _match: f"]({address})", written.body)
    known = {name: literal(value) for name, value in values.items()}
    known[Field.LINK] = f"[{_LINK_WORDS[written.language]}]({address})"
    return fill(body, known)


def _text(written: Written, values: dict[str, str], address: str) -> str:
    return plain_text(_markdown(written, values, address))


def _html(written: Written, values: dict[str, str], colours: Scheme, address: str) -> Markup:
    html = str(render_markdown(_markdown(written, values, address), letter=True))
    for tag, style in _STYLES.items():
        html = html.replace(f"<{tag}>", f'<{tag} style="{style}">')
    quote = f"margin:0 0 16px;padding:0 0 0 16px;border-left:3px solid {colours.line}"
    html = html.replace("<blockquote>", f'<blockquote class="ln" style="{quote}">')
    html = html.replace("<a ", f'<a class="a" style="color:{colours.brand}" ')
    return Markup(html)  # nosec B704  # render_markdown has cleaned it
