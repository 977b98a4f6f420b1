"""The history of planning an edition as sentences: dates, publication, questions, trainers."""

from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.formats import date_medium, datetime_long
from app.services.history import Action
from app.web.desk.history.facts import Facts, Sentences, number
from app.web.language import current_language

#: Nobody is named where the house did this by itself.
BY_ITSELF = frozenset(
    {
        Action.EDITION_PLANNED,
        Action.PAST_READ_IN,
        Action.FILE_READ_IN,
        Action.EDITION_CHANGED,
        Action.EDITION_PUBLISHED,
        Action.PUBLICATION_PLANNED,
        Action.PUBLICATION_STOPPED,
        Action.PUBLICATION_MISSED,
        Action.EDITION_COMPLETED,
        Action.MEETING_MOVED,
        Action.QUESTION_ADDED,
        Action.QUESTION_CHANGED,
        Action.QUESTION_MOVED,
        Action.QUESTION_TAKEN_OUT,
        Action.QUESTION_PUT_BACK,
        Action.QUESTIONS_COPIED,
        Action.TRAINER_REPLACED,
        Action.TRAINER_LEFT,
        Action.TRAINER_JOINED,
        Action.PUBLICATION_UNDONE,
        Action.ATTENDANCE_TAKEN,
        Action.EVALUATION_ASKED,
        Action.QUOTE_JUDGED,
    }
)


def _planned(facts: Facts) -> str:
    if facts.get("imported"):
        return _("The edition was read in from a file")
    if facts.get("taken_from"):
        day = date_medium(date.fromisoformat(str(facts["taken_from"])), current_language())
        return _("The edition was planned, taken over from %(date)s", date=day)
    return _("The edition was planned")


def _publication(facts: Facts) -> str:
    if not facts.get("publish_at"):
        return _("The edition is to be published by itself")
    at = datetime.fromisoformat(str(facts["publish_at"]))
    moment = datetime_long(at, current_language())
    return _("The edition is to be published on %(moment)s", moment=moment)


def _label(facts: Facts) -> str:
    return str(facts.get("label", ""))


def _read_in(facts: Facts) -> str:
    return ngettext(
        "A file was read in: %(num)s row of “%(file)s”",
        "A file was read in: %(num)s rows of “%(file)s”",
        number(facts),
        file=facts.get("file", ""),
    )


def _moved_meeting(facts: Facts) -> str:
    return ngettext(
        "A meeting changed; %(num)s person was told",
        "A meeting changed; %(num)s people were told",
        number(facts),
    )


def _trainer(facts: Facts) -> str:
    return _("%(new)s guides instead of %(old)s", new=facts.get("new"), old=facts.get("old"))


def _judged(facts: Facts) -> str:
    return {
        "approved": _("A quote was approved"),
        "rejected": _("A quote was set aside"),
    }.get(str(facts.get("state")), _("A quote was taken back"))


SENTENCES: Sentences = {
    Action.EDITION_PLANNED: _planned,
    Action.PAST_READ_IN: lambda f: _("This past edition was read in from a file"),
    Action.FILE_READ_IN: _read_in,
    Action.EDITION_CHANGED: lambda f: _("The edition was changed"),
    Action.EDITION_PUBLISHED: lambda f: _("The edition was published"),
    Action.PUBLICATION_PLANNED: _publication,
    Action.PUBLICATION_STOPPED: lambda f: _("The edition is not published by itself any more"),
    Action.PUBLICATION_MISSED: lambda f: _(
        "The edition could not be published: registration had closed"
    ),
    Action.PUBLICATION_UNDONE: lambda f: _("Made a draft again"),
    Action.EDITION_COMPLETED: lambda f: _("The edition has taken place"),
    Action.MEETING_MOVED: _moved_meeting,
    Action.QUESTION_ADDED: lambda f: _("Extra question added: “%(label)s”", label=_label(f)),
    Action.QUESTION_CHANGED: lambda f: _("Extra question changed: “%(label)s”", label=_label(f)),
    Action.QUESTION_MOVED: lambda f: _(
        "Extra question put elsewhere: “%(label)s”", label=_label(f)
    ),
    Action.QUESTION_TAKEN_OUT: lambda f: _(
        "Extra question taken out of the form: “%(label)s”", label=_label(f)
    ),
    Action.QUESTION_PUT_BACK: lambda f: _(
        "Extra question put back into the form: “%(label)s”", label=_label(f)
    ),
    Action.QUESTIONS_COPIED: lambda f: ngettext(
        "%(num)s extra question was taken over from another edition",
        "%(num)s extra questions were taken over from another edition",
        number(f),
    ),
    Action.TRAINER_REPLACED: _trainer,
    Action.TRAINER_LEFT: lambda f: _(
        "%(old)s no longer guides, and nobody comes instead", old=f.get("old")
    ),
    Action.TRAINER_JOINED: lambda f: _("%(new)s guides from now on", new=f.get("new")),
    Action.ATTENDANCE_TAKEN: lambda f: ngettext(
        "Attendance of %(num)s person was taken",
        "Attendance of %(num)s people was taken",
        number(f),
    ),
    Action.EVALUATION_ASKED: lambda f: ngettext(
        "%(num)s participant was asked to evaluate",
        "%(num)s participants were asked to evaluate",
        number(f),
    ),
    Action.QUOTE_JUDGED: _judged,
}
