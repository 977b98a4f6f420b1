"""What was found in the domain of the sender, in plain words; and what to mend, and who can."""

from collections.abc import Mapping
from ipaddress import ip_address

from flask_babel import gettext as _
from flask_babel import ngettext

from app.extensions import installation
from app.rules.delivering.finding import Verdict
from app.web.desk.admin.deliverability.told import Facts, Told, Words


def _who() -> str:
    return _("Whoever manages the domain can do that (the register or hosting firm, or your IT).")


def _mended(words: str) -> str:
    return f"{words} {_who()}"


def own_record(server: str | None) -> str:
    """A first SPF record, for the mail server that we know; providers give their own."""
    try:
        number = ip_address(server or "")
    except ValueError:
        return f"v=spf1 a:{server} ~all" if server and "." in server else "v=spf1 mx ~all"
    # The world sees another address than the one inside.
    return f"v=spf1 ip{number.version}:{number} ~all" if number.is_global else "v=spf1 mx ~all"


def _spf_missing(facts: Facts) -> Told:
    return Told(
        _("%(domain)s says nothing about who may send for it", domain=facts["domain"]),
        _("Anybody can pretend to be you, and Gmail and Outlook put such mail aside or refuse it."),
        _(
            "Add a TXT record at %(domain)s. Your mail provider says what belongs in it "
            "(mostly “include:” and a name); when your own server delivers, it is this:",
            domain=facts["domain"],
        ),
        own_record(installation().mail_server),
        _who(),
    )


def _unknown(name: str) -> Told:
    return Told(
        _("The name server did not answer for %(name)s", name=name),
        _("This says nothing about your mail: the answer is not known. Check again later."),
    )


