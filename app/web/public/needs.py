"""What people need to take part well: what is asked often as ticks, the rest in their own words.

Both are stored as one text, a line for each tick, in the words that the person saw.
"""

from functools import cache

from flask_babel import force_locale
from flask_babel import gettext as _

from app.web.language import LANGUAGES

#: Names of the ticks in a form.
AIDS = ("loop", "captions", "signing", "wheelchair", "texts")


def aid_label(name: str) -> str:
    """What a tick stands for, in the visitor's language."""
    return {
        "loop": _("Induction loop"),
        "captions": _("Speech-to-text interpreter"),
        "signing": _("Interpreter Flemish Sign Language"),
        "wheelchair": _("Place for a wheelchair"),
        "texts": _("Texts beforehand, digital"),
    }[name]


def joined(aids: list[str], words: str) -> str:
    """The text to store."""
    return "\n".join([*(aid_label(name) for name in AIDS if name in aids), words.strip()]).strip()


def taken_apart(text: str) -> tuple[list[str], str]:
    """The ticks and the own words of a stored text, whatever language it was filled in."""
    lines = text.split("\n")
    aids = []
    while lines and (name := _by_label().get(lines[0])) is not None:
        aids.append(name)
        lines.pop(0)
    return aids, "\n".join(lines).strip()


@cache
def _by_label() -> dict[str, str]:
    labels = {}
    for code in LANGUAGES:
        with force_locale(code):
            labels.update({aid_label(name): name for name in AIDS})
    return labels
