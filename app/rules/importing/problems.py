"""What is wrong with a file, by row and column, and the sentence that says so.

The sentences stand here as message ids: pages translate them, the command line prints them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Facts = Mapping[str, str | int]


class ProblemCode(StrEnum):
    """What is wrong; `SENTENCES` says it in words."""

    FILE_EMPTY = "file_empty"
    FILE_UNREADABLE = "file_unreadable"
    FILE_OLD_EXCEL = "file_old_excel"
    FILE_BOMB = "file_bomb"
    FILE_QUOTES = "file_quotes"
    TOO_MANY_ROWS = "too_many_rows"
    NO_ROWS = "no_rows"
    COLUMNS_MISSING = "columns_missing"
    COLUMN_TWICE = "column_twice"
    COLUMN_UNKNOWN = "column_unknown"
    NO_HEADING = "no_heading"
    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_A_DATE = "not_a_date"
    DATE_OUT_OF_RANGE = "date_out_of_range"
    NOT_A_TIME = "not_a_time"
    NOT_AN_AMOUNT = "not_an_amount"
    NOT_A_NUMBER = "not_a_number"
    NOT_YES_OR_NO = "not_yes_or_no"
    NOT_A_CHOICE = "not_a_choice"
    NOT_AN_ADDRESS = "not_an_address"
    NOT_A_LINK = "not_a_link"
    NOT_A_PHONE = "not_a_phone"
    WEB_ADDRESS_IN_NAME = "web_address_in_name"
    DIFFERS_FROM_ROW = "differs_from_row"
    TWICE_IN_FILE = "twice_in_file"
    UNKNOWN_TRAINING = "unknown_training"
    UNKNOWN_TEAM = "unknown_team"
    TEAM_MISSING = "team_missing"
    NOT_YOUR_TEAM = "not_your_team"
    UNKNOWN_TRAINER = "unknown_trainer"
    UNKNOWN_EDITION = "unknown_edition"
    EDITION_UNCLEAR = "edition_unclear"
    EDITION_NOT_NAMED = "edition_not_named"
    ENDS_BEFORE_START = "ends_before_start"
    MEETINGS_OVERLAP = "meetings_overlap"
    TOO_MANY_MEETINGS = "too_many_meetings"
    MINIMUM_NEEDS_REASON = "minimum_needs_reason"
    FEWER_PLACES_THAN_MINIMUM = "fewer_places_than_minimum"
    NO_TIME_TO_DECIDE = "no_time_to_decide"
    EDITION_CANCELLED = "edition_cancelled"
    EDITION_IS_DRAFT = "edition_is_draft"
    EDITION_STARTED = "edition_started"
    ADDRESS_IS_OURS = "address_is_ours"
    TOO_MANY_MAILS = "too_many_mails"
    NOT_OVER_YET = "not_over_yet"
    HOURS_OR_HALF_DAYS = "hours_or_half_days"
    FIGURES_AND_PEOPLE = "figures_and_people"
    FIGURES_MISSING = "figures_missing"
    MORE_PARTICIPANTS = "more_participants"
    CANCELLED_WITH_PEOPLE = "cancelled_with_people"
    NOTE_MISSING = "note_missing"
    CHANGED_MEANWHILE = "changed_meanwhile"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `row` 0: with the whole file; `column` empty: with the whole row."""

    row: int
    column: str
    code: ProblemCode
    facts: Facts = field(default_factory=dict)


class BadCell(Exception):
    """A cell that cannot be what its column asks for."""

    def __init__(self, code: ProblemCode, **facts: str | int) -> None:
        super().__init__(code.value)
        self.code = code
        self.facts: Facts = facts


class BadFile(Exception):
    """A file that cannot be read at all, or only up to a row."""

    def __init__(self, code: ProblemCode, row: int = 0, **facts: str | int) -> None:
        super().__init__(code.value)
        self.problem = Problem(row, "", code, facts)


def msgid(text: str) -> str:
    """Mark a text for the translators (`make messages` collects it); it stays as it is."""
    return text


