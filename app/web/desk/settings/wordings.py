"""Own words in messages: per kind and language, with a preview and a way back to the standard."""

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import escape
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField

from app.extensions import clock, transaction
from app.queries.settings.setting import changed_texts
from app.rules.errors import RuleBroken
from app.rules.settings.wording import Wording
from app.services.settings import wording
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.telling.messages import in_frame, with_frame
from app.web.forms import BaseForm, at_most
from app.web.language import LANGUAGE_NAMES, LANGUAGES
from app.web.sentences import explain, sentence
from app.web.words import message_kind


class WordingForm(BaseForm):
    """The own words of one message; an empty field leaves the standard."""

    subject = StringField(_l("Subject"), [at_most(100)])
    opening = TextAreaField(_l("Opening, after the greeting"), [at_most(2000)])
    closing = TextAreaField(_l("Closing, at the end"), [at_most(2000)])

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(self.subject.data or "", self.opening.data or "", self.closing.data or "")


@bp.get("/werk/beheer/berichten")
@enter(Who.ADMINISTRATOR)
def wordings() -> str:
    """All kinds of message, and which have own words."""
    kinds = sorted(wording.kinds(), key=lambda kind: message_kind(kind).casefold())
    return render_template(
        "desk/settings/wordings.html",
        kinds=kinds,
        codes=LANGUAGES,
        language_names=LANGUAGE_NAMES,
        changed=changed_texts(),
    )


@bp.route("/werk/beheer/berichten/<message_kind>/<code>", methods=["GET", "POST"])
@enter(Who.ADMINISTRATOR)
def message_wording(message_kind: str, code: str) -> str | FlaskResponse | Response:
    """The words of one message in one language: see, change."""
    _check(message_kind, code)
    held = wording.current(message_kind, code)
    form = WordingForm(data={part: getattr(held, part) for part in _PARTS})
    if form.validate_on_submit():
        try:
            with transaction():
                wording.change(message_kind, code, form.wording(), clock.now(), actor().user_id)
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(_("Saved. The next message of this kind says it."), "success")
            return redirect(_address(message_kind, code), 303)
    now = clock.now()
    page = render_template(
        "desk/settings/wording.html",
        form=form,
        kind=message_kind,
        code=code,
        language_names=LANGUAGE_NAMES,
        fields=", ".join(f"{{{name}}}" for name in wording.fields_of(message_kind)),
        standard=wording.example_of(message_kind, code, Wording(), now),
        present=wording.example_of(message_kind, code, held, now),
        changed=changed_texts().get((message_kind, code)),
    )
    return with_frame(page, 422 if form.errors else 200)


_PARTS = ("subject", "opening", "closing")


@bp.get("/werk/beheer/berichten/<message_kind>/<code>/voorbeeld")
@enter(Who.ADMINISTRATOR)
def wording_example(message_kind: str, code: str) -> FlaskResponse:
    """The message as it is now, for the frame on its page."""
    _check(message_kind, code)
    held = wording.current(message_kind, code)
    return in_frame(wording.example_of(message_kind, code, held, clock.now()).html)


@bp.post("/werk/beheer/berichten/<message_kind>/<code>/voorbeeld")
@enter(Who.ADMINISTRATOR)
def preview_wording(message_kind: str, code: str) -> FlaskResponse:
    """The message with the words in the form, which are not kept, for the same frame."""
    _check(message_kind, code)
    form = WordingForm()
    if not form.validate():
        said = " ".join(error for errors in form.errors.values() for error in errors)
        return in_frame(_only(said), 422)
    try:
        mail = wording.example_of(message_kind, code, form.wording(), clock.now())
    except RuleBroken as error:
        return in_frame(_only(sentence(error)), 422)
    as_text = "text" in request.form
    return in_frame(_only(f"{mail.subject}\n\n{mail.text}") if as_text else mail.html)


@bp.post("/werk/beheer/berichten/<message_kind>/<code>/standaard")
@enter(Who.ADMINISTRATOR)
def reset_wording(message_kind: str, code: str) -> Response:
    """Say what the standard says again."""
    _check(message_kind, code)
    with transaction():
        wording.reset(message_kind, code, clock.now(), actor().user_id)
    flash(_("The message is the standard again."), "success")
    return redirect(_address(message_kind, code), 303)


def _check(kind: str, code: str) -> None:
    if kind not in wording.kinds() or code not in LANGUAGES:
        abort(404)


def _address(kind: str, code: str) -> str:
    return url_for("desk.message_wording", message_kind=kind, code=code)


def _only(text: str) -> str:
    """A page of plain text, for a frame."""
    return (
        f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{escape(_("Preview"))}'
        '</title></head><body><p style="white-space:pre-wrap;font-family:sans-serif">'
        f"{escape(text)}</p></body></html>"
    )