DOMAIN_WORDS: Mapping[Verdict, Words] = {
    Verdict.SPF_GOOD: lambda f: Told(
        _("%(domain)s says who may send for it", domain=f["domain"]),
        ngettext(
            "The record is in order, and takes %(num)s of the 10 lookups that are allowed. Make "
            "sure that your mail provider stands in it.",
            "The record is in order, and takes %(num)s of the 10 lookups that are allowed. Make "
            "sure that your mail provider stands in it.",
            f["lookups"],
        ),
    ),
    Verdict.SPF_MISSING: _spf_missing,
    Verdict.SPF_MANY: lambda f: Told(
        _("There are %(number)s SPF records; one is allowed", number=f["number"]),
        _("Receivers then use none of them, as if there were none."),
        _mended(_("Put all that they say in one record and delete the others.")),
    ),
    Verdict.SPF_SYNTAX: lambda f: Told(
        _("The record holds a part that nobody can read: “%(term)s”", term=f["term"]),
        _("Receivers then use none of it."),
        _mended(_("Mend that part; mostly it is a typing error.")),
    ),
    Verdict.SPF_ALLOWS_ALL: lambda f: Told(
        _("The record lets everybody send in your name")
        if not f.get("by")
        else _("The record lets everybody send in your name, by %(by)s", by=f["by"]),
        _("Its end says that every server in the world may. Receivers trust such a domain less."),
        _mended(_("End it with “~all” in place of “+all”, or take out what lets everybody in.")),
    ),
    Verdict.SPF_NEUTRAL: lambda f: Told(
        _("The record says that it does not know who may send"),
        _("“?all” says nothing about servers that are not named, so it protects nobody."),
        _mended(_("End it with “~all” in place of “?all”.")),
    ),
    Verdict.SPF_NO_END: lambda f: Told(
        _("The record does not say what holds for all other servers"),
        _("Without an end it says nothing about servers that are not named."),
        _mended(_("Add “~all” at its end.")),
    ),
    Verdict.SPF_TOO_MANY: lambda f: Told(
        _("The record asks for more than %(most)s lookups", most=f["most"]),
        _("Receivers stop there and use none of it, so good mail can be refused."),
        _mended(
            _("Take out services that you no longer use, or have some of them replaced by “ip4:”.")
        ),
    ),
    Verdict.SPF_VOID: lambda f: Told(
        _("%(number)s names in the record do not exist", number=f["void"]),
        _("Receivers stop after %(most)s of those and use none of it.", most=f["most"]),
        _mended(_("Take out the names that no longer exist.")),
    ),
    Verdict.SPF_INCLUDE_MISSING: lambda f: Told(
        _("The record refers to %(target)s, which has no SPF record", target=f["target"]),
        _("Receivers then use none of it."),
        _mended(_("Take that part out, or mend a typing error in its name.")),
    ),
    Verdict.SPF_PTR: lambda f: Told(
        _("The record uses “ptr”, which receivers may pass over"),
        _("It is slow and old; some receivers refuse a record that has it."),
        _mended(_("Replace “ptr” by “a:”, “mx” or “ip4:”.")),
    ),
    Verdict.SPF_UNKNOWN: lambda f: _unknown(str(f.get("name", ""))),
    Verdict.DKIM_GOOD: lambda f: Told(
        _(
            "The key “%(selector)s” is there, of %(bits)s bits",
            selector=f["selector"],
            bits=f["bits"],
        ),
        _(
            "Receivers can check a signature with it. Whether our mails are signed stands in a "
            "mail that arrived: try an invitation below and look at its source."
        ),
    ),
    Verdict.DKIM_NOT_ASKED: lambda f: Told(
        _("Only a mail that arrived can show this"),
        _(
            "Each provider chooses the names of its keys, so they cannot be found from outside, "
            "and none was tried."
        ),
        _(
            "Try an invitation below and look at the source of the mail: “dkim=pass” is good. Who "
            "looks after the server can set the names in MAIL_DKIM_SELECTORS; then they are "
            "checked here."
        ),
    ),
    Verdict.DKIM_MISSING: lambda f: Told(
        _("There is no key at %(name)s", name=f["name"]),
        _("Receivers cannot check a signature of this name, and trust the mail less."),
        _mended(
            _(
                "Add the TXT or CNAME record that your mail provider gives for “%(selector)s”.",
                selector=f["selector"],
            )
        ),
    ),
    Verdict.DKIM_MANY: lambda f: Told(
        _(
            "There are %(number)s keys at %(name)s; one is allowed",
            number=f["number"],
            name=f["name"],
        ),
        _("Receivers do not know which one holds."),
        _mended(_("Delete the ones that your mail provider no longer uses.")),
    ),
    Verdict.DKIM_REVOKED: lambda f: Told(
        _("The key “%(selector)s” was taken back", selector=f["selector"]),
        _("Its record is empty on purpose: signatures of this name count for nothing."),
        _mended(_("Sign with another key, and have its name set in MAIL_DKIM_SELECTORS.")),
    ),
    Verdict.DKIM_UNREADABLE: lambda f: Told(
        _("The key at %(name)s cannot be read", name=f["name"]),
        _("Mostly a part of it went lost while it was copied. Signatures then count for nothing."),
        _mended(_("Copy the record anew from your mail provider, whole.")),
    ),
    Verdict.DKIM_SHORT: lambda f: Told(
        _(
            "The key “%(selector)s” is too short: %(bits)s bits",
            selector=f["selector"],
            bits=f["bits"],
        ),
        _("Receivers must not trust keys under 1024 bits."),
        _mended(_("Have your mail provider make one of 2048 bits.")),
    ),
    Verdict.DKIM_SHORTISH: lambda f: Told(
        _(
            "The key “%(selector)s” works, and is short: %(bits)s bits",
            selector=f["selector"],
            bits=f["bits"],
        ),
        _("Receivers take it. 2048 bits is what is asked of new keys."),
        _mended(_("Have your mail provider make one of 2048 bits.")),
    ),
    Verdict.DKIM_ED25519: lambda f: Told(
        _("The key “%(selector)s” is of a new kind (Ed25519)", selector=f["selector"]),
        _("It is good, and many receivers cannot check it yet."),
        _mended(_("Sign with an RSA key of 2048 bits as well.")),
    ),
    Verdict.DKIM_TESTING: lambda f: Told(
        _("The key “%(selector)s” says that it is only a test", selector=f["selector"]),
        _("Receivers may treat signed mail as if it were not signed."),
        _mended(_("Take “t=y” out of the record once mail arrives well.")),
    ),
    Verdict.DKIM_UNKNOWN: lambda f: _unknown(str(f.get("name", ""))),
    Verdict.DMARC_GOOD: lambda f: Told(
        _("False mail in your name is put aside or refused (%(policy)s)", policy=f["policy"]),
        _(
            "The record stands at %(name)s and holds for %(domain)s.",
            name=f["name"],
            domain=f["domain"],
        ),
    ),
    Verdict.DMARC_MISSING: lambda f: Told(
        _("%(domain)s does not say what happens with false mail", domain=f["domain"]),
        _(
            "Gmail, Yahoo and Outlook ask for it from whoever sends much mail, and trust others "
            "less."
        ),
        _(
            "Begin by watching: add a TXT record at %(name)s. Reports then come to the "
            "address in it.",
            name=f["name"],
        ),
        f"v=DMARC1; p=none; rua=mailto:dmarc@{f['domain']}",
        _who(),
    ),
    Verdict.DMARC_MANY: lambda f: Told(
        _(
            "There are %(number)s DMARC records at %(name)s; one is allowed",
            number=f["number"],
            name=f["name"],
        ),
        _("Receivers then use none of them."),
        _mended(_("Delete all but one.")),
    ),
    Verdict.DMARC_SYNTAX: lambda f: Told(
        _("The DMARC record at %(name)s cannot be read", name=f["name"]),
        _("Receivers then use none of it."),
        _mended(_("It begins with “v=DMARC1; p=” and none, quarantine or reject.")),
    ),
    Verdict.DMARC_NONE: lambda f: Told(
        _("False mail is only watched (p=none)"),
        _("That is how one begins. It protects nobody yet."),
        _mended(
            _(
                "When the reports show for some weeks that all your own mail passes, make it "
                "“p=quarantine”, and later “p=reject”."
            )
        ),
    ),
    Verdict.DMARC_PART: lambda f: Told(
        _("The policy holds for %(percent)s%% of the mail", percent=f["percent"]),
        _("The rest of the false mail passes."),
        _mended(_("Take “pct=” out once the reports show that all your own mail passes.")),
    ),
    Verdict.DMARC_NO_REPORTS: lambda f: Told(
        _("Nobody gets the reports"),
        _(
            "Without an address for reports you do not see who sends in your name, nor what is "
            "refused."
        ),
        _("Add this to the record, with an address that somebody reads:"),
        f"rua=mailto:dmarc@{f['domain']}",
        _who(),
    ),
    Verdict.DMARC_UNKNOWN: lambda f: _unknown(str(f.get("name", ""))),
    Verdict.ALIGNMENT_GOOD: lambda f: Told(
        _("The sender and the envelope of our mails are both of %(sender)s", sender=f["sender"]),
        _(
            "So SPF speaks for the sender that people see. Some mail providers put an envelope of "
            "their own around it; then only DKIM counts."
        ),
    ),
    Verdict.ALIGNMENT_OTHER: lambda f: Told(
        _(
            "The sender is of %(sender)s and the envelope of %(envelope)s",
            sender=f["sender"],
            envelope=f["envelope"],
        ),
        _("SPF then says nothing about the sender that people see: only DKIM counts for DMARC."),
        _("Make sure that our mail is signed with a key of %(sender)s.", sender=f["sender"]),
    ),
    Verdict.ANSWERS_GOOD: lambda f: Told(
        _("Answers to %(domain)s are taken by %(hosts)s", domain=f["domain"], hosts=f["hosts"]),
        _("Whether somebody reads the mailbox, only you know."),
    ),
    Verdict.ANSWERS_NO_MX: lambda f: Told(
        _("%(domain)s names no server for its mail", domain=f["domain"]),
        _("Senders then try the web server of the domain, which mostly takes no mail."),
        _mended(_("Add the MX record that your mail provider gives.")),
    ),
    Verdict.ANSWERS_REFUSED: lambda f: Told(
        _("%(domain)s says that it takes no mail", domain=f["domain"]),
        _(
            "Answers, also those of calendars, come back to who wrote them; some receivers "
            "refuse ours."
        ),
        _mended(_("Replace the MX record “.” by the one that your mail provider gives.")),
    ),
    Verdict.ANSWERS_NOWHERE: lambda f: Told(
        _("Nothing takes the mail of %(domain)s", domain=f["domain"]),
        _("Nobody can answer, and many receivers refuse mail from a domain that takes none."),
        _mended(_("Add the MX record that your mail provider gives.")),
    ),
    Verdict.ANSWERS_UNKNOWN: lambda f: _unknown(str(f.get("domain", ""))),
}
