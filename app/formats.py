"""Dates, times and amounts in the words of a reader: Dutch, French or English.

Pure functions with the language as a parameter, shared by pages and mails. Moments (aware
datetimes) are shown in Europe/Brussels; a naive datetime raises ValueError, for nobody can tell
what it means. `filters` hands them to Jinja under their own names.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency
from markupsafe import Markup, escape

from app.rules.workdays import LOCAL

_HOME = {"nl": "nl_BE", "fr": "fr_BE", "en": "en_GB"}

#: CLDR's own short times ("09:30") are not what people in Flanders and Wallonia write.
_TIMES = {"nl": "H.mm", "fr": "H\u00a0'h'\u00a0mm", "en": "HH:mm"}
_TIME_OF_DAY = {"nl": "{}\u00a0uur"}

_AMOUNTS = {
    "nl": "¤\u00a0#,##0.00",
    "fr": "#,##0.00\u00a0¤",
    "en": "¤#,##0.00",
}

#: Where long Dutch words of this field may break; they are wider than a phone in a large title.
_COMPOUNDS = (
    "annulerings|voorwaarden",
    "begeleidings|houding",
    "diversiteits|gevoelig",
    "ervarings|deskundig",
    "handelings|verlegenheid",
    "hulpverlenings|praktijk",
    "hulpverlenings|relatie",
    "identiteits|beleving",
    "identiteits|ontwikkeling",
    "inter|culturele",
    "jeugdhulp|verlening",
    "migratie|achtergrond",
    "migratie|context",
    "opvoedings|ondersteuning",
    "super|diversiteit",
    "vluchtelingen|gezinnen",
)
_BREAKS = re.compile(
    "|".join(f"(?<={head})(?={tail})" for head, _, tail in (c.partition("|") for c in _COMPOUNDS)),
    re.IGNORECASE,
)

_TITLE_BREAK = " – "

#: A page says the same few dates and titles again and again, and Babel takes its time for each.
CACHED = 4096


def _language(locale: str) -> str:
    return locale.replace("-", "_").partition("_")[0]


@lru_cache(CACHED)
def _locale(locale: str) -> Locale:
    return Locale.parse(_HOME.get(_language(locale), locale.replace("-", "_")))


def _local(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no time zone, so nobody can say which moment it is.")
    return moment.astimezone(LOCAL)


def _day(day: date) -> date:
    return _local(day).date() if isinstance(day, datetime) else day


@lru_cache(CACHED)
def _format(day: date, pattern: str, locale: str) -> str:
    local = _day(day)
    if local.day == 1 and _language(locale) == "fr":
        # The first of a month is an ordinal in French, which CLDR has no pattern for.
        pattern = re.sub(r"\bd\b", "d'er'", pattern)
    return format_date(local, pattern, _locale(locale))


def date_long(day: date, locale: str) -> str:
    """'maandag 15 maart 2027'."""
    return _format(day, "EEEE d MMMM y", locale)


def date_medium(day: date, locale: str) -> str:
    """'15 maart 2027'."""
    return _format(day, "d MMMM y", locale)


def date_day_month(day: date, locale: str) -> str:
    """'15 maart'."""
    return _format(day, "d MMMM", locale)


def day_short(day: date, locale: str) -> str:
    """'ma'."""
    return _format(day, "EEE", locale)


def day_long(day: date, locale: str) -> str:
    """'maandag'."""
    return _format(day, "EEEE", locale)


def month_name(day: date, locale: str) -> str:
    """'maart', as it stands alone."""
    return _format(day, "LLLL", locale)


def month_short(day: date, locale: str) -> str:
    """'maart', 'sep': the name of a month where there is little room, whole up to five letters."""
    name = month_name(day, locale)
    return name if len(name) <= 5 else _format(day, "LLL", locale)


@lru_cache(CACHED)
def _clock(moment: datetime, locale: str) -> str:
    local = _local(moment)
    language = _language(locale)
    pattern = _TIMES.get(language, "short")
    if language == "fr" and local.minute == 0:
        pattern = "H\u00a0'h'"
    return format_time(local.timetz(), pattern, tzinfo=LOCAL, locale=_locale(locale))


def _of_day(clock: str, locale: str) -> str:
    return _TIME_OF_DAY.get(_language(locale), "{}").format(clock)


def time(moment: datetime, locale: str) -> str:
    """'9.30' in Dutch, '9 h 30' in French, '09:30' in English."""
    return _clock(moment, locale)


def time_range(starts_at: datetime, ends_at: datetime, locale: str) -> str:
    """'9.30–16.30 uur': from one moment to another of the same day."""
    return _of_day(f"{_clock(starts_at, locale)}–{_clock(ends_at, locale)}", locale)


def datetime_short(moment: datetime, locale: str) -> str:
    """'ma 1 maart, 9.30 uur'."""
    day = _format(moment, "EEE d MMMM", locale)
    return f"{day}, {_of_day(_clock(moment, locale), locale)}"


def datetime_log(moment: datetime, locale: str, now: datetime) -> str:
    """As datetime_short, but not this year: 'ma 1 maart 2026, 9.30 uur'."""
    if _local(moment).year == _local(now).year:
        return datetime_short(moment, locale)
    day = _format(moment, "EEE d MMMM y", locale)
    return f"{day}, {_of_day(_clock(moment, locale), locale)}"


def datetime_long(moment: datetime, locale: str) -> str:
    """'maandag 1 maart 2027, 9.30 uur'."""
    return f"{date_long(moment, locale)}, {_of_day(_clock(moment, locale), locale)}"


def when(starts_at: datetime, ends_at: datetime, locale: str) -> str:
    """'maandag 15 maart 2027, 9.30–16.30 uur': a meeting, with both days if it has two."""
    if _day(starts_at) != _day(ends_at):
        return f"{datetime_long(starts_at, locale)} – {datetime_long(ends_at, locale)}"
    return f"{date_long(starts_at, locale)}, {time_range(starts_at, ends_at, locale)}"


@lru_cache(CACHED)
def euro(cents: int, locale: str) -> str:
    """'€ 47,50', and '€ 95' when no cents are needed; the amount is in eurocents."""
    pattern = _AMOUNTS.get(_language(locale), "¤\u00a0#,##0.00")
    if cents % 100 == 0:
        pattern = pattern.replace(".00", "")
    return format_currency(
        Decimal(cents) / 100,
        "EUR",
        format=pattern,
        locale=_locale(locale),
        currency_digits=False,
    )


def capital(text: str) -> str:
    """`text` with a capital first, the rest as it is: 'Maandag 15 maart 2027'."""
    return text[:1].upper() + text[1:]


@lru_cache(CACHED)
def soft(text: str) -> Markup:
    """`text`, escaped, with soft hyphens where long Dutch compounds may break."""
    return Markup(_BREAKS.sub("&shy;", escape(text)))  # nosec B704  # escaped just here


def lines(text: str) -> Markup:
    """Plain text of several lines, escaped, with its line breaks kept in HTML."""
    return Markup("<br>").join(text.splitlines())  # nosec B704  # join escapes each line


def title_parts(title: str) -> tuple[str, str | None]:
    """A title and its subtitle, which a dash with spaces parts; None without one."""
    head, dash, sub = title.partition(_TITLE_BREAK)
    return (head.strip(), sub.strip()) if dash and head.strip() and sub.strip() else (title, None)


def filters(locale: str) -> dict[str, Callable[..., Any]]:
    """The functions of this module as Jinja filters for readers of `locale`, under their names."""
    localised: tuple[Callable[..., Any], ...] = (
        date_long,
        date_medium,
        date_day_month,
        day_short,
        day_long,
        month_name,
        month_short,
        time,
        time_range,
        datetime_short,
        datetime_long,
        when,
        euro,
    )
    return {
        **{function.__name__: partial(function, locale=locale) for function in localised},
        "capital": capital,
        "soft": soft,
        "lines": lines,
        "title_parts": title_parts,
    }
