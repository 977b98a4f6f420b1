"""The public holidays of Belgium, against the list that the `holidays` library keeps."""

import pytest
from dateutil.easter import easter
from holidays import country_holidays

from app.rules.public_holidays import PublicHoliday, of_year

#: What the library calls them.
NAMES = {
    PublicHoliday.NEW_YEAR: "Nieuwjaar",
    PublicHoliday.EASTER: "Pasen",
    PublicHoliday.EASTER_MONDAY: "Paasmaandag",
    PublicHoliday.LABOUR_DAY: "Dag van de Arbeid",
    PublicHoliday.ASCENSION: "O. L. H. Hemelvaart",
    PublicHoliday.WHIT_SUNDAY: "Pinksteren",
    PublicHoliday.WHIT_MONDAY: "Pinkstermaandag",
    PublicHoliday.NATIONAL_DAY: "Nationale feestdag",
    PublicHoliday.ASSUMPTION: "O. L. V. Hemelvaart",
    PublicHoliday.ALL_SAINTS: "Allerheiligen",
    PublicHoliday.ARMISTICE: "Wapenstilstand",
    PublicHoliday.CHRISTMAS: "Kerstmis",
}


@pytest.mark.parametrize("year", [*range(2009, 2041), 2099])
def test_the_days_of_a_year(year: int) -> None:
    named = {day: NAMES[holiday] for day, holiday in of_year(easter(year)).items()}
    assert named == dict(country_holidays("BE", years=year, language="nl"))


def test_ascension_on_labour_day() -> None:
    days = of_year(easter(2008))
    assert len(days) == 11
    assert set(days) == set(country_holidays("BE", years=2008))
