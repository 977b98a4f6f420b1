"""The description of the API in OpenAPI 3.1, which programs and tests read."""

from typing import Any

from flask import Response

from app.extensions import settings
from app.queries.offering.listing import PUBLIC
from app.rules.states import Format
from app.web.access import Who, enter
from app.web.api import bp
from app.web.api.answers import answer
from app.web.api.parameters import LARGEST_PAGE, LARGEST_SIZE, STANDARD_SIZE
from app.web.api.schemas import SCHEMAS, reference
from app.web.loading import LARGEST_ID

Data = dict[str, Any]

VERSION = "1.0.0"

_ID: Data = {"type": "integer", "minimum": 1, "maximum": LARGEST_ID}
_DAY: Data = {"type": "string", "format": "date"}


@bp.get("/openapi.json")
@enter(Who.EVERYBODY)
def openapi() -> Response:
    """The description itself."""
    return answer(description())


def description() -> Data:
    """The whole document."""
    chosen = settings()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{chosen.organisation_name}: open offer",
            "version": VERSION,
            "summary": "Trainings and their editions, for everybody to read.",
            "description": "Field names follow OOAPI v5 (https://openonderwijsapi.nl) where it has "
            "them; what it has no name for stands in `ext`. Every answer has an ETag: ask again "
            "with If-None-Match and get 304 while nothing changed.",
            "contact": {"name": chosen.organisation_name, "email": chosen.organisation_email},
        },
        "servers": [{"url": f"{chosen.base_url}/api/v1"}],
        "paths": {
            "/editions": _get(
                "listEditions",
                "The editions that have not ended, or those from a day on; soonest first.",
                "CourseOfferings",
                [*_narrowing(), *_paging()],
            ),
            "/editions/{editionId}": _get(
                "getEdition",
                "One edition, also when it is over.",
                "CourseOffering",
                [_in_path("editionId", "The offeringId.", {"type": "integer", "minimum": 0})],
            ),
            "/trainings": _get(
                "listTrainings", "All trainings by title.", "Courses", list(_paging())
            ),
            "/trainings/{key}": _get(
                "getTraining",
                "One training.",
                "Course",
                [_in_path("key", "The courseId, or the code of primaryCode.", {"type": "string"})],
            ),
        },
        "components": {"schemas": SCHEMAS, "responses": _responses()},
    }


def _get(name: str, words: str, schema: str, parameters: list[Data]) -> Data:
    answers: Data = {
        "200": {
            "description": words,
            "headers": {"ETag": {"schema": {"type": "string"}}},
            "content": {"application/json": {"schema": reference(schema)}},
        },
        "304": {"description": "Nothing changed since the answer with this ETag."},
    }
    answers |= {code: {"$ref": f"#/components/responses/{name}"} for code, name in _ERRORS.items()}
    return {
        "get": {
            "operationId": name,
            "summary": words,
            "parameters": parameters,
            "responses": answers,
        }
    }


_ERRORS = {"400": "BadRequest", "404": "NotFound", "429": "TooManyRequests"}


def _responses() -> Data:
    words = {
        "BadRequest": "A parameter cannot be used; `errors` names it.",
        "NotFound": "There is nothing at this address, or nothing public.",
        "TooManyRequests": "Too many requests from one address; Retry-After says how long to wait.",
    }
    content = {"application/problem+json": {"schema": reference("Problem")}}
    return {name: {"description": text, "content": content} for name, text in words.items()}


def _narrowing() -> list[Data]:
    return [
        _in_query("format", "With a meeting of this kind.", _one_of(list(Format))),
        _in_query("team", "Of the team with this id.", _ID),
        _in_query("theme", "About the theme with this id.", _ID),
        _in_query("training", "Of the training with this id.", _ID),
        _in_query("from", "That start on this day or later, also past ones.", _DAY),
        _in_query("until", "That start on this day or earlier.", _DAY),
        _in_query("status", "In this state.", _one_of(list(PUBLIC))),
    ]


def _paging() -> list[Data]:
    number = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 1}
    size = {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": STANDARD_SIZE}
    return [
        _in_query("pageNumber", "Which page, from 1.", number),
        _in_query("pageSize", "How many items on a page.", size),
    ]


def _one_of(values: list[Any]) -> Data:
    return {"type": "string", "enum": [str(value) for value in values]}


def _in_query(name: str, words: str, schema: Data) -> Data:
    return {"name": name, "in": "query", "description": words, "schema": schema}


def _in_path(name: str, words: str, schema: Data) -> Data:
    return {"name": name, "in": "path", "required": True, "description": words, "schema": schema}
