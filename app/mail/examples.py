"""Facts as they could be, by the name under which a message takes them: for a preview of each.

A new message whose facts have other names needs a line here; a test names what is missing.
"""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from app.mail import messages
from app.mail.entries import Organizer
from app.mail.example_words import TYPED, Typed
from app.mail.facts import (
    Alternative,
    Cancellation,
    ChangeFacts,
    Costs,
    DigestLine,
    EditionFacts,
    Ended,
    Gone,
    HeldSeat,
    LostMail,
    MeetingChange,
    MeetingFacts,
    NextUp,
    Recipient,
    TrainerChange,
    WayIn,
)
from app.mail.house_words import FIELDS
from app.mail.invitations import Attendee, InvitationFacts, Method, invitation_ics
from app.mail.messages.mailing import Written
from app.mail.mime import CalendarPart, Mail
from app.mail.rendering import Letterhead
from app.rules.deciding.cancelling import Audience, OwnWords
from app.rules.offering.offer import Meter, MeterState
from app.rules.registering.withdrawal import Step
from app.rules.states import CancelReason, Format, RegistrationState
from app.rules.workdays import local_date

_TITLE = "Racisme verwondt – Als hulpverlener omgaan met de impact van racisme"
_READER = ("Lotte Janssens", "lotte.janssens@voorbeeld.example")
_COLLEAGUE = "Nguyễn Thị Mai"


# A coordinator writes it, so the house puts no words of its own in it.
_WRITTEN_WHOLE = "team_message"

#: What takes an entry out of calendars; any other message with a calendar part puts one in.
_CANCELS = frozenset(
    {
        "address_changed",
        "edition_cancelled",
        "entry_cancelled",
        "place_passed_on",
        "removed",
        "withdrawn",
    }
)


#: What tells of the date to which the meeting of the examples moves.
_ABOUT_LATER = frozenset(
    {
        "edition_changed_staff",
        "edition_postponed",
        "held_seat_lapsed",
        "meeting_changed",
        "planned_anew",
        "seat_held",
        "transferred",
    }
)

#: What tells of a decision that comes later than was said.
_DECIDED_LATER = frozenset({"decision_extended", "decision_extended_staff", "go_ahead_undone"})

_GOES_AHEAD = Meter(MeterState.GO, taken=11, needed=0, minimum=8, capacity=14, free=3, open=True)
_FELL_BELOW = replace(_GOES_AHEAD, taken=7, free=7)
_FULL = Meter(MeterState.FULL, taken=14, needed=0, minimum=8, capacity=14, waiting=2)
_UNDECIDED = Meter(MeterState.UNDECIDED, taken=5, needed=0, minimum=8, capacity=14, free=9)
_TOO_FEW = Meter(
    MeterState.CANCELLED,
    taken=5,
    needed=3,
    minimum=8,
    capacity=14,
    cancel_reason=CancelReason.TOO_FEW,
)

#: How full the edition is where that is what the message is about.
_METERS = {
    "decision_due": _UNDECIDED,
    "edition_cancelled": _TOO_FEW,
    "edition_cancelled_co_organiser": _TOO_FEW,
    "edition_cancelled_staff": _TOO_FEW,
    "edition_cancelled_trainer": _TOO_FEW,
    "edition_cancelled_venue": _TOO_FEW,
    "edition_confirmed": _GOES_AHEAD,
    "edition_confirmed_staff": _GOES_AHEAD,
    "edition_fell_below": _FELL_BELOW,
    "offer_lapsed": _FULL,
    "reminder": _GOES_AHEAD,
    "seat_offered": _FULL,
    "waiting_list_closed": _FULL,
    "waitlisted": _FULL,
}


def kinds() -> tuple[str, ...]:
    """The kinds of message that can have own words: not what a coordinator writes whole."""
    return tuple(kind for kind in messages.__all__ if kind != _WRITTEN_WHOLE)


def _function(kind: str) -> Callable[..., Mail]:
    function: Callable[..., Mail] = getattr(messages, kind)
    return function


def fields_of(kind: str) -> tuple[str, ...]:
    """The fields that own words of this message may hold."""
    parameters = inspect.signature(_function(kind)).parameters
    return tuple(name for name, (fact, _) in FIELDS.items() if fact in parameters)


