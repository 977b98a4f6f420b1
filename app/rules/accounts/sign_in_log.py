"""What is kept of a sign-in: enough to notice a stranger, too little to follow a person."""

from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network


class AccountEventKind(StrEnum):
    """What happened to an account."""

    SIGNED_IN = "signed_in"
    FAILED = "failed"
    SECOND_FACTOR_FAILED = "second_factor_failed"
    INVITATION_ACCEPTED = "invitation_accepted"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET = "password_reset"


#: After these, the browser is one that the person uses.
LETS_IN = (AccountEventKind.SIGNED_IN, AccountEventKind.INVITATION_ACCEPTED)


class SignInMethod(StrEnum):
    """With what somebody showed who they are; a second factor comes after the password."""

    PASSWORD = "password"
    CODE = "code"
    RECOVERY_CODE = "recovery_code"
    PASSKEY = "passkey"
    PASSKEY_ALONE = "passkey_alone"
    PROVIDER = "provider"


#: Name by what a User-Agent says, the first that fits: browsers name the ones they come from too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """The families of browser and system, such as 'Firefox, Windows'; '' for anything else."""
    found = (
        next((name for mark, name in names if mark in user_agent), "")
        for names in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(name for name in found if name)


def network(address: str | None) -> str:
    """The network that an address is in: /24 of IPv4, /48 of IPv6; '' for what is no address."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return str(ip_network((found, 48 if found.version == 6 else 24), strict=False))
