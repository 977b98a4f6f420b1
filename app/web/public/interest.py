"""'Keep me informed': ask to hear of a date, confirm it from the mailbox, and stop it.

Whoever fills in an address reads the same for every address; the link in the mail opens the rest.
"""

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import EmailField, StringField

from app.extensions import clock, transaction
from app.queries.offering.interest import by_public_id
from app.queries.offering.offer import coming, training_by_slug
from app.rules.offering.interest import ASKED_DAYS, TOLD_DAYS, standing
from app.services.offering import interest as service
from app.services.registering.link import interest_of
from app.web.access import Who, enter
from app.web.forms import (
    BaseForm,
    Required,
    at_most,
    checks_its_own_token,
    email_address,
    signed_address_is_enough,
)
from app.web.language import current_language, follow_mail
from app.web.public import bp

if TYPE_CHECKING:
    from app.models import Interest, Training

_HELD = "interest"


class InterestForm(BaseForm):
    """An address, and nothing else."""

    email = EmailField(_l("E-mail address"), [Required(), at_most(254), email_address()])
    # People do not see this field and leave it empty; robots fill in whatever they find.
    website = StringField(_l("Leave this empty"))


def _training(slug: str) -> "Training":
    # A database refuses some characters outright; no slug has any but these.
    found = training_by_slug(slug) if slug.isascii() and slug.isprintable() else None
    if found is None:
        abort(404)
    return found


@bp.route("/vormingen/<slug>/hou-me-op-de-hoogte", methods=["GET", "POST"])
@enter(Who.EVERYBODY)
@checks_its_own_token
def interest(slug: str) -> str | tuple[str, int] | Response:
    """Leave an address, to get one mail as soon as this training has a new date."""
    training, now = _training(slug), clock.now()
    form = InterestForm()
    if form.validate_on_submit():
        # A robot that is told so tries again in another way.
        if not form.website.data:
            with transaction():
                service.ask(training.id, form.email.data, now, current_language())
        return redirect(url_for("public.interest_sent", slug=slug), 303)
    page = render_template(
        "public/interest.html",
        form=form,
        training=training,
        open_dates=any(card.open and not card.seats.full for card in coming(now, training.id)),
        told_days=TOLD_DAYS,
    )
    return (page, 422) if form.is_submitted() else page


@bp.get("/vormingen/<slug>/hou-me-op-de-hoogte/verstuurd")
@enter(Who.EVERYBODY)
def interest_sent(slug: str) -> str:
    """The same answer for every address, so that it tells nothing about anybody."""
    return render_template(
        "public/interest_sent.html", training=_training(slug), asked_days=ASKED_DAYS
    )


@bp.get("/h/<token>")
@enter(Who.LINK_HOLDER)
def open_interest(token: str) -> Response:
    """Take the key out of the address; the page that follows has none."""
    session[_HELD] = interest_of(token) or ""
    if (found := _held()) is not None:
        follow_mail(found.language)
    return redirect(url_for("public.my_interest"), 303)


@bp.post("/h/<token>")
@enter(Who.LINK_HOLDER)
@signed_address_is_enough
def stop_interest_in_one_click(token: str) -> str:
    """What the button of a mail program does (RFC 8058): the signed address alone says who asks.

    An address that was erased before is as it should be.
    """
    public_id = interest_of(token)
    if public_id is None:
        abort(410)
    with transaction():
        service.stop(public_id)
    return render_template("participant/ended.html")


def _held() -> "Interest | None":
    public_id: str = session.get(_HELD, "")
    return by_public_id(public_id, clock.now()) if public_id else None


@bp.get("/hou-me-op-de-hoogte")
@enter(Who.LINK_HOLDER)
def my_interest() -> str | tuple[str, int]:
    """What the link in the mail is about, and the one button that fits."""
    found = _held()
    if found is None:
        return render_template("public/interest_gone.html"), 410
    return render_template(
        "public/my_interest.html",
        training=found.training,
        email=found.email,
        standing=standing(found.confirmed_at, found.told_at),
        told_days=TOLD_DAYS,
    )


@bp.post("/hou-me-op-de-hoogte/ja")
@enter(Who.LINK_HOLDER)
def confirm_interest() -> Response:
    """The address is this reader's, and wants the mail."""
    found = _held()
    if found is not None:
        public_id = found.public_id
        with transaction():
            service.confirm(public_id, clock.now())
    return redirect(url_for("public.my_interest"), 303)


@bp.post("/hou-me-op-de-hoogte/stop")
@enter(Who.LINK_HOLDER)
def stop_interest() -> Response:
    """Erase the address; the second click of a double click finds it gone, as it should be."""
    found = _held()
    if found is None:
        return redirect(url_for("public.my_interest"), 303)
    slug, public_id = found.training.slug, found.public_id
    with transaction():
        service.stop(public_id)
    session.pop(_HELD, None)
    flash(_("We erased your address. You get no mail about a date any more."))
    return redirect(url_for("public.training", slug=slug), 303)
