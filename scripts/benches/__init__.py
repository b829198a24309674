"""Measurements, a module a subject; each has ``measure(work: Path) -> Iterator[Figure]``."""

from __future__ import annotations

from dataclasses import dataclass

LARGE = False
"""Whether profiles that take many minutes were asked for."""


@dataclass(frozen=True)
class Figure:
    """One measured thing: its value and unit, and the aim it is held to, if there is one.

    ``at_most`` says on which side of the aim is good.
    """

    name: str
    value: float
    unit: str
    aim: float | None = None
    at_most: bool = True

    @property
    def missed(self) -> bool:
        """Whether there is an aim and the value is on its wrong side."""
        if self.aim is None:
            return False
        return self.value > self.aim if self.at_most else self.value < self.aim
