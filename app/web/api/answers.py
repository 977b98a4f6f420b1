"""From rows to the JSON of the answers; the field names are those of OOAPI v5 where it has them.

What OOAPI has no name for stands in `ext`, as it asks. https://openonderwijsapi.nl
"""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from flask import Response

from app.queries.offering.listing import Page
from app.queries.offering.offer import EditionCard
from app.rules.registering.address import address_parts
from app.rules.states import EditionState, Format
from app.rules.workdays import LOCAL, local_date
from app.web.addresses import absolute
from app.web.answers import machine_answer

if TYPE_CHECKING:
    from app.models import Edition, Meeting, Training

Data = dict[str, Any]

#: Languages by ISO 639-2, as OOAPI names the teaching language.
TEACHING = {"nl": "nld", "fr": "fra", "en": "eng"}
#: Languages of texts (RFC 5646).
TAGS = {"nl": "nl-BE", "fr": "fr-BE", "en": "en"}
#: The language in which trainings are described.
_DESCRIBED_IN = "nl"


def answer(data: Data) -> Response:
    """The data as JSON, with an ETag."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return machine_answer(body, "application/json")


def listed(items: Sequence[Data], page: Page, total: int) -> Data:
    """A page of a list, as OOAPI frames it."""
    pages = -(-total // page.size)
    return {
        "pageSize": page.size,
        "pageNumber": page.number,
        "hasPreviousPage": page.number > 1,
        "hasNextPage": page.number < pages,
        "totalPages": pages,
        "items": list(items),
    }


def course(training: "Training", edition_ids: Sequence[int]) -> Data:
    """A training; its coming editions by their ids."""
    return {
        "courseId": str(training.id),
        "primaryCode": {"codeType": "slug", "code": training.slug},
        "name": _text(training.title),
        "abbreviation": training.short_name,
        "description": _text(training.summary),
        "learningOutcomes": [
            _text(goal.strip()) for goal in training.goals.splitlines() if goal.strip()
        ],
        "teachingLanguage": TEACHING[_DESCRIBED_IN],
        "link": absolute("public.training", slug=training.slug),
        "offerings": [str(edition_id) for edition_id in edition_ids],
        "ext": {
            "themes": [{"id": theme.id, "name": theme.name} for theme in training.themes],
            "audience": training.audience,
            "descriptionMarkdown": training.description,
        },
    }


def offering(card: EditionCard) -> Data:
    """An edition. Never the join link, never a name of somebody who registered."""
    edition, training = card.edition, card.edition.training
    language = edition.language
    return {
        "offeringId": str(edition.id),
        "offeringType": "course",
        "primaryCode": {"codeType": "editionNumber", "code": str(edition.id)},
        "course": str(training.id),
        "name": _text(training.title),
        "abbreviation": training.short_name,
        "description": _text(training.summary),
        "teachingLanguage": TEACHING.get(language, "und"),
        "modeOfDelivery": _modes(edition),
        "startDate": local_date(edition.first_meeting.starts_at).isoformat(),
        "endDate": local_date(edition.last_meeting.ends_at).isoformat(),
        "enrollStartDate": local_date(edition.opens_at).isoformat(),
        "enrollEndDate": _last_day_before(edition.closes_at),
        "maxNumberStudents": edition.capacity,
        "minNumberStudents": card.meter.minimum,
        "enrolledNumberStudents": card.seats.active,
        "pendingNumberStudents": card.seats.offered + card.seats.waiting,
        "resultExpected": False,
        "link": absolute("public.edition", edition_id=edition.id),
        "addresses": _addresses(edition),
        "priceInformation": _prices(edition),
        "ext": {
            "status": edition.state.value,
            "cancelReason": edition.cancel_reason.value if edition.cancel_reason else None,
            "decisionDate": edition.decision_on.isoformat(),
            "enrollStart": _local(edition.opens_at),
            "enrollEnd": _local(edition.closes_at),
            "enrollmentOpen": card.open,
            "remainingNumberStudents": 0
            if edition.state is EditionState.CANCELLED
            else card.seats.free,
            "enrollLink": absolute("public.register", edition_id=edition.id) if card.open else None,
            "team": {"id": edition.team_id, "name": edition.team.name},
            "themes": [{"id": theme.id, "name": theme.name} for theme in training.themes],
            "coOrganizers": list(edition.co_organisers),
            "meetings": [_meeting(meeting) for meeting in edition.meetings],
        },
    }


def _meeting(meeting: "Meeting") -> Data:
    previous = meeting.previous_starts_at
    return {
        "title": meeting.title,
        "start": _local(meeting.starts_at),
        "end": _local(meeting.ends_at),
        "previousStart": _local(previous) if previous else None,
        "format": meeting.actual_format.value,
        "place": meeting.where,
    }


def _modes(edition: "Edition") -> list[str]:
    """Values of OOAPI: `situated` for people in one room, `online` for a webinar."""
    names = {Format.LIVE: "situated", Format.WEBINAR: "online"}
    return sorted({names[meeting.actual_format] for meeting in edition.meetings})


def _addresses(edition: "Edition") -> list[Data]:
    """Where people meet, each place once."""
    places = dict.fromkeys(
        (meeting.place or edition.place, meeting.address or edition.address)
        for meeting in edition.meetings
        if meeting.actual_format is Format.LIVE
    )
    found = []
    for place, line in places:
        parts = address_parts(line)
        fields = {
            "street": parts.street,
            "streetNumber": parts.number,
            "additional": place,
            "postalCode": parts.postal_code,
            "city": parts.city,
        }
        told = {name: value for name, value in fields.items() if value}
        if told:
            found.append({"addressType": "teaching", **told, "countryCode": "BE"})
    return found


def _prices(edition: "Edition") -> list[Data]:
    """The price for everybody, then what a kind of organisation pays instead."""
    prices: dict[str, int] = {"": edition.price_cents, **edition.prices}
    return [
        {
            "costType": "total costs",
            "amount": f"{cents // 100}.{cents % 100:02}",
            "currency": "EUR",
            "ext": {"organisationType": kind or None},
        }
        for kind, cents in prices.items()
    ]


def _text(text: str) -> list[Data]:
    """A text with its language, in the form of OOAPI: one entry a language."""
    return [{"language": TAGS[_DESCRIBED_IN], "value": text}]


def _local(moment: datetime) -> str:
    return moment.astimezone(LOCAL).isoformat(timespec="seconds")


def _last_day_before(moment: datetime) -> str:
    """The last day on which somebody can still enrol: closing at midnight ends the day before."""
    return local_date(moment - timedelta(microseconds=1)).isoformat()
