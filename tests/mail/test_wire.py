"""From the form to the bytes that a mail server received: any name, title, place, link and hour."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select

from app.extensions import db, transaction
from app.mail.cleaning import clean_line
from app.models import Training
from app.rules.states import Format
from app.services.offering import offer
from app.services.offering.offer import PlannedEdition, PlannedMeeting, TrainingFacts
from app.services.registering import registration
from app.services.registering.person import Person
from tests.mail.readers import AWKWARD
from tests.mail.test_mime import decoded
from tests.mail.wire import invitation_received, octets_in
from tests.support.office import Office, open_office
from tests.support.smtp import MailServer
from tests.support.time import NOW

MINUTE = timedelta(minutes=1)

#: What forms let through: no database stores a NUL or half a character.
TYPED = AWKWARD.map(lambda text: text.replace("\x00", "")).filter(
    lambda text: clean_line(text) and not any("\ud800" <= letter <= "\udfff" for letter in text)
)
PATH = st.text(alphabet="ab&=?,;:%'()*+~@#/", max_size=60)
#: Hours around both changes of the clock, and anywhere in between.
STARTS = st.one_of(
    st.integers(-300, 300).map(lambda m: datetime(2027, 3, 28, 1, tzinfo=UTC) + m * MINUTE),
    st.integers(-300, 300).map(lambda m: datetime(2027, 10, 31, 1, tzinfo=UTC) + m * MINUTE),
    st.integers(60_000, 900_000).map(lambda m: NOW + m * MINUTE),
)


@pytest.fixture
def office(site: Flask) -> Iterator[Office]:
    with MailServer() as server, open_office(site, server) as office:
        yield office


def addressed_to(raw: bytes) -> str:
    """The name in To, as clients of the RFC 2047 kind read it."""
    text = decoded(raw, "To")
    # Decoded words may hold quotes and commas of their own, which nobody parses again.
    return text.rpartition(" <")[0] if b"\nTo: =?" in raw else parseaddr(text)[0]


def _known(title: str) -> int | None:
    """A training has its title alone."""
    rows = db.session.execute(select(Training.id, Training.title))
    return next((i for i, known in rows if known.casefold() == title.casefold()), None)


@given(
    name=TYPED,
    title=TYPED,
    part=TYPED,
    place=TYPED,
    path=PATH,
    starts_at=STARTS,
    length=st.integers(30, 600).map(lambda minutes: minutes * MINUTE),
)
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_arrives_is_what_was_registered(
    office: Office,
    name: str,
    title: str,
    part: str,
    place: str,
    path: str,
    starts_at: datetime,
    length: timedelta,
) -> None:
    office.server.clear()
    starts_at = starts_at.replace(second=0, microsecond=0)
    link = f"https://webinar.example/{path}"
    with transaction():
        known = offer.save_training(TrainingFacts(title, "X", "Kort.", ""), NOW, _known(title))
        edition = offer.plan_edition(
            PlannedEdition(
                training_id=known.id,
                team_id=offer.save_team("Antwerpen").id,
                format=Format.LIVE,
                meetings=[
                    PlannedMeeting(starts_at, starts_at + length, part, place=place),
                    PlannedMeeting(
                        starts_at + 8 * length,
                        starts_at + 9 * length,
                        format=Format.WEBINAR,
                        join_url=link,
                    ),
                ],
                capacity=9,
                co_organisers=(name,),
                place="Hier",
            ),
            NOW,
        )
        offer.publish(edition.id, NOW)
    person = Person(name, "zoe.o'neil+1@organisatie.example", "X", "Y", "CLB")
    with transaction():
        made = registration.register(edition.id, person, NOW, consent=True)
    office.deliver()
    with transaction():
        registration.withdraw(made, NOW, frozenset())
    office.deliver()
    spans = [(starts_at, starts_at + length), (starts_at + 8 * length, starts_at + 9 * length)]
    titles = [clean_line(f"{title}: {part}"), clean_line(title)]
    places = [clean_line(place) or "Hier", link]
    mails = office.server.messages
    readings = [invitation_received(mail) for mail in mails]
    assert [(r.starts_at, r.ends_at) for r in readings] == spans * 2
    assert [(r.method, r.sequence) for r in readings] == [("REQUEST", 0)] * 2 + [("CANCEL", 1)] * 2
    assert [r.summary for r in readings] == titles * 2
    events = [Calendar.from_ical(octets_in(mail.message)).events[0] for mail in mails]
    assert [str(event["LOCATION"]) for event in events] == places * 2
    # The names in CN as the organisation and the person wrote them, but for what clients show raw.
    shown = clean_line(name).replace('"', "'").replace("\\", "/")
    assert {event["ATTENDEE"].params["CN"] for event in events} == {shown}
    assert [addressed_to(mail.raw) for mail in mails] == [clean_line(name)] * 4
    assert [r.uid for r in readings[:2]] == [r.uid for r in readings[2:]]
    assert len({r.uid for r in readings}) == 2
