"""Rate limits on what can be guessed or flooded: per address, counted by each web process."""

from flask import Flask, request, session
from flask_limiter.util import get_remote_address

from app.extensions import limiter

_ONE_CLICK = "120 per minute; 2000 per hour"

#: What a POST to these pages may do. A whole school behind one address still gets in.
_LIMITS = {
    "security.login": "10 per minute; 60 per hour",
    "security.forgot_password": "5 per minute; 20 per hour",
    "security.verify": "10 per minute; 60 per hour",
    "security.two_factor_token_validation": "10 per minute; 60 per hour",
    "security.mf_recovery": "10 per minute; 60 per hour",
    "security.wan_signin": "20 per minute; 200 per hour",
    "security.wan_signin_response": "20 per minute; 200 per hour",
    "account.accept_invitation": "10 per minute; 60 per hour",
    "participant.lost_link": "5 per minute; 30 per hour",
    # Providers press these for all their readers, from few addresses.
    "account.end_morning_mail": _ONE_CLICK,
    "participant.end_news_in_one_click": _ONE_CLICK,
    "public.stop_interest_in_one_click": _ONE_CLICK,
    "public.interest": "5 per minute; 30 per hour",
    "public.register": "30 per minute; 300 per hour",
    # These write to an address that somebody fills in, as registering does.
    "participant.change": "30 per minute; 300 per hour",
    "participant.inquire": "10 per minute; 40 per hour",
    "participant.pass_on": "30 per minute; 300 per hour",
    # One of these writes to as many people as a group may have.
    "public.register_group": "10 per minute; 40 per hour",
}


def _only_redraws() -> bool:
    """Whether a button was pressed that adds a row or takes one out: it registers nobody."""
    return "redraw" in request.form


#: What does not count, by the same names.
_FREE = {"public.register_group": _only_redraws}

#: What may be tried for one account, from wherever: who has the password may guess no code.
_LIMITS_OF_AN_ACCOUNT = {
    "security.two_factor_token_validation": "20 per hour",
    "security.mf_recovery": "20 per hour",
}

#: How often a program reads the offer; one that asks with its ETag gets by on far less.
_PROGRAMS = "120 per minute"
#: How often these can be read: a page that answers whether a code is right, and the API.
_READING_LIMITS = {
    "public.certificate": "30 per minute; 200 per hour",
    "account.provider": "20 per minute; 200 per hour",
    "account.provider_answers": "20 per minute; 200 per hour",
    "api.edition": _PROGRAMS,
    "api.editions": _PROGRAMS,
    "api.training": _PROGRAMS,
    "api.trainings": _PROGRAMS,
    # Nobody guesses 32 random bytes; who tries is slowed down all the same.
    "feeds.staff_calendar": _PROGRAMS,
    "participant.feed": _PROGRAMS,
}


def _halfway() -> str:
    """Who gave the right password and not yet the second factor."""
    return str(session.get("tf_user_id") or get_remote_address())


def init_app(app: Flask) -> None:
    """Slow these pages down; call it when all pages are registered."""
    limiter.init_app(app)
    limited = [(*item, ["POST"], get_remote_address) for item in _LIMITS.items()]
    limited += [(*item, ["GET", "HEAD"], get_remote_address) for item in _READING_LIMITS.items()]
    limited += [(*item, ["POST"], _halfway) for item in _LIMITS_OF_AN_ACCOUNT.items()]
    for endpoint, limit, methods, key in limited:
        free = _FREE.get(endpoint)
        slow_down = limiter.limit(limit, key_func=key, methods=methods, exempt_when=free)
        view = app.view_functions[endpoint]
        app.view_functions[endpoint] = slow_down(view)  # type: ignore[assignment]  # it may be async too
