"""SPF: which servers may send mail for a domain, and whether its record can be used (RFC 7208)."""

import re
from ipaddress import ip_network

from app.rules.delivering.dns import Status, Zone
from app.rules.delivering.finding import Finding, Verdict

#: Terms that ask a name server, in all records together (RFC 7208, section 4.6.4).
MOST_LOOKUPS = 10
#: Of those, how many may find nothing.
MOST_VOID = 2

_IS_SPF = re.compile(r"v=spf1( |$)", re.IGNORECASE)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE)
_MECHANISM = re.compile(
    r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?::([^\s]*?))?((?:/\d{1,3})?(?://\d{1,3})?)",
    re.IGNORECASE,
)
#: A name that is only known for a given mail: it counts as a lookup, and is not looked up.
_MACRO = "%{"


def judge_spf(domain: str, zone: Zone) -> Finding:
    """Whether the record of `domain` names who may send, and names it so that all can read it."""
    walk = _Walk(zone)
    try:
        end, record = walk.end_of(domain)
    except _Stop as stop:
        return Finding(stop.verdict, {"domain": domain, **stop.facts})
    facts: dict[str, str | int] = {"domain": domain, "record": record, "lookups": walk.lookups}
    if walk.allows_all_by:
        return Finding(Verdict.SPF_ALLOWS_ALL, facts | {"by": walk.allows_all_by})
    if walk.void > MOST_VOID:
        return Finding(Verdict.SPF_VOID, facts | {"void": walk.void, "most": MOST_VOID})
    if walk.uses_ptr:
        return Finding(Verdict.SPF_PTR, facts)
    return Finding(
        {
            "+": Verdict.SPF_ALLOWS_ALL,
            "?": Verdict.SPF_NEUTRAL,
            "": Verdict.SPF_NO_END,
        }.get(end, Verdict.SPF_GOOD),
        facts,
    )


class _Stop(Exception):
    """The record cannot be used, or not be checked; nothing that follows changes that."""

    def __init__(self, verdict: Verdict, **facts: str | int) -> None:
        super().__init__(verdict.value)
        self.verdict, self.facts = verdict, facts


class _Walk:
    """A look at a record and all that it refers to."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.lookups = self.void = 0
        self.uses_ptr = False
        #: Which included record lets everybody through.
        self.allows_all_by = ""

    def end_of(self, domain: str) -> tuple[str, str]:
        """How it ends: the sign before its 'all', '' without one; and the record itself."""
        record = self._record(domain)
        redirect = ""
        for term in record.split()[1:]:
            if match := _MECHANISM.fullmatch(term):
                sign, name, value, lengths = match.groups("")
                if name.lower() == "all":
                    if value or lengths:
                        raise _Stop(Verdict.SPF_SYNTAX, record=record, term=term)
                    return sign or "+", record
                if not self._follow(domain, sign or "+", name.lower(), value, lengths):
                    raise _Stop(Verdict.SPF_SYNTAX, record=record, term=term)
            elif match := _MODIFIER.fullmatch(term):
                if match[1].lower() == "redirect":
                    redirect = match[2]
            else:
                raise _Stop(Verdict.SPF_SYNTAX, record=record, term=term)
        if not redirect:
            return "", record
        self._count()
        if _MACRO in redirect:
            raise _Stop(Verdict.SPF_UNKNOWN, name=redirect)
        try:
            return self.end_of(redirect)[0], record
        except _Stop as stop:
            raise _inside(stop, redirect) from None

    def _record(self, domain: str) -> str:
        answer = self.zone.txt(domain)
        if answer.failed:
            raise _Stop(Verdict.SPF_UNKNOWN, name=domain)
        records = [value for value in answer.values if _IS_SPF.match(value)]
        if len(records) > 1:
            raise _Stop(Verdict.SPF_MANY, record=" | ".join(records), number=len(records))
        if not records:
            raise _Stop(Verdict.SPF_MISSING)
        return records[0]

    def _follow(self, domain: str, sign: str, name: str, value: str, lengths: str) -> bool:
        """Look at what a mechanism names; False when it is not written as it must be."""
        if name in ("ip4", "ip6"):
            return _is_network(name, value + lengths)
        if name in ("include", "exists") and (not value or lengths):
            return False
        self._count()
        if name == "ptr":
            self.uses_ptr = True
        elif _MACRO in value:
            pass
        elif name == "include":
            self._include(sign, value)
        elif name == "mx":
            self._ask(value or domain, self.zone.mx(value or domain).status)
        else:
            self._ask(value or domain, self.zone.addresses(value or domain).status)
        return True

    def _include(self, sign: str, target: str) -> None:
        try:
            end, _record = self.end_of(target)
        except _Stop as stop:
            raise _inside(stop, target) from None
        if end == sign == "+":
            self.allows_all_by = self.allows_all_by or target

    def _ask(self, name: str, status: Status) -> None:
        if status is Status.FAILED:
            raise _Stop(Verdict.SPF_UNKNOWN, name=name)
        self.void += status is Status.NOTHING

    def _count(self) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise _Stop(Verdict.SPF_TOO_MANY, most=MOST_LOOKUPS)


def _inside(stop: _Stop, target: str) -> _Stop:
    """What went wrong in a record that another one refers to (RFC 7208, sections 5.2 and 6.1)."""
    if stop.verdict is Verdict.SPF_MISSING:
        return _Stop(Verdict.SPF_INCLUDE_MISSING, target=target)
    return stop


def _is_network(name: str, text: str) -> bool:
    try:
        return ip_network(text, strict=False).version == int(name[-1])
    except ValueError:
        return False
