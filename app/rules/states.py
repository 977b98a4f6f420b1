"""The vocabulary of states, shared by the rules, the tables and the screens."""

from enum import StrEnum


class EditionState(StrEnum):
    """Stored state of an edition; full, under minimum, decision due and the like are derived."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class RegistrationState(StrEnum):
    """State of one person's registration in one edition."""

    REGISTERED = "registered"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    CANCELLED_WITH_EDITION = "cancelled_with_edition"
    MOVED = "moved"


#: States in which a person has a place, holds one or waits for one: one of these per edition.
LIVE_REGISTRATIONS = (
    RegistrationState.REGISTERED,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
)


class Format(StrEnum):
    """How an edition or a meeting takes place."""

    WEBINAR = "webinar"
    LIVE = "live"


class QuestionKind(StrEnum):
    """How an extra question of an edition is answered."""

    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Funding(StrEnum):
    """The work that an edition is reported under in the quality report."""

    REGULAR = "regular"
    PROJECT = "project"


class CancelReason(StrEnum):
    """Why an edition was cancelled."""

    TOO_FEW = "too_few"
    TRAINER_ILL = "trainer_ill"
    OTHER = "other"


class RebookingAnswer(StrEnum):
    """What somebody whose edition was cancelled did with the seat that is held elsewhere.

    cancelled: nothing, for that edition was cancelled too.
    """

    OPEN = "open"
    TAKEN = "taken"
    ANOTHER = "another"
    NONE = "none"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"


class DecisionOutcome(StrEnum):
    """What was decided about an edition.

    EXTEND: the decision itself waits until a later date. POSTPONE: all meetings get new dates.
    TAKE_BACK: going ahead, or an extension, does not hold; it is decided on `extended_to`.
    """

    GO_AHEAD = "go_ahead"
    GO_AHEAD_SMALL = "go_ahead_small"
    EXTEND = "extend"
    POSTPONE = "postpone"
    TAKE_BACK = "take_back"
    CANCEL = "cancel"


class AttendanceStatus(StrEnum):
    """Presence of one registration at one meeting."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"


class QuoteConsent(StrEnum):
    """How far a respondent allows a sentence to be published (never with a name)."""

    NONE = "none"
    REPORT = "report"
    WEBSITE = "website"


class QuoteState(StrEnum):
    """Judgement of a coordinator about a quote."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class MessageState(StrEnum):
    """State of a row in the outbox.

    SUPERSEDED: it never left, for a newer message holds the same calendar entry. EXPIRED: it never
    left, for it could not do so before what it says was over.
    """

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


class Reply(StrEnum):
    """What somebody answered to an invitation in their calendar (PARTSTAT, RFC 5545 3.2.12)."""

    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Role(StrEnum):
    """Staff roles; participants have no account."""

    TRAINER = "trainer"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class UndecidedPolicy(StrEnum):
    """What happens when nobody decides about an edition below its minimum."""

    KEEP_ASKING = "keep_asking"
    CANCEL = "cancel"
