"""Who must show more than a password."""

from collections.abc import Collection
from enum import StrEnum

from app.rules.states import Role


class TwoFactor(StrEnum):
    """How this house treats the second factor."""

    OFF = "off"
    OPTIONAL = "optional"
    ADMINISTRATORS = "administrators"
    ALL = "all"


def must_have(policy: TwoFactor, roles: Collection[Role]) -> bool:
    """Whether somebody with these roles gets no further than their account without one."""
    if policy is TwoFactor.ADMINISTRATORS:
        return Role.ADMINISTRATOR in roles
    return policy is TwoFactor.ALL
