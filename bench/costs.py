"""What pages cost in process: statements on the small offer, time as the data grow."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import url_for

from app.services.offering.offer import slugify
from app.web.public.kept import NOTHING_KEPT
from bench import data
from bench.client import UnexpectedAnswer
from bench.pages import milliseconds, page, signed_in, statements_of
from bench.plan import Plan
from bench.site import Site
from bench.table import Figure, Goal


def public_addresses(site: Site) -> dict[str, str]:
    """The public pages by a short name; those of the first edition of the offer."""
    first = site.edition_ids[0]
    with site.app.test_request_context():
        return {
            "catalogue": url_for("public.catalogue"),
            "training": url_for("public.training", slug=slugify(data.SUBJECTS[0])),
            "edition": url_for("public.edition", edition_id=first),
            "form": url_for("public.register", edition_id=first),
            "lost link": url_for("participant.lost_link"),
            "privacy": url_for("public.privacy"),
        }


def statements(site: Site) -> list[Figure]:
    """SQL statements of each public page, of the post of the form and of the confirmation."""
    client = site.app.test_client()
    figures = []
    for name, path in public_addresses(site).items():
        page(client, path)
        number = statements_of(site.app, _fetch(client, path))
        figures.append(_count(name, number, site))
    return [*figures, *_of_registering(site)]


def _count(name: str, number: int, site: Site) -> Figure:
    editions = len(site.edition_ids)
    key = f"statements_{name.replace(' ', '_')}_{editions}"
    return Figure(key, f"SQL statements: {name} ({editions} editions)", "", (number,))


def _of_registering(site: Site) -> list[Figure]:
    path = public_addresses(site)["form"]
    site.app.config["WTF_CSRF_ENABLED"] = False
    where: list[str] = []

    def post() -> None:
        number = 1_000_000 + len(where)
        response = client.post(path, data=data.form_of(number))
        if response.status_code != 303:
            raise UnexpectedAnswer(f"{response.status_code} after registering")
        where.append(response.headers["Location"])

    try:
        client = site.app.test_client()
        post()
        posted = statements_of(site.app, post)
        shown = statements_of(site.app, _fetch(client, where[-1]))
    finally:
        site.app.config["WTF_CSRF_ENABLED"] = True
    return [_count("registering", posted, site), _count("confirmation", shown, site)]


def growth(small: Site, grown: Site, plan: Plan) -> list[Figure]:
    """How much dearer making a public page gets when years of editions and people lie behind it."""
    figures = []
    for site in (small, grown):
        # A page from the shelf costs the same whatever lies behind it.
        site.app.config[NOTHING_KEPT] = True
    for name in ("catalogue", "training", "edition"):
        fetches = [
            _fetch(site.app.test_client(), public_addresses(site)[name]) for site in (small, grown)
        ]
        times = milliseconds(fetches, plan.timings)
        people = plan.past_editions * plan.past_people
        figures.append(
            Figure(
                f"growth_{name}",
                f"{name}: cost with {plan.past_editions} past editions, {people} registrations",
                "x",
                (times[1] / times[0],),
                goal=Goal(1.2, at_least=False),
            )
        )
    return figures


def desk(site: Site, now: datetime, plan: Plan) -> list[Figure]:
    """The first page of a coordinator of all teams."""
    with site.app.app_context():
        client = signed_in(site.app, data.make_coordinator(now))
    fetch = _fetch(client, "/werk/vandaag")
    [spent] = milliseconds([fetch], plan.timings)
    people = len(site.edition_ids) * plan.coming_people
    what = f"desk, {len(site.edition_ids)} editions, {people} registrations"
    return [
        Figure("desk_time", what, "ms", (spent,), goal=Goal(150, at_least=False)),
        Figure(
            "desk_statements",
            f"{what}: SQL statements",
            "",
            (statements_of(site.app, fetch),),
            goal=Goal(12, at_least=False),
        ),
    ]


def report(site: Site, now: datetime, plan: Plan) -> list[Figure]:
    """The year report, with years of sixty editions and fifteen participants each."""
    with site.app.app_context():
        data.add_past(60 * plan.report_years, 15, plan.report_years, now, present=True)
        client = signed_in(site.app, data.make_coordinator(now))
    fetch = _fetch(client, f"/kwaliteitsverslag/{now.year - 1}")
    [spent] = milliseconds([fetch], plan.timings)
    what = f"year report, {plan.report_years} years x 60 editions x 15 people"
    return [
        Figure("report_time", what, "ms", (spent,), goal=Goal(300, at_least=False)),
        Figure(
            "report_statements", f"{what}: SQL statements", "", (statements_of(site.app, fetch),)
        ),
    ]


def _fetch(client: Any, path: str) -> Callable[[], str]:
    return lambda: page(client, path)
