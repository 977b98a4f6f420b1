"""Days: working days with public holidays, and the local date of a moment."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

#: Moments are stored in UTC; people read and decide in this zone.
LOCAL = ZoneInfo("Europe/Brussels")


def local_date(moment: datetime) -> date:
    """The calendar day of a moment in Europe/Brussels."""
    return moment.astimezone(LOCAL).date()


def local_moment(day: date, at: time) -> datetime:
    """The moment of a wall-clock time on a day in Europe/Brussels.

    A time that the spring change skips becomes the same time read with the offset before it, an
    hour that autumn repeats means the first one (PEP 495, fold=0).
    """
    return datetime.combine(day, at, tzinfo=LOCAL)


def end_of_day(moment: datetime) -> datetime:
    """The midnight in Europe/Brussels that ends the day of a moment."""
    return local_moment(local_date(moment) + timedelta(days=1), time())


def is_working_day(day: date, holidays: Collection[date]) -> bool:
    """Monday to Friday, but for public holidays."""
    return day.weekday() < 5 and day not in holidays


def working_days_before(day: date, number: int, holidays: Collection[date]) -> date:
    """The date that lies `number` working days before `day`; 0 gives `day` itself."""
    if number < 0:
        raise ValueError("number of working days must be 0 or more")
    while number:
        day -= timedelta(days=1)
        if is_working_day(day, holidays):
            number -= 1
    return day
