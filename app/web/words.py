"""The vocabulary of states, in the words of the desk."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.extensions import installation
from app.rules.accounts.sign_in_log import AccountEventKind, SignInMethod
from app.rules.attending.evaluation import Question
from app.rules.hearing.bounce import Cause, cause
from app.rules.offering.question import NO, YES
from app.rules.states import (
    AttendanceStatus,
    CancelReason,
    DecisionOutcome,
    EditionState,
    MessageState,
    QuestionKind,
    QuoteConsent,
    QuoteState,
    RegistrationState,
    Reply,
    Role,
)
from app.rules.telling.mailing import Audience, MailingState
from app.rules.telling.moment import Moment

if TYPE_CHECKING:
    from app.models import AccountEvent


def in_words(items: Sequence[str]) -> str:
    """Names or days as "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return _("%(list)s and %(last)s", list=", ".join(items[:-1]), last=items[-1])


def edition_state(state: EditionState) -> str:
    """How an edition stands."""
    return {
        EditionState.DRAFT: _("Draft"),
        EditionState.PUBLISHED: _("Published"),
        EditionState.CONFIRMED: _("Goes ahead"),
        EditionState.COMPLETED: _("Has taken place"),
        EditionState.CANCELLED: _("Cancelled"),
    }[state]


def registration_state(state: RegistrationState) -> str:
    """How a registration stands."""
    return {
        RegistrationState.REGISTERED: _("Registered"),
        RegistrationState.WAITLISTED: _("On the waiting list"),
        RegistrationState.OFFERED: _("Has an offer"),
        RegistrationState.WITHDRAWN: _("Withdrawn"),
        RegistrationState.REMOVED: _("Taken off the list"),
        RegistrationState.CANCELLED_WITH_EDITION: _("Edition cancelled"),
        RegistrationState.MOVED: _("Moved to another edition"),
    }[state]


def attendance_status(status: AttendanceStatus) -> str:
    """Whether somebody was there."""
    return {
        AttendanceStatus.PRESENT: _("Present"),
        AttendanceStatus.ABSENT: _("Absent"),
        AttendanceStatus.EXCUSED: _("Excused"),
    }[status]


def mailing_state(state: MailingState) -> tuple[str, str, str]:
    """How a message of the team stands: its icon, its words and its colour."""
    return {
        MailingState.DRAFT: ("open", _("Draft"), ""),
        MailingState.PLANNED: ("undecided", _("Planned"), ""),
        MailingState.SENT: ("reached", _("Sent"), ""),
        MailingState.WITHDRAWN: ("cancelled", _("Withdrawn"), ""),
    }[state]


def audience(value: Audience) -> str:
    """Whom a message of the team is for."""
    return {
        Audience.ALL: _("Everybody, also on the waiting list"),
        Audience.REGISTERED: _("Who is registered"),
        Audience.WAITING: _("Who is on the waiting list or has an offer"),
        Audience.ABSENT: _("Who was not at a meeting"),
        Audience.CHOSEN: _("People whom you choose"),
    }[value]


def message_state(state: MessageState) -> tuple[str, str, str]:
    """How a message stands: its icon, its words and its colour."""
    return {
        MessageState.PENDING: ("undecided", _("Waiting"), ""),
        MessageState.SENDING: ("undecided", _("Leaving now"), ""),
        MessageState.SENT: ("reached", _("Sent"), ""),
        MessageState.FAILED: ("error", _("Not delivered"), "red"),
        MessageState.SUPERSEDED: ("undecided", _("Out of date"), ""),
        MessageState.EXPIRED: ("error", _("Too late to send"), ""),
    }[state]


def outcome(value: DecisionOutcome, took_back: DecisionOutcome | None = None) -> str:
    """What was decided; of a decision to take back: what it took back."""
    if value is DecisionOutcome.TAKE_BACK:
        if took_back is DecisionOutcome.EXTEND:
            return _("Taken back that the decision was put off")
        return _("Taken back that it goes ahead")
    return {
        DecisionOutcome.GO_AHEAD: _("Goes ahead"),
        DecisionOutcome.GO_AHEAD_SMALL: _("Goes ahead with a small group"),
        DecisionOutcome.EXTEND: _("Decision put off"),
        DecisionOutcome.POSTPONE: _("Moved to new dates"),
        DecisionOutcome.CANCEL: _("Cancelled"),
    }[value]


