"""The page after an address was changed or a place passed on: where the mail went, and what now.

It says the same whether the address got the place or had one: only its owner may know. The browser
keeps no way in either: who could try one address after the other, and still have their own place,
would learn who is registered.
"""

from flask import redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from app.web.access import Who, enter
from app.web.participant import bp

_SENT_TO = "handed_over"


def handed_over_to(email: str, *, colleague: bool) -> Response:
    """Lead on to the page; `colleague`: the place was passed on, else the own address changed."""
    session[_SENT_TO] = [email, colleague]
    return redirect(url_for("participant.handed_over"), 303)


def forget_hand_over() -> None:
    """The next person at this computer does not see which address was typed."""
    session.pop(_SENT_TO, None)


@bp.get("/mijn-inschrijving/doorgegeven")
@enter(Who.EVERYBODY)
def handed_over() -> str | Response:
    """The address as it was typed, so that who made an error in it sees that, and what to do."""
    if _SENT_TO not in session:
        return redirect(url_for("participant.lost_link"), 303)
    email, colleague = session[_SENT_TO]
    return render_template("participant/handed_over.html", email=email, colleague=colleague)