def example(
    kind: str, head: Letterhead, language: str, now: datetime, *, asks: bool = False
) -> Mail:
    """A message of this kind as somebody could get it soon. Raises KeyError without facts.

    `asks`: an invitation to a calendar in it asks for an answer.
    """
    typed = TYPED.get(language, TYPED["nl"])
    function, facts = _function(kind), _facts(head.base_url, now, typed)
    taken = {
        name: facts[name]
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in ("head", "to") and parameter.default is inspect.Parameter.empty
    }
    if "edition" in taken:
        taken["edition"] = _as_in(kind, facts)
    if "terms" in taken:
        taken["terms"] = _terms(taken["edition"])
    if "costs" in taken:
        taken["costs"] = Costs(facts["payer"], _terms(taken["edition"]))
    if "seats" in taken:
        taken["price_cents"] = taken["edition"].price_cents * len(taken["seats"])
    if "meeting" in taken and "way_in" in taken:
        taken["meeting"] = taken["way_in"].meeting
    if "calendar" in taken:
        method = Method.CANCEL if kind in _CANCELS else Method.REQUEST
        taken["calendar"] = _calendar(method, taken.get("edition", facts["edition"]), asks, now)
    edition = (taken.pop("edition"),) if "edition" in taken else ()
    return function(head, Recipient(*_READER, language), *edition, **taken)


def _as_in(kind: str, facts: dict[str, Any]) -> EditionFacts:
    """The edition as it is when a message of this kind leaves."""
    edition: EditionFacts = facts["later" if kind in _ABOUT_LATER else "edition"]
    meter = _METERS.get(kind, edition.meter)
    if kind in _DECIDED_LATER:
        on = edition.decision_on + timedelta(days=7)
        edition, meter = replace(edition, decision_on=on), replace(meter, needed_before=on)
    return replace(edition, meter=meter, confirmed=meter.state is MeterState.GO)


def _terms(edition: EditionFacts) -> tuple[Step, ...]:
    """Free until two weeks before it starts, then the full price."""
    free_until = local_date(edition.first.starts_at) - timedelta(days=14)
    return Step(free_until, 0), Step(None, edition.price_cents)


def _facts(base_url: str, now: datetime, typed: Typed) -> dict[str, Any]:
    first_on, meeting = local_date(now) + timedelta(days=30), _meeting(now)
    edition = _edition(base_url, meeting, first_on)
    other = replace(meeting, starts_at=meeting.starts_at + timedelta(days=40))
    other = replace(other, ends_at=other.starts_at + timedelta(hours=6))
    later = replace(
        edition,
        meetings=(other,),
        decision_on=first_on + timedelta(days=26),
        meter=replace(edition.meter, needed_before=first_on + timedelta(days=26)),
    )
    another = replace(later, title=typed.instead_of)
    moved = MeetingChange(meeting, other)
    online = replace(meeting, format=Format.WEBINAR, place="", join_url=f"{base_url}/webinar", id=1)
    return {
        "edition": edition,
        "later": later,
        "meeting": meeting,
        "changes": (moved,),
        "change": ChangeFacts(
            (moved,), "", RegistrationState.REGISTERED, first_on, edition.price_cents
        ),
        "cancellation": Cancellation(CancelReason.TOO_FEW, "", count=5, minimum=8),
        "alternatives": (Alternative(another, "x"),),
        "other_dates": (later,),
        "terms": (),
        "registration": "x",
        "booking": "x",
        "ticket": "x",
        "interest": "x",
        "sign_in": "x",
        "user": "x",
        "account": "x",
        "device": "Firefox",
        "at": now,
        "interest_url": f"{base_url}/vormingen/racisme-verwondt/hou-me-op-de-hoogte",
        "training": _TITLE,
        "meetings": (meeting,),
        "lost": (
            LostMail(
                _COLLEAGUE,
                typed.lost,
                "550 5.1.1 User unknown",
                f"{base_url}/werk/vandaag",
            ),
        ),
        "audience": Audience.REGISTERED,
        "words": OwnWords(),
        "held": HeldSeat(later, now + timedelta(days=5)),
        "until": now + timedelta(days=5),
        "instead_of": typed.instead_of,
        "note": "",
        "reason": typed.reason,
        "reopened": True,
        "postponed": False,
        "news_end": False,
        "told": 5,
        "lines": _lines(base_url, now),
        "more": 0,
        "count": 7,
        "minimum": 8,
        "guides": TrainerChange("Nadia El Amrani", "Joris Vermeulen", ()),
        "part": "",
        "question": typed.question,
        "answer": typed.answer,
        "team": "Limburg",
        "last": False,
        "calendar": None,
        "step": 1,
        "answers": True,
        "written": Written(typed.subject, typed.letter, typed.language),
        "calendar_file": False,
        "needs": False,
        "moved_from": None,
        "confirmed": False,
        "certificate": "x",
        "works_until": first_on + timedelta(days=60),
        "thanks": False,
        "next_up": NextUp((another,), "x"),
        "goes_on": True,
        "by_rule": True,
        "by": _COLLEAGUE,
        "colleague": _COLLEAGUE,
        "seats": (_READER[0], _COLLEAGUE),
        "waiting": (),
        "others": (),
        "bill_to": ("CLB De Horizon", "Kerkstraat 1, 9000 Gent"),
        "prices": (edition.price_cents, edition.price_cents),
        "price_cents": edition.price_cents,
        "old_price_cents": edition.price_cents,
        "cost_cents": 0,
        "kept_cost_cents": 0,
        "costs": None,
        "payer": "CLB De Horizon",
        "gone": Gone(Ended.MOVED, to=later),
        "update": None,
        "position": 2,
        "number": 1,
        "total": 3,
        "days": 7,
        "hours": 2,
        "way_in": WayIn(online, online.starts_at - timedelta(hours=1)),
        "minutes": 60,
        "offer_hours": 48,
        "opens_at": None,
        "left_at": meeting.starts_at,
        "closes_at": meeting.starts_at - timedelta(days=1),
        "expires_at": now + timedelta(days=2),
        "closes_on": first_on + timedelta(days=21),
        "cancels_on": first_on - timedelta(days=3),
    }


