"""Anybody who holds a certificate can check whether it is real."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.queries.attending.certificate import by_code, presence_of
from app.rules.attending.certificate import grouped, typed_code
from app.rules.workdays import local_date
from app.web.access import Who, enter
from app.web.forms import stripped
from app.web.public import bp

Page = str | tuple[str, int] | Response


@bp.get("/attest")
@enter(Who.EVERYBODY)
def check_certificate() -> Page:
    """Type the code of a certificate; ?code= leads to what it proves."""
    typed = stripped(request.args.get("code", "")) or ""
    if not typed:
        return render_template("public/check_certificate.html", typed="", error="")
    code = typed_code(typed)
    if code is None:
        error = _("A code has 16 letters and digits, in groups of four. Look at it once more.")
        page = render_template("public/check_certificate.html", typed=typed[:60], error=error)
        return page, 422
    return redirect(url_for("public.certificate", certificate_code=grouped(code)), 303)


@bp.get("/attest/<certificate_code>")
@enter(Who.EVERYBODY)
def certificate(certificate_code: str) -> Page:
    """What a certificate proves at this moment; who holds the paper knows the name already."""
    wanted = typed_code(certificate_code)
    found = by_code(wanted) if wanted else None
    if found is None:
        error = _("There is no certificate with this code. Is each letter and digit right?")
        page = render_template(
            "public/check_certificate.html",
            typed=(stripped(certificate_code) or "")[:60],
            error=error,
        )
        return page, 404
    return render_template(
        "public/certificate.html",
        registration=found.registration,
        presence=presence_of(found.registration),
        code=grouped(found.code),
        issued_on=local_date(found.issued_at),
    )
