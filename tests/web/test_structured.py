"""JSON-LD: what search engines are told is what the page says, and no more."""

import json
from datetime import datetime, timedelta
from typing import Any

import html5lib
import pytest
from flask.testing import FlaskClient

from app.extensions import clock, transaction
from app.models import Edition
from app.rules.states import CancelReason, Format
from app.services.deciding import minimum
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.planning import moved_on, plan_of, replan
from tests.support.time import NOW, moment

#: What Google's guides for courses and events, and schema.org, demand or lean on.
NEEDED = {
    "Course": {"name", "description", "provider", "offers", "hasCourseInstance"},
    "CourseInstance": {"courseMode", "courseWorkload", "startDate", "endDate", "location"},
    "EducationEvent": {
        "name",
        "startDate",
        "endDate",
        "eventStatus",
        "eventAttendanceMode",
        "location",
        "organizer",
        "superEvent",
    },
    "Offer": {"category", "price", "priceCurrency"},
    "Place": {"name", "address"},
    "PostalAddress": {"addressCountry"},
    "VirtualLocation": {"url"},
    "Organization": {"name"},
    "Audience": {"audienceType"},
}
MOMENTS = ("startDate", "endDate", "previousStartDate", "validFrom", "validThrough")


def data_on(client: FlaskClient, address: str) -> dict[str, Any]:
    """The one data block of a page, as a browser finds it."""
    tree = html5lib.parse(client.get(address).text, namespaceHTMLElements=False)
    blocks = [e for e in tree.iter("script") if e.get("type") == "application/ld+json"]
    (block,) = blocks
    data: dict[str, Any] = json.loads(block.text or "")
    assert data["@context"] == "https://schema.org"
    return data


def check(data: object) -> None:
    """Each thing has what its kind needs, and each moment its offset."""
    if isinstance(data, list):
        for item in data:
            check(item)
    elif isinstance(data, dict):
        kind = data.get("@type")
        if kind is not None:
            assert NEEDED[kind] <= set(data), kind
        for name in MOMENTS:
            if name in data:
                assert datetime.fromisoformat(data[name]).utcoffset() is not None, name
        for value in data.values():
            check(value)


def course_of(client: FlaskClient, edition: Edition) -> dict[str, Any]:
    course = data_on(client, f"/edities/{edition.id}")
    check(course)
    return course


def instance_of(client: FlaskClient, edition: Edition) -> dict[str, Any]:
    (instance,) = course_of(client, edition)["hasCourseInstance"]
    return dict(instance)


def test_a_training_with_its_editions(client: FlaskClient, cast: Cast) -> None:
    live = make_edition(team=cast.antwerp, price_cents=9550, co_organisers=("Atlas",))
    online = make_edition(format_=Format.WEBINAR, starts="2027-04-05 13:30", hours=2.5)
    course = data_on(client, f"/vormingen/{live.training.slug}")
    check(course)
    assert course["name"] == live.training.title
    assert course["teaches"] == ["Je herkent de gevolgen.", "Je oefent een gesprek."]
    first, second = course["hasCourseInstance"]
    assert (first["courseMode"], second["courseMode"]) == ("Onsite", "Online")
    assert (first["courseWorkload"], second["courseWorkload"]) == ("PT3H", "PT2H30M")
    assert [o["name"] for o in first["organizer"]] == ["Voorbeeldpunt vzw", "Atlas"]
    assert first["startDate"] == "2027-03-29T09:30:00+02:00"
    assert first["location"]["address"]["addressLocality"] == "Berchem"
    assert first["location"]["address"]["streetAddress"] == "Voorbeeldstraat 12"
    assert [(o["price"], o["category"]) for o in course["offers"]] == [
        ("95.50", "Paid"),
        ("0.00", "Free"),
    ]
    page = f"http://localhost/edities/{online.id}"
    assert second["location"] == {"@type": "VirtualLocation", "url": page}


