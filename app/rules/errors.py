"""The one exception that every broken rule raises."""

from enum import StrEnum


class Code(StrEnum):
    """What rule was broken; `app.web.sentences` holds the sentence that a person sees."""

    ADDRESS_IS_OURS = "address_is_ours"
    ALREADY_REGISTERED = "already_registered"
    NOT_PUBLISHED = "not_published"
    EDITION_CANCELLED = "edition_cancelled"
    REGISTRATION_NOT_OPEN = "registration_not_open"
    REGISTRATION_CLOSED = "registration_closed"
    ALREADY_STARTED = "already_started"
    REGISTRATION_ENDED = "registration_ended"
    NO_OFFER = "no_offer"
    OFFER_LAPSED = "offer_lapsed"
    NO_SEAT_LEFT = "no_seat_left"
    NO_SEAT = "no_seat"
    SAME_ADDRESS = "same_address"
    ALREADY_TRANSFERRED = "already_transferred"
    OTHER_TRAINING = "other_training"
    JOIN_NOT_OPEN = "join_not_open"
    JOIN_OVER = "join_over"
    CONSENT_MISSING = "consent_missing"
    GROUP_EMPTY = "group_empty"
    GROUP_TOO_LARGE = "group_too_large"
    GROUP_PLACES_CHANGED = "group_places_changed"
    ADDRESS_TWICE = "address_twice"
    SEAT_GONE = "seat_gone"
    ANSWER_MISSING = "answer_missing"
    ANSWER_UNKNOWN = "answer_unknown"
    VAT_DIGITS = "vat_digits"
    VAT_COUNTRY = "vat_country"
    VAT_WRONG = "vat_wrong"
    NOT_DECIDABLE = "not_decidable"
    REASON_MISSING = "reason_missing"
    EXTEND_INSTEAD = "extend_instead"
    EXTENSION_NOT_LATER = "extension_not_later"
    EXTENSION_TOO_LATE = "extension_too_late"
    NO_MEETINGS = "no_meetings"
    MEETINGS_OVERLAP = "meetings_overlap"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    MEETING_INTO_PAST = "meeting_into_past"
    MEETINGS_FIXED = "meetings_fixed"
    MEETING_ENDS_BEFORE_START = "meeting_ends_before_start"
    CAPACITY_BELOW_MINIMUM = "capacity_below_minimum"
    CAPACITY_BELOW_SEATS = "capacity_below_seats"
    LINK_INVALID = "link_invalid"
    MINIMUM_NEEDS_REASON = "minimum_needs_reason"
    DECISION_AFTER_START = "decision_after_start"
    WINDOW_TOO_LATE = "window_too_late"
    ALREADY_PUBLISHED = "already_published"
    EDITION_ENDED = "edition_ended"
    PLAN_CHANGED = "plan_changed"
    TITLE_TAKEN = "title_taken"
    QUESTION_NEEDS_CHOICES = "question_needs_choices"
    QUESTION_ANSWERED = "question_answered"
    TOO_MANY_QUESTIONS = "too_many_questions"
    MEETING_NOT_STARTED = "meeting_not_started"
    ATTENDANCE_NOT_ACTIVE = "attendance_not_active"
    EVALUATION_CLOSED = "evaluation_closed"
    EVALUATION_USED = "evaluation_used"
    EVALUATION_EMPTY = "evaluation_empty"
    QUOTE_CHANGED_MEANING = "quote_changed_meaning"
    QUOTE_WITHOUT_CONSENT = "quote_without_consent"
    UNKNOWN_TEAM = "unknown_team"
    ACCOUNT_EXISTS = "account_exists"
    MESSAGE_OUTDATED = "message_outdated"
    MESSAGE_NOT_FAILED = "message_not_failed"
    NO_CERTIFICATE = "no_certificate"
    FIELD_UNKNOWN = "field_unknown"
    MAILING_ENDED = "mailing_ended"
    NO_READERS = "no_readers"
    TOO_MANY_TO_TELL = "too_many_to_tell"
    TOO_MANY_MAILINGS = "too_many_mailings"
    MOMENT_PAST = "moment_past"
    MOMENT_TOO_FAR = "moment_too_far"
    SAME_EDITION = "same_edition"
    LIST_CLOSED = "list_closed"
    TOO_MANY_OPEN = "too_many_open"
    ANSWERED_ALREADY = "answered_already"
    SHARED_WITH_OWN_TEAM = "shared_with_own_team"
    NOBODY_TO_TELL = "nobody_to_tell"


class RuleBroken(Exception):
    """A rule of the domain says no.

    `code` names the rule; `field` the form field that it is about, when there is one; `facts` are
    the values that a sentence about it may mention.
    """

    def __init__(self, code: Code, field: str | None = None, **facts: object) -> None:
        super().__init__(code.value)
        self.code = code
        self.field = field
        self.facts = facts
