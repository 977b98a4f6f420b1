"""What is suggested to others: only what three different people wrote."""

from flask import Flask

from app.queries.registering import known
from tests.factories.offer import make_edition, register


def test_only_what_three_people_wrote_is_suggested(app: Flask) -> None:
    first, second = make_edition(), make_edition(starts="2027-05-11 09:30")
    register(first, 3, organisation="CLB De Horizon")
    register(first, 2, organisation="Praktijk Janssens")
    for edition in (first, second):
        # One person in two editions is one person.
        register(edition, email="bo@klein.example", organisation="Alleen Bo")
        register(edition, email="an@klein.example", organisation="Alleen Bo")
    assert known.organisations() == ["CLB De Horizon"]
    assert known.mail_domains() == {"organisatie.example"}