def test_each_meeting_is_an_event(client: FlaskClient) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30", "2027-04-12 09:30"))
    instance = instance_of(client, edition)
    assert [event["startDate"][:10] for event in instance["subEvent"]] == [
        "2027-03-29",
        "2027-04-05",
        "2027-04-12",
    ]
    assert instance["courseWorkload"] == "PT9H"
    assert instance["endDate"] == instance["subEvent"][-1]["endDate"]
    for event in instance["subEvent"]:
        assert event["superEvent"] == {"@id": instance["@id"]}
        assert event["eventStatus"] == "https://schema.org/EventScheduled"
        assert "previousStartDate" not in event


def test_a_moved_meeting_tells_when_it_was(client: FlaskClient) -> None:
    edition = make_edition()
    replan(edition, moved_on(edition, timedelta(days=7)))
    instance = instance_of(client, edition)
    for thing in (instance, instance["subEvent"][0]):
        assert thing["eventStatus"] == "https://schema.org/EventRescheduled"
        assert thing["previousStartDate"] == "2027-03-29T09:30:00+02:00"
        assert thing["startDate"] == "2027-04-05T09:30:00+02:00"


def test_a_cancelled_edition_says_so(client: FlaskClient) -> None:
    edition = make_edition()
    with transaction():
        minimum.cancel(edition.id, CancelReason.TOO_FEW, "", NOW, None)
    instance = instance_of(client, edition)
    for thing in (instance, *instance["subEvent"]):
        assert thing["eventStatus"] == "https://schema.org/EventCancelled"
        assert "remainingAttendeeCapacity" not in thing
    assert instance["offers"][0]["availability"] == "https://schema.org/OutOfStock"


def test_places_and_whether_they_can_be_had(client: FlaskClient) -> None:
    edition = make_edition(capacity=9)
    register(edition, 8)
    instance = instance_of(client, edition)
    offer = instance["offers"][0]
    assert (instance["maximumAttendeeCapacity"], instance["remainingAttendeeCapacity"]) == (9, 1)
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["url"] == f"http://localhost/edities/{edition.id}/inschrijven"
    assert instance["subEvent"][0]["remainingAttendeeCapacity"] == 1
    assert instance["subEvent"][0]["offers"] == [{"@id": offer["@id"]}]
    register(edition)
    instance = instance_of(client, edition)
    assert instance["remainingAttendeeCapacity"] == 0
    assert instance["offers"][0]["availability"] == "https://schema.org/SoldOut"
    clock.travel_to(edition.closes_at)
    closed = instance_of(client, edition)["offers"][0]
    assert closed["availability"] == "https://schema.org/OutOfStock"
    assert closed["url"] == f"http://localhost/edities/{edition.id}"


def test_before_registration_opens_it_is_a_pre_order(client: FlaskClient) -> None:
    edition = make_edition()
    replan(edition, plan_of(edition, opens_at=moment("2027-03-10 09:00")))
    offer = instance_of(client, edition)["offers"][0]
    assert offer["availability"] == "https://schema.org/PreOrder"
    assert offer["validFrom"] == "2027-03-10T09:00:00+01:00"


@pytest.mark.parametrize(
    "title", ["</script><script>alert(1)</script>", "<!--<script>", "a & b ' \""]
)
def test_no_title_ends_the_block(client: FlaskClient, title: str) -> None:
    edition = make_edition(training=make_training(title, "T"))
    assert course_of(client, edition)["name"] == title
    html = client.get(f"/edities/{edition.id}").text
    assert html.count("<script") == 1
    assert data_on(client, f"/vormingen/{edition.training.slug}")["name"] == title


def test_the_catalogue_lists_each_training_once(client: FlaskClient) -> None:
    edition = make_edition()
    make_edition(starts="2027-04-05 09:30")
    dateless = make_training("Rouw en verlies", "Rouw")
    site, offer = data_on(client, "/")["@graph"]
    assert site["potentialAction"]["target"]["urlTemplate"] == "http://localhost/?q={words}"
    assert [item["url"] for item in offer["itemListElement"]] == [
        f"http://localhost/vormingen/{edition.training.slug}",
        f"http://localhost/vormingen/{dateless.slug}",
    ]
