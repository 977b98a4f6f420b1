"""Seats of an edition: active registrations + open offers never exceed the capacity."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SeatCount:
    """Who takes what in one edition at one moment.

    capacity: places in all. active: registered people. offered: places held by an open offer from
    the waiting list. waiting: people on the waiting list without an offer.
    """

    capacity: int
    active: int = 0
    offered: int = 0
    waiting: int = 0

    @property
    def taken(self) -> int:
        """Places that nobody else can get now."""
        return self.active + self.offered

    @property
    def free(self) -> int:
        """Places left; never negative, also when the capacity was lowered."""
        return max(0, self.capacity - self.taken)

    @property
    def spare(self) -> int:
        """Places left when everybody in line has got one."""
        return max(0, self.capacity - self.taken - self.waiting)

    @property
    def full(self) -> bool:
        """Whether a newcomer would have to wait."""
        return self.free == 0 or self.waiting > 0

    @property
    def oversold(self) -> bool:
        """Whether the first rule of the house is broken; only a guard asks this."""
        return self.taken > self.capacity
