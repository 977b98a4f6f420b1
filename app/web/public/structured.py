"""The offer as search engines read it: JSON-LD in the words of schema.org.

It says what the page says and no more: never the join link, never a person who registered.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from app.extensions import clock, settings
from app.queries.offering.offer import EditionCard
from app.rules.registering.address import address_parts
from app.rules.states import EditionState, Format
from app.rules.workdays import LOCAL
from app.web.addresses import absolute

if TYPE_CHECKING:
    from app.models import Edition, Meeting, Training

Data = dict[str, Any]

_SCHEMA = "https://schema.org/"
#: courseMode of a CourseInstance, as Google's guide for courses names them.
_MODES = {"live": "Onsite", "webinar": "Online", "mixed": "Blended"}
_ATTENDANCE = {
    "live": "OfflineEventAttendanceMode",
    "webinar": "OnlineEventAttendanceMode",
    "mixed": "MixedEventAttendanceMode",
}


def script(data: Data) -> Markup:
    """A data block for the head of a page; scripts it is not, so the CSP lets it be.

    Nothing in it can end the block: `<` is written as an escape, which JSON reads back.
    """
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    for character, escape in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escape)
    element = f'<script type="application/ld+json">{text}</script>'
    return Markup(element)  # nosec B704  # the three characters that HTML looks at are gone


def catalogue_data(cards: Iterable[EditionCard], dateless: Iterable["Training"]) -> Markup:
    """The site with its search, and the trainings on the page in their order."""
    dated = dict.fromkeys(card.edition.training.slug for card in cards)
    # One whose only date is cancelled stands in both parts of the page.
    slugs = dated | dict.fromkeys(training.slug for training in dateless)
    home = absolute("public.catalogue")
    site = {
        "@type": "WebSite",
        "name": settings().organisation_name,
        "url": home,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{home}?q={{words}}"},
            "query-input": "required name=words",
        },
    }
    offer = {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "url": absolute("public.training", slug=slug)}
            for number, slug in enumerate(slugs, start=1)
        ],
    }
    return script({"@graph": [site, offer]})


def training_data(training: "Training", cards: Sequence[EditionCard]) -> Markup:
    """A training as Course, with each coming edition as an instance of it."""
    return script(_course(training, cards))


def edition_data(card: EditionCard) -> Markup:
    """The training of one edition, with this edition as its only instance."""
    return script(_course(card.edition.training, [card]))


def _course(training: "Training", cards: Sequence[EditionCard]) -> Data:
    address = absolute("public.training", slug=training.slug)
    goals = [goal.strip() for goal in training.goals.splitlines() if goal.strip()]
    course: Data = {
        "@type": "Course",
        "@id": address,
        "url": address,
        "name": training.title,
        "description": training.summary,
        "courseCode": training.short_name,
        "inLanguage": "nl",
        "provider": _organisation(),
        "about": [theme.name for theme in training.themes],
        "image": absolute("feeds.training_picture", slug=training.slug),
    }
    if goals:
        course["teaches"] = goals
    if training.audience.strip():
        course["audience"] = {"@type": "Audience", "audienceType": training.audience.strip()}
    if cards:
        course["hasCourseInstance"] = [_instance(card) for card in cards]
        course["offers"] = _unique(offer for card in cards for offer in _prices(card))
    return course


def _instance(card: EditionCard) -> Data:
    edition = card.edition
    address = absolute("public.edition", edition_id=edition.id)
    hours = sum((m.ends_at - m.starts_at for m in edition.meetings), timedelta())
    first = edition.first_meeting
    instance: Data = {
        "@type": "CourseInstance",
        "@id": address,
        "url": address,
        "name": edition.training.title,
        "description": edition.training.summary,
        "courseMode": _MODES[_mode(edition)],
        "courseWorkload": _duration(hours),
        "startDate": _local(first.starts_at),
        "endDate": _local(edition.last_meeting.ends_at),
        "eventAttendanceMode": _SCHEMA + _ATTENDANCE[_mode(edition)],
        **_common(card, first),
        "image": absolute("feeds.edition_picture", edition_id=edition.id),
        "offers": _offers(card),
    }
    instance["subEvent"] = [_event(card, meeting) for meeting in edition.meetings]
    return instance


def _event(card: EditionCard, meeting: "Meeting") -> Data:
    edition = card.edition
    title = edition.training.title
    return {
        "@type": "EducationEvent",
        "name": f"{title}: {meeting.title}" if meeting.title else title,
        "description": edition.training.summary,
        "url": absolute("public.edition", edition_id=edition.id),
        "startDate": _local(meeting.starts_at),
        "endDate": _local(meeting.ends_at),
        "eventAttendanceMode": _SCHEMA + _ATTENDANCE[meeting.actual_format.value],
        **_common(card, meeting),
        "image": absolute("feeds.edition_picture", edition_id=edition.id),
        # Said once, with the edition: its places are for all of its meetings.
        "offers": [{"@id": offer["@id"]} for offer in _offers(card)],
        "superEvent": {"@id": absolute("public.edition", edition_id=edition.id)},
    }


def _common(card: EditionCard, meeting: "Meeting") -> Data:
    """What an edition and each of its meetings say alike: status, place, language, organisers."""
    edition = card.edition
    data: Data = {
        "eventStatus": _SCHEMA + "EventScheduled",
        "location": _location(edition, meeting),
        "inLanguage": edition.language,
        "maximumAttendeeCapacity": edition.capacity,
        "organizer": [
            _organisation(),
            *({"@type": "Organization", "name": name} for name in edition.co_organisers),
        ],
    }
    if edition.state is EditionState.CANCELLED:
        data["eventStatus"] = _SCHEMA + "EventCancelled"
        return data
    data["remainingAttendeeCapacity"] = card.seats.free
    if meeting.previous_starts_at is not None:
        data["eventStatus"] = _SCHEMA + "EventRescheduled"
        data["previousStartDate"] = _local(meeting.previous_starts_at)
    return data


def _location(edition: "Edition", meeting: "Meeting") -> Data:
    if meeting.actual_format is Format.WEBINAR:
        # The page about it: the join link is for registered people only.
        page = absolute("public.edition", edition_id=edition.id)
        return {"@type": "VirtualLocation", "url": page}
    parts = address_parts(meeting.address or edition.address)
    lines = {
        "streetAddress": f"{parts.street} {parts.number}".strip(),
        "postalCode": parts.postal_code,
        "addressLocality": parts.city,
    }
    return {
        "@type": "Place",
        "name": meeting.place or edition.place or edition.team.name,
        "address": {
            "@type": "PostalAddress",
            **{name: value for name, value in lines.items() if value},
            "addressCountry": "BE",
        },
    }


def _offers(card: EditionCard) -> list[Data]:
    edition = card.edition
    page = "public.register" if card.open else "public.edition"
    return [
        offer
        | {
            "@id": f"{absolute('public.edition', edition_id=edition.id)}#price-{number}",
            "url": absolute(page, edition_id=edition.id),
            "availability": _SCHEMA + _availability(card),
            "validFrom": _local(edition.opens_at),
            "validThrough": _local(edition.closes_at),
        }
        for number, offer in enumerate(_prices(card))
    ]


def _prices(card: EditionCard) -> list[Data]:
    """The price for everybody, and what a kind of organisation pays instead."""
    edition = card.edition
    prices = {"": edition.price_cents, **edition.prices}
    return [
        {
            "@type": "Offer",
            **({"name": kind} if kind else {}),
            "category": "Paid" if cents else "Free",
            "price": f"{cents // 100}.{cents % 100:02}",
            "priceCurrency": "EUR",
        }
        for kind, cents in prices.items()
    ]


def _availability(card: EditionCard) -> str:
    if card.open:
        return "SoldOut" if card.seats.full else "InStock"
    running = card.edition.state in (EditionState.PUBLISHED, EditionState.CONFIRMED)
    return "PreOrder" if running and clock.now() < card.edition.opens_at else "OutOfStock"


def _organisation() -> Data:
    chosen = settings()
    return {
        "@type": "Organization",
        "name": chosen.organisation_name,
        "url": absolute("public.catalogue"),
    }


def _mode(edition: "Edition") -> str:
    formats = {meeting.actual_format.value for meeting in edition.meetings}
    return formats.pop() if len(formats) == 1 else "mixed"


def _duration(span: timedelta) -> str:
    """An ISO 8601 duration in hours and minutes: 'PT3H30M'."""
    hours, minutes = divmod(int(span.total_seconds()) // 60, 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes or not hours else "")


def _local(moment: datetime) -> str:
    """ISO 8601 with the offset that holds in Brussels at that moment."""
    return moment.astimezone(LOCAL).isoformat(timespec="seconds")


def _unique(offers: Iterable[Data]) -> list[Data]:
    return list({json.dumps(offer): offer for offer in offers}.values())
