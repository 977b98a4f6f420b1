"""Mails about new trainings: the link in such a mail that ends them, and the switch elsewhere."""

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.queries.registering.registration import by_public_id
from app.queries.telling.news import latest_under
from app.services.registering.link import news_of
from app.services.telling.news import agree_to_news, stop_news
from app.web.access import Who, enter
from app.web.forms import signed_address_is_enough
from app.web.language import follow_mail
from app.web.loading import held_registration, signed_in
from app.web.participant import bp

if TYPE_CHECKING:
    from app.models import Registration

_HELD = "news"


@bp.get("/n/<token>")
@enter(Who.LINK_HOLDER)
def open_news(token: str) -> Response:
    """Take the key out of the address; mail scanners open links, so this changes nothing.

    It works as long as the address is theirs: who wants no more mail is never told to ask anew.
    """
    registration = news_of(token)
    if registration is None:
        abort(410)
    session[_HELD] = registration.public_id
    follow_mail(registration.language)
    return redirect(url_for("participant.news"), 303)


@bp.post("/n/<token>")
@enter(Who.LINK_HOLDER)
@signed_address_is_enough
def end_news_in_one_click(token: str) -> str:
    """What the button of a mail program does (RFC 8058): the signed address alone says who asks."""
    registration = news_of(token)
    if registration is None:
        abort(410)
    with transaction():
        stop_news(registration, clock.now())
    return render_template("participant/ended.html")


def _held() -> "Registration":
    public_id: str = session.get(_HELD, "")
    found = by_public_id(public_id) if public_id else None
    if found is None:
        abort(410)
    return found


@bp.get("/nieuws")
@enter(Who.LINK_HOLDER)
def news() -> str:
    """Whether we may write about new trainings, and the button that ends it."""
    registration = _held()
    return render_template("participant/news.html", registration=registration)


@bp.post("/nieuws/stop")
@enter(Who.LINK_HOLDER)
def end_news() -> Response:
    """We write to this address about its registrations only."""
    registration = _held()
    with transaction():
        stop_news(registration, clock.now())
    return redirect(url_for("participant.news"), 303)


@bp.post("/inschrijving/<public_id>/nieuws")
@enter(Who.LINK_HOLDER)
def choose_news(public_id: str) -> Response:
    """Turn the mails about new trainings on or off, from the page of a registration."""
    _choose(held_registration(public_id))
    return redirect(url_for("participant.mine", public_id=public_id, _anchor="news"), 303)


@bp.post("/mijn-vormingen/nieuws")
@enter(Who.EVERYBODY)
def choose_my_news() -> Response:
    """The same for who is signed in to my trainings."""
    who = signed_in()
    if who is None:
        return redirect(url_for("participant.lost_link"), 303)
    registration = latest_under(who.email_key)
    if registration is not None:
        _choose(registration)
    return redirect(url_for("participant.my_trainings", _anchor="news"), 303)


def _choose(registration: "Registration") -> None:
    wanted = request.form.get("wil") == "ja"
    with transaction():
        (agree_to_news if wanted else stop_news)(registration, clock.now())
    flash(
        _("From now on we mail you about new trainings.")
        if wanted
        else _("You get no more mails about new trainings.")
    )
