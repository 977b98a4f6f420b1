"""No more morning mail: by the link below it, or by the button that a mail program makes of it.

Nobody has to sign in for it: the signed address says whose mail it is, and ends nothing else.
"""

from flask import abort, render_template

from app.extensions import clock, transaction
from app.services.registering.link import digest_reader_of
from app.services.telling import digest
from app.web.access import Who, enter
from app.web.account import bp
from app.web.forms import signed_address_is_enough


@bp.get("/d/<token>")
@enter(Who.LINK_HOLDER)
def morning_mail(token: str) -> str:
    """The button that ends it; mail scanners open links, so this changes nothing."""
    _reader(token)
    return render_template("security/morning_mail.html", token=token)


@bp.post("/d/<token>")
@enter(Who.LINK_HOLDER)
@signed_address_is_enough
def end_morning_mail(token: str) -> str:
    """From tomorrow on it does not come; under 'My account' it can be had again."""
    reader = _reader(token)
    try:
        with transaction():
            digest.choose(reader, False, clock.now())
    except LookupError:
        # The account is gone, and so is its mail.
        pass
    return render_template("participant/ended.html")


def _reader(token: str) -> int:
    found = digest_reader_of(token)
    if found is None:
        abort(410)
    return found
