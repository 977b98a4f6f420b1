"""Which plan somebody looked at, so that two coordinators do not undo each other's changes."""

import json
from hashlib import sha256

from app.models import Edition

_EDITION = (
    "training_id",
    "team_id",
    "format",
    "funding",
    "language",
    "co_organisers",
    "co_organiser_emails",
    "place",
    "address",
    "venue_email",
    "join_url",
    "price_cents",
    "prices",
    "meal",
    "capacity",
    "minimum",
    "minimum_reason",
    "decision_on",
    "opens_at",
    "closes_at",
)
_MEETING = (
    "starts_at",
    "ends_at",
    "title",
    "format",
    "place",
    "address",
    "join_url",
    "half_days_correction",
)


def plan_digest(edition: Edition) -> str:
    """All that is planned of an edition, as 64 hexadecimal digits (SHA-256).

    Equal plans have equal digests, whoever registered meanwhile: `lock_version` tells no plans
    apart, for each registration counts it up.
    """
    facts = [
        [getattr(edition, field) for field in _EDITION],
        sorted(trainer.id for trainer in edition.trainers),
        [[getattr(meeting, field) for field in _MEETING] for meeting in edition.meetings],
    ]
    return sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()
