"""The outbox: what was said to whom, what waits, and what did not arrive."""

from typing import TYPE_CHECKING

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, ring_after_commit, settings, transaction
from app.queries.offering.planning import own_team_id
from app.queries.registering.inquiry import number_waiting
from app.queries.telling.message import MessageChoice, message_for, outbox
from app.rules.errors import RuleBroken
from app.rules.states import MessageState
from app.services.registering.link import filled, masked
from app.services.telling.message import send_again
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.language import LANGUAGE_NAMES
from app.web.sentences import sentence

if TYPE_CHECKING:
    from app.models import Message

#: A mail is a page of its own kind: inline styles, and nothing that loads, runs or leads away.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; sandbox; frame-ancestors 'self'"
)
_READING_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def with_frame(page: str, status: int = 200) -> FlaskResponse:
    """A page with a frame in which a mail is read."""
    response = FlaskResponse(page, status)
    response.headers["Content-Security-Policy"] = _READING_POLICY
    return response


def in_frame(html: str, status: int = 200) -> FlaskResponse:
    """The HTML of a mail, for a frame of ours: its styles are inline, and nothing in it acts."""
    response = FlaskResponse(html, status)
    response.headers["Content-Security-Policy"] = _MAIL_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@bp.get("/werk/berichten", endpoint="messages")
@enter(Who.COORDINATOR)
def all_messages() -> str:
    """The outbox, newest first; ?zoek= and ?status= filter, ?pagina= turns the page."""
    wanted = request.args.get("status", "")
    choice = MessageChoice(
        MessageState(wanted) if wanted in list(MessageState) else None,
        words=request.args.get("zoek", "").strip()[:100],
    )
    number = max(1, request.args.get("pagina", default=1, type=int))
    page = outbox(actor(), choice, number)
    if number > page.pages:
        abort(404)
    return render_template(
        "desk/telling/messages.html",
        page=page,
        choice=choice,
        states=list(MessageState),
        unanswered=number_waiting(own_team_id(actor())),
        sends_mail=settings().sends_mail,
    )


def _load(message_id: int) -> "Message":
    found = message_for(actor(), message_id)
    if found is None:
        abort(404)
    return found


def _readable(text: str, message: "Message") -> str:
    """A text with its personal links, which only a trial without a mail server shows."""
    if not settings().sends_mail:
        return filled(message, text)
    return masked(message, text, _("[personal link]"))


@bp.get("/werk/berichten/<int:message_id>")
@enter(Who.COORDINATOR)
def message(message_id: int) -> FlaskResponse:
    """One message whole."""
    found = _load(message_id)
    return with_frame(
        render_template(
            "desk/telling/message.html",
            message=found,
            language_names=LANGUAGE_NAMES,
            text=_readable(found.text, found),
            sends_mail=settings().sends_mail,
            sender=settings().mail_default_sender,
        )
    )


@bp.get("/werk/berichten/<int:message_id>/html")
@enter(Who.COORDINATOR)
def message_html(message_id: int) -> FlaskResponse:
    """The HTML part as mail programs show it, for the frame on the page of the message."""
    found = _load(message_id)
    return in_frame(_readable(found.html, found))


@bp.get("/werk/berichten/<int:message_id>/agenda.ics")
@enter(Who.COORDINATOR)
def message_calendar(message_id: int) -> FlaskResponse:
    """The calendar part as a file."""
    found = _load(message_id)
    if found.calendar is None:
        abort(404)
    return FlaskResponse(
        _readable(found.calendar, found),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="agenda.ics"'},
    )


@bp.post("/werk/berichten/<int:message_id>/opnieuw")
@enter(Who.COORDINATOR)
def resend_message(message_id: int) -> Response:
    """Try a message that failed for good once more."""
    found = _load(message_id)
    try:
        with transaction():
            send_again(message_id, clock.now(), actor().user_id)
            ring_after_commit()
    except RuleBroken as error:
        on_its_way = found.state in (MessageState.PENDING, MessageState.SENDING)
        if not on_its_way:
            flash(sentence(error), "warning")
    else:
        on_its_way = True
    if on_its_way:
        flash(_("The message is on its way again."), "success")
    return redirect(url_for("desk.message", message_id=message_id), 303)
