"""What is wrong with a file, and what it does, in words."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from app.rules.importing.problems import SENTENCES, ProblemCode
from app.rules.importing.states import ImportState, Kind
from app.web.desk.importing.kinds import things

if TYPE_CHECKING:
    from app.models import Import, ImportProblem


def sentence(problem: "ImportProblem") -> str:
    """What is wrong, without where."""
    return str(_(SENTENCES[ProblemCode(problem.code)])) % problem.facts


def where(problem: "ImportProblem") -> str:
    """In which row and column, as somebody says it."""
    if not problem.row:
        return _("The whole file")
    if not problem.column:
        return _("Row %(row)s", row=problem.row)
    return _("Row %(row)s, column “%(column)s”", row=problem.row, column=problem.column)


def state_words(imported: "Import") -> str:
    """How far a file is, in a few words."""
    wrong = imported.outcome.get("problems", 0)
    if imported.state is ImportState.CHECKED and wrong:
        return ngettext("%(num)s error", "%(num)s errors", wrong)
    return {
        ImportState.WAITING: _("Waits to be checked"),
        ImportState.CHECKING: _("Is being checked"),
        ImportState.CHECKED: _("Checked, not read in yet"),
        ImportState.ORDERED: _("Waits to be read in"),
        ImportState.READING: _("Is being read in"),
        ImportState.DONE: _("Read in"),
        ImportState.FAILED: _("Stopped"),
    }[imported.state]


def outcome_lines(imported: "Import") -> list[tuple[str, str]]:
    """What a file does or did, as labels with numbers of things."""
    kind, done = imported.kind, imported.state is ImportState.DONE
    numbers = imported.outcome

    def line(name: str, label: str) -> list[tuple[str, str]]:
        return [(label, things(kind, numbers[name]))] if numbers.get(name) else []

    lines = line("made", _("Made") if done else _("Will be made"))
    if numbers.get("people"):
        lines.append((_("With"), things(Kind.REGISTRATIONS, numbers["people"])))
    lines += line("waiting", _("Of whom on the waiting list"))
    lines += line("changed", _("Changed") if done else _("Will be changed"))
    lines += line("left", _("There already, left as it is"))
    return lines
