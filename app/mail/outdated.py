"""A mail whose calendar entry is out of date before it left: it leaves without, and says so."""

import re
from dataclasses import replace

from markupsafe import escape

from app.mail.mime import Mail
from app.mail.rendering import macros, tidy

_EMPTY_PARAGRAPH = re.compile(r"<p\b[^>]*></p>\n?")


def without_entry(mail: Mail) -> Mail:
    """`mail` without its calendar part and without what it says of that, with a word on top.

    The date in it may be an old one. So before all else it says that something changed since, and
    that a newer mail has what holds now.
    """
    entry = macros("mail/entry.txt", mail.language)
    text, html = mail.text, mail.html
    for sentence in entry.all().splitlines():
        text = text.replace(sentence, "")
        html = html.replace(str(escape(sentence)), "")
    before, title, after = _EMPTY_PARAGRAPH.sub("", html).partition("<h1")
    notice = macros("mail/parts.html", mail.language).para(entry.outdated())
    return replace(
        mail,
        text=tidy(f"{entry.outdated()}\n\n{text}"),
        html=f"{before}{notice}\n{title}{after}",
        calendar=None,
    )
