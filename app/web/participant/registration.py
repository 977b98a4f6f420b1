"""My registration: what it is now, what happens next, and its dates for a calendar."""

from datetime import date, datetime, timedelta

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from app.extensions import clock, settings
from app.queries.attending.certificate import of_registration, presence_of
from app.queries.offering.offer import EditionCard, alternatives, card
from app.queries.registering.registration import link_expires_at, own_move
from app.queries.telling.news import news_since
from app.rules.registering.waiting_list import has_lapsed
from app.rules.states import EditionState, RegistrationState
from app.rules.workdays import local_date
from app.services.calendars.published import calendar_file
from app.services.registering.waiting_list import ended_by_closing, position
from app.services.registering.withdrawal import offered_terms
from app.web.access import Who, enter
from app.web.loading import held_registration, hold
from app.web.participant import bp
from app.web.participant.rebooking import cancelled_context, held_context, whose_page
from app.web.participant.seat import seat_context
from app.web.public.rows import row
from app.web.public.terms import dated_terms
from app.web.rendering import render


@bp.get("/inschrijving/<public_id>")
@enter(Who.LINK_HOLDER)
def mine(public_id: str) -> str | Response:
    """The registration as it stands: each state says what it means and what can be done."""
    now = clock.now()
    registration = held_registration(public_id)
    if (elsewhere := whose_page(registration, now)) is not None:
        hold(elsewhere)
        chosen = request.args.get("editie", type=int)
        return redirect(url_for(".mine", public_id=elsewhere.public_id, editie=chosen), 303)
    shown = card(registration.edition, now)
    edition = shown.edition
    context: dict[str, object] = {
        "registration": registration,
        "row": row(shown, now),
        "edition": edition,
        "started": now >= edition.first_meeting.starts_at,
        "over": now >= edition.last_meeting.ends_at,
        "expires_on": local_date(link_expires_at(registration, settings().link_valid_days)),
    }
    match registration.state:
        case RegistrationState.REGISTERED:
            context |= seat_context(registration, shown, now)
            context["certifiable"] = presence_of(registration).valid
            context["certificate"] = of_registration(registration.id)
            context["news_since"] = news_since(registration.email_key)
        case RegistrationState.WAITLISTED:
            context["position"] = position(registration)
            context["offer_hours"] = settings().offer_hours
            context["news_since"] = news_since(registration.email_key)
        case RegistrationState.OFFERED if registration.is_hold:
            context |= held_context(registration, now)
            return render("participant/seat_held.html", **context)
        case RegistrationState.OFFERED:
            expires_at = registration.offer_expires_at
            context["lapsed"] = expires_at is None or has_lapsed(expires_at, now)
            steps = offered_terms(registration)
            context["terms"] = dated_terms(steps, registration.price_cents, local_date(now))
        case RegistrationState.WITHDRAWN if ended_by_closing(registration):
            context["others"] = [row(other, now) for other in alternatives(edition, now)]
            return render("participant/waiting_closed.html", **context)
        case RegistrationState.CANCELLED_WITH_EDITION:
            context |= cancelled_context(registration, now)
        case RegistrationState.MOVED:
            if new := own_move(registration):
                hold(new)
                context["new"] = new
    return render(f"participant/state_{registration.state.value}.html", **context)


@bp.get("/inschrijving/<public_id>/bevestiging")
@enter(Who.LINK_HOLDER)
def confirmation(public_id: str) -> str:
    """The first page after registering: it worked, and this is what happens now."""
    now = clock.now()
    registration = held_registration(public_id)
    shown = card(registration.edition, now)
    return render(
        "participant/confirmation.html",
        registration=registration,
        row=row(shown, now),
        edition=shown.edition,
        confirmed=shown.edition.state is EditionState.CONFIRMED,
        reminds_on=_first_reminder(shown, now),
        position=position(registration)
        if registration.state is RegistrationState.WAITLISTED
        else None,
        offer_hours=settings().offer_hours,
    )


def _first_reminder(shown: EditionCard, now: datetime) -> date | None:
    days = [shown.first_on - timedelta(days=number) for number in settings().reminder_days]
    return min((day for day in days if day > local_date(now)), default=None)


@bp.get("/inschrijving/<public_id>/agenda.ics")
@enter(Who.LINK_HOLDER)
def calendar(public_id: str) -> Response:
    """All dates of a seat as a file for a calendar."""
    registration = held_registration(public_id)
    if registration.state is not RegistrationState.REGISTERED:
        abort(404)
    response = Response(
        calendar_file(registration),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
    )
    name = f"{registration.edition.training.slug}.ics"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
