"""Editions: what OOAPI calls course offerings."""

from flask import Response, abort

from app.extensions import clock
from app.queries.offering.listing import PUBLIC, Wanted, editions_page
from app.queries.offering.offer import card
from app.rules.states import Format
from app.web.access import Who, enter
from app.web.api import bp
from app.web.api.answers import answer, listed, offering
from app.web.api.parameters import check_names, choice, day, number, page
from app.web.loading import LARGEST_ID, public_edition

#: What a list of editions can be narrowed down by, and the page of it.
PARAMETERS = (
    "format",
    "team",
    "theme",
    "training",
    "from",
    "until",
    "status",
    "pageNumber",
    "pageSize",
)


@bp.get("/editions")
@enter(Who.EVERYBODY)
def editions() -> Response:
    """The editions that have not ended, or those from a day on; soonest first."""
    check_names(PARAMETERS)
    status = choice("status", PUBLIC)
    wanted = Wanted(
        format=choice("format", tuple(Format)),
        team_id=number("team", 1, LARGEST_ID),
        theme_id=number("theme", 1, LARGEST_ID),
        training_id=number("training", 1, LARGEST_ID),
        first=day("from"),
        last=day("until"),
        states=PUBLIC if status is None else (status,),
    )
    asked = page()
    cards, total = editions_page(wanted, asked, clock.now())
    return answer(listed([offering(card) for card in cards], asked, total))


@bp.get("/editions/<int:edition_id>")
@enter(Who.EVERYBODY)
def edition(edition_id: int) -> Response:
    """One edition, also when it is over."""
    check_names(())
    found = public_edition(edition_id)
    if not found.meetings:
        abort(404)
    return answer(offering(card(found, clock.now())))
