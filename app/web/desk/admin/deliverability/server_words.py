"""What was found at our mail server, in plain words; and what to mend, and who can."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from app.rules.delivering.finding import Verdict
from app.web.desk.admin.deliverability.told import Facts, Told, Words


def _server(facts: Facts) -> dict[str, str]:
    return {"server": f"{facts.get('host', '')}:{facts.get('port', '')}"}


SERVER_WORDS: Mapping[Verdict, Words] = {
    Verdict.SERVER_GOOD: lambda f: Told(
        _("%(server)s is reached over %(version)s", version=f["version"], **_server(f)),
        ngettext(
            "Its certificate is valid for its name, for %(num)s day more.",
            "Its certificate is valid for its name, for %(num)s days more.",
            f.get("days", 0),
        ),
    ),
    Verdict.SERVER_EXPIRES: lambda f: Told(
        ngettext(
            "The certificate of %(server)s ends in %(num)s day",
            "The certificate of %(server)s ends in %(num)s days",
            f.get("days", 0),
            **_server(f),
        ),
        _("From then on no mail leaves any more: it waits until there is a new one."),
        _("Who looks after the mail server can renew it."),
    ),
    Verdict.SERVER_PLAIN: lambda f: Told(
        _("The connection to %(server)s is not encrypted", **_server(f)),
        _("Fine for a server on the same machine; elsewhere others can read our mail on its way."),
        _("Set MAIL_SECURITY to “starttls” or “ssl”. Who looks after the server can do that."),
    ),
    Verdict.SERVER_OLD_TLS: lambda f: Told(
        _("%(server)s speaks an old %(version)s", version=f["version"], **_server(f)),
        _("That way of encrypting is no longer safe."),
        _("Who looks after the mail server can switch TLS 1.2 or 1.3 on."),
    ),
    Verdict.SERVER_CERTIFICATE: lambda f: Told(
        _("The certificate of %(server)s cannot be trusted", **_server(f)),
        _("We then send nothing: it could be somebody else who listens. Our mail waits."),
        _(
            "Check MAIL_SERVER: it must be the name in the certificate. Or have the certificate "
            "renewed. With a certificate of your own, set MAIL_CA_FILE."
        ),
    ),
    Verdict.SERVER_NO_TLS: lambda f: Told(
        _("%(server)s does not encrypt as we ask", **_server(f)),
        _("We then send nothing. Our mail waits."),
        _(
            "Mostly it is the wrong pair: port 465 goes with MAIL_SECURITY “ssl”, port 587 with "
            "“starttls”."
        ),
    ),
    Verdict.SERVER_SIGN_IN: lambda f: Told(
        _("%(server)s does not know our name or password", **_server(f)),
        _("No mail leaves. It waits, and nothing is lost."),
        _("Set MAIL_USERNAME and MAIL_PASSWORD anew. Who looks after the server can do that."),
    ),
    Verdict.SERVER_REFUSED: lambda f: Told(
        _("%(server)s does not want to talk to us", **_server(f)),
        _("No mail leaves now. Its own words say why."),
        _("Ask your mail provider, with those words."),
    ),
    Verdict.SERVER_UNREACHED: lambda f: Told(
        _("%(server)s was not reached", **_server(f)),
        _(
            "It is down, it has another address, or this machine has no way to it now. Our mail "
            "waits, and nothing is lost."
        ),
        _("Check MAIL_SERVER and MAIL_PORT, and whether a firewall stands in between."),
    ),
    Verdict.SERVER_NONE: lambda f: Told(
        _("No mail server is set"),
        _("Messages wait instead of leaving."),
        _("Who looks after the server sets MAIL_SERVER; see docs/settings.md."),
    ),
}
