"""The log of sign-ins of all staff."""

from flask import abort, render_template, request

from app.extensions import installation
from app.queries.accounts.sign_in_log import log_page
from app.queries.accounts.staff import accounts
from app.web.access import Who, enter
from app.web.desk import bp


@bp.get("/werk/beheer/aanmeldingen")
@enter(Who.ADMINISTRATOR)
def sign_in_log() -> str:
    """Newest first; ?persoon= shows one account, ?pagina= turns the page."""
    people = [account.user for account in accounts()]
    wanted = request.args.get("persoon", type=int)
    person = next((user for user in people if user.id == wanted), None)
    number = max(1, request.args.get("pagina", default=1, type=int))
    page = log_page(person.id if person else None, number)
    if number > page.pages:
        abort(404)
    return render_template(
        "desk/admin/sign_in_log.html",
        page=page,
        people=people,
        person=person,
        days=installation().sign_in_log_days,
    )