def _calendar(method: Method, edition: EditionFacts, asks: bool, now: datetime) -> CalendarPart:
    name, email = _READER
    facts = InvitationFacts(
        uid="00000000-0000-4000-8000-000000000000",
        sequence=1 if method is Method.CANCEL else 0,
        method=method,
        dtstamp=now,
        created=now,
        last_modified=now,
        starts_at=edition.first.starts_at,
        ends_at=edition.first.ends_at,
        summary=edition.title,
        description=edition.url,
        location=edition.first.place,
        url=edition.url,
        organizer=Organizer("Voorbeeldpunt vzw", "vormingen@voorbeeld.example"),
        attendee=Attendee(name, email),
        needs_reply=asks,
    )
    return CalendarPart(method, invitation_ics(facts), facts.asks)


def _lines(base_url: str, now: datetime) -> tuple[DigestLine, ...]:
    def line(kind: str, number: int, base: int = 0) -> DigestLine:
        at = now + timedelta(days=number)
        url = f"{base_url}/werk/edities/1"
        return DigestLine(kind, number, base, at, "RACISME", at, 5, 8, url)

    return (
        line("decision", 0),
        line("offer", 1),
        line("attendance", 3, 12),
        line("evaluations", 4, 11),
    )


def _meeting(now: datetime) -> MeetingFacts:
    starts_at = (now + timedelta(days=30)).replace(hour=8, minute=30, second=0, microsecond=0)
    return MeetingFacts(
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=6),
        title="",
        format=Format.LIVE,
        place="Zaal De Brug, Voorbeeldstraat 12, Antwerpen-Berchem",
    )


def _edition(base_url: str, meeting: MeetingFacts, first_on: date) -> EditionFacts:
    decision_on = first_on - timedelta(days=14)
    return EditionFacts(
        id=1,
        title=_TITLE,
        short_name="RACISME",
        url=f"{base_url}/edities/1",
        desk_url=f"{base_url}/werk/edities/1",
        format=Format.LIVE,
        language="nl",
        team="Antwerpen",
        meetings=(meeting,),
        co_organisers=(),
        price_cents=9500,
        decision_on=decision_on,
        confirmed=False,
        meter=Meter(
            MeterState.NEEDS,
            taken=5,
            needed=3,
            minimum=8,
            capacity=14,
            free=9,
            open=True,
            needed_before=decision_on,
        ),
    )
