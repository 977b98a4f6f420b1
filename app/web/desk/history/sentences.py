"""The history of an edition as sentences: what happened, and who did it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.formats import date_medium, datetime_long, euro
from app.services.history import Action
from app.web.desk.history import setting_sentences, staff_sentences
from app.web.language import current_language
from app.web.words import message_kind

if TYPE_CHECKING:
    from app.models import HistoryEntry

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    at: datetime
    text: str
    who: str


def lines_of(entries: Iterable["HistoryEntry"]) -> list[Line]:
    """Each entry as a line, in the same order."""
    return [Line(entry.at, sentence(entry.action, entry.facts), _who(entry)) for entry in entries]


def sentence(action: str, facts: Facts) -> str:
    """What happened; an action of a later version keeps its own name."""
    write = _SENTENCES.get(action)
    return write(facts) if write else action


def _who(entry: "HistoryEntry") -> str:
    if entry.actor is not None:
        return entry.actor.name
    if entry.action in staff_sentences.BY_COMMAND:
        return _("By command")
    return _("By itself") if entry.action in _BY_ITSELF else _("By the participant")


#: Actions without a person behind them, where nobody is named.
_BY_ITSELF = frozenset(
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
        Action.DECISION_ASKED,
        Action.GO_AHEAD,
        Action.EXTENDED,
        Action.POSTPONED,
        Action.TAKEN_BACK,
        Action.TRAINER_REPLACED,
        Action.PUBLICATION_UNDONE,
        Action.CANCELLED,
        Action.SEAT_OFFERED,
        Action.OFFER_LAPSED,
        Action.SEAT_HELD,
        Action.HOLD_LAPSED,
        Action.INVITED_ANEW,
        Action.WAITING_CLOSED,
        Action.ATTENDANCE_TAKEN,
        Action.EVALUATION_ASKED,
        Action.QUOTE_JUDGED,
        Action.NEEDS_ERASED,
        Action.MESSAGE_RESENT,
        Action.MAILING_SENT,
        Action.MAILING_HELD_BACK,
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


def _name(facts: Facts) -> str:
    return str(facts.get("name", ""))


def _label(facts: Facts) -> str:
    return str(facts.get("label", ""))


def _read_in(facts: Facts) -> str:
    return ngettext(
        "A file was read in: %(num)s row of “%(file)s”",
        "A file was read in: %(num)s rows of “%(file)s”",
        _number(facts),
        file=facts.get("file", ""),
    )


def _registered(facts: Facts) -> str:
    if facts.get("imported"):
        return _("%(name)s was registered from a file", name=_name(facts))
    if facts.get("booked_by"):
        return _("%(name)s was registered by %(by)s", name=_name(facts), by=facts["booked_by"])
    if facts.get("by_staff"):
        return _("%(name)s was registered by the team", name=_name(facts))
    return _("%(name)s registered", name=_name(facts))


def _waitlisted(facts: Facts) -> str:
    if facts.get("imported"):
        return _("%(name)s was put on the waiting list from a file", name=_name(facts))
    if facts.get("booked_by"):
        return _(
            "%(name)s was put on the waiting list by %(by)s",
            name=_name(facts),
            by=facts["booked_by"],
        )
    if facts.get("by_staff"):
        return _("%(name)s was put on the waiting list by the team", name=_name(facts))
    return _("%(name)s joined the waiting list", name=_name(facts))


def _number(facts: Facts) -> int:
    return int(facts.get("number", 0))


def _with_reason(text: str, facts: Facts) -> str:
    reason = str(facts.get("reason", "")).strip()
    return _("%(what)s: “%(reason)s”", what=text, reason=reason) if reason else text


def _go_ahead(facts: Facts) -> str:
    return _with_reason(
        ngettext(
            "Goes ahead with %(num)s registration, minimum %(minimum)s",
            "Goes ahead with %(num)s registrations, minimum %(minimum)s",
            int(facts.get("count", 0)),
            minimum=facts.get("minimum", 0),
        ),
        facts,
    )


def _extended(facts: Facts) -> str:
    return _with_reason(
        ngettext(
            "Decision put off at %(num)s registration, minimum %(minimum)s",
            "Decision put off at %(num)s registrations, minimum %(minimum)s",
            int(facts.get("count", 0)),
            minimum=facts.get("minimum", 0),
        ),
        facts,
    )


def _postponed(facts: Facts) -> str:
    return _with_reason(
        ngettext(
            "Moved to new dates at %(num)s registration, minimum %(minimum)s",
            "Moved to new dates at %(num)s registrations, minimum %(minimum)s",
            int(facts.get("count", 0)),
            minimum=facts.get("minimum", 0),
        ),
        facts,
    )


def _cancelled(facts: Facts) -> str:
    return _with_reason(
        ngettext(
            "Cancelled at %(num)s registration, minimum %(minimum)s",
            "Cancelled at %(num)s registrations, minimum %(minimum)s",
            int(facts.get("count", 0)),
            minimum=facts.get("minimum", 0),
        ),
        facts,
    )


def _asked(facts: Facts) -> str:
    return ngettext(
        "The coordinators were asked to decide at %(num)s registration",
        "The coordinators were asked to decide at %(num)s registrations",
        int(facts.get("count", 0)),
    )


def _moved_meeting(facts: Facts) -> str:
    return ngettext(
        "A meeting changed; %(num)s person was told",
        "A meeting changed; %(num)s people were told",
        _number(facts),
    )


def _taken_back(facts: Facts) -> str:
    return _with_reason(_("The decision was taken back; it is decided anew"), facts)


def _trainer(facts: Facts) -> str:
    return _("%(new)s guides instead of %(old)s", new=facts.get("new"), old=facts.get("old"))


def _changed_registration(facts: Facts) -> str:
    if facts.get("old_name"):
        return _("%(name)s comes instead of %(old)s", name=_name(facts), old=facts["old_name"])
    return _("The details of %(name)s were changed", name=_name(facts))


def _substituted(facts: Facts) -> str:
    old = facts.get("old_name")
    if not old:
        return _("The place went to %(name)s", name=_name(facts))
    return _("%(old)s passed the place on to %(name)s", name=_name(facts), old=old)


def _withdrawn(facts: Facts) -> str:
    cost = int(facts.get("cost_cents", 0))
    if not cost:
        return _with_reason(_("%(name)s withdrew, free of charge", name=_name(facts)), facts)
    price = euro(cost, current_language())
    return _("%(name)s withdrew, cost %(price)s", name=_name(facts), price=price)


def _subject(facts: Facts) -> str:
    return str(facts.get("subject", ""))


def _mailing_planned(facts: Facts) -> str:
    moment = str(facts.get("send_at", ""))
    if not moment:
        return _("Message planned: “%(subject)s”", subject=_subject(facts))
    return _(
        "Message planned for %(moment)s: “%(subject)s”",
        moment=datetime_long(datetime.fromisoformat(moment), current_language()),
        subject=_subject(facts),
    )


def _mailing_sent(facts: Facts) -> str:
    return ngettext(
        "Message sent to %(num)s person: “%(subject)s”",
        "Message sent to %(num)s people: “%(subject)s”",
        _number(facts),
        subject=_subject(facts),
    )


def _teams_asked(facts: Facts) -> str:
    names = str(facts.get("names", ""))
    if not names:
        return _("The edition stands under its own team only")
    return _("The edition stands under these teams too: %(names)s", names=names)


def _judged(facts: Facts) -> str:
    return {
        "approved": _("A quote was approved"),
        "rejected": _("A quote was set aside"),
    }.get(str(facts.get("state")), _("A quote was taken back"))


_SENTENCES: dict[str, Callable[[Facts], str]] = {
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
        _number(f),
    ),
    Action.DECISION_ASKED: _asked,
    Action.GO_AHEAD: _go_ahead,
    Action.EXTENDED: _extended,
    Action.POSTPONED: _postponed,
    Action.TAKEN_BACK: _taken_back,
    Action.TRAINER_REPLACED: _trainer,
    Action.PUBLICATION_UNDONE: lambda f: _("Made a draft again"),
    Action.PUT_BACK: lambda f: _("%(name)s was put back on the list", name=_name(f)),
    Action.CANCELLED: _cancelled,
    Action.REGISTERED: _registered,
    Action.WAITLISTED: _waitlisted,
    Action.SEAT_OFFERED: lambda f: _("%(name)s was offered a seat", name=_name(f)),
    Action.OFFER_ACCEPTED: lambda f: _("%(name)s took the seat", name=_name(f)),
    Action.OFFER_DECLINED: lambda f: _("%(name)s declined the seat", name=_name(f)),
    Action.OFFER_LAPSED: lambda f: _("The offer to %(name)s lapsed", name=_name(f)),
    Action.SEAT_HELD: lambda f: _(
        "A place is kept for %(name)s, whose edition was cancelled", name=_name(f)
    ),
    Action.HOLD_LAPSED: lambda f: _("%(name)s did not take the place that was kept", name=_name(f)),
    Action.PHONED: lambda f: _("%(name)s was phoned", name=_name(f)),
    Action.INVITED_ANEW: lambda f: ngettext(
        "%(num)s person of the cancelled edition was invited",
        "%(num)s people of the cancelled edition were invited",
        _number(f),
    ),
    Action.WAITING_CLOSED: lambda f: _(
        "The waiting list closed before %(name)s got a seat", name=_name(f)
    ),
    Action.REGISTRATION_CHANGED: _changed_registration,
    Action.SUBSTITUTED: _substituted,
    Action.WITHDRAWN: _withdrawn,
    Action.REMOVED: lambda f: _("%(name)s was taken off the list", name=_name(f)),
    Action.MOVED: lambda f: _(
        "%(name)s moved to “%(title)s”", name=_name(f), title=f.get("to", "")
    ),
    Action.ATTENDANCE_TAKEN: lambda f: ngettext(
        "Attendance of %(num)s person was taken",
        "Attendance of %(num)s people was taken",
        _number(f),
    ),
    Action.EVALUATION_ASKED: lambda f: ngettext(
        "%(num)s participant was asked to evaluate",
        "%(num)s participants were asked to evaluate",
        _number(f),
    ),
    Action.QUOTE_JUDGED: _judged,
    Action.NEEDS_ERASED: lambda f: ngettext(
        "What %(num)s person needed was erased",
        "What %(num)s people needed was erased",
        _number(f),
    ),
    **staff_sentences.SENTENCES,
    Action.INQUIRY_ASKED: lambda f: _("%(name)s asked a question", name=_name(f)),
    Action.INQUIRY_ANSWERED: lambda f: _("The question of %(name)s was answered", name=_name(f)),
    Action.EDITION_RECOMMENDED: lambda f: ngettext(
        "%(num)s person who may hear of it was written to",
        "%(num)s people who may hear of it were written to",
        _number(f),
    ),
    Action.TEAMS_ASKED: _teams_asked,
    Action.PEOPLE_MERGED: lambda f: ngettext(
        "%(num)s registration of another address was put under that of %(name)s",
        "%(num)s registrations of another address were put under that of %(name)s",
        _number(f),
        name=_name(f),
    ),
    Action.ORGANISATIONS_MERGED: lambda f: _(
        "The organisation “%(old)s” became “%(name)s”", old=f.get("old", ""), name=_name(f)
    ),
    Action.PERSON_ERASED: lambda f: ngettext(
        "The data of a person were erased from %(num)s registration",
        "The data of a person were erased from %(num)s registrations",
        _number(f),
    ),
    Action.PERSON_EXPORTED: lambda f: _("The data of a person were taken out for them"),
    Action.NEWS_STOPPED: lambda f: _(
        "%(name)s wants no more mails about new trainings", name=_name(f)
    ),
    Action.CERTIFICATE_ISSUED: lambda f: _("%(name)s made a certificate", name=_name(f)),
    Action.MESSAGE_RESENT: lambda f: _(
        "Message sent again: %(kind)s", kind=message_kind(str(f.get("kind", "")))
    ),
    Action.NOTE_WRITTEN: lambda f: _("A note was made about %(name)s", name=_name(f)),
    Action.NOTE_ERASED: lambda f: _("The note about %(name)s was erased", name=_name(f)),
    Action.MAILING_PLANNED: _mailing_planned,
    Action.MAILING_CHANGED: lambda f: _(
        "Planned message changed: “%(subject)s”", subject=_subject(f)
    ),
    Action.MAILING_SENT: _mailing_sent,
    Action.MAILING_WITHDRAWN: lambda f: _(
        "Planned message withdrawn: “%(subject)s”", subject=_subject(f)
    ),
    Action.MAILING_HELD_BACK: lambda f: _(
        "Planned message held back, for the edition was cancelled: “%(subject)s”",
        subject=_subject(f),
    ),
    **setting_sentences.SENTENCES,
}
