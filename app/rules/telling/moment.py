"""When each message leaves, and for whom: the order in which people look for one."""

from collections.abc import Mapping
from enum import StrEnum


class Moment(StrEnum):
    """What goes on when a message leaves."""

    REGISTERING = "registering"
    WAITING = "waiting"
    LEAVING = "leaving"
    DECIDING = "deciding"
    CHANGING = "changing"
    CANCELLING = "cancelling"
    AROUND = "around"
    NEWS = "news"
    TEAM = "team"
    PARTNERS = "partners"
    ACCOUNT = "account"


#: Each kind of message once, in the order in which somebody may get them.
KINDS: Mapping[Moment, tuple[str, ...]] = {
    Moment.REGISTERING: (
        "registration_confirmed",
        "invitation",
        "booking_overview",
        "already_registered",
        "sign_in_link",
        "inquiry_answered",
    ),
    Moment.WAITING: (
        "waitlisted",
        "seat_offered",
        "offer_lapsed",
        "waiting_list_closed",
    ),
    Moment.LEAVING: (
        "seat_asked",
        "withdrawn",
        "removed",
        "place_passed_on",
        "transferred",
        "address_changed",
        "entry_cancelled",
    ),
    Moment.DECIDING: (
        "edition_confirmed",
        "decision_extended",
        "go_ahead_undone",
        "extension_undone",
    ),
    Moment.CHANGING: ("meeting_changed", "edition_postponed", "trainer_replaced"),
    Moment.CANCELLING: (
        "edition_cancelled",
        "seat_held",
        "held_seat_lapsed",
        "planned_anew",
    ),
    Moment.AROUND: (
        "reminder",
        "webinar_reminder",
        "team_message",
        "evaluation_request",
        "evaluation_reminder",
        "certificate_ready",
    ),
    Moment.NEWS: ("interest_asked", "date_planned", "edition_recommended"),
    Moment.TEAM: (
        "daily_digest",
        "decision_due",
        "edition_confirmed_staff",
        "decision_extended_staff",
        "decision_undone_staff",
        "edition_fell_below",
        "edition_cancelled_staff",
        "edition_cancelled_trainer",
        "edition_changed_staff",
        "trainer_replaced_staff",
        "team_asked",
        "undeliverable",
    ),
    Moment.PARTNERS: ("edition_cancelled_co_organiser", "edition_cancelled_venue"),
    Moment.ACCOUNT: (
        "staff_invited",
        "password_reset",
        "password_changed",
        "second_factor_reset",
        "new_device",
        "trial_invitation",
    ),
}
