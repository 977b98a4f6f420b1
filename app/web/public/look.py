"""The organisation's own look: its logo and colours, from addresses of our own.

Both addresses hold a digest of what they give, so browsers keep it for good. Neither is asked for
while the standard holds.
"""

from flask import Response, abort, request, url_for

from app.extensions import effective
from app.queries.settings.setting import logo as logo_bytes
from app.rules.settings.contrast import dark_tokens, light_tokens
from app.web.access import Who, enter
from app.web.public import bp
from app.web.static_files import ASK_AGAIN, FOR_GOOD
from config import READERS


@bp.get("/logo.webp")
@enter(Who.EVERYBODY)
def logo() -> Response:
    """The picture in the head of the pages."""
    mark = effective().logo
    content = logo_bytes() if mark else None
    if mark is None or content is None:
        abort(404)
    return _kept(content, "image/webp", mark.digest)


@bp.get("/kleuren.css")
@enter(Who.EVERYBODY)
def colours() -> Response:
    """The tokens that follow from the own colours."""
    chosen = effective().settings
    light, dark = chosen.brand_colour, chosen.brand_colour_dark
    sheet = (
        f":root {{ {_declared(light_tokens(light))} }}\n"
        "@media (prefers-color-scheme: dark) { "
        f":root {{ {_declared(dark_tokens(dark, light))} }} }}\n"
        f"@media print {{ :root {{ --brand: {light}; --dot-taken: {light}; }} }}\n"
    )
    return _kept(sheet.encode(), "text/css; charset=utf-8", _digest())


def look() -> dict[str, object]:
    """For the frame of the pages: the addresses of colours and logo; none by the standard."""
    mark = effective().logo
    return {
        "colours_href": url_for("public.colours", v=_digest()) if _own_colours() else None,
        "logo": mark and (url_for("public.logo", v=mark.digest), mark.width // 2, mark.height // 2),
    }


def _own_colours() -> bool:
    # Those of tokens.css, whatever the environment says.
    standard = (READERS["BRAND_COLOUR"][1], READERS["BRAND_COLOUR_DARK"][1])
    chosen = effective().settings
    return (chosen.brand_colour, chosen.brand_colour_dark) != standard


def _digest() -> str:
    chosen = effective().settings
    return (chosen.brand_colour + chosen.brand_colour_dark).replace("#", "")


def _declared(tokens: dict[str, str]) -> str:
    return " ".join(f"--{name}: {value};" for name, value in tokens.items())


def _kept(content: bytes, content_type: str, digest: str) -> Response:
    response = Response(content, content_type=content_type)
    response.headers["Cache-Control"] = FOR_GOOD if request.args.get("v") == digest else ASK_AGAIN
    response.set_etag(digest)
    response.make_conditional(request)
    return response
