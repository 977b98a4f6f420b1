"""Dates, times and amounts, in three languages and on both sides of the clock changes."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import jinja2
import pytest
from markupsafe import Markup

from app import formats

MONDAY = date(2027, 3, 15)
STARTS = datetime(2027, 3, 15, 8, 30, tzinfo=UTC)
ENDS = datetime(2027, 3, 15, 15, 30, tzinfo=UTC)


def plain(text: str) -> str:
    """`text` with ordinary spaces, so that a failure can be read."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("locale", "long", "medium", "day_month", "short", "day", "month"),
    [
        ("nl", "maandag 15 maart 2027", "15 maart 2027", "15 maart", "ma", "maandag", "maart"),
        ("fr", "lundi 15 mars 2027", "15 mars 2027", "15 mars", "lun.", "lundi", "mars"),
        ("en", "Monday 15 March 2027", "15 March 2027", "15 March", "Mon", "Monday", "March"),
    ],
)
def test_days(
    locale: str, long: str, medium: str, day_month: str, short: str, day: str, month: str
) -> None:
    assert formats.date_long(MONDAY, locale) == long
    assert formats.date_medium(MONDAY, locale) == medium
    assert formats.date_day_month(MONDAY, locale) == day_month
    assert formats.day_short(MONDAY, locale) == short
    assert formats.day_long(MONDAY, locale) == day
    assert formats.month_name(MONDAY, locale) == month


@pytest.mark.parametrize(
    ("locale", "time", "time_range", "short", "when"),
    [
        (
            "nl",
            "9.30",
            "9.30–16.30 uur",
            "ma 15 maart, 9.30 uur",
            "maandag 15 maart 2027, 9.30–16.30 uur",
        ),
        (
            "fr",
            "9 h 30",
            "9 h 30–16 h 30",
            "lun. 15 mars, 9 h 30",
            "lundi 15 mars 2027, 9 h 30–16 h 30",
        ),
        (
            "en",
            "09:30",
            "09:30–16:30",
            "Mon 15 March, 09:30",
            "Monday 15 March 2027, 09:30–16:30",
        ),
    ],
)
def test_times(locale: str, time: str, time_range: str, short: str, when: str) -> None:
    assert plain(formats.time(STARTS, locale)) == time
    assert plain(formats.time_range(STARTS, ENDS, locale)) == time_range
    assert plain(formats.datetime_short(STARTS, locale)) == short
    assert plain(formats.when(STARTS, ENDS, locale)) == when


@pytest.mark.parametrize(
    ("locale", "whole", "cents", "thousands", "nothing"),
    [
        ("nl", "€ 95", "€ 47,50", "€ 1.234,05", "€ 0"),
        ("fr", "95 €", "47,50 €", "1 234,05 €", "0 €"),
        ("en", "€95", "€47.50", "€1,234.05", "€0"),
    ],
)
def test_amounts(locale: str, whole: str, cents: str, thousands: str, nothing: str) -> None:
    assert plain(formats.euro(9500, locale)) == whole
    assert plain(formats.euro(4750, locale)) == cents
    assert plain(formats.euro(123405, locale)) == thousands
    assert plain(formats.euro(0, locale)) == nothing


@pytest.mark.parametrize("locale", ["nl", "fr", "en"])
def test_numbers_and_their_units_stay_on_one_line(locale: str) -> None:
    assert " " not in formats.euro(123450, locale)
    assert " " not in formats.time_range(STARTS, ENDS, locale)


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        # Spring 2027: the clock goes from 2.00 to 3.00 on 28 March (01:00 UTC).
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "zo 28 maart, 1.59 uur"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "zo 28 maart, 3.00 uur"),
        # Autumn 2027: 2.30 comes twice on 31 October.
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "zo 31 oktober, 2.30 uur"),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), "zo 31 oktober, 2.30 uur"),
        (datetime(2027, 10, 31, 2, 30, tzinfo=UTC), "zo 31 oktober, 3.30 uur"),
        # Late in the evening in UTC it is the next day here; on leap day too.
        (datetime(2027, 7, 1, 22, 30, tzinfo=UTC), "vr 2 juli, 0.30 uur"),
        (datetime(2028, 2, 28, 23, 0, tzinfo=UTC), "di 29 februari, 0.00 uur"),
    ],
)
def test_moments_are_shown_in_brussels(moment: datetime, shown: str) -> None:
    assert plain(formats.datetime_short(moment, "nl")) == shown
    assert plain(formats.datetime_short(moment.astimezone(ZoneInfo("Asia/Tokyo")), "nl")) == shown
    assert formats.date_day_month(moment, "nl") == shown.split(",")[0].split(" ", 1)[1]


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        # 1 January in Brussels, still 2027 in UTC.
        (datetime(2027, 12, 31, 22, 59, tzinfo=UTC), "ma 15 maart, 9.30 uur"),
        (datetime(2027, 12, 31, 23, tzinfo=UTC), "ma 15 maart 2027, 9.30 uur"),
    ],
)
def test_a_log_names_the_year_when_it_is_another(now: datetime, shown: str) -> None:
    assert plain(formats.datetime_log(STARTS, "nl", now)) == shown


