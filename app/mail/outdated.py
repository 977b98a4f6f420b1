"""A mail whose calendar entry is out of date before it left: it leaves without, and says so."""

import re
from dataclasses import replace

from markupsafe import escape

from app.mail.mime import Mail
from app.mail.rendering import lines, macros, tidy

_EMPTY_PARAGRAPH = re.compile(r"<p\b[^>]*></p>\n?")


def without_entry(mail: Mail) -> Mail:
    """`mail` without its calendar part and without what it says of that, with a word on top.

    The date in it may be an old one. So before all else it says that something changed since, and
    that a newer mail has what holds now.
    """
    notice, *of_entry = lines("mail/outdated.txt", mail.language)
    text, html = mail.text, mail.html
    for sentence in of_entry:
        text = text.replace(sentence, "")
        html = html.replace(str(escape(sentence)), "")
    before, title, after = _EMPTY_PARAGRAPH.sub("", html).partition("<h1")
    paragraph = macros("mail/parts.html", mail.language).para(notice)
    return replace(
        mail,
        text=tidy(f"{notice}\n\n{text}"),
        html=f"{before}{paragraph}\n{title}{after}",
        calendar=None,
    )
