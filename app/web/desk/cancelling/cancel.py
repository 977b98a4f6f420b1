"""The page before a cancellation: who hears what, in which words, and where everybody can go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, settings, transaction
from app.queries.deciding.minimum import latest_decision_id, minimum_facts
from app.queries.deciding.rebooking import Outlook, outlook
from app.queries.offering.offer import EditionCard, card
from app.rules.deciding.cancelling import Audience, OwnWords, fields_of
from app.rules.errors import Code, RuleBroken
from app.rules.registering.price import price_for
from app.rules.states import CancelReason, EditionState, RegistrationState
from app.services.deciding import cancelling, minimum
from app.services.deciding.rehearsal import rehearse_cancellation
from app.services.telling.message import coordinators
from app.services.telling.rehearsal import Rehearsal
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.cancelling.form import CancelForm, cancel_form
from app.web.desk.rehearsing import personal_link
from app.web.loading import coordinated_edition
from app.web.sentences import explain
from app.web.words import in_words

if TYPE_CHECKING:
    from app.models import Edition, Registration

Page = str | tuple[str, int] | Response

_STANDINGS = {
    RegistrationState.REGISTERED: Audience.REGISTERED,
    RegistrationState.OFFERED: Audience.OFFERED,
    RegistrationState.WAITLISTED: Audience.WAITING,
}


@dataclass(frozen=True, slots=True)
class Way:
    """Where one registrant can go: the edition in which a seat is held, if any, and its price."""

    registration: "Registration"
    card: EditionCard | None
    price_cents: int


@dataclass(frozen=True, slots=True)
class Concerned:
    """All whom a cancellation concerns: who reads what, and where registrants can go."""

    readers: dict[Audience, Sequence[str]]
    standard: dict[Audience, OwnWords]
    found: Outlook
    ways: Sequence[Way]

    @property
    def number(self) -> int:
        """How many people and organisations get a message."""
        return sum(len(names) for names in self.readers.values())


def concerned(shown: EditionCard) -> Concerned:
    """Whom the cancellation of this edition would concern at this moment."""
    edition, now = shown.edition, clock.now()
    people = cancelling.people_of(edition)
    by_standing: dict[Audience, list[Registration]] = {}
    for person in people:
        audience = _STANDINGS[cancelling.standing(person)]
        by_standing.setdefault(audience, []).append(person)
    team = coordinators(edition.team_id)
    trainers = cancelling.trainers_to_tell(edition, team)
    readers: dict[Audience, Sequence[str]] = {
        **{audience: [p.name for p in group] for audience, group in by_standing.items()},
        Audience.TRAINERS: [user.name for user in trainers],
        Audience.CO_ORGANISERS: edition.co_organiser_emails,
        Audience.VENUE: [edition.venue_email] if edition.venue_email else [],
        Audience.COORDINATORS: [user.name for user in team],
    }
    readers = {audience: readers[audience] for audience in Audience if readers.get(audience)}
    standard = cancelling.standard_texts(shown, readers, now)
    seated = by_standing.get(Audience.REGISTERED, [])
    found = outlook(edition, people, seated, now)
    by_id = {other.edition.id: other for other in found.others}
    ways = [_way(person, by_id.get(found.seats.get(person.id, 0))) for person in seated]
    return Concerned(readers, standard, found, ways)


def _way(person: "Registration", to: EditionCard | None) -> Way:
    if to is None:
        return Way(person, None, 0)
    edition = to.edition
    price = price_for(edition.price_cents, edition.prices, person.organisation_type)
    return Way(person, to, price)


@bp.get("/werk/edities/<int:edition_id>/annuleren")
@enter(Who.COORDINATOR)
def prepare_cancel(edition_id: int) -> Page:
    """Who will get which message, before anything leaves; ?reden= is why, of a page that knows."""
    edition = coordinated_edition(edition_id)
    if edition.state is EditionState.CANCELLED:
        # Nothing brings it back; the page says what is possible instead.
        return redirect(url_for("desk.rebookings", edition_id=edition_id), 303)
    if edition.state not in (EditionState.PUBLISHED, EditionState.CONFIRMED):
        raise RuleBroken(Code.NOT_DECIDABLE, state=edition.state)
    shown = card(edition, clock.now())
    below = not minimum_facts(edition, shown.seats.active).reached
    known = concerned(shown)
    asked = request.args.get("reden", type=CancelReason)
    return _page(
        edition,
        shown,
        known,
        cancel_form(known.standard, asked or (CancelReason.TOO_FEW if below else None)),
    )


@bp.post("/werk/edities/<int:edition_id>/annuleren/voorbeeld")
@enter(Who.COORDINATOR)
def preview_cancel(edition_id: int) -> Page:
    """Every message as it would be sent, on the same page; nothing leaves and nothing changes."""
    edition = coordinated_edition(edition_id)
    shown = card(edition, clock.now())
    known, form = concerned(shown), CancelForm()
    found: Rehearsal | None = None
    if form.validate_on_submit():
        try:
            with transaction():
                found = rehearse_cancellation(
                    edition_id,
                    CancelReason(form.cause.data),
                    form.note.data or "",
                    form.words(known.standard),
                    clock.now(),
                    personal_link(),
                )
        except RuleBroken as error:
            explain(form, error)
    page = _page(edition, shown, known, form, found)
    return (page, 422) if form.errors else page


@bp.post("/werk/edities/<int:edition_id>/annuleren")
@enter(Who.COORDINATOR)
def cancel(edition_id: int) -> Page:
    """Cancel the edition, and tell everybody."""
    edition = coordinated_edition(edition_id)
    shown = card(edition, clock.now())
    known, form = concerned(shown), CancelForm()
    if form.validate_on_submit():
        try:
            with transaction():
                minimum.cancel(
                    edition_id,
                    CancelReason(form.cause.data),
                    form.note.data or "",
                    clock.now(),
                    actor().user_id,
                    form.words(known.standard),
                    seen=form.seen_id,
                )
        except RuleBroken as error:
            # The second click of a double click asks for what is so already.
            if edition.cancel_reason is not CancelReason(form.cause.data):
                explain(form, error)
        if not form.errors:
            flash(_("The edition is cancelled. Everybody gets a message."), "success")
            return redirect(url_for("desk.rebookings", edition_id=edition_id), 303)
    return _page(edition, shown, known, form), 422


def _page(
    edition: "Edition",
    shown: EditionCard,
    known: Concerned,
    form: CancelForm,
    found: Rehearsal | None = None,
) -> str:
    # The page shows the meter of this moment: who reads it has seen what was decided until now.
    form.seen.data = str(latest_decision_id(edition.id))
    return render_template(
        "desk/cancelling/cancel.html",
        edition=edition,
        card=shown,
        form=form,
        known=known,
        hold_days=settings().rebooking_hold_days,
        found=found,
        fields_of=lambda audience: in_words([f"{{{name}}}" for name in fields_of(audience)]),
    )
