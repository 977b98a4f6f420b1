"""One person on the list: all that is known, a note, a change, or off the list."""

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, settings, transaction
from app.formats import date_day_month
from app.queries import history
from app.queries.hearing.bounce import bounced_address
from app.queries.hearing.reply import answers_of as replies_of
from app.queries.telling import message
from app.rules.errors import Code, RuleBroken
from app.rules.states import LIVE_REGISTRATIONS, RegistrationState
from app.rules.workdays import local_date
from app.services import holidays
from app.services.hearing import bounce
from app.services.registering import note
from app.services.registering import registration as registrations
from app.services.registering.withdrawal import withdrawal_steps
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.history.sentences import lines_of
from app.web.desk.participants.columns import answer_with_date
from app.web.desk.participants.forms import NoteForm, TeamForm
from app.web.language import current_language
from app.web.loading import coordinated_registration
from app.web.public.forms import details_of, form_for
from app.web.public.prices import price_text
from app.web.public.terms import dated_terms
from app.web.sentences import explain
from app.web.words import answer_in_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.models import Invitation, Registration

Page = str | tuple[str, int] | Response

PATH = "/werk/edities/<int:edition_id>/deelnemers/<hex:public_id>"


@bp.route(PATH, methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def participant(edition_id: int, public_id: str) -> Page:
    """Everything about one registration, with what can be done, and the note of the team."""
    person = coordinated_registration(edition_id, public_id)
    known = person.note
    form = NoteForm(text=known.text if known else "")
    if form.validate_on_submit():
        with transaction():
            note.write(person, form.text.data or "", clock.now(), actor().user_id)
        flash(_("The note is saved.") if form.text.data else _("The note is erased."), "success")
        address = url_for("desk.participant", edition_id=edition_id, public_id=public_id)
        return redirect(address, 303)
    page = render_template(
        "desk/participants/one.html",
        form=form,
        person=person,
        note=known,
        answers=answers_of(person),
        live=person.state in LIVE_REGISTRATIONS,
        started=clock.now() >= person.edition.first_meeting.starts_at,
        entries=lines_of(history.of_registration(person.id)),
        messages=message.of_registration(person.id),
        replies=_replies(person, replies_of([person.id]).get(person.id, [])),
        bounced=bounced_address(person.email_key),
        erase_days=settings().needs_erase_days,
    )
    return (page, 422) if form.errors else page


def _replies(
    person: "Registration", answers: "Sequence[Invitation]"
) -> list[tuple[str, str, str | None]]:
    """What somebody answered in their calendar, and the address that it came from if another."""
    single = len(person.edition.meetings) == 1
    return [
        (
            _("Answer in the calendar")
            if single
            else _(
                "Answer for %(date)s",
                date=date_day_month(answer.meeting.starts_at, current_language()),
            ),
            answer_with_date(answer),
            answer.reply_from or None,
        )
        for answer in answers
    ]


def answers_of(person: "Registration") -> list[tuple[str, str, None]]:
    """What somebody answered to the extra questions, as facts in the order of the form."""
    given = sorted(
        person.answers, key=lambda answer: (answer.question.position, answer.question_id)
    )
    return [(a.question.label, answer_in_words(a.question.kind, a.answer), None) for a in given]


@bp.route(f"{PATH}/wijzigen", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def change_participant(edition_id: int, public_id: str) -> Page:
    """Change what somebody told, for instance a typing error in the address."""
    person = coordinated_registration(edition_id, public_id)
    if person.state not in LIVE_REGISTRATIONS:
        raise RuleBroken(Code.REGISTRATION_ENDED, state=person.state)
    form_class = form_for(TeamForm, person.edition, price_cents=person.price_cents)
    form = form_class(data=details_of(person, ticks=False))
    form.offer_types(person.organisation_type, person.region)
    if form.validate_on_submit():
        try:
            with transaction():
                registrations.change(
                    person,
                    form.person(person.language, kept=person),
                    clock.now(),
                    actor_id=actor().user_id,
                )
                name = person.name
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(_("The details of %(name)s are saved.", name=name), "success")
            return redirect(url_for("desk.edition", edition_id=edition_id), 303)
    page = render_template(
        "desk/participants/change.html",
        form=form,
        person=person,
        erase_days=settings().needs_erase_days,
    )
    return (page, 422) if form.errors else page


@bp.get(f"{PATH}/verwijderen")
@enter(Who.COORDINATOR)
def prepare_removal(edition_id: int, public_id: str) -> str:
    """Who is taken off the list, and what follows."""
    person = coordinated_registration(edition_id, public_id)
    if person.state not in LIVE_REGISTRATIONS:
        raise RuleBroken(Code.REGISTRATION_ENDED, state=person.state)
    today = local_date(clock.now())
    first_on = local_date(person.edition.first_meeting.starts_at)
    steps = withdrawal_steps(person, holidays.around(first_on))
    dated = dated_terms(steps, person.price_cents, today)
    # What participants read as 'you pay' is an amount for who decides about them.
    lines = [
        replace(line, text=price_text(step.cost_cents))
        for line, step in zip(dated.lines, steps, strict=True)
    ]
    return render_template(
        "desk/participants/remove.html",
        person=person,
        cost_today=dated.cost_today_cents,
        terms=lines if steps[-1].cost_cents else [],
    )


@bp.post(f"{PATH}/verwijderen")
@enter(Who.COORDINATOR)
def remove_participant(edition_id: int, public_id: str) -> Response:
    """Take somebody off the list, free of charge; the person is told."""
    person = coordinated_registration(edition_id, public_id)
    try:
        with transaction():
            registrations.remove(person, clock.now(), actor().user_id)
    except RuleBroken:
        # The second click of a double click asks for what is so already.
        if person.state is not RegistrationState.REMOVED:
            raise
    flash(_("%(name)s is off the list and gets a message.", name=person.name), "success")
    return redirect(url_for("desk.edition", edition_id=edition_id), 303)


@bp.post(f"{PATH}/adres-werkt")
@enter(Who.COORDINATOR)
def address_mended(edition_id: int, public_id: str) -> Response:
    """The address works again; messages that did not arrive can then be sent again one by one."""
    person = coordinated_registration(edition_id, public_id)
    with transaction():
        bounce.mended(person, clock.now(), actor().user_id)
    flash(_("Noted. You can send again what did not arrive, below."), "success")
    address = url_for(
        "desk.participant", edition_id=edition_id, public_id=public_id, _anchor="messages"
    )
    return redirect(address, 303)
