"""A sample of every message, with facts as they could be, for the tests and for whoever looks.

`SAMPLES` names each message function with the facts that it takes beside letterhead, reader and
edition. `sample` makes one mail of them; a message may have several samples.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.mail.entries import Organizer
from app.mail.facts import (
    Alternative,
    BookedBy,
    Cancellation,
    ChangeFacts,
    Costs,
    DigestLine,
    EditionFacts,
    Ended,
    Gone,
    HeldSeat,
    Left,
    LostMail,
    MeetingChange,
    MeetingFacts,
    NextUp,
    Organisation,
    Recipient,
    TrainerChange,
    WayIn,
)
from app.mail.invitations import Attendee, InvitationFacts, Method, invitation_ics
from app.mail.messages import (
    account,
    booking,
    cancelling,
    certificate,
    decision,
    digest,
    evaluation,
    inquiry,
    interest,
    mailing,
    meeting,
    rebooking,
    recommendation,
    registration,
    reply,
    sign_in,
    staff,
    transfer,
    trial,
    waiting_list,
)
from app.mail.mime import CalendarPart, Mail
from app.mail.rendering import Letterhead
from app.queries.deciding.today import Kind
from app.rules.deciding.cancelling import Audience, OwnWords
from app.rules.hearing.bounce import WORKER_STOPPED
from app.rules.offering.offer import Meter, MeterState
from app.rules.registering.withdrawal import Step
from app.rules.states import CancelReason, Format, RegistrationState
from app.services.telling.digest import UNTOLD

BASE_URL = "https://vorming.example.org"
HEAD = Letterhead(
    Organisation(
        "Voorbeeldpunt vzw", "Voorbeeldstraat 12, 2600 Berchem", "vormingen@voorbeeldpunt.example"
    ),
    BASE_URL,
)
LOTTE = Recipient("Lotte Janssens", "lotte@example.org", "nl")

ASKED = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)

# On both sides of the clock change of 28 March 2027, and of that of 31 October.
DAY = MeetingFacts(
    starts_at=datetime(2027, 3, 15, 8, 30, tzinfo=UTC),
    ends_at=datetime(2027, 3, 15, 15, 30, tzinfo=UTC),
    title="",
    format=Format.LIVE,
    place="Zaal De Brug, Voorbeeldstraat 12, Antwerpen-Berchem",
)
WEBINAR = MeetingFacts(
    starts_at=datetime(2027, 11, 18, 12, 0, tzinfo=UTC),
    ends_at=datetime(2027, 11, 18, 15, 0, tzinfo=UTC),
    title="",
    format=Format.WEBINAR,
    place="",
    join_url="https://webinar.example.com/j/4711?pwd=a&b=c",
    id=7,
)
TRAJECTORY = (
    replace(
        DAY,
        starts_at=datetime(2027, 3, 24, 8, 30, tzinfo=UTC),
        ends_at=datetime(2027, 3, 24, 11, 30, tzinfo=UTC),
        title="Luisteren",
    ),
    replace(
        DAY,
        starts_at=datetime(2027, 4, 19, 7, 30, tzinfo=UTC),
        ends_at=datetime(2027, 4, 19, 10, 30, tzinfo=UTC),
        title="Samen zoeken",
        place="Huis van het Kind, Hasselt",
    ),
    replace(WEBINAR, title="Terugblik"),
)

RACISM = EditionFacts(
    id=1,
    title="Racisme verwondt – Als hulpverlener omgaan met de impact van racisme",
    short_name="RACISME",
    url=f"{BASE_URL}/vormingen/racisme-verwondt/2027-03-15",
    desk_url=f"{BASE_URL}/werk/edities/1",
    format=Format.LIVE,
    language="nl",
    team="Antwerpen",
    meetings=(DAY,),
    co_organisers=(),
    price_cents=9500,
    decision_on=date(2027, 3, 1),
    confirmed=False,
    meter=Meter(
        MeterState.NEEDS,
        taken=5,
        needed=3,
        minimum=8,
        capacity=14,
        free=9,
        open=True,
        needed_before=date(2027, 3, 1),
    ),
)
CONFIRMED = replace(
    RACISM,
    confirmed=True,
    meter=Meter(MeterState.GO, taken=11, needed=0, minimum=8, capacity=16, free=5, open=True),
)
FULL = replace(
    RACISM,
    meter=Meter(MeterState.FULL, taken=14, needed=0, minimum=8, capacity=14, waiting=2),
)
UNDECIDED = replace(
    RACISM,
    meter=Meter(MeterState.UNDECIDED, taken=5, needed=0, minimum=8, capacity=14, free=9),
)
CANCELLED = replace(
    RACISM,
    meter=Meter(
        MeterState.CANCELLED,
        taken=5,
        needed=3,
        minimum=8,
        capacity=14,
        cancel_reason=CancelReason.TOO_FEW,
    ),
)
ONLINE = replace(
    RACISM,
    title="Opvoeden en opgroeien in migratiecontext",
    short_name="OPVOEDEN",
    url=f"{BASE_URL}/vormingen/opvoeden/2027-11-18",
    desk_url=f"{BASE_URL}/werk/edities/2",
    format=Format.WEBINAR,
    meetings=(WEBINAR,),
    co_organisers=("Team Taal van Atlas", "CAW", "Kind en Gezin"),
    price_cents=0,
    meter=Meter(
        MeterState.NEEDS,
        taken=0,
        needed=8,
        minimum=8,
        capacity=15,
        free=15,
        open=True,
        needed_before=date(2027, 11, 4),
    ),
)
PATH = replace(
    RACISM,
    title="Diversiteitsgevoelig werken in de jeugdhulp",
    short_name="DIVERS",
    url=f"{BASE_URL}/vormingen/divers/2027-03-24",
    desk_url=f"{BASE_URL}/werk/edities/3",
    meetings=TRAJECTORY,
    co_organisers=("CAW",),
    price_cents=14250,
)

TOO_FEW = Cancellation(
    CancelReason.TOO_FEW, "In de herfst proberen we het opnieuw.", count=5, minimum=8
)


def calendar(method: Method) -> CalendarPart:
    """A calendar part as an invitation service makes it."""
    stamp = datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
    facts = InvitationFacts(
        uid="4f0c2b1e-57d5-4b0e-9d7e-0d3f5c8a1b22",
        sequence=1 if method is Method.CANCEL else 0,
        method=method,
        dtstamp=stamp,
        created=stamp,
        last_modified=stamp,
        starts_at=DAY.starts_at,
        ends_at=DAY.ends_at,
        summary="Racisme verwondt",
        description="",
        location=DAY.place,
        url=RACISM.url,
        organizer=Organizer("Voorbeeldpunt vzw", "vormingen@voorbeeldpunt.example"),
        attendee=Attendee(LOTTE.name, LOTTE.email),
    )
    return CalendarPart(method, invitation_ics(facts))


REQUEST = calendar(Method.REQUEST)
CANCEL = calendar(Method.CANCEL)


@dataclass(frozen=True)
class Sample:
    """One message with facts; `edition` is None for a message about no edition."""

    message: Callable[..., Mail]
    name: str = ""
    edition: EditionFacts | None = RACISM
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.message.__name__} {self.name}".strip()


def sample(one: Sample, to: Recipient = LOTTE, head: Letterhead = HEAD) -> Mail:
    """The mail of a sample, for a reader."""
    about = () if one.edition is None else (one.edition,)
    return one.message(head, to, *about, **one.facts)


def with_edition(one: Sample, **changes: Any) -> Sample:
    """The sample about an edition that differs in `changes`."""
    return one if one.edition is None else replace(one, edition=replace(one.edition, **changes))


_REGISTRATION = {"registration": "r7Kq.0"}
_WAITING: dict[str, Any] = {
    **_REGISTRATION,
    "position": 3,
    "offer_hours": 48,
    "closes_at": datetime(2027, 3, 14, 8, 30, tzinfo=UTC),
}
WAY_IN = WayIn(WEBINAR, WEBINAR.starts_at - timedelta(minutes=30))
_INTEREST: dict[str, Any] = {
    "training": RACISM.title,
    "interest": "n4Vb",
    "confirmed": False,
    "days": 7,
}
INTEREST_URL = f"{BASE_URL}/vormingen/racisme-verwondt/hou-me-op-de-hoogte"
_CONFIRMED: dict[str, Any] = {
    **_REGISTRATION,
    "needs": False,
    "moved_from": None,
    "calendar": REQUEST,
    "calendar_file": False,
    "costs": None,
}
TERMS = (Step(date(2027, 2, 26), 0), Step(None, 9500))
COSTS = Costs("CLB De Horizon <Gent>", TERMS)
_TRANSFERRED: dict[str, Any] = {
    **_REGISTRATION,
    "left_at": datetime(2027, 2, 1, 8, 30, tzinfo=UTC),
    "price_cents": 9500,
    "old_price_cents": 9500,
    "kept_cost_cents": 0,
    "costs": COSTS,
    "calendar": REQUEST,
    "calendar_file": False,
}
_OFFERED: dict[str, Any] = {
    **_REGISTRATION,
    "expires_at": datetime(2027, 3, 10, 9, 0, tzinfo=UTC),
    "terms": (Step(date(2027, 3, 22), 0), Step(None, 9500)),
}
_TICKET = {"ticket": "t9Xw", "closes_on": date(2027, 4, 5)}
_WRITTEN = mailing.Written(
    "Word of the team: {vorming}, {datum}",
    "Dag {naam},\n\n*Tot* {datum} in {plaats}.\n\n[Kijk na]({link})\n\nof {link}\n\nGroeten,\nAnna",
    "nl",
)
_CANCELLED: dict[str, Any] = {
    **_REGISTRATION,
    "cancellation": TOO_FEW,
    "audience": Audience.REGISTERED,
    "words": OwnWords(),
    "held": None,
    "alternatives": (Alternative(ONLINE, "r7Kq.0"), Alternative(PATH, "r7Kq.0")),
    "interest_url": INTEREST_URL,
    "calendar": CANCEL,
}
_HELD = HeldSeat(ONLINE, datetime(2027, 3, 8, 9, 0, tzinfo=UTC))
_OTHERS_TOLD: dict[str, Any] = {"cancellation": TOO_FEW, "words": OwnWords()}
_MOVED = MeetingChange(
    DAY,
    replace(
        DAY,
        starts_at=datetime(2027, 3, 29, 7, 30, tzinfo=UTC),
        ends_at=datetime(2027, 3, 29, 14, 30, tzinfo=UTC),
        place="Huis van het Kind, Hasselt",
    ),
)
_LATER = tuple(
    MeetingChange(
        replace(
            one,
            starts_at=one.starts_at - timedelta(days=7),
            ends_at=one.ends_at - timedelta(days=7),
        ),
        one,
    )
    for one in TRAJECTORY
)


def changed(
    *changes: MeetingChange,
    note: str = "",
    standing: RegistrationState = RegistrationState.REGISTERED,
    free_until: date | None = None,
    price_cents: int = 0,
) -> ChangeFacts:
    """What changed for somebody with a place, who must keep to the terms unless told otherwise."""
    return ChangeFacts(changes, note, standing, free_until, price_cents)


#: Each kind of line on the desk, also with a decision that is overdue.
DIGEST = tuple(
    DigestLine(
        kind,
        number,
        12,
        ASKED,
        RACISM.short_name,
        DAY.starts_at,
        5,
        8,
        f"{BASE_URL}/werk/{position}",
    )
    for position, (kind, number) in enumerate(
        [("decision", 0), *((kind, 2) for kind in Kind if kind not in UNTOLD)]
    )
)

SAMPLES = (
    Sample(registration.registration_confirmed, facts=_CONFIRMED),
    Sample(
        registration.registration_confirmed,
        "with needs, moved, confirmed",
        CONFIRMED,
        {
            **_CONFIRMED,
            "needs": True,
            "moved_from": Left("Hulpverleners in superdiversiteit", DAY.starts_at),
            "costs": COSTS,
        },
    ),
    Sample(
        registration.registration_confirmed,
        "trajectory",
        PATH,
        {
            **_CONFIRMED,
            "moved_from": Left(PATH.title, DAY.starts_at),
            "costs": Costs("", (Step(None, 0),)),
        },
    ),
    Sample(
        registration.registration_confirmed,
        "trajectory, invitations apart",
        PATH,
        {**_CONFIRMED, "calendar": None},
    ),
    Sample(
        registration.registration_confirmed,
        "many meetings",
        replace(PATH, by_file=True),
        {**_CONFIRMED, "calendar": None, "calendar_file": True},
    ),
    Sample(
        registration.registration_confirmed,
        "webinar",
        replace(ONLINE, meter=replace(ONLINE.meter, taken=1, needed=7, free=14)),
        _CONFIRMED,
    ),
    Sample(
        registration.registration_confirmed,
        "webinar that starts soon",
        replace(ONLINE, confirmed=True),
        {**_CONFIRMED, "way_in": WAY_IN},
    ),
    Sample(
        registration.invitation,
        edition=PATH,
        facts={
            **_REGISTRATION,
            "meeting": TRAJECTORY[1],
            "number": 2,
            "total": 3,
            "update": None,
            "calendar": REQUEST,
        },
    ),
    Sample(
        registration.invitation,
        "that moved",
        PATH,
        {
            **_REGISTRATION,
            "meeting": TRAJECTORY[1],
            "number": 2,
            "total": 3,
            "update": _LATER[1],
            "calendar": REQUEST,
        },
    ),
    Sample(
        transfer.place_passed_on,
        facts={
            "colleague": "Nguyễn Thị Mai",
            "payer": COSTS.payer,
            "news_end": True,
            "calendar": CANCEL,
        },
    ),
    Sample(
        transfer.place_passed_on,
        "many meetings",
        PATH,
        {"colleague": "Ömer Şahin", "payer": "", "news_end": False, "calendar": None},
    ),
    Sample(transfer.transferred, facts=_TRANSFERRED),
    Sample(
        transfer.transferred,
        "dearer trajectory",
        PATH,
        {**_TRANSFERRED, "price_cents": 12000, "kept_cost_cents": 4750},
    ),
    Sample(
        transfer.transferred,
        "free, goes ahead, many meetings",
        replace(PATH, confirmed=True, by_file=True),
        {
            **_TRANSFERRED,
            "costs": None,
            "way_in": WAY_IN,
            "price_cents": 0,
            "old_price_cents": 0,
            "calendar": None,
            "calendar_file": True,
        },
    ),
    Sample(registration.waitlisted, edition=FULL, facts=_WAITING),
    Sample(
        registration.registration_confirmed,
        "by somebody else",
        facts={
            **_CONFIRMED,
            "booked": BookedBy("Emine Yıldız", asks=True),
            "costs": Costs(
                "", (Step(date(2027, 2, 26), 0), Step(date(2027, 3, 8), 4750), *TERMS[1:])
            ),
        },
    ),
    Sample(
        registration.registration_confirmed,
        "by a colleague",
        facts={
            **_CONFIRMED,
            "booked": BookedBy("Emine Yıldız", asks=True, passed_on=True),
            "costs": replace(COSTS, terms=TERMS[1:]),
        },
    ),
    Sample(
        registration.registration_confirmed,
        "by a colleague, paid by somebody unknown",
        facts={
            **_CONFIRMED,
            "booked": BookedBy("Emine Yıldız", asks=True, passed_on=True),
            "costs": replace(COSTS, payer=""),
        },
    ),
    Sample(
        registration.waitlisted,
        "by somebody else",
        FULL,
        {**_WAITING, "booked": BookedBy("Emine Yıldız", asks=False)},
    ),
    Sample(
        booking.booking_overview,
        facts={
            "booking": "b5Gh.0",
            "seats": ("Lotte Janssens", "Emine Yıldız", "Pieter Wouters"),
            "waiting": (("Saïd Amrani", 3),),
            "others": ("Nguyễn Thị Mai", "Ruben D'Hondt"),
            "price_cents": 18000,
            "bill_to": ("CLB De Horizon", "Kerkstraat 1, Gent"),
        },
    ),
    Sample(
        booking.booking_overview,
        "all wait",
        FULL,
        {
            "booking": "b5Gh.0",
            "seats": (),
            "waiting": (("Saïd Amrani", 1),),
            "others": (),
            "price_cents": 0,
            "bill_to": (),
        },
    ),
    Sample(booking.already_registered, facts={**_REGISTRATION, "by": "Emine Yıldız"}),
    Sample(booking.already_registered, "by the same person", facts={**_REGISTRATION, "by": None}),
    Sample(
        booking.already_registered,
        "alone",
        facts={**_REGISTRATION, "by": None, "alone": True},
    ),
    Sample(
        registration.registration_confirmed,
        "new address",
        facts={**_CONFIRMED, "new_address": True},
    ),
    Sample(
        registration.seat_offered,
        edition=FULL,
        facts=_OFFERED,
    ),
    Sample(
        registration.seat_offered,
        "by somebody else",
        FULL,
        {**_OFFERED, "booked": BookedBy("Emine Yıldız", asks=False)},
    ),
    Sample(registration.offer_lapsed, edition=FULL, facts={**_REGISTRATION, "goes_on": True}),
    Sample(registration.offer_lapsed, "to nobody", CONFIRMED, {**_REGISTRATION, "goes_on": False}),
    Sample(
        waiting_list.waiting_list_closed,
        edition=FULL,
        facts={"other_dates": (ONLINE, PATH), "interest_url": INTEREST_URL},
    ),
    Sample(
        waiting_list.waiting_list_closed,
        "no other dates",
        FULL,
        {"other_dates": (), "interest_url": INTEREST_URL},
    ),
    Sample(mailing.team_message, facts={**_REGISTRATION, "written": _WRITTEN}),
    Sample(
        mailing.team_message,
        "in French, of a webinar",
        ONLINE,
        {**_REGISTRATION, "written": replace(_WRITTEN, language="fr")},
    ),
    Sample(interest.interest_asked, edition=None, facts=_INTEREST),
    Sample(interest.interest_asked, "again", None, {**_INTEREST, "confirmed": True}),
    Sample(
        interest.date_planned,
        facts={"interest": "n4Vb", "opens_at": None, "prices": (9500, 9500), "days": 30},
    ),
    Sample(
        interest.date_planned,
        "opens later",
        ONLINE,
        {
            "interest": "n4Vb",
            "opens_at": datetime(2027, 3, 10, 8, 0, tzinfo=UTC),
            "prices": (0, 9500),
            "days": 30,
        },
    ),
    Sample(
        interest.date_planned,
        "of a date that was there already",
        facts={"interest": "n4Vb", "opens_at": None, "prices": (0, 0), "days": None},
    ),
    Sample(
        inquiry.inquiry_answered,
        facts={
            **_REGISTRATION,
            "question": "Is er parkeerplaats?\nIk kom met de auto.",
            "answer": "Ja, achter het gebouw.\n\nTot dan!",
            "by": "Anna Peeters",
        },
    ),
    Sample(
        recommendation.edition_recommended,
        facts={**_REGISTRATION, "note": "Er is koffie.", "prices": (0, 9500)},
    ),
    Sample(
        recommendation.edition_recommended,
        "without a word",
        ONLINE,
        {**_REGISTRATION, "note": "", "prices": (0, 0)},
    ),
    Sample(
        recommendation.team_asked,
        facts={"team": "Limburg", "by": "Anna Peeters", "note": "Kennen jullie iemand?"},
    ),
    Sample(reply.seat_asked, facts={**_REGISTRATION, "meetings": (DAY,), "cost_cents": 4750}),
    Sample(
        reply.seat_asked,
        "one of three dates, free",
        replace(PATH, price_cents=0),
        {**_REGISTRATION, "meetings": TRAJECTORY[:2], "cost_cents": 0},
    ),
    Sample(
        reply.seat_asked, "free today", facts={**_REGISTRATION, "meetings": (DAY,), "cost_cents": 0}
    ),
    Sample(
        reply.undeliverable,
        edition=None,
        facts={
            "team": "Antwerpen",
            "lost": (
                LostMail("Nguyễn Thị Mai", "Je bent ingeschreven", "550 5.1.1 onbekend", BASE_URL),
                LostMail("Jan Maes", "Je bent ingeschreven", WORKER_STOPPED, BASE_URL),
            ),
            "total": 3,
        },
    ),
    Sample(registration.withdrawn, facts={"cost_cents": 0, "calendar": None}),
    Sample(registration.withdrawn, "late", facts={"cost_cents": 4750, "calendar": CANCEL}),
    Sample(registration.removed, facts={"calendar": CANCEL}),
    *(
        Sample(
            registration.entry_cancelled,
            f"{gone.why}{f' to {gone.to.short_name}' if gone.to else ''}",
            PATH,
            {"meeting": TRAJECTORY[1], "gone": gone, "calendar": CANCEL},
        )
        for gone in (
            *(Gone(why) for why in Ended if why not in (Ended.PASSED_ON, Ended.MOVED)),
            Gone(Ended.PASSED_ON, colleague="Ömer <Şahin>"),
            Gone(Ended.MOVED, to=PATH),
            Gone(Ended.MOVED, to=RACISM),
        )
    ),
    Sample(registration.address_changed, facts={"calendar": CANCEL}),
    Sample(sign_in.sign_in_link, edition=None, facts={"sign_in": "s5Tn", "minutes": 60}),
    Sample(sign_in.sign_in_link, "nothing here", None, {"sign_in": None, "minutes": 60}),
    Sample(decision.edition_confirmed, edition=CONFIRMED, facts=_REGISTRATION),
    Sample(decision.decision_extended, facts={**_REGISTRATION, "terms": TERMS}),
    Sample(
        decision.decision_extended,
        "before it costs anything",
        replace(RACISM, decision_on=date(2027, 2, 26)),
        {**_REGISTRATION, "terms": TERMS},
    ),
    Sample(cancelling.edition_cancelled, edition=CANCELLED, facts=_CANCELLED),
    Sample(
        cancelling.edition_cancelled,
        "trainer ill, no alternatives",
        CANCELLED,
        {
            **_CANCELLED,
            "cancellation": replace(TOO_FEW, reason=CancelReason.TRAINER_ILL, note=""),
            "alternatives": (),
            "calendar": None,
        },
    ),
    Sample(
        cancelling.edition_cancelled,
        "other reason",
        CANCELLED,
        {**_CANCELLED, "cancellation": replace(TOO_FEW, reason=CancelReason.OTHER)},
    ),
    Sample(
        cancelling.edition_cancelled,
        "with a seat held",
        CANCELLED,
        {**_CANCELLED, "held": _HELD, "alternatives": (Alternative(PATH, "r7Kq.0"),)},
    ),
    Sample(
        cancelling.edition_cancelled,
        "with a dearer seat held, and nothing else",
        CANCELLED,
        {**_CANCELLED, "held": replace(_HELD, edition=PATH, more_cents=4750), "alternatives": ()},
    ),
    Sample(
        cancelling.edition_cancelled,
        "waiting",
        CANCELLED,
        {**_CANCELLED, "audience": Audience.WAITING, "calendar": None},
    ),
    Sample(
        cancelling.edition_cancelled,
        "offered, in own words",
        CANCELLED,
        {
            **_CANCELLED,
            "audience": Audience.OFFERED,
            "words": OwnWords(opening="Dat is jammer.\n\nWe zoeken een <nieuwe> dag."),
        },
    ),
    Sample(
        meeting.meeting_changed,
        "day and place",
        replace(RACISM, meetings=(_MOVED.after,)),
        {**_REGISTRATION, "change": changed(_MOVED), "calendar": REQUEST},
    ),
    Sample(
        meeting.meeting_changed,
        "only the link",
        ONLINE,
        {
            **_REGISTRATION,
            "change": changed(MeetingChange(replace(WEBINAR, join_url=""), WEBINAR)),
            "calendar": None,
        },
    ),
    Sample(
        meeting.meeting_changed,
        "live becomes webinar",
        ONLINE,
        {
            **_REGISTRATION,
            "change": changed(
                MeetingChange(
                    replace(WEBINAR, format=Format.LIVE, place=DAY.place, title="Dag 1"), WEBINAR
                ),
                free_until=date(2027, 11, 17),
            ),
            "calendar": REQUEST,
        },
    ),
    Sample(
        meeting.edition_postponed,
        "a trajectory for a price",
        PATH,
        {
            **_REGISTRATION,
            "change": changed(
                *_LATER,
                note="De zaal is dan niet vrij.",
                free_until=date(2027, 3, 30),
                price_cents=14250,
            ),
            "calendar": REQUEST,
        },
    ),
    Sample(
        meeting.edition_postponed,
        "who waits",
        replace(RACISM, meetings=(_MOVED.after,)),
        {
            **_REGISTRATION,
            "change": changed(
                _MOVED, standing=RegistrationState.WAITLISTED, free_until=date(2027, 3, 28)
            ),
            "calendar": None,
        },
    ),
    Sample(
        meeting.trainer_replaced,
        facts={**_REGISTRATION, "guides": TrainerChange("Nadia El Amrani", "Joris Vermeulen", ())},
    ),
    *(
        Sample(
            meeting.trainer_replaced,
            f"{old or 'nobody'} instead of {new or 'nobody'}, with {len(others)}",
            facts={**_REGISTRATION, "guides": TrainerChange(old, new, others)},
        )
        for old, new, others in (
            ("Nadia", "", ("Joris",)),
            ("Nadia", "", ("Joris", "Saar")),
            ("", "Nadia", ("Joris", "Saar")),
            ("", "Nadia", ()),
        )
    ),
    Sample(
        decision.go_ahead_undone,
        facts={**_REGISTRATION, "reason": "We telden iemand twee keer.", "terms": TERMS[1:]},
    ),
    Sample(decision.extension_undone, facts=_REGISTRATION),
    Sample(
        staff.edition_changed_staff,
        "new dates",
        replace(RACISM, meetings=(_MOVED.after,)),
        {"changes": (_MOVED,), "note": "De zaal is bezet.", "postponed": True, "told": 9},
    ),
    Sample(
        staff.edition_changed_staff,
        "one link",
        ONLINE,
        {
            "changes": (MeetingChange(replace(WEBINAR, join_url=""), WEBINAR),),
            "note": "",
            "postponed": False,
            "told": 1,
        },
    ),
    *(
        Sample(
            staff.trainer_replaced_staff,
            f"to {part or 'the team'}",
            facts={
                "guides": TrainerChange("Nadia El Amrani", "Joris Vermeulen", ()),
                "part": part,
                "told": told,
            },
        )
        for part, told in (("new", 5), ("old", 5), ("", 0))
    ),
    *(
        Sample(
            staff.trainer_replaced_staff,
            f"to {part or 'the team'}: {old or 'nobody'} goes, {new or 'nobody'} comes",
            facts={"guides": TrainerChange(old, new, others), "part": part, "told": 0},
        )
        for part, old, new, others in (
            ("", "Nadia", "", ()),
            ("", "Nadia", "", ("Joris",)),
            ("old", "Nadia", "", ()),
            ("new", "", "Saar", ()),
            ("", "", "Saar", ("Joris",)),
        )
    ),
    Sample(
        staff.decision_undone_staff,
        "going ahead",
        facts={"reopened": True, "reason": "We telden iemand twee keer."},
    ),
    Sample(staff.decision_undone_staff, "later", facts={"reopened": False, "reason": ""}),
    Sample(
        meeting.reminder,
        "a week",
        facts={**_REGISTRATION, "meeting": DAY, "days": 7, "way_in": None},
    ),
    Sample(
        meeting.reminder,
        "today",
        facts={**_REGISTRATION, "meeting": DAY, "days": 0, "way_in": None},
    ),
    Sample(
        meeting.reminder,
        "webinar in a week",
        ONLINE,
        {**_REGISTRATION, "meeting": WEBINAR, "days": 7, "way_in": WAY_IN},
    ),
    Sample(
        meeting.reminder,
        "webinar tomorrow",
        ONLINE,
        {**_REGISTRATION, "meeting": WEBINAR, "days": 1, "way_in": WAY_IN},
    ),
    Sample(
        meeting.reminder,
        "webinar tomorrow, without a link",
        ONLINE,
        {
            **_REGISTRATION,
            "meeting": replace(WEBINAR, join_url=""),
            "days": 1,
            "way_in": None,
        },
    ),
    Sample(
        meeting.webinar_reminder,
        edition=ONLINE,
        facts={**_REGISTRATION, "meeting": WEBINAR, "way_in": WAY_IN},
    ),
    Sample(
        evaluation.evaluation_request,
        facts={**_TICKET, "certificate": "r7Kq.0", "next_up": NextUp((ONLINE, PATH), "r7Kq.0")},
    ),
    Sample(
        evaluation.evaluation_request,
        "certificate still to come, no news",
        PATH,
        {**_TICKET, "certificate": None, "next_up": None},
    ),
    Sample(
        certificate.certificate_ready,
        facts={
            **_REGISTRATION,
            "works_until": date(2027, 5, 14),
            "thanks": True,
            "next_up": NextUp((ONLINE,), "r7Kq.0"),
        },
    ),
    Sample(
        certificate.certificate_ready,
        "after the thanks",
        PATH,
        {
            **_REGISTRATION,
            "works_until": date(2027, 5, 14),
            "thanks": False,
            "next_up": None,
        },
    ),
    Sample(evaluation.evaluation_reminder, "webinar", ONLINE, _TICKET),
    Sample(
        staff.decision_due,
        edition=UNDECIDED,
        facts={"cancels_on": date(2027, 3, 12), "last": False},
    ),
    Sample(staff.decision_due, "keep asking", UNDECIDED, {"cancels_on": None, "last": False}),
    Sample(
        staff.decision_due, "last day", UNDECIDED, {"cancels_on": date(2027, 3, 12), "last": True}
    ),
    Sample(staff.decision_due, "last day of asking", UNDECIDED, {"cancels_on": None, "last": True}),
    Sample(
        staff.edition_fell_below,
        edition=replace(CONFIRMED, meter=replace(CONFIRMED.meter, taken=7, free=9)),
        facts={"count": 7, "minimum": 8},
    ),
    Sample(digest.daily_digest, edition=None, facts={"user": "7", "lines": DIGEST, "more": 3}),
    Sample(digest.daily_digest, "one thing", None, {"user": "7", "lines": DIGEST[:1], "more": 0}),
    Sample(staff.edition_confirmed_staff, "by rule", CONFIRMED, {"by_rule": True}),
    Sample(staff.edition_confirmed_staff, "by a coordinator", CONFIRMED, {"by_rule": False}),
    Sample(cancelling.edition_cancelled_staff, edition=CANCELLED, facts=_OTHERS_TOLD),
    Sample(cancelling.edition_cancelled_trainer, edition=CANCELLED, facts=_OTHERS_TOLD),
    Sample(cancelling.edition_cancelled_co_organiser, edition=CANCELLED, facts=_OTHERS_TOLD),
    Sample(cancelling.edition_cancelled_venue, edition=CANCELLED, facts={"words": OwnWords()}),
    Sample(
        rebooking.seat_held,
        facts={
            **_REGISTRATION,
            "until": datetime(2027, 3, 8, 9, 0, tzinfo=UTC),
            "instead_of": "Hulpverleners in superdiversiteit",
        },
    ),
    Sample(
        rebooking.held_seat_lapsed,
        facts={
            **_REGISTRATION,
            "instead_of": "Hulpverleners in superdiversiteit",
            "interest_url": INTEREST_URL,
        },
    ),
    Sample(rebooking.planned_anew, facts={"opens_at": None}),
    Sample(
        rebooking.planned_anew,
        "opens later",
        ONLINE,
        {"opens_at": datetime(2027, 3, 10, 8, 0, tzinfo=UTC)},
    ),
    Sample(staff.decision_extended_staff),
    Sample(staff.password_reset, edition=None, facts={"user": "u3Fz.1", "hours": 2}),
    Sample(staff.password_changed, edition=None),
    Sample(account.staff_invited, edition=None, facts={"account": "9cE.0", "days": 7}),
    Sample(account.second_factor_reset, edition=None),
    Sample(account.new_device, edition=None, facts={"device": "Firefox, Windows", "at": ASKED}),
    Sample(account.new_device, "unknown", edition=None, facts={"device": "", "at": ASKED}),
    *(
        Sample(
            trial.trial_invitation,
            name,
            edition=None,
            facts={"meeting": DAY, "step": step, "answers": step == 1, "calendar": part},
        )
        for step, name, part in ((1, "", REQUEST), (2, "moved", REQUEST), (3, "cancelled", CANCEL))
    ),
)
