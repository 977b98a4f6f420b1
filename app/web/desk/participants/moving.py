"""Moving people to another edition, one or several at once."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.queries.deciding.rebooking import of_held
from app.queries.offering.offer import EditionCard, edition_by_id
from app.queries.registering.on_behalf import targets
from app.queries.registering.registration import among, moved_to
from app.rules.access import coordinates
from app.rules.errors import Code, RuleBroken
from app.rules.states import LIVE_REGISTRATIONS, RegistrationState
from app.services.registering import on_behalf
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.participants.forms import MoveForm
from app.web.desk.participants.listing import ticked
from app.web.loading import coordinated_edition
from app.web.sentences import sentence

if TYPE_CHECKING:
    from app.models import Edition, Registration

Page = str | tuple[str, int] | Response


@bp.route("/werk/edities/<int:edition_id>/deelnemers/verplaatsen", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def move_several(edition_id: int) -> Page:
    """Whom (?kies=) to move where; all of them, or nobody when one cannot be moved."""
    edition = coordinated_edition(edition_id)
    chosen = among(edition_id, ticked())
    if not chosen:
        flash(_("Tick somebody on the list first."), "warning")
        return redirect(url_for("desk.edition", edition_id=edition_id, _anchor="people"), 303)
    people = [person for person in chosen if person.state in LIVE_REGISTRATIONS]
    possible = _possible(edition)
    form = MoveForm()
    form.offer(possible, len(people))
    if form.is_submitted() and _is_done(chosen, form.edition.data):
        return _moved(edition_id, chosen)
    if not people:
        raise RuleBroken(Code.REGISTRATION_ENDED, state=chosen[0].state)
    if form.validate_on_submit():
        try:
            _move(people, int(form.edition.data))
        except RuleBroken as error:
            form.form_errors.append(sentence(error))
        else:
            return _moved(edition_id, people)
    page = render_template(
        "desk/participants/move.html",
        form=form,
        edition=edition,
        people=people,
        targets={str(target.edition.id): target for target in possible},
    )
    return (page, 422) if form.errors else page


def _possible(edition: "Edition") -> list[EditionCard]:
    """Editions of the own teams, and those of others that anybody can register for."""
    who = actor()
    return [
        target
        for target in targets(edition, clock.now())
        if target.open or coordinates(who, target.edition.team_id)
    ]


def _move(people: Sequence["Registration"], target_id: int) -> None:
    target = edition_by_id(target_id)
    if target is None:
        abort(404)
    who = actor()
    with transaction():
        for person in people:
            on_behalf.move(
                person,
                target_id,
                clock.now(),
                who.user_id,
                over_window=coordinates(who, target.team_id),
            )


def _is_done(people: Sequence["Registration"], target: str | None) -> bool:
    """Whether all of them are there already: of a double click this is the second."""
    new = [_place_of(person) for person in people]
    return all(one is not None and str(one.edition_id) == target for one in new)


def _place_of(person: "Registration") -> "Registration | None":
    """Where somebody was moved to; who was moved from a held seat comes from the cancelled one."""
    left = person
    if person.state is RegistrationState.WITHDRAWN:
        row = of_held(person)
        left = row.cancelled if row is not None else person
    return moved_to(left) if left.state is RegistrationState.MOVED else None


def _moved(edition_id: int, people: Sequence["Registration"]) -> Response:
    if len(people) == 1:
        flash(_("%(name)s is moved and gets a message.", name=people[0].name), "success")
    else:
        text = ngettext(
            "%(num)s person is moved and gets a message.",
            "%(num)s people are moved, and each gets a message.",
            len(people),
        )
        flash(text, "success")
    return redirect(url_for("desk.edition", edition_id=edition_id, _anchor="people"), 303)
