"""The page of one edition, part by part: people, meetings, messages, history."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.extensions import clock, settings
from app.queries import history
from app.queries.attending.attendance import marks_by_meeting
from app.queries.deciding import minimum
from app.queries.deciding.forecast import outlooks
from app.queries.deciding.rebooking import anybody_chooses
from app.queries.offering.offer import EditionCard, card, half_days_of
from app.queries.telling import mailing as mailings
from app.queries.telling import message
from app.rules.deciding.minimum import (
    cancels_on,
    latest_decision_date,
    under_minimum_after_confirmation,
)
from app.rules.deciding.undo import GOING_AHEAD, taken_back
from app.rules.states import EditionState, MessageState, UndecidedPolicy
from app.rules.workdays import local_date
from app.web.access import Who, enter
from app.web.desk import bp
from app.web.desk.changes.forms import GoOnForm
from app.web.desk.changes.options import options_of
from app.web.desk.edition.decision_forms import ExtendForm, GoAheadForm, suggested_date
from app.web.desk.edition.outlook import Drawing, drawing_of, forecast_then, sent_in_words
from app.web.desk.history.sentences import lines_of
from app.web.desk.participants.columns import shown as shown_value
from app.web.desk.participants.listing import GROUPS, HAVINGS, listing_of
from app.web.desk.participants.one import answers_of
from app.web.desk.rehearsing import agreed
from app.web.loading import edition_on_its_page
from app.web.words import message_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.models import Decision, Edition, Meeting
    from app.services.telling.rehearsal import Rehearsal

#: A decision that is more days away than this stands folded: nothing asks for it yet.
_FOLDED_DAYS = 30
#: Messages that did not arrive which stand on top of all others.
_MOST_UNDELIVERED = 3


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One meeting on the desk: its half-days, and how many people are marked."""

    meeting: "Meeting"
    half_days: int
    marked: int


def page_of(
    edition: "Edition", part: str, made: "Sequence[Decision] | None" = None, **values: Any
) -> str:
    """The frame around each part: head, meter, decision and tabs; `made` are its decisions."""
    now = clock.now()
    shown = card(edition, now)
    return render_template(
        f"desk/edition/{part}.html",
        edition=edition,
        card=shown,
        part=part,
        today=local_date(now),
        opens_later=now < edition.opens_at,
        message_total=message.number_of_edition(edition.id),
        question_total=sum(not question.retired for question in edition.questions),
        **_decision_of(
            shown, local_date(now), minimum.decisions(edition.id) if made is None else made
        ),
        forecast_then=forecast_then,
        sent_in_words=sent_in_words,
        drawing=_drawing(shown, now) if part == "people" else None,
        **values,
    )


def _decision_of(
    shown: EditionCard, today: date, decisions: "Sequence[Decision]"
) -> dict[str, Any]:
    """What the decision block says and asks."""
    edition = shown.edition
    facts = minimum.minimum_facts(edition, shown.seats.active)
    chosen = settings()
    decided = next((d.count for d in decisions if d.outcome in GOING_AHEAD), facts.count)
    by_itself = chosen.undecided_policy is UndecidedPolicy.CANCEL
    return {
        "facts": facts,
        "decidable": edition.state is EditionState.PUBLISHED,
        "cancellable": edition.state in (EditionState.PUBLISHED, EditionState.CONFIRMED),
        "fell_below": under_minimum_after_confirmation(facts, decided),
        "days_left": (facts.decision_on - today).days,
        "decision_far": (facts.decision_on - today).days > _FOLDED_DAYS,
        "cancels_on": cancels_on(facts, chosen.undecided_cancel_days) if by_itself else None,
        "latest": latest_decision_date(facts.first_on),
        "decisions": decisions,
        "taken_back": taken_back((d.id, d.outcome) for d in reversed(decisions)),
        "suggested": suggested_date(facts, today),
    }


def _drawing(shown: EditionCard, now: datetime) -> Drawing | None:
    """How the edition fills up."""
    outlook = outlooks([shown], now).get(shown.edition.id)
    return drawing_of(outlook) if outlook else None


