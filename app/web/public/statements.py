"""Statements of the organisation, the language switch and a word to robots."""

from datetime import date
from urllib.parse import urlsplit

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.extensions import settings
from app.rules.offering.interest import ASKED_DAYS, TOLD_DAYS
from app.web.access import Who, enter
from app.web.addresses import absolute
from app.web.language import LANGUAGES, choose
from app.web.public import bp

#: When every page was last looked at, by programs and by hand; docs/interface.md says how. A
#: change that adds pages makes it worth doing again.
ASSESSED_ON = date(2026, 11, 22)

#: The site map stands below it, with its whole address.
_ROBOTS = """\
User-agent: *
Disallow: /i/
Disallow: /agenda/
Disallow: /attest/
Disallow: /e/
Disallow: /evaluatie
Disallow: /g/
Disallow: /groep/
Disallow: /h/
Disallow: /hou-me-op-de-hoogte
Disallow: /inschrijving/
Disallow: /m/
Disallow: /mijn-inschrijving
Disallow: /mijn-vormingen
Disallow: /taal/
Disallow: /werk
"""


@bp.get("/toegankelijkheid")
@enter(Who.EVERYBODY)
def accessibility() -> str:
    """How usable the site is for everybody, and whom to tell when it is not.

    Says what the model statement of Implementing Decision (EU) 2018/1523 asks.
    """
    chosen = settings()
    return render_template(
        "public/accessibility.html",
        assessed_on=ASSESSED_ON,
        authority=chosen.accessibility_authority,
        authority_url=chosen.accessibility_authority_url,
    )


@bp.get("/privacy")
@enter(Who.EVERYBODY)
def privacy() -> str:
    """Who keeps which data, why, for how long, and what people can ask."""
    chosen = settings()
    return render_template(
        "public/privacy.html",
        erase_days=chosen.needs_erase_days,
        link_days=chosen.link_valid_days,
        threshold=chosen.evaluation_threshold,
        asked_days=ASKED_DAYS,
        told_days=TOLD_DAYS,
        sign_in_minutes=chosen.sign_in_link_minutes,
        sign_in_hours=chosen.sign_in_hours,
        privacy_email=chosen.privacy_email or chosen.organisation_email,
        authority=chosen.privacy_authority,
        authority_url=chosen.privacy_authority_url,
    )


@bp.get("/taal/<code>")
@enter(Who.EVERYBODY)
def set_language(code: str) -> Response:
    """Show the site in another language, on the page where the visitor was."""
    if code not in LANGUAGES:
        abort(404)
    choose(code)
    return redirect(_local(request.args.get("next", "")), 303)


def _local(target: str) -> str:
    """`target` when it is a path on this site, else the catalogue: no link leads elsewhere."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return url_for("public.catalogue")
    # Browsers read a backslash as a slash and drop control characters: both can hide a host.
    local = (
        not parts.scheme
        and not parts.netloc
        and target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
    )
    return target if local else url_for("public.catalogue")


@bp.get("/robots.txt")
@enter(Who.EVERYBODY)
def robots() -> Response:
    """Search engines read the offer, not what belongs to one person or to staff."""
    return Response(f"{_ROBOTS}\nSitemap: {absolute('feeds.sitemap')}\n", mimetype="text/plain")
