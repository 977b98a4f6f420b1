"""My trainings: everything of the person who is signed in, on one page."""

from datetime import date, datetime

from flask import redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock
from app.formats import date_long, datetime_long
from app.queries.registering.my_trainings import MyRegistration, of_person, open_ticket_of
from app.rules.states import EditionState, RegistrationState
from app.rules.workdays import local_date
from app.services.registering.waiting_list import position
from app.web.access import Who, enter
from app.web.language import current_language
from app.web.loading import held_registration, signed_in
from app.web.participant import bp
from app.web.participant.evaluation import hold_ticket
from app.web.public.rows import row


@bp.get("/mijn-vormingen")
@enter(Who.EVERYBODY)
def my_trainings() -> str | Response:
    """What comes, what asks for an opinion, what was; who is not signed in asks for a link."""
    who = signed_in()
    if who is None:
        return redirect(url_for("participant.lost_link"), 303)
    now = clock.now()
    mine = of_person(who.email_key, now)
    shown = {one.registration.id: row(one.card, now) for one in (*mine.coming, *mine.past)}
    return render_template(
        "participant/my_trainings.html",
        who=who,
        mine=mine,
        rows=shown,
        next_step=lambda one: _next_step(one, now),
        outcome=_outcome,
        day_of=local_date,
    )


def _next_step(one: MyRegistration, now: datetime) -> str:
    """What this registration is, and what happens next."""
    match one.registration.state:
        case RegistrationState.WAITLISTED:
            return _(
                "You are number %(position)s on the waiting list.",
                position=position(one.registration),
            )
        case RegistrationState.OFFERED:
            until = one.registration.offer_expires_at
            moment = datetime_long(until, current_language()) if until else ""
            if one.registration.is_hold:
                return _(
                    "Another training of yours does not take place. We keep a place for you here "
                    "until %(moment)s.",
                    moment=moment,
                )
            return _("A place came free. It is kept for you until %(moment)s.", moment=moment)
        case RegistrationState.CANCELLED_WITH_EDITION:
            return _("This training does not take place. See whether you can come to another one.")
    edition = one.card.edition
    if edition.state is EditionState.PUBLISHED and local_date(now) <= edition.decision_on:
        return _(
            "You are registered. We decide on %(date)s whether it goes ahead.",
            date=_long(edition.decision_on),
        )
    coming = [meeting for meeting in edition.meetings if meeting.ends_at > now]
    if len(edition.meetings) > 1 and coming and coming[0] is not edition.meetings[0]:
        return _("You are registered. Next meeting: %(date)s.", date=_long(coming[0].starts_at))
    return _("You are registered.")


def _long(day: date) -> str:
    return date_long(day, current_language())


def _outcome(one: MyRegistration) -> str:
    """How a registration ended."""
    match one.registration.state:
        case RegistrationState.WITHDRAWN:
            return _("You gave up your place.")
        case RegistrationState.REMOVED:
            return _("Your registration was ended by the organisation.")
        case RegistrationState.CANCELLED_WITH_EDITION:
            return _("This training did not take place.")
        case RegistrationState.REGISTERED:
            total = len(one.card.edition.meetings)
            if not one.present:
                return _("We did not note that you were there.")
            if total == 1:
                return _("You were there.")
            return _(
                "You were there at %(present)s of the %(total)s meetings.",
                present=one.present,
                total=total,
            )
    return _("You got no place.")


@bp.get("/mijn-vormingen/evaluatie/<public_id>")
@enter(Who.LINK_HOLDER)
def evaluate_mine(public_id: str) -> Response:
    """Open the form of a training that took place, as the link in the mail does.

    The browser keeps the ticket and nothing of the registration; the answer knows neither.
    """
    hold_ticket(open_ticket_of(held_registration(public_id).id))
    return redirect(url_for("participant.evaluate"), 303)