def test_a_range_over_a_clock_change_shows_the_wall_clock() -> None:
    starts, ends = datetime(2027, 3, 27, 23, tzinfo=UTC), datetime(2027, 3, 28, 10, tzinfo=UTC)
    assert plain(formats.time_range(starts, ends, "nl")) == "0.00–12.00 uur"


def test_a_meeting_over_two_days_names_both() -> None:
    ends = datetime(2027, 3, 16, 11, 0, tzinfo=UTC)
    assert plain(formats.when(STARTS, ends, "nl")) == (
        "maandag 15 maart 2027, 9.30 uur – dinsdag 16 maart 2027, 12.00 uur"
    )


@pytest.mark.parametrize(
    "show", [formats.date_long, formats.time, formats.datetime_short, formats.datetime_long]
)
def test_a_naive_moment_is_refused(show: object) -> None:
    assert callable(show)
    with pytest.raises(ValueError, match="no time zone"):
        show(datetime(2027, 3, 15, 9, 30), "nl")  # noqa: DTZ001


def test_the_first_of_a_month_is_an_ordinal_in_french_only() -> None:
    first = date(2027, 5, 1)
    assert formats.date_long(first, "fr") == "samedi 1er mai 2027"
    assert formats.date_day_month(first, "fr") == "1er mai"
    assert formats.date_day_month(date(2027, 5, 11), "fr") == "11 mai"
    assert formats.date_day_month(first, "nl") == "1 mei"
    assert formats.month_name(first, "fr") == "mai"


@pytest.mark.parametrize(
    ("locale", "march", "september"),
    [("nl", "maart", "sep"), ("fr", "mars", "sept."), ("en", "March", "Sept")],
)
def test_a_month_is_short_only_where_its_name_is_long(
    locale: str, march: str, september: str
) -> None:
    assert formats.month_short(MONDAY, locale) == march
    assert formats.month_short(date(2027, 9, 27), locale) == september


def test_whole_hours_in_french_drop_the_minutes() -> None:
    assert plain(formats.time(datetime(2027, 3, 15, 13, 0, tzinfo=UTC), "fr")) == "14 h"


def test_a_territory_changes_nothing() -> None:
    for locale in ("nl_BE", "nl-BE", "nl"):
        assert plain(formats.time_range(STARTS, ENDS, locale)) == "9.30–16.30 uur"


def test_a_capital_changes_the_first_letter_only() -> None:
    assert formats.capital("monday 15 March") == "Monday 15 March"
    assert formats.capital("élan") == "Élan"
    assert formats.capital("") == ""


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Diversiteitsgevoelig werken", "Diversiteits&shy;gevoelig werken"),
        ("superdiversiteit", "super&shy;diversiteit"),
        ("de jeugdhulpverlening", "de jeugdhulp&shy;verlening"),
        ("MIGRATIEACHTERGROND", "MIGRATIE&shy;ACHTERGROND"),
        ("<b>& migratiecontext", "&lt;b&gt;&amp; migratie&shy;context"),
        ("Racisme verwondt", "Racisme verwondt"),
        (Markup("<b>migratiecontext</b>"), "<b>migratie&shy;context</b>"),
    ],
)
def test_soft_hyphens_in_escaped_text(title: str, shown: str) -> None:
    softened = formats.soft(title)
    assert isinstance(softened, Markup)
    assert softened == shown


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Racisme verwondt – Als hulpverlener", ("Racisme verwondt", "Als hulpverlener")),
        ("Een – twee – drie", ("Een", "twee – drie")),
        ("Hulpverleners in superdiversiteit", ("Hulpverleners in superdiversiteit", None)),
        ("Ouders 2010–2020", ("Ouders 2010–2020", None)),
        ("Titel – ", ("Titel – ", None)),
    ],
)
def test_a_title_and_its_subtitle(title: str, parts: tuple[str, str | None]) -> None:
    assert formats.title_parts(title) == parts


def test_the_filters_know_their_reader() -> None:
    environment = jinja2.Environment(autoescape=True)
    environment.filters.update(formats.filters("nl"))
    template = environment.from_string(
        "{{ a | when(b) | capital }} / {{ 950 | euro }} / {{ 'migratiecontext' | soft }}"
    )
    assert plain(template.render(a=STARTS, b=ENDS)) == (
        "Maandag 15 maart 2027, 9.30–16.30 uur / € 9,50 / migratie&shy;context"
    )
