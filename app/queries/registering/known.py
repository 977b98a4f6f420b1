"""What many people wrote the same, to suggest it to others.

Only what several different people gave: a name that one person made up, or the domain of a family,
is shown to nobody.
"""

from collections import Counter

from sqlalchemy import func, select

from app.extensions import db
from app.models import Registration

#: So many different people must have given the same.
_FEWEST_PEOPLE = 3
#: A list to choose from stays readable, and its page small.
_MOST_NAMES = 200
#: Registrations to learn domains from.
_LATELY = 10_000

_PEOPLE = func.count(Registration.email_key.distinct())


def organisations() -> list[str]:
    """Names of organisations, in the order of the alphabet; of more than 200 the most used."""
    names = db.session.scalars(
        select(Registration.organisation)
        .group_by(Registration.organisation)
        .having(_PEOPLE >= _FEWEST_PEOPLE)
        .order_by(_PEOPLE.desc(), Registration.organisation)
        .limit(_MOST_NAMES)
    )
    return sorted(names, key=str.casefold)


def mail_domains() -> frozenset[str]:
    """Domains of the e-mail addresses of those who registered lately, in lower case."""
    lately = (
        select(Registration.email_key).order_by(Registration.id.desc()).limit(_LATELY).subquery()
    )
    people = db.session.scalars(select(lately.c.email_key).distinct())
    numbers = Counter(key.rpartition("@")[2] for key in people)
    return frozenset(domain for domain, number in numbers.items() if number >= _FEWEST_PEOPLE)
