"""The page of an edition in which nobody can register now."""

from datetime import datetime

from flask import render_template

from app.queries.offering.offer import EditionCard, alternatives
from app.web.public.rows import row


def closed_page(shown: EditionCard, now: datetime) -> str:
    """Why nobody can register here now, with other dates."""
    others = [row(other, now) for other in alternatives(shown.edition, now)]
    return render_template("public/closed.html", row=row(shown, now), others=others)
