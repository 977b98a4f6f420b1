"""Who of a cancelled edition chose what, who has not answered, and who must be phoned."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Optional

from app.extensions import clock, transaction
from app.queries.deciding.rebooking import BoardLine, board
from app.queries.registering.registration import by_public_id
from app.rules.deciding.rebooking import Phone
from app.rules.states import RebookingAnswer, RegistrationState
from app.services.deciding import rebooking
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.edition.page import page_of
from app.web.forms import BaseForm, at_most, no_web_address
from app.web.loading import coordinated_edition


class PhonedForm(BaseForm):
    """What came out of a call, in a few words."""

    note = StringField(validators=[Optional(), at_most(500), no_web_address()])


@bp.get("/werk/edities/<int:edition_id>/wie-koos-wat")
@enter(Who.COORDINATOR)
def rebookings(edition_id: int) -> str:
    """Each person of the cancelled edition: what was offered, what they chose, whether to call."""
    edition = coordinated_edition(edition_id)
    lines = board(edition.id, clock.now())
    return page_of(
        edition,
        "rebookings",
        lines=lines,
        calls=any(line.calls for line in lines),
        to_phone=sum(line.phone is not None for line in lines),
        answer=answer_of,
        why_phone=why_phone,
    )


@bp.post("/werk/edities/<int:edition_id>/wie-koos-wat/<hex:public_id>/gebeld")
@enter(Who.COORDINATOR)
def phoned(edition_id: int, public_id: str) -> Response:
    """A coordinator called this person."""
    coordinated_edition(edition_id)
    person = by_public_id(public_id)
    if person is None or person.edition_id != edition_id:
        raise NotFound
    form, now = PhonedForm(), clock.now()
    if form.validate_on_submit():
        with transaction():
            rebooking.phoned(person, form.note.data or "", now, actor().user_id)
        flash(_("Noted: %(name)s was phoned.", name=person.name), "success")
    else:
        # The note is one line: what is wrong with it is said with the page that comes back.
        flash(" ".join(str(text) for text in form.note.errors), "error")
    return redirect(url_for("desk.rebookings", edition_id=edition_id), 303)


def answer_of(line: BoardLine) -> tuple[str, str, str]:
    """What somebody chose: its icon, its words and its colour."""
    row = line.rebooking
    match row.answer:
        case RebookingAnswer.TAKEN:
            return "go", _("Took the place that was kept"), ""
        case RebookingAnswer.ANOTHER:
            return "go", _("Chose another date"), ""
        case RebookingAnswer.NONE:
            return "open", _("Wants none of these dates"), ""
        case RebookingAnswer.LAPSED:
            return "needs", _("Did not answer in time"), "sun"
        case RebookingAnswer.CANCELLED:
            return "cancelled", _("That edition was cancelled too"), ""
    if row.held is not None:
        return "undecided", _("Has not answered yet"), ""
    if row.was is RegistrationState.REGISTERED:
        return "open", _("No place could be kept"), ""
    return "open", _("Was on the waiting list"), ""


def why_phone(reason: Phone) -> str:
    """Why somebody must be phoned."""
    return {
        Phone.MAIL_FAILED: _("The mail did not arrive"),
        Phone.NO_SEAT: _("No other place was free"),
        Phone.NO_ANSWER: _("Half of the time is over"),
        Phone.LAPSED: _("The place is kept no longer"),
    }[reason]
