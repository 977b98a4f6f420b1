"""The history of messages as sentences: what was asked, answered and written."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import ngettext

from app.formats import date_long, datetime_long
from app.rules.states import Reply
from app.services.history import Action
from app.web.desk.history.facts import Facts, Sentences, name, number
from app.web.language import current_language
from app.web.words import message_kind

#: Nobody is named where the house did this by itself.
BY_ITSELF = frozenset(
    {
        Action.MESSAGE_RESENT,
        Action.BOUNCED,
        Action.MAILING_SENT,
        Action.MAILING_HELD_BACK,
    }
)


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
        number(facts),
        subject=_subject(facts),
    )


def _replied(facts: Facts) -> str:
    moment = str(facts.get("starts_at", ""))
    on = date_long(datetime.fromisoformat(moment), current_language()) if moment else ""
    given = str(facts.get("reply", ""))
    if given == Reply.ACCEPTED:
        return _("%(name)s answered for %(date)s: comes", name=name(facts), date=on)
    if given == Reply.TENTATIVE:
        return _("%(name)s answered for %(date)s: may come", name=name(facts), date=on)
    return _("%(name)s answered for %(date)s: does not come", name=name(facts), date=on)


SENTENCES: Sentences = {
    Action.REPLIED: _replied,
    Action.SEAT_KEPT: lambda f: _("%(name)s comes after all", name=name(f)),
    Action.BOUNCED: lambda f: _(
        "A mail to %(name)s came back: %(kind)s",
        name=name(f),
        kind=message_kind(str(f.get("kind", ""))),
    ),
    Action.ADDRESS_MENDED: lambda f: _("The address of %(name)s works again", name=name(f)),
    Action.INQUIRY_ASKED: lambda f: _("%(name)s asked a question", name=name(f)),
    Action.INQUIRY_ANSWERED: lambda f: _("The question of %(name)s was answered", name=name(f)),
    Action.NEWS_AGREED: lambda f: _("%(name)s agreed to mails about new trainings", name=name(f)),
    Action.NEWS_STOPPED: lambda f: _(
        "%(name)s wants no more mails about new trainings", name=name(f)
    ),
    Action.MESSAGE_RESENT: lambda f: _(
        "Message sent again: %(kind)s", kind=message_kind(str(f.get("kind", "")))
    ),
    Action.MAILING_PLANNED: _mailing_planned,
    Action.MAILING_CHANGED: lambda f: _(
        "Planned message changed: “%(subject)s”", subject=_subject(f)
    ),
    Action.MAILING_SENT: _mailing_sent,
    Action.MAILING_WITHDRAWN: lambda f: _(
        "Planned message withdrawn: “%(subject)s”", subject=_subject(f)
    ),
    Action.MAILING_HELD_BACK: lambda f: _(
        "Planned message held back, for the edition was cancelled or moved: “%(subject)s”",
        subject=_subject(f),
    ),
}
