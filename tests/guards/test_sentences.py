"""Whatever can happen has its sentence, in each language of the interface."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from app.rules.errors import Code, RuleBroken
from app.services.history import Action
from app.web.desk.history.sentences import sentence as history_sentence
from app.web.sentences import sentence

#: Everything that a sentence about a broken rule may mention.
FACTS = {
    "opens_at": datetime(2027, 3, 3, 9, 0, tzinfo=UTC),
    "starts_at": datetime(2027, 3, 29, 7, 30, tzinfo=UTC),
    "closes_at": datetime(2027, 4, 19, 10, 30, tzinfo=UTC),
    "current": date(2027, 3, 15),
    "latest": date(2027, 3, 28),
    "minimum": 8,
    "taken": 3,
    "most": 15,
    "first": 2000,
    "last": 2100,
    "known": "Limburg",
    "fields": ["voornaam"],
    "allowed": ("naam", "datum"),
    "digits": 9,
    "expected": 10,
    "kind": "whole",
    "least": 1,
    "ratio": 3.14,
    "needed": 4.5,
    "on": "#ffffff",
    "suggestion": "#0b5351",
}


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
@pytest.mark.parametrize("code", Code)
def test_each_broken_rule_has_a_sentence(site: Flask, code: Code, language: str) -> None:
    with site.test_request_context(), force_locale(language):
        words = sentence(RuleBroken(code, **FACTS))
    assert words[0].isupper() or words[0].isdigit()
    assert words[-1] in ".!?"
    assert "%(" not in words


@pytest.mark.parametrize("action", Action)
def test_each_line_of_the_history_has_a_sentence(site: Flask, action: Action) -> None:
    facts = {
        "name": "An",
        "number": 2,
        "state": "approved",
        "reason": "",
        "outcome": "go_ahead",
        "fields": "name,email",
        "to": "TOPOI",
        "kind": "registration_confirmed",
        "cost_cents": 4750,
        "setting": "OFFER_HOURS",
        "old": "48",
        "new": "24",
    }
    with site.test_request_context():
        words = history_sentence(action, facts)
    assert words != action.value
    assert words[0].isupper() or words[0].isdigit()
    assert "%(" not in words


def test_an_action_of_a_later_version_keeps_its_name(site: Flask) -> None:
    with site.test_request_context():
        assert history_sentence("from_the_future", {}) == "from_the_future"
