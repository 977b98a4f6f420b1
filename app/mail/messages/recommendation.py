"""Asking more people to come: those who agreed to news, and the coordinators of other teams."""

from app.mail.facts import EditionFacts, Recipient
from app.mail.links import Purpose
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def edition_recommended(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    note: str,
    prices: tuple[int, int],
    registration: str,
) -> Mail:
    """There are still places, for somebody who took part in something like it and agreed to news.

    `note` are a coordinator's own words (may be empty), `prices` the lowest and the highest
    (eurocents). `registration` opens the page on which this person ends such mails.
    """
    return compose(
        "edition_recommended",
        head,
        to,
        ends=(Purpose.NEWS, registration),
        edition=edition,
        note=note,
        prices=prices,
    )


def team_asked(
    head: Letterhead, to: Recipient, edition: EditionFacts, *, team: str, by: str, note: str
) -> Mail:
    """The edition is now open to `team` too; its coordinators are asked to tell people."""
    return compose("team_asked", head, to, edition=edition, team=team, by=by, note=note)
