"""What was found about our mail, in plain words: what it means, what to mend, and who can."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.rules.delivering.finding import Finding, Level, Topic
from app.web.desk.admin.deliverability.domain_words import DOMAIN_WORDS
from app.web.desk.admin.deliverability.server_words import SERVER_WORDS
from app.web.desk.admin.deliverability.told import Told

#: The headings of the page.
TOPICS: Mapping[Topic, LazyString] = {
    Topic.SPF: _l("Who may send for us (SPF)"),
    Topic.DKIM: _l("Our signature (DKIM)"),
    Topic.DMARC: _l("What happens with false mail (DMARC)"),
    Topic.ALIGNMENT: _l("Sender and envelope"),
    Topic.ANSWERS: _l("Answers to our mail"),
    Topic.SERVER: _l("Our mail server"),
}

#: How a level is shown: icon, words and colour.
LEVELS: Mapping[Level, tuple[str, LazyString, str]] = {
    Level.GOOD: ("reached", _l("In order"), ""),
    Level.ADVICE: ("needs", _l("Could be better"), "sun"),
    Level.WRONG: ("error", _l("To be mended"), "red"),
    Level.UNKNOWN: ("undecided", _l("Could not be checked"), ""),
}

_WORDS = {**DOMAIN_WORDS, **SERVER_WORDS}


def told(finding: Finding) -> Told:
    """What to say about a finding."""
    return _WORDS[finding.verdict](finding.facts)
