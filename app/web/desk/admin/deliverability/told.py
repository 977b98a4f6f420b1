"""The words for what was found about our mail: what they hold, shared by those who write them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words; `record` is what the domain must say then, and `who` can see to it."""

    title: str
    means: str
    mend: str = ""
    record: str = ""
    who: str = ""


Facts = Mapping[str, Any]
#: From the facts of a finding to its words.
Words = Callable[[Facts], Told]
