"""Choose what to read in, learn how such a file looks, and bring one."""

from secrets import token_hex

from flask import Response as FlaskResponse
from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, FileField, HiddenField

from app.extensions import clock, installation, transaction
from app.queries.importing.imports import imports
from app.rules.importing.examples import example_lines
from app.rules.importing.kinds import LAYOUTS
from app.rules.importing.states import MOST_MAILED, MOST_ROWS, Kind
from app.rules.workdays import local_date
from app.services.importing import examples
from app.services.importing.imports import take
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.importing.kinds import KIND, SLUGS, kind_about, kind_name, slug_of
from app.web.desk.importing.sentences import state_words
from app.web.forms import BaseForm, add_error

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class UploadForm(BaseForm):
    """A file; for registrations also whether its people agreed, and hear of it."""

    file = FileField(_l("The file"))
    consent = BooleanField(
        _l("Everybody in this file agreed that we keep their data for this registration.")
    )
    mail = BooleanField(_l("Mail everybody that they are registered, with their calendar entry."))
    #: Names this form, so that a double click brings one file.
    file_id = HiddenField(default=lambda: token_hex(16))


@bp.get("/werk/inlezen", endpoint="imports")
@enter(Who.COORDINATOR)
def all_imports() -> str:
    """The kinds, and the files of before that one may see."""
    return render_template(
        "desk/importing/imports.html",
        kinds=[(slug, kind_name(kind), kind_about(kind)) for slug, kind in SLUGS.items()],
        files=imports(actor()),
        kind_name=kind_name,
        state_words=state_words,
    )


@bp.route(f"/werk/inlezen/{KIND}", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def new_import(kind: str) -> str | tuple[str, int] | Response:
    """How a file of this kind looks, and the form that brings one."""
    chosen, form = SLUGS[kind], UploadForm()
    if chosen is not Kind.REGISTRATIONS:
        del form.consent, form.mail
    if form.validate_on_submit():
        content = _content(form)
        if chosen is Kind.REGISTRATIONS and not form.consent.data:
            add_error(form.consent, _("We keep nobody's data without their agreement."))
        if content is not None and not form.errors:
            return _take(form, chosen, content)
    page = render_template(
        "desk/importing/upload.html",
        form=form,
        slug=kind,
        name=kind_name(chosen),
        about=kind_about(chosen),
        columns=LAYOUTS[chosen].columns,
        most_mb=installation().import_max_mb,
        most_rows=MOST_ROWS,
        most_mailed=MOST_MAILED,
    )
    return (page, 422) if form.errors else page


def _content(form: UploadForm) -> bytes | None:
    """The bytes of the file; what is wrong with it is put in the form."""
    sent = request.files.get("file")
    most = installation().import_max_mb * 1024 * 1024
    content = sent.stream.read(most + 1) if sent is not None and sent.filename else None
    if content is None:
        add_error(form.file, _("Choose a file, please."))
    elif not content:
        add_error(form.file, _("This file is empty."))
    elif len(content) > most:
        add_error(
            form.file,
            _("This file is larger than %(most)s MB. Split it.", most=installation().import_max_mb),
        )
    return content


def _take(form: UploadForm, kind: Kind, content: bytes) -> Response:
    sent = request.files["file"]
    name = "".join(c for c in (sent.filename or "") if c.isprintable()).strip() or slug_of(kind)
    file_id = form.file_id.data or ""
    if len(file_id) != 32 or set(file_id) - set("0123456789abcdef"):
        file_id = token_hex(16)
    mail = "mail" in form and bool(form.mail.data)
    try:
        with transaction():
            take(file_id, kind, name, content, clock.now(), actor().user_id, mail=mail)
    except LookupError:
        # Somebody else's number, typed by hand: it gets another.
        file_id = token_hex(16)
        with transaction():
            take(file_id, kind, name, content, clock.now(), actor().user_id, mail=mail)
    return redirect(url_for("desk.import_file", file_id=file_id), 303)


@bp.get(f"/werk/inlezen/{KIND}/voorbeeld.<any(csv, xlsx):extension>")
@enter(Who.COORDINATOR)
def import_example(kind: str, extension: str) -> FlaskResponse:
    """A file to fill in: the headings, what each column is for, and two rows."""
    chosen = SLUGS[kind]
    year = local_date(clock.now()).year + (-1 if chosen is Kind.PAST_YEARS else 1)
    about = [_(column.about) for column in LAYOUTS[chosen].columns]
    lines = example_lines(chosen, year, about)
    content = examples.as_csv(lines) if extension == "csv" else examples.as_xlsx(lines)
    response = FlaskResponse(content, content_type=_TYPES[extension])
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}.{extension}"'
    return response
