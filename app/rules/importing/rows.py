"""The rows of each kind of file as values; None: the cell is blank."""

from dataclasses import dataclass
from datetime import date, time

from app.rules.states import AttendanceStatus, CancelReason, Format, Funding


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRow:
    """A training; None: the column is blank, so what is known stays."""

    number: int
    title: str
    short_name: str
    summary: str
    description: str
    goals: str | None
    audience: str | None
    themes: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionRow:
    """A meeting of an edition, with what holds for the edition (None after its first row)."""

    number: int
    edition: str | None
    training: str | None
    team: str | None
    format: Format | None
    date: date
    start: time
    end: time
    meeting_title: str | None
    capacity: int | None
    minimum: int | None
    minimum_reason: str | None
    price: int | None
    place: str | None
    address: str | None
    join_url: str | None
    trainers: tuple[str, ...] | None
    co_organisers: tuple[str, ...] | None
    funding: Funding | None
    language: str | None
    meal: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRow:
    """A person for an edition: `edition` is its number, or `training` and `date` name it."""

    number: int
    edition: int | None
    training: str | None
    date: date | None
    name: str
    email: str
    function: str
    organisation: str
    organisation_type: str
    phone: str | None
    greeting: str | None
    region: str | None
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRow:
    """A person of an edition that is over, or the figures of one that has none."""

    number: int
    edition: str | None
    training: str | None
    dates: tuple[date, ...] | None
    start: time | None
    end: time | None
    half_days: int | None
    team: str | None
    format: Format | None
    funding: Funding | None
    co_organisers: tuple[str, ...] | None
    place: str | None
    registrations: int | None
    participants: int | None
    cancelled: CancelReason | None
    note: str | None
    minimum: int | None
    name: str | None
    email: str | None
    function: str | None
    organisation: str | None
    organisation_type: str | None
    attendance: AttendanceStatus | None