def cancel_reason(reason: CancelReason) -> str:
    """Why an edition does not take place."""
    return {
        CancelReason.TOO_FEW: _("Too few registrations"),
        CancelReason.TRAINER_ILL: _("The trainer is ill or cannot come"),
        CancelReason.OTHER: _("Something else"),
    }[reason]


def question_kind(kind: QuestionKind) -> str:
    """How an extra question is answered."""
    return {
        QuestionKind.TEXT: _("Own words"),
        QuestionKind.CHOICE: _("One of these"),
        QuestionKind.YES_NO: _("Yes or no"),
    }[kind]


def answer_in_words(kind: QuestionKind, answer: str) -> str:
    """What somebody answered to an extra question; an empty answer stays empty."""
    if kind is QuestionKind.YES_NO:
        return {YES: _("Yes"), NO: _("No")}.get(answer, answer)
    return answer


def statement(question: Question) -> str:
    """What participants agreed or disagreed with in the evaluation."""
    return {
        Question.ORGANISED: _("The training was well organised"),
        Question.USEFUL: _("The content is useful for my work"),
        Question.EXPECTATIONS: _("The training met my expectations"),
    }[question]


def quote_consent(consent: QuoteConsent) -> str:
    """What the participant allows."""
    return {
        QuoteConsent.NONE: _("No permission to use it"),
        QuoteConsent.REPORT: _("Permission for the report"),
        QuoteConsent.WEBSITE: _("Permission for the report and the website"),
    }[consent]


def quote_state(state: QuoteState) -> tuple[str, str, str]:
    """How a quote stands: its icon, its words and its colour."""
    return {
        QuoteState.PENDING: ("needs", _("Still to read"), "sun"),
        QuoteState.APPROVED: ("go", _("In the report"), ""),
        QuoteState.REJECTED: ("open", _("Not used"), ""),
    }[state]


def reply(given: Reply) -> str:
    """What somebody answered to an invitation, as a fact about them."""
    return {
        Reply.ACCEPTED: _("comes"),
        Reply.TENTATIVE: _("may come"),
        Reply.DECLINED: _("does not come"),
    }[given]


def not_arrived(said: str) -> str:
    """Why a message did not arrive: in words where the server gave a code, then what it said."""
    match cause(said):
        case Cause.NO_SUCH_ADDRESS:
            return _("This address does not exist: %(said)s", said=said)
        case Cause.FULL:
            return _("This mailbox is full: %(said)s", said=said)
        case Cause.WORKER_STOPPED:
            return _("Our own program stopped each time that it sent this. Tell who runs it.")
    return said


