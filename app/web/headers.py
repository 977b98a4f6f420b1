"""Response headers that keep visitors safe."""

from flask import request
from werkzeug.wrappers import Response

from app.extensions import installation

# No inline script or style anywhere; nothing from elsewhere; no page of ours in a frame.
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_FRAMED_POLICY = _POLICY.replace("frame-ancestors 'none'", "frame-ancestors *")
_ALWAYS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


#: What browsers may keep for good, for its address holds a digest.
_KEPT = ("static", "public.colours", "public.logo")


def in_any_frame(response: Response) -> Response:
    """Let other sites show this page in a frame: for what holds no button and no person."""
    response.headers["Content-Security-Policy"] = _FRAMED_POLICY
    return response


def protect(response: Response) -> Response:
    """Add the headers to each answer.

    No cache and no history keeps a page that does not say otherwise itself: on a shared computer
    the next person must not find somebody's registration by the Back button.
    """
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    if response.headers["Content-Security-Policy"] == _FRAMED_POLICY:
        del response.headers["X-Frame-Options"]
    if installation().secure_cookies:
        response.headers.setdefault(
            "Strict-Transport-Security", "max-age=31536000; includeSubDomains"
        )
    asks_each_time = bool(response.cache_control.no_cache)
    if request.endpoint not in _KEPT and not asks_each_time:
        response.headers["Cache-Control"] = "no-store"
    return response
