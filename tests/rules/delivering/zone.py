"""A domain name system of a few lines, for the rules that read it."""

from collections.abc import Mapping

from app.rules.delivering.dns import Answer, Status


class Known:
    """Answers from mappings; a name in `failing` is not answered."""

    def __init__(
        self,
        txt: Mapping[str, tuple[str, ...]] | None = None,
        *,
        mx: Mapping[str, tuple[str, ...]] | None = None,
        addresses: Mapping[str, tuple[str, ...]] | None = None,
        failing: tuple[str, ...] = (),
    ) -> None:
        self._txt, self._mx, self._addresses = txt or {}, mx or {}, addresses or {}
        self._failing = failing

    def txt(self, name: str) -> Answer:
        return self._of(self._txt, name)

    def mx(self, name: str) -> Answer:
        return self._of(self._mx, name)

    def addresses(self, name: str) -> Answer:
        return self._of(self._addresses, name)

    def _of(self, known: Mapping[str, tuple[str, ...]], name: str) -> Answer:
        if name in self._failing:
            return Answer(Status.FAILED)
        values = known.get(name, ())
        return Answer(Status.FOUND, values) if values else Answer(Status.NOTHING)