_C = ProblemCode
SENTENCES: Mapping[ProblemCode, str] = {
    _C.FILE_EMPTY: msgid("The file is empty."),
    _C.FILE_UNREADABLE: msgid("We cannot read this file. Save it as .xlsx or as CSV."),
    _C.FILE_OLD_EXCEL: msgid("This is a file of an old Excel. Save it as .xlsx."),
    _C.FILE_BOMB: msgid("This file becomes far too large when it is unpacked."),
    _C.FILE_QUOTES: msgid("A quotation mark opens here that does not close well."),
    _C.TOO_MANY_ROWS: msgid("There are more than %(most)s rows. Split the file."),
    _C.NO_ROWS: msgid("There are no rows below the headings."),
    _C.COLUMNS_MISSING: msgid("These columns are missing: %(columns)s."),
    _C.COLUMN_TWICE: msgid("This column is there twice."),
    _C.COLUMN_UNKNOWN: msgid("We do not know this column and skip it."),
    _C.NO_HEADING: msgid("A column with values has no heading; we skip it."),
    _C.MISSING: msgid("Fill this in."),
    _C.TOO_LONG: msgid("Use %(most)s characters at most; there are %(length)s."),
    _C.NOT_A_DATE: msgid("“%(text)s” is not a date. An example: 15/03/2027."),
    _C.DATE_OUT_OF_RANGE: msgid("“%(text)s” does not lie between %(first)s and %(last)s."),
    _C.NOT_A_TIME: msgid("“%(text)s” is not a time. An example: 9.30."),
    _C.NOT_AN_AMOUNT: msgid("“%(text)s” is not an amount in euros. An example: 47,50."),
    _C.NOT_A_NUMBER: msgid("“%(text)s” is not a whole number from %(least)s to %(most)s."),
    _C.NOT_YES_OR_NO: msgid("“%(text)s” is not yes or no."),
    _C.NOT_A_CHOICE: msgid("“%(text)s” is not one of: %(choices)s."),
    _C.NOT_AN_ADDRESS: msgid("“%(text)s” is not an e-mail address. An example: an@organisatie.be."),
    _C.NOT_A_LINK: msgid("“%(text)s” is not a whole web address. An example: https://zoom.us/j/1."),
    _C.NOT_A_PHONE: msgid("“%(text)s” is not a phone number. An example: 0470 12 34 56."),
    _C.WEB_ADDRESS_IN_NAME: msgid("Leave web addresses out of a name."),
    _C.DIFFERS_FROM_ROW: msgid("This differs from row %(other)s of the same edition."),
    _C.TWICE_IN_FILE: msgid("The same stands in row %(other)s."),
    _C.UNKNOWN_TRAINING: msgid("There is no training “%(text)s”. Add it first, or mend the title."),
    _C.UNKNOWN_TEAM: msgid("There is no team “%(text)s”. The teams are: %(choices)s."),
    _C.TEAM_MISSING: msgid("Say which team this is of."),
    _C.NOT_YOUR_TEAM: msgid("You read in for the team %(team)s only."),
    _C.UNKNOWN_TRAINER: msgid("Nobody with the address %(text)s is a trainer here."),
    _C.UNKNOWN_EDITION: msgid("There is no such edition of your team."),
    _C.EDITION_UNCLEAR: msgid(
        "There are several editions of this training on this day. Give the number of the edition."
    ),
    _C.EDITION_NOT_NAMED: msgid("Give the number of the edition, or its training and date."),
    _C.ENDS_BEFORE_START: msgid("The meeting ends before it begins."),
    _C.MEETINGS_OVERLAP: msgid("Two meetings of this edition overlap."),
    _C.TOO_MANY_MEETINGS: msgid("An edition has at most %(most)s meetings."),
    _C.MINIMUM_NEEDS_REASON: msgid("Another minimum needs a reason."),
    _C.FEWER_PLACES_THAN_MINIMUM: msgid("There are fewer places than the minimum, %(minimum)s."),
    _C.NO_TIME_TO_DECIDE: msgid("This begins too soon, or is over already."),
    _C.EDITION_CANCELLED: msgid("This edition was cancelled."),
    _C.EDITION_IS_DRAFT: msgid("This edition is a draft. Publish it first."),
    _C.EDITION_STARTED: msgid("This edition has begun already."),
    _C.ADDRESS_IS_OURS: msgid("This is the address that our own mails come from."),
    _C.TOO_MANY_MAILS: msgid(
        "At most %(most)s people can be mailed in one go. Split the file, or mail nobody."
    ),
    _C.NOT_OVER_YET: msgid("This lies in the future: it belongs among the editions."),
    _C.HOURS_OR_HALF_DAYS: msgid("Give the hours, or the number of half-days."),
    _C.FIGURES_AND_PEOPLE: msgid("Give the people or the figures of an edition, not both."),
    _C.FIGURES_MISSING: msgid("Give the people of this edition, or the number of participants."),
    _C.MORE_PARTICIPANTS: msgid("There are more participants than registrations."),
    _C.CANCELLED_WITH_PEOPLE: msgid(
        "What was cancelled has no participants; give the number of registrations only."
    ),
    _C.NOTE_MISSING: msgid("Explain the reason in a few words."),
    _C.CHANGED_MEANWHILE: msgid(
        "Something changed since the dry run, so nothing was written. Look at the new outcome."
    ),
}
