"""What the answers look like, as JSON Schema 2020-12 for the OpenAPI description."""

from collections.abc import Sequence
from typing import Any

from app.queries.offering.listing import PUBLIC
from app.rules.states import CancelReason, Format
from app.web.api.answers import TAGS, TEACHING
from app.web.api.parameters import LARGEST_PAGE, LARGEST_SIZE

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_DAY: Schema = {"type": "string", "format": "date"}
_MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "description": "With the offset of Europe/Brussels at that moment.",
}
_LINK: Schema = {"type": "string", "format": "uri"}
_NUMBER: Schema = {"type": "integer", "minimum": 0}
_FLAG: Schema = {"type": "boolean"}


def _object(properties: Schema, *, optional: Sequence[str] = (), about: str = "") -> Schema:
    schema: Schema = {
        "type": "object",
        "required": [name for name in properties if name not in optional],
        "properties": properties,
        "additionalProperties": False,
    }
    return schema | ({"description": about} if about else {})


def _list(items: Schema, **more: Any) -> Schema:
    return {"type": "array", "items": items, **more}


def _one_of(values: Sequence[str]) -> Schema:
    return {"type": "string", "enum": list(values)}


def _or_null(schema: Schema) -> Schema:
    if "enum" in schema:
        return {"type": ["string", "null"], "enum": [*schema["enum"], None]}
    return schema | {"type": [schema["type"], "null"]}


def _about(schema: Schema, words: str) -> Schema:
    return schema | {"description": words}


def reference(name: str) -> Schema:
    """A schema of the components."""
    return {"$ref": f"#/components/schemas/{name}"}


_NAMED = _object({"id": {"type": "integer"}, "name": _TEXT})
_WORDS = _list(reference("LanguageTypedString"), minItems=1)
_CODE = reference("IdentifierEntry")

_COURSE = _object(
    {
        "courseId": _TEXT,
        "primaryCode": _CODE,
        "name": _WORDS,
        "abbreviation": _about(_TEXT, "The short name, with which quotes are signed."),
        "description": _WORDS,
        "learningOutcomes": _list(_WORDS),
        "teachingLanguage": _one_of(sorted(TEACHING.values())),
        "link": _LINK,
        "offerings": _list(_TEXT, description="Ids of the editions that have not ended."),
        "ext": _object(
            {
                "themes": _list(_NAMED),
                "audience": _TEXT,
                "descriptionMarkdown": _about(_TEXT, "The whole description, in CommonMark."),
            }
        ),
    },
    about="A training; it comes back as editions.",
)

_MEETING = _object(
    {
        "title": _TEXT,
        "start": _MOMENT,
        "end": _MOMENT,
        "previousStart": _about(_or_null(_MOMENT), "The start before the last move."),
        "format": _one_of(list(Format)),
        "place": _about(_TEXT, "Empty for a webinar; its link goes to participants only."),
    }
)

_OFFERING = _object(
    {
        "offeringId": _TEXT,
        "offeringType": {"const": "course"},
        "primaryCode": _CODE,
        "course": _about(_TEXT, "The courseId of the training."),
        "name": _WORDS,
        "abbreviation": _TEXT,
        "description": _WORDS,
        "teachingLanguage": _one_of([*sorted(TEACHING.values()), "und"]),
        "modeOfDelivery": _list(_one_of(["online", "situated"]), minItems=1),
        "startDate": _DAY,
        "endDate": _DAY,
        "enrollStartDate": _DAY,
        "enrollEndDate": _DAY,
        "maxNumberStudents": _NUMBER,
        "minNumberStudents": _about(_NUMBER, "With fewer it goes ahead as an exception only."),
        "enrolledNumberStudents": _NUMBER,
        "pendingNumberStudents": _about(_NUMBER, "On the waiting list, or with an open offer."),
        "resultExpected": _FLAG,
        "link": _LINK,
        "addresses": _list(reference("Address")),
        "priceInformation": _list(reference("Cost"), minItems=1),
        "ext": _object(
            {
                "status": _one_of(list(PUBLIC)),
                "cancelReason": _or_null(_one_of(list(CancelReason))),
                "decisionDate": _about(_DAY, "When it is decided whether it goes ahead."),
                "enrollStart": _MOMENT,
                "enrollEnd": _MOMENT,
                "enrollmentOpen": _FLAG,
                "remainingNumberStudents": _NUMBER,
                "enrollLink": _about(_or_null(_LINK), "Null while nobody can enrol."),
                "team": _NAMED,
                "themes": _list(_NAMED),
                "coOrganizers": _list(_TEXT),
                "meetings": _list(reference("Meeting"), minItems=1),
            }
        ),
    },
    about="An edition: one planned run of a training, which people enrol for as a whole.",
)

_PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": _TEXT,
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": _TEXT,
        "instance": _TEXT,
        "errors": _list(_object({"detail": _TEXT, "parameter": _TEXT})),
    },
}


def _page(items: str) -> Schema:
    return _object(
        {
            "pageSize": {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE},
            "pageNumber": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE},
            "hasPreviousPage": _FLAG,
            "hasNextPage": _FLAG,
            "totalPages": _NUMBER,
            "items": _list(reference(items)),
        }
    )


SCHEMAS: Schema = {
    "Course": _COURSE,
    "Courses": _page("Course"),
    "CourseOffering": _OFFERING,
    "CourseOfferings": _page("CourseOffering"),
    "Meeting": _MEETING,
    "LanguageTypedString": _object(
        {"language": _one_of(sorted(TAGS.values())), "value": _TEXT},
        about="A text and the language that it is in (RFC 5646).",
    ),
    "IdentifierEntry": _object({"codeType": _TEXT, "code": _TEXT}),
    "Address": _object(
        {
            "addressType": {"const": "teaching"},
            "street": _TEXT,
            "streetNumber": _TEXT,
            "additional": _about(_TEXT, "The name of the place."),
            "postalCode": _TEXT,
            "city": _TEXT,
            "countryCode": {"const": "BE"},
        },
        optional=("street", "streetNumber", "additional", "postalCode", "city"),
    ),
    "Cost": _object(
        {
            "costType": {"const": "total costs"},
            "amount": {"type": "string", "pattern": r"^\d+\.\d{2}$"},
            "currency": {"const": "EUR"},
            "ext": _object(
                {
                    "organisationType": _about(
                        _or_null(_TEXT), "Who pays this; null: everybody else."
                    )
                }
            ),
        }
    ),
    "Problem": _PROBLEM,
}
