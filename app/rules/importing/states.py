"""What can be read in from a file, and how far a file is on its way."""

from enum import StrEnum


class Kind(StrEnum):
    """What the rows of a file are."""

    TRAININGS = "trainings"
    EDITIONS = "editions"
    REGISTRATIONS = "registrations"
    PAST_YEARS = "past_years"


class ImportState(StrEnum):
    """How far a file is.

    waiting: the dry run is due. checking: it runs. checked: its outcome can be read, nothing was
    written. ordered: it is to be read in. reading: that runs. done: all of it was written. failed:
    the work stopped halfway, and nothing was written.
    """

    WAITING = "waiting"
    CHECKING = "checking"
    CHECKED = "checked"
    ORDERED = "ordered"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


#: States in which a worker must take the file up, or has.
AT_WORK = (ImportState.WAITING, ImportState.CHECKING, ImportState.ORDERED, ImportState.READING)

#: More rows than this in one file are refused: split the file.
MOST_ROWS = 20_000
#: Mails are written in the transaction that registers: more of them would hold up everybody else.
MOST_MAILED = 500
#: A file holds personal data: it is erased so many days after it came in.
ERASE_DAYS = 30
#: A process at work that said nothing for so many minutes has died.
STUCK_MINUTES = 10
