"""Every message of the house with invented facts, as it would arrive: to look over and compare."""

from collections.abc import Collection

from flask import Response as FlaskResponse
from flask import abort, redirect, render_template, request, url_for
from flask_babel import format_decimal
from werkzeug.wrappers import Response

from app.extensions import clock
from app.rules.telling.moment import KINDS, Moment
from app.services.telling import preview as service
from app.web.access import Who, enter
from app.web.desk import bp
from app.web.desk.telling.messages import in_frame, with_frame
from app.web.language import LANGUAGE_NAMES, LANGUAGES

_DARK_RULE = "@media (prefers-color-scheme: dark)"
#: What the rule of a dark mail program becomes: followed always, or never.
_SCHEMES = {"donker": "@media all", "licht": "@media not all"}
#: How wide the frame is, in pixels.
_WIDTHS = {"": 640, "smal": 320}


@bp.get("/beheer/berichten/voorbeeld")
@enter(Who.ADMINISTRATOR)
def previews_elsewhere() -> Response:
    """The address that people are told; the pages of the desk stand under /werk."""
    return redirect(url_for("desk.previews"))


@bp.get("/werk/beheer/berichten/voorbeeld")
@enter(Who.ADMINISTRATOR)
def previews() -> str:
    """All messages by the moment at which they leave, in the language of ?taal=."""
    wanted = request.args.get("taal", LANGUAGES[0])
    code = wanted if wanted in LANGUAGES else LANGUAGES[0]
    now = clock.now()
    mails = {
        moment: [service.as_written(kind, code, now) for kind in kinds]
        for moment, kinds in KINDS.items()
    }
    return render_template(
        "desk/settings/previews.html",
        mails=mails,
        code=code,
        codes=LANGUAGES,
        language_names=LANGUAGE_NAMES,
    )


@bp.get("/werk/beheer/berichten/voorbeeld/<message_kind>/<code>")
@enter(Who.ADMINISTRATOR)
def preview(message_kind: str, code: str) -> FlaskResponse:
    """One message: as HTML in a frame, as text, its headers, and the calendar entry in it."""
    moment = _moment(message_kind, code)
    scheme, width = _chosen("kleur", _SCHEMES), _chosen("breedte", _WIDTHS)
    shown = service.preview(message_kind, code, clock.now())
    return with_frame(
        render_template(
            "desk/settings/preview.html",
            kind=message_kind,
            code=code,
            codes=LANGUAGES,
            language_names=LANGUAGE_NAMES,
            moment=moment,
            shown=shown,
            size=format_decimal(round(shown.octets / 1000, 1)),
            scheme=scheme,
            narrow=width,
            width=_WIDTHS[width],
        )
    )


@bp.get("/werk/beheer/berichten/voorbeeld/<message_kind>/<code>/html")
@enter(Who.ADMINISTRATOR)
def preview_html(message_kind: str, code: str) -> FlaskResponse:
    """The HTML part, for the frame; ?kleur= shows it as in a light or a dark mail program."""
    _moment(message_kind, code)
    html = service.preview(message_kind, code, clock.now()).mail.html
    rule = _SCHEMES.get(_chosen("kleur", _SCHEMES), _DARK_RULE)
    return in_frame(html.replace(_DARK_RULE, rule))


def _moment(kind: str, code: str) -> Moment:
    """When this message leaves; 404 for an unknown message or language."""
    found = next((moment for moment, kinds in KINDS.items() if kind in kinds), None)
    if found is None or code not in LANGUAGES:
        abort(404)
    return found


def _chosen(name: str, choices: Collection[str]) -> str:
    value = request.args.get(name, "")
    return value if value in choices else ""
