"""The morning mail of coordinators: who wants it, and when it goes out."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from app.rules.states import Role
from app.rules.workdays import local_date, local_moment

#: A morning mail that could not go out in time (a machine that was down) is of use this long.
GRACE = timedelta(hours=6)


def is_due(now: datetime, hour: int, *, working_day: bool) -> bool:
    """Whether the mail of today may go out now: on a working day, from `hour` in Europe/Brussels.

    Never after midnight, for by then it is no longer what today needs.
    """
    today = local_date(now)
    moment = local_moment(today, time(hour))
    return working_day and moment <= now < moment + GRACE


def wants(chosen: bool | None, roles: Collection[Role]) -> bool:
    """Whether somebody gets it: coordinators unless they said no, administrators if they said yes.

    `chosen` None: they said nothing. A trainer has no desk, so there is nothing to tell.
    """
    if not {Role.COORDINATOR, Role.ADMINISTRATOR} & set(roles):
        return False
    return Role.COORDINATOR in roles if chosen is None else chosen
