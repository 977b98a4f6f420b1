"""The form of a group of settings: each value as it is typed, and as it is written."""

import re
from collections.abc import Iterator
from typing import Any

from wtforms import Field, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.rules.settings.registry import EDITABLE, Group, Kind, of_group
from app.services.settings import setting
from app.web.forms import BaseForm
from app.web.setting_words import CHOICES, SETTINGS, YES_NO, day_lines
from config import READERS, Whole

#: Rows of the table of terms.
TERM_ROWS = 5

_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")


class TermsField(Field):
    """Pairs of working days and percent, sent one after the other; empty pairs are left out."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Write the pairs as a setting has them."""
        cells = [value.strip() for value in valuelist[: 2 * TERM_ROWS]]
        pairs = zip(cells[::2], cells[1::2], strict=False)
        self.data = ",".join(f"{days}:{percent}" for days, percent in pairs if days or percent)

    def rows(self) -> list[tuple[str, str]]:
        """The pairs as they stand in the table, with empty ones to fill in."""
        pairs = [part.partition(":") for part in (self.data or "").split(",") if part]
        rows = [(days, percent) for days, _colon, percent in pairs]
        return [*rows, *[("", "")] * (TERM_ROWS - len(rows))][:TERM_ROWS]


def _field(name: str) -> Field:
    label, kind = SETTINGS[name][0], EDITABLE[name].kind
    optional = [Optional()] if READERS[name][1] in (None, "") else []
    if kind is Kind.TERMS:
        return TermsField(label)
    if kind in (Kind.NAMES, Kind.DATES):
        return TextAreaField(label, optional)
    if kind in (Kind.YES_NO, Kind.CHOICE):
        words = CHOICES.get(name) or YES_NO
        choices = [SelectChoice(value, text) for value, text in words.items()]
        return RadioField(label, choices=choices, validate_choice=False)
    return StringField(label, optional)


def form_of(group: Group, data: dict[str, Any]) -> BaseForm:
    """The form of a group, filled in with `data` unless it was sent."""
    fields: dict[str, Any] = {name.lower(): _field(name) for name in of_group(group)}
    made = type("SettingsForm", (BaseForm,), {"seen": HiddenField(), **fields})
    form: BaseForm = made(data=data)
    return form


def shown(name: str, value: str) -> str:
    """A written value as its field shows it."""
    kind = EDITABLE[name].kind
    if kind is Kind.NAMES:
        return value.replace(";", "\n")
    if kind is Kind.NUMBERS:
        return value.replace(",", ", ")
    return "\n".join(day_lines(value)) if kind is Kind.DATES else value


def typed(name: str, data: str | None) -> str:
    """What was typed, as a setting is written."""
    text, kind = data or "", EDITABLE[name].kind
    if kind is Kind.NAMES:
        return ";".join(line.strip() for line in text.splitlines() if line.strip())
    if kind is Kind.DATES:
        return ",".join(_day_line(line) for line in text.splitlines() if line.strip())
    return text


def _day_line(line: str) -> str:
    # What is no date stays as it is, and is refused with all of it.
    iso = _DAY.sub(lambda d: f"{d[3]}-{int(d[2]):02d}-{int(d[1]):02d}", line.strip())
    return re.sub(r"\s*[-–]\s+|\s+[-–]\s*", "/", iso)


def attributes(name: str) -> dict[str, Any]:
    """What the control of a setting needs beside its value."""
    reader, kind = READERS[name][0], EDITABLE[name].kind
    if isinstance(reader, Whole):
        return {"type": "number", "min": reader.least, "max": reader.most}
    types = {Kind.EMAIL: "text", Kind.WEB: "url", Kind.COLOUR: "color"}
    if kind in types:
        return {"type": types[kind]}
    return {"rows": 10 if kind is Kind.NAMES else 4} if kind in (Kind.NAMES, Kind.DATES) else {}


def values(form: BaseForm, group: Group) -> Iterator[tuple[str, Field, str]]:
    """Each setting of a group with its field and what was typed, as it is written."""
    for name in of_group(group):
        field = form[name.lower()]
        yield name, field, typed(name, field.data)


def filled_in(group: Group) -> dict[str, str]:
    """What holds now, as the form shows it."""
    return {name.lower(): shown(name, setting.current(name)) for name in of_group(group)}
