"""Another place, or another format: a room that changes, a webinar that becomes live."""

from dataclasses import dataclass
from datetime import datetime

from app.extensions import db
from app.models import Edition, Meeting
from app.rules.errors import Code, RuleBroken
from app.rules.offering.offer import check_place
from app.rules.states import EditionState, Format
from app.rules.telling.mailing import check_plain
from app.services import history
from app.services.history import Action
from app.services.offering import search
from app.services.registering.seats import lock_edition
from app.services.telling import change


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where meetings take place: a place with its address when live, a link when online."""

    format: Format
    place: str = ""
    address: str = ""
    join_url: str = ""


def whereabouts_of(meeting: Meeting) -> Whereabouts:
    """Where a meeting takes place, its own or as its edition."""
    edition = meeting.edition
    if meeting.actual_format is Format.WEBINAR:
        return Whereabouts(Format.WEBINAR, join_url=meeting.actual_join_url)
    return Whereabouts(
        Format.LIVE, meeting.place or edition.place, meeting.address or edition.address
    )


def coming_meetings(edition: Edition, now: datetime) -> list[Meeting]:
    """The meetings whose place can still change."""
    if edition.state not in (EditionState.PUBLISHED, EditionState.CONFIRMED):
        return []
    return [meeting for meeting in edition.meetings if now < meeting.starts_at]


def change_place(
    edition_id: int,
    meeting_id: int | None,
    wanted: Whereabouts,
    note: str,
    now: datetime,
    actor_id: int,
) -> bool:
    """Hold one meeting, or (None) all that are still to come, elsewhere or in another way.

    Everybody with a place gets what was and what is, with an update for the calendar; where the
    format changes they may leave at no cost. False when it is so already, as after a double click.
    Raises LookupError; RuleBroken(EDITION_ENDED) when that meeting, or any, is no longer to come,
    or what `rules.offering.offer.check_place` or `rules.telling.mailing.check_plain` raises.
    """
    edition = lock_edition(edition_id)
    coming = coming_meetings(edition, now)
    chosen = [m for m in coming if meeting_id in (None, m.id)]
    if not chosen:
        raise RuleBroken(Code.EDITION_ENDED)
    check_place(wanted.format, wanted.place, wanted.join_url)
    check_plain(note, "note")
    if all(whereabouts_of(meeting) == wanted for meeting in chosen):
        return False
    before = change.standing(edition)
    if len(chosen) == len(edition.meetings):
        _write(edition, wanted)
        for meeting in chosen:
            meeting.format = None
            meeting.place = meeting.address = meeting.join_url = ""
    else:
        for meeting in chosen:
            _write(meeting, wanted)
    db.session.flush()
    search.index_editions([edition])
    history.record(Action.EDITION_CHANGED, now, edition_id=edition_id, actor_id=actor_id)
    change.tell_change(edition, before, now, actor_id=actor_id, note=note.strip())
    return True


def _write(target: Edition | Meeting, wanted: Whereabouts) -> None:
    target.format = wanted.format
    target.place, target.address = wanted.place, wanted.address
    target.join_url = wanted.join_url
