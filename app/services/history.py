"""History: every change, with who and when."""

from datetime import datetime
from enum import StrEnum

from app.extensions import db
from app.models import HistoryEntry


class Action(StrEnum):
    """What happened; the desk turns it into a sentence."""

    EDITION_PLANNED = "edition_planned"
    EDITION_CHANGED = "edition_changed"
    EDITION_PUBLISHED = "edition_published"
    PUBLICATION_PLANNED = "publication_planned"
    PUBLICATION_STOPPED = "publication_stopped"
    PUBLICATION_MISSED = "publication_missed"
    EDITION_COMPLETED = "edition_completed"
    MEETING_MOVED = "meeting_moved"
    TRAINER_REPLACED = "trainer_replaced"
    TRAINER_LEFT = "trainer_left"
    TRAINER_JOINED = "trainer_joined"
    QUESTION_ADDED = "question_added"
    QUESTION_CHANGED = "question_changed"
    QUESTION_MOVED = "question_moved"
    QUESTION_TAKEN_OUT = "question_taken_out"
    QUESTION_PUT_BACK = "question_put_back"
    QUESTIONS_COPIED = "questions_copied"
    DECISION_ASKED = "decision_asked"
    FELL_BELOW = "fell_below"
    GO_AHEAD = "go_ahead"
    EXTENDED = "extended"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"
    TAKEN_BACK = "taken_back"
    PUBLICATION_UNDONE = "publication_undone"
    REGISTERED = "registered"
    WAITLISTED = "waitlisted"
    SEAT_OFFERED = "seat_offered"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_DECLINED = "offer_declined"
    OFFER_LAPSED = "offer_lapsed"
    SEAT_HELD = "seat_held"
    HOLD_LAPSED = "hold_lapsed"
    PHONED = "phoned"
    INVITED_ANEW = "invited_anew"
    WAITING_CLOSED = "waiting_closed"
    REGISTRATION_CHANGED = "registration_changed"
    SUBSTITUTED = "substituted"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    PUT_BACK = "put_back"
    MOVED = "moved"
    ATTENDANCE_TAKEN = "attendance_taken"
    EVALUATION_ASKED = "evaluation_asked"
    QUOTE_JUDGED = "quote_judged"
    NEEDS_ERASED = "needs_erased"
    MESSAGE_RESENT = "message_resent"
    FILE_READ_IN = "file_read_in"
    PAST_READ_IN = "past_read_in"
    CERTIFICATE_ISSUED = "certificate_issued"
    STAFF_INVITED = "staff_invited"
    STAFF_INVITED_AGAIN = "staff_invited_again"
    STAFF_INVITATION_WITHDRAWN = "staff_invitation_withdrawn"
    STAFF_JOINED = "staff_joined"
    STAFF_CHANGED = "staff_changed"
    STAFF_DEACTIVATED = "staff_deactivated"
    STAFF_ACTIVATED = "staff_activated"
    STAFF_SIGNED_OUT = "staff_signed_out"
    SECOND_FACTOR_ADDED = "second_factor_added"
    SECOND_FACTOR_TAKEN_AWAY = "second_factor_taken_away"
    SECOND_FACTOR_RESET = "second_factor_reset"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    PROVIDER_LINKED = "provider_linked"
    PROVIDER_FORGOTTEN = "provider_forgotten"
    CALENDAR_LINK_MADE = "calendar_link_made"
    CALENDAR_LINK_STOPPED = "calendar_link_stopped"
    MORNING_MAIL_WANTED = "morning_mail_wanted"
    MORNING_MAIL_STOPPED = "morning_mail_stopped"
    SETTING_CHANGED = "setting_changed"
    SETTING_RESET = "setting_reset"
    WORDING_CHANGED = "wording_changed"
    WORDING_RESET = "wording_reset"
    LOGO_CHANGED = "logo_changed"
    LOGO_REMOVED = "logo_removed"
    TEAM_ADDED = "team_added"
    TEAM_RENAMED = "team_renamed"
    TEAM_ADDRESS_CHANGED = "team_address_changed"
    TEAM_RETIRED = "team_retired"
    TEAM_BACK = "team_back"
    TEAM_DELETED = "team_deleted"
    THEME_ADDED = "theme_added"
    THEME_RENAMED = "theme_renamed"
    THEME_MERGED = "theme_merged"
    THEME_DELETED = "theme_deleted"
    NOTE_WRITTEN = "note_written"
    NOTE_ERASED = "note_erased"
    MAILING_PLANNED = "mailing_planned"
    MAILING_CHANGED = "mailing_changed"
    MAILING_SENT = "mailing_sent"
    MAILING_WITHDRAWN = "mailing_withdrawn"
    MAILING_HELD_BACK = "mailing_held_back"
    REPLIED = "replied"
    SEAT_KEPT = "seat_kept"
    BOUNCED = "bounced"
    ADDRESS_MENDED = "address_mended"
    INQUIRY_ASKED = "inquiry_asked"
    INQUIRY_ANSWERED = "inquiry_answered"
    EDITION_RECOMMENDED = "edition_recommended"
    TEAMS_ASKED = "teams_asked"
    DELIVERABILITY_CHECKED = "deliverability_checked"
    TRIAL_INVITATION_SENT = "trial_invitation_sent"
    NEWS_AGREED = "news_agreed"
    NEWS_STOPPED = "news_stopped"
    PEOPLE_MERGED = "people_merged"
    ORGANISATIONS_MERGED = "organisations_merged"
    PERSON_ERASED = "person_erased"
    PERSON_EXPORTED = "person_exported"


def record(
    action: Action,
    now: datetime,
    *,
    edition_id: int | None = None,
    registration_id: int | None = None,
    actor_id: int | None = None,
    **facts: str | int,
) -> None:
    """Write one entry. `actor_id` None: a participant, or the rule."""
    db.session.add(
        HistoryEntry(
            at=now,
            action=action,
            edition_id=edition_id,
            registration_id=registration_id,
            actor_id=actor_id,
            facts=facts,
        )
    )
