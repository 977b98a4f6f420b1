"""What pages cost in process: statements on the small offer, time as the data grow."""

from collections.abc import Callable
from datetime import datetime, timedelta
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
    """The pages on which a coordinator of all teams spends the day."""
    with site.app.app_context():
        client = signed_in(site.app, data.make_coordinator(now))
        data.add_past(plan.curves, 1, 5, now, present=False)
        data.draw_curves(now)
        # One edition that everybody wants to follow.
        more = plan.full_house - plan.coming_people
        data.fill(site.edition_ids[-1:], more, now, after=plan.coming_people)
    people = len(site.edition_ids) * plan.coming_people
    size = f"{len(site.edition_ids)} editions, {people} registrations"
    return [
        figure
        for name, path in desk_addresses(site, now).items()
        for figure in _of_desk(site, client, name, path, size, plan)
    ]


def desk_addresses(site: Site, now: datetime) -> dict[str, str]:
    """The pages of the desk that are measured, by a short name."""
    last = site.edition_ids[-1]
    with site.app.test_request_context():
        return {
            "today": url_for("desk.today"),
            "decisions": url_for("desk.decisions_to_come"),
            "editions": url_for("desk.editions", jaar=now.year),
            "calendar": url_for(
                "desk.calendar_of_month", maand=f"{now + timedelta(days=60):%Y-%m}"
            ),
            "people": url_for("desk.edition", edition_id=last),
            "search": url_for("desk.search", q="deelnemer"),
        }


def _of_desk(
    site: Site, client: Any, name: str, path: str, size: str, plan: Plan
) -> tuple[Figure, Figure]:
    fetch = _fetch(client, path)
    [spent] = milliseconds([fetch], plan.timings)
    number = statements_of(site.app, fetch)
    what = (
        f"desk: {name}, {plan.full_house} people" if name == "people" else f"desk: {name}, {size}"
    )
    return (
        Figure(f"desk_{name}_time", what, "ms", (spent,), goal=Goal(150, at_least=False)),
        Figure(
            f"desk_{name}_statements",
            f"desk: {name}: SQL statements",
            "",
            (number,),
            goal=Goal(12, at_least=False),
        ),
    )


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
