"""A message to people of an edition: written, and read as each of them will read it."""

from typing import TYPE_CHECKING

from flask import Response as FlaskResponse
from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.queries.registering.registration import of_edition
from app.queries.telling import mailing as mailings
from app.rules.errors import RuleBroken
from app.rules.states import LIVE_REGISTRATIONS, RegistrationState
from app.rules.telling.mailing import Field, MailingState, check_open
from app.services.registering.link import masked
from app.services.telling import mailing as service
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.mailings.forms import MailingForm, PlanForm, fresh, written
from app.web.desk.participants.listing import ticked
from app.web.desk.telling.messages import in_frame, with_frame
from app.web.loading import coordinated_edition, edition_on_its_page
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Edition, Mailing, Registration

Page = str | tuple[str, int] | Response

PATH = "/werk/edities/<int:edition_id>/berichten/team/<int:mailing_id>"

_REACHABLE = (*LIVE_REGISTRATIONS, RegistrationState.CANCELLED_WITH_EDITION)


def load(edition_id: int, mailing_id: int) -> "Mailing":
    """A message to people of an edition of the own team."""
    edition = edition_on_its_page(edition_id)
    found = mailings.by_id(mailing_id, edition.id)
    if found is None:
        abort(404)
    return found


@bp.route("/werk/edities/<int:edition_id>/berichten/nieuw", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def new_mailing(edition_id: int) -> Page:
    """Write to people of an edition; nothing leaves before the next page."""
    edition = coordinated_edition(edition_id)
    form = MailingForm(data=fresh(edition, ticked()))
    _offer(form, edition)
    if form.validate_on_submit():
        try:
            with transaction():
                made = service.write(edition_id, form.draft(), clock.now(), actor().user_id)
                mailing_id = made.id
        except RuleBroken as error:
            explain(form, error)
        else:
            return read_it(edition_id, mailing_id)
    return _form_page(form, edition, None)


@bp.route(f"{PATH}/wijzigen", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def change_mailing(edition_id: int, mailing_id: int) -> Page:
    """Write a draft or a planned message anew."""
    found = load(edition_id, mailing_id)
    check_open(found.state)
    form = MailingForm(data=written(found))
    _offer(form, found.edition)
    if form.validate_on_submit():
        try:
            with transaction():
                service.change(found, form.draft(), clock.now(), actor().user_id)
        except RuleBroken as error:
            explain(form, error)
        else:
            return read_it(edition_id, mailing_id)
    return _form_page(form, found.edition, found)


def _offer(form: MailingForm, edition: "Edition") -> None:
    form.offer(edition, of_edition(edition.id, _REACHABLE), current_user.email)


def _form_page(form: MailingForm, edition: "Edition", found: "Mailing | None") -> Page:
    page = render_template(
        "desk/mailings/write.html", form=form, edition=edition, mailing=found, fields=list(Field)
    )
    return (page, 422) if form.errors else page


def read_it(edition_id: int, mailing_id: int) -> Response:
    """On to the page that shows it as each person gets it."""
    address = url_for("desk.mailing", edition_id=edition_id, mailing_id=mailing_id)
    return redirect(address, 303)


@bp.get(PATH)
@enter(Who.COORDINATOR)
def mailing(edition_id: int, mailing_id: int) -> Page | FlaskResponse:
    """The message as each reader gets it (?nr=), and how it leaves."""
    return mailing_page(load(edition_id, mailing_id))


def mailing_page(found: "Mailing", plan: PlanForm | None = None) -> FlaskResponse:
    """The page of one message, with the form that plans it."""
    open_ = found.state in (MailingState.DRAFT, MailingState.PLANNED)
    readers = service.readers(found) if open_ else []
    number = _number(len(readers))
    mail = service.preview(found, readers[number - 1], clock.now()) if readers else None
    form = plan or PlanForm(formdata=None)
    page = render_template(
        "desk/mailings/read.html",
        mailing=found,
        edition=found.edition,
        open=open_,
        readers=readers,
        number=number,
        mail=mail,
        text=masked(mail, mail.text, _("[personal link]")) if mail else "",
        reply_to=service.reply_address(found),
        form=form,
    )
    return with_frame(page, 422 if form.errors else 200)


@bp.get(f"{PATH}/voorbeeld")
@enter(Who.COORDINATOR)
def mailing_html(edition_id: int, mailing_id: int) -> FlaskResponse:
    """The HTML part as reader ?nr= gets it, for the frame on the page of the message."""
    found = load(edition_id, mailing_id)
    readers = service.readers(found)
    if not readers:
        abort(404)
    mail = service.preview(found, _reader(readers), clock.now())
    return in_frame(masked(mail, mail.html, _("[personal link]")))


def _reader(readers: "list[Registration]") -> "Registration":
    return readers[_number(len(readers)) - 1]


def _number(total: int) -> int:
    """Which of the readers the address asks for; what there is not gives the nearest."""
    asked = request.args.get("nr", default=1, type=int)
    return min(max(1, asked), max(1, total))
