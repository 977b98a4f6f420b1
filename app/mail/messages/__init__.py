"""The messages: one function each, facts in, a Mail out. Nothing here asks the database.

The name of a function is the `kind` of its mail and the name of its folder in `templates/mail/`.
"""

from app.mail.messages.account import new_device, second_factor_reset, staff_invited
from app.mail.messages.booking import already_registered, booking_overview
from app.mail.messages.cancelling import (
    edition_cancelled,
    edition_cancelled_co_organiser,
    edition_cancelled_staff,
    edition_cancelled_trainer,
    edition_cancelled_venue,
)
from app.mail.messages.certificate import certificate_ready
from app.mail.messages.decision import (
    decision_extended,
    edition_confirmed,
    extension_undone,
    go_ahead_undone,
)
from app.mail.messages.digest import daily_digest
from app.mail.messages.evaluation import evaluation_reminder, evaluation_request
from app.mail.messages.inquiry import inquiry_answered
from app.mail.messages.interest import date_planned, interest_asked
from app.mail.messages.mailing import team_message
from app.mail.messages.meeting import (
    edition_postponed,
    meeting_changed,
    reminder,
    trainer_replaced,
    webinar_reminder,
)
from app.mail.messages.rebooking import held_seat_lapsed, planned_anew, seat_held
from app.mail.messages.recommendation import edition_recommended, team_asked
from app.mail.messages.registration import (
    address_changed,
    entry_cancelled,
    invitation,
    offer_lapsed,
    registration_confirmed,
    removed,
    seat_offered,
    waitlisted,
    withdrawn,
)
from app.mail.messages.reply import seat_asked, undeliverable
from app.mail.messages.sign_in import sign_in_link
from app.mail.messages.staff import (
    decision_due,
    decision_extended_staff,
    decision_undone_staff,
    edition_changed_staff,
    edition_confirmed_staff,
    edition_fell_below,
    password_changed,
    password_reset,
    trainer_replaced_staff,
)
from app.mail.messages.transfer import place_passed_on, transferred
from app.mail.messages.trial import trial_invitation
from app.mail.messages.waiting_list import waiting_list_closed

__all__ = [
    "address_changed",
    "already_registered",
    "booking_overview",
    "certificate_ready",
    "daily_digest",
    "date_planned",
    "decision_due",
    "decision_extended",
    "decision_extended_staff",
    "decision_undone_staff",
    "edition_cancelled",
    "edition_cancelled_co_organiser",
    "edition_cancelled_staff",
    "edition_cancelled_trainer",
    "edition_cancelled_venue",
    "edition_changed_staff",
    "edition_confirmed",
    "edition_confirmed_staff",
    "edition_fell_below",
    "edition_postponed",
    "edition_recommended",
    "entry_cancelled",
    "evaluation_reminder",
    "evaluation_request",
    "extension_undone",
    "go_ahead_undone",
    "held_seat_lapsed",
    "inquiry_answered",
    "interest_asked",
    "invitation",
    "meeting_changed",
    "new_device",
    "offer_lapsed",
    "password_changed",
    "password_reset",
    "place_passed_on",
    "planned_anew",
    "registration_confirmed",
    "reminder",
    "removed",
    "seat_asked",
    "seat_held",
    "seat_offered",
    "second_factor_reset",
    "sign_in_link",
    "staff_invited",
    "team_asked",
    "team_message",
    "trainer_replaced",
    "trainer_replaced_staff",
    "transferred",
    "trial_invitation",
    "undeliverable",
    "waiting_list_closed",
    "waitlisted",
    "webinar_reminder",
    "withdrawn",
]
