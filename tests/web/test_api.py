"""The API: what it says of itself is true, and it says nothing of people."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from openapi_spec_validator import OpenAPIV31SpecValidator

from app.extensions import clock, db, transaction
from app.models import Edition
from app.rules.states import CancelReason, Format
from app.services.deciding import minimum
from tests.factories.cast import Cast
from tests.factories.held import hold_edition
from tests.factories.offer import make_edition, make_training, register
from tests.support.installation import make_app
from tests.support.time import NOW

EDITIONS, TRAININGS = "/api/v1/editions", "/api/v1/trainings"


@pytest.fixture
def offer(cast: Cast) -> list[Edition]:
    """One held, one cancelled, one with a price and people, one webinar, one draft."""
    held = hold_edition(1, team=cast.antwerp)
    cancelled = make_edition(starts="2027-04-01 09:30", team=cast.antwerp)
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TRAINER_ILL, "", NOW, None)
    priced = make_edition(
        starts="2027-04-02 09:30", more_starts=("2027-04-09 09:30",), price_cents=9550
    )
    register(priced, 3)
    online = make_edition(
        training=make_training("Andere vorming", "Andere", themes=("Opvoeding",)),
        starts="2027-04-03 09:30",
        format_=Format.WEBINAR,
        join_url="https://meet.example/geheim",
        team=cast.limburg,
    )
    make_edition(starts="2027-04-04 09:30", publish=False)
    clock.travel_to(NOW + timedelta(days=28))
    return [held, cancelled, priced, online]


def ids(client: FlaskClient, query: str) -> list[int]:
    answer = client.get(f"{EDITIONS}?{query}")
    assert answer.status_code == 200, answer.text
    return [int(item["offeringId"]) for item in answer.json["items"]]


def test_the_description_is_valid_openapi(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    OpenAPIV31SpecValidator(document).validate()
    assert document["openapi"].startswith("3.1")
    described = {f"/api/v1{path}" for path in document["paths"]}
    routed = {
        rule.rule for rule in client.application.url_map.iter_rules() if "api." in rule.endpoint
    }
    assert len(described) == len(routed) - 1


def test_every_answer_is_as_described(site: Flask, offer: list[Edition]) -> None:
    # Here: it brings a tenth of a second of imports to whoever runs other tests.
    import schemathesis

    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site)
    known = {"editionId": [e.id for e in offer], "key": ["1", "andere-vorming"]}
    modes = tuple(schemathesis.GenerationMode)
    for result, mode in product(schema.get_all_operations(), modes):
        operation = result.ok()
        if mode is schemathesis.GenerationMode.NEGATIVE and "{" in operation.path:
            # Any text can be asked for as an id; it is 404, or another address.
            continue

        @hypothesis_settings(
            max_examples=8,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def tried(case: Any) -> None:
            case.call_and_validate()
            db.session.rollback()

        tried()
        for name, values in known.items():
            for value in values if f"{{{name}}}" in operation.path else ():
                operation.Case(path_parameters={name: value}).call_and_validate()


def test_an_edition_in_the_words_of_ooapi(client: FlaskClient, offer: list[Edition]) -> None:
    _held, _cancelled, priced, online = offer
    found = client.get(f"{EDITIONS}/{priced.id}").json
    assert (found["startDate"], found["endDate"]) == ("2027-04-02", "2027-04-09")
    assert (found["enrolledNumberStudents"], found["maxNumberStudents"]) == (3, 14)
    assert found["ext"]["remainingNumberStudents"] == 11
    assert found["priceInformation"][0]["amount"] == "95.50"
    assert found["modeOfDelivery"] == ["situated"]
    assert found["addresses"][0]["city"] == "Berchem"
    assert [m["start"] for m in found["ext"]["meetings"]] == [
        "2027-04-02T09:30:00+02:00",
        "2027-04-09T09:30:00+02:00",
    ]
    webinar = client.get(f"{EDITIONS}/{online.id}").json
    assert (webinar["modeOfDelivery"], webinar["addresses"]) == (["online"], [])
    course = client.get(f"{TRAININGS}/{webinar['course']}").json
    assert course["offerings"] == [str(online.id)]
    assert client.get(f"{TRAININGS}/andere-vorming").json == course


def test_each_parameter_narrows_down(client: FlaskClient, offer: list[Edition], cast: Cast) -> None:
    held, cancelled, priced, online = (edition.id for edition in offer)
    theme = offer[3].training.themes[0].id
    assert ids(client, "") == [cancelled, priced, online]
    assert ids(client, "from=2027-01-01") == [held, cancelled, priced, online]
    assert ids(client, "from=2027-04-02&until=2027-04-02") == [priced]
    assert ids(client, "format=webinar") == ids(client, f"theme={theme}") == [online]
    assert ids(client, f"team={cast.limburg.id}") == [online]
    assert ids(client, f"training={offer[3].training_id}") == [online]
    assert ids(client, "status=cancelled") == [cancelled]
    assert ids(client, "status=completed&from=2027-01-01") == [held]
    assert ids(client, f"team={2**31 - 1}") == []
    assert ids(client, "from=2027-02-01&until=2027-01-01") == []
    assert ids(client, "from=0001-01-01&until=9999-12-31") == [held, cancelled, priced, online]


def test_a_list_comes_in_pages(client: FlaskClient, offer: list[Edition]) -> None:
    seen = []
    for number in (1, 2, 3):
        page = client.get(f"{EDITIONS}?pageSize=1&pageNumber={number}").json
        seen += [int(item["offeringId"]) for item in page["items"]]
        assert (page["totalPages"], page["pageNumber"]) == (3, number)
        assert (page["hasPreviousPage"], page["hasNextPage"]) == (number > 1, number < 3)
    assert seen == [edition.id for edition in offer[1:]]
    beyond = client.get(f"{EDITIONS}?pageNumber=10000").json
    assert (beyond["items"], beyond["hasNextPage"], beyond["hasPreviousPage"]) == ([], False, True)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("team=x", "team"),
        ("team=%00", "team"),
        ("team=2147483648", "team"),
        ("team=%C2%B2", "team"),
        ("theme=-1", "theme"),
        ("from=2027-13-01", "from"),
        ("from=20270101", "from"),
        ("from=2027-W10-1", "from"),
        ("until=2027-02-30", "until"),
        ("until=", "until"),
        ("format=zoom", "format"),
        ("status=draft", "status"),
        ("pageSize=0", "pageSize"),
        ("pageSize=101", "pageSize"),
        ("pageNumber=99999999999999999999", "pageNumber"),
        ("team=1&team=2", "team"),
        ("teem=1", "teem"),
    ],
)
def test_a_slip_is_named(client: FlaskClient, query: str, parameter: str) -> None:
    answer = client.get(f"{EDITIONS}?{query}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert [error["parameter"] for error in answer.json["errors"]] == [parameter]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/nergens", 404),
        ("GET", f"{EDITIONS}/999", 404),
        ("GET", f"{EDITIONS}/99999999999999999999", 404),
        ("GET", f"{TRAININGS}/%00", 404),
        ("GET", f"{TRAININGS}/99999999999", 404),
        ("GET", f"{TRAININGS}/%C3%A9", 404),
        ("POST", EDITIONS, 405),
        ("DELETE", f"{TRAININGS}/1", 405),
    ],
)
def test_every_error_is_a_problem(client: FlaskClient, method: str, path: str, status: int) -> None:
    answer = client.open(path, method=method)
    assert (answer.status_code, answer.json["status"]) == (status, status)
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert answer.json["instance"] == path
    if status == 405:
        assert set(answer.allow) == {"GET", "HEAD", "OPTIONS"}


def test_under_another_name_it_answers_with_a_problem_too(client: FlaskClient) -> None:
    answer = client.get(EDITIONS, headers={"Host": "elders.example"})
    assert (answer.status_code, answer.json["status"]) == (400, 400)
    assert answer.content_type == "application/problem+json"


def test_a_draft_does_not_exist(client: FlaskClient) -> None:
    draft = make_edition(publish=False)
    assert client.get(f"{EDITIONS}/{draft.id}").status_code == 404
    assert client.get(f"{TRAININGS}/{draft.training_id}").json["offerings"] == []


def test_nothing_of_a_person_comes_out(client: FlaskClient, offer: list[Edition]) -> None:
    (person,) = register(offer[3])
    for path in (EDITIONS, TRAININGS, f"{EDITIONS}/{offer[3].id}"):
        text = client.get(path).text
        for secret in (person.name, person.email, person.public_id, "meet.example"):
            assert secret not in text


def test_any_site_may_read(client: FlaskClient, offer: list[Edition]) -> None:
    asked = {"Origin": "https://elders.example", "Access-Control-Request-Method": "GET"}
    before = client.options(EDITIONS, headers=asked)
    assert before.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert before.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    answer = client.get(EDITIONS, headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


def test_who_never_stops_is_asked_to_wait(site: Flask) -> None:
    app = make_app(site.config["SQLALCHEMY_DATABASE_URI"], RATE_LIMITS="yes")
    with app.app_context():
        client = app.test_client()
        statuses = [client.get(f"{TRAININGS}/nee").status_code for _ in range(121)]
        answer = client.get(f"{TRAININGS}/nee")
        assert client.get("/aanbod.ics").status_code == 200
        db.session.remove()
        db.engine.dispose()
    assert set(statuses[:120]) == {404}
    assert (statuses[120], answer.status_code) == (429, 429)
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Retry-After"] == "60"