def message_kind(kind: str) -> str:
    """What a message is about, as a name in a list; an unknown kind keeps its own."""
    return {
        "registration_confirmed": _("Confirmation of the registration"),
        "invitation": _("Calendar invitation"),
        "waitlisted": _("On the waiting list"),
        "booking_overview": _("Overview of a group"),
        "already_registered": _("Was in already"),
        "seat_offered": _("Offer of a seat"),
        "offer_lapsed": _("The offer has lapsed"),
        "waiting_list_closed": _("The waiting list is closed"),
        "address_changed": _("New e-mail address"),
        "place_passed_on": _("Place passed on"),
        "transferred": _("Moved to another date"),
        "withdrawn": _("Withdrawal"),
        "removed": _("Taken off the list"),
        "sign_in_link": _("Link to my trainings"),
        "edition_confirmed": _("The edition goes ahead"),
        "edition_confirmed_staff": _("The edition goes ahead, to the team"),
        "edition_cancelled": _("Cancellation with other dates"),
        "edition_cancelled_staff": _("Cancellation, to the team"),
        "edition_cancelled_trainer": _("Cancellation, to the trainer"),
        "edition_cancelled_co_organiser": _("Cancellation, to the co-organiser"),
        "edition_cancelled_venue": _("Cancellation, to the venue"),
        "seat_held": _("A place is kept"),
        "held_seat_lapsed": _("A place is kept no longer"),
        "planned_anew": _("New date after a cancellation"),
        "entry_cancelled": _("Out of the calendar"),
        "daily_digest": _("Morning mail"),
        "decision_due": _("Please decide"),
        "edition_fell_below": _("Below the minimum again, to the team"),
        "decision_extended": _("The decision is put off"),
        "decision_extended_staff": _("The decision is put off, to the team"),
        "team_message": _("Message of the team"),
        "meeting_changed": _("A meeting changes"),
        "edition_postponed": _("New dates"),
        "trainer_replaced": _("Another trainer"),
        "go_ahead_undone": _("Correction: not decided yet"),
        "extension_undone": _("Correction: decided sooner"),
        "edition_changed_staff": _("A change, to the team"),
        "trainer_replaced_staff": _("Another trainer, to the team"),
        "decision_undone_staff": _("A correction, to the team"),
        "seat_asked": _("Question after a “no”"),
        "undeliverable": _("Mails that did not arrive, to the team"),
        "reminder": _("Reminder"),
        "webinar_reminder": _("Way into the webinar"),
        "evaluation_request": _("Thanks, with the evaluation"),
        "evaluation_reminder": _("Reminder to evaluate"),
        "certificate_ready": _("The certificate is there"),
        "inquiry_answered": _("Answer to a question"),
        "edition_recommended": _("A training that may suit"),
        "team_asked": _("Another team is asked to help"),
        "interest_asked": _("Interest in a date, to confirm"),
        "date_planned": _("A training has a date"),
        "password_reset": _("New password"),
        "password_changed": _("The password was changed"),
        "staff_invited": _("Invitation to open an account"),
        "second_factor_reset": _("The second step was taken away"),
        "new_device": _("Sign-in on a new device"),
        "trial_invitation": _("Test of an invitation"),
    }.get(kind, kind)


def moment(when: Moment) -> str:
    """What goes on when messages leave, as a heading above them."""
    return {
        Moment.REGISTERING: _("Registering"),
        Moment.WAITING: _("The waiting list"),
        Moment.LEAVING: _("Another date, another person, no longer coming"),
        Moment.DECIDING: _("The decision"),
        Moment.CHANGING: _("Something changes"),
        Moment.CANCELLING: _("It does not take place"),
        Moment.AROUND: _("Before and after the day itself"),
        Moment.NEWS: _("New dates and trainings"),
        Moment.TEAM: _("To coordinators and trainers"),
        Moment.PARTNERS: _("To partners outside"),
        Moment.ACCOUNT: _("Accounts of staff"),
    }[when]


def role_name(role: Role | str) -> str:
    """What somebody is here."""
    return {
        Role.TRAINER: _("Trainer"),
        Role.COORDINATOR: _("Coordinator"),
        Role.ADMINISTRATOR: _("Administrator"),
    }[Role(role)]


def account_event(event: "AccountEvent") -> str:
    """What happened at a sign-in, and how."""
    what = {
        AccountEventKind.SIGNED_IN: _("Signed in"),
        AccountEventKind.FAILED: _("Tried to sign in"),
        AccountEventKind.SECOND_FACTOR_FAILED: _("The second step was wrong"),
        AccountEventKind.INVITATION_ACCEPTED: _("Opened the account"),
        AccountEventKind.PASSWORD_CHANGED: _("Changed the password"),
        AccountEventKind.PASSWORD_RESET: _("Chose a new password by mail"),
    }[event.kind]
    # "With a password and a code" says how somebody came in: here nobody did.
    if event.method is None or event.kind is AccountEventKind.SECOND_FACTOR_FAILED:
        return what
    how = {
        SignInMethod.PASSWORD: _("with a password"),
        SignInMethod.CODE: _("with a password and a code"),
        SignInMethod.RECOVERY_CODE: _("with a password and a recovery code"),
        SignInMethod.PASSKEY: _("with a password and a passkey"),
        SignInMethod.PASSKEY_ALONE: _("with a passkey"),
        SignInMethod.PROVIDER: _("by %(provider)s", provider=installation().oidc_name),
    }[event.method]
    return f"{what}, {how}"