def people_page(
    edition: "Edition",
    go_ahead: GoAheadForm | None = None,
    extend: ExtendForm | None = None,
    go_on: GoOnForm | None = None,
    found: "Rehearsal | None" = None,
) -> str:
    """The first part: the decision with its forms, the people, the waiting list.

    `found`: what the decision of the form that is given would send.
    """
    facts = minimum.minimum_facts(edition, 0)
    suggestion = suggested_date(facts, local_date(clock.now()))
    made = minimum.decisions(edition.id)
    listing = listing_of(edition)
    return page_of(
        edition,
        "people",
        made,
        go_ahead_form=go_ahead or GoAheadForm(formdata=None),
        extend_form=extend or ExtendForm(formdata=None, decision_on=suggestion),
        listing=listing,
        groups=GROUPS,
        havings=HAVINGS,
        shown_value=shown_value,
        answers=answers_of,
        found=found,
        of_form="go-ahead" if go_ahead else "extend",
        more=agreed() is not None,
        go_on_form=go_on or GoOnForm(formdata=None),
        **options_of(edition, made, listing.ever, clock.now()),
    )


@bp.get("/werk/edities/<int:edition_id>")
@enter(Who.COORDINATOR)
def edition(edition_id: int) -> str | Response:
    """Who takes part, who waits, and what is to be decided; of a cancelled one, who chose what."""
    found = edition_on_its_page(edition_id)
    cancelled = found.state is EditionState.CANCELLED
    if cancelled and not request.args and anybody_chooses(edition_id):
        return redirect(url_for(".rebookings", edition_id=edition_id))
    return people_page(found)


@bp.get("/werk/edities/<int:edition_id>/sessies")
@enter(Who.COORDINATOR)
def edition_meetings(edition_id: int) -> str:
    """The meetings, with the half-days that they count for."""
    found = edition_on_its_page(edition_id)
    marks = marks_by_meeting([meeting.id for meeting in found.meetings])
    spans = half_days_of(found.meetings)
    rows = [
        MeetingLine(meeting, spans[meeting.id], marks.get(meeting.id, 0))
        for meeting in found.meetings
    ]
    return page_of(found, "meetings", rows=rows, total=sum(row.half_days for row in rows))


@bp.get("/werk/edities/<int:edition_id>/berichten")
@enter(Who.COORDINATOR)
def edition_messages(edition_id: int) -> str:
    """What was written and said: ?zoek=, ?soort= and ?status= filter, ?pagina= turns the page."""
    found = edition_on_its_page(edition_id)
    numbers = message.numbers_of_edition(edition_id)
    kinds = sorted({kind for kind, _state in numbers}, key=message_kind)
    state, kind = request.args.get("status", ""), request.args.get("soort", "")
    choice = message.MessageChoice(
        MessageState(state) if state in list(MessageState) else None,
        kind if kind in kinds else "",
        request.args.get("zoek", "").strip()[:100],
    )
    number = max(1, request.args.get("pagina", default=1, type=int))
    page = message.of_edition(edition_id, choice, number)
    if number > page.pages:
        abort(404)
    failed = sum(n for (_kind, s), n in numbers.items() if s is MessageState.FAILED)
    return page_of(
        found,
        "messages",
        page=page,
        choice=choice,
        kinds=kinds,
        states=list(MessageState),
        failed=failed,
        undelivered=message.undelivered(edition_id, _MOST_UNDELIVERED) if failed else [],
        mailings=mailings.of_edition(edition_id),
    )


@bp.get("/werk/edities/<int:edition_id>/geschiedenis")
@enter(Who.COORDINATOR)
def edition_history(edition_id: int) -> str:
    """What happened, newest first; ?pagina= turns the page."""
    found = edition_on_its_page(edition_id)
    number = max(1, request.args.get("pagina", default=1, type=int))
    page = history.of_edition(edition_id, number)
    if number > page.pages:
        abort(404)
    return page_of(found, "history", page=page, entries=lines_of(page.entries))
