"""What people need to take part well: what is asked often as ticks, the rest in their own words.

Both are stored as one text, a line for each tick, in the words that the person saw.
"""

from functools import cache

from flask_babel import force_locale
from flask_babel import lazy_gettext as _l

from app.web.language import LANGUAGES

_LABELS = {
    "loop": _l("Induction loop"),
    "captions": _l("Speech-to-text interpreter"),
    "signing": _l("Interpreter Flemish Sign Language"),
    "wheelchair": _l("Place for a wheelchair"),
    "texts": _l("Texts beforehand, digital"),
}
#: Names of the ticks in a form.
AIDS = tuple(_LABELS)


def aid_label(name: str) -> str:
    """What a tick stands for, in the visitor's language."""
    return str(_LABELS[name])


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
