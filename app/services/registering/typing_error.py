"""Likely typing errors in e-mail addresses: a domain that is almost one that many people have."""

from collections.abc import Iterable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

#: Domains of mail providers that people in Belgium and around it use.
PROVIDERS = frozenset(
    (
        "belgacom.net",
        "edpnet.be",
        "free.fr",
        "gmail.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hotmail.be",
        "hotmail.com",
        "hotmail.fr",
        "hotmail.nl",
        "icloud.com",
        "laposte.net",
        "live.be",
        "live.com",
        "live.fr",
        "live.nl",
        "mac.com",
        "mail.com",
        "me.com",
        "msn.com",
        "orange.fr",
        "outlook.be",
        "outlook.com",
        "outlook.fr",
        "outlook.nl",
        "pandora.be",
        "proton.me",
        "protonmail.com",
        "proximus.be",
        "scarlet.be",
        "skynet.be",
        "telenet.be",
        "voo.be",
        "wanadoo.fr",
        "yahoo.be",
        "yahoo.com",
        "yahoo.fr",
        "ymail.com",
        "ziggo.nl",
    )
)

#: Domains from this length on may differ in two letters; in shorter ones that makes another word.
_LONG = 9


def likely_address(address: str, used_often: Iterable[str]) -> str | None:
    """The address that was probably meant, None when this one looks right.

    `used_often` are domains that several people registered with. Letters that changed places count
    as one error (optimal string alignment distance).
    """
    local, _, domain = address.rpartition("@")
    domain = domain.lower()
    known = PROVIDERS.union(used_often)
    if not local or domain in known:
        return None
    errors = 2 if len(domain) >= _LONG else 1
    # In a fixed order, so that two domains equally near always give the same answer.
    found = extractOne(domain, sorted(known), scorer=OSA.distance, score_cutoff=errors)
    return f"{local}@{found[0]}" if found else None
