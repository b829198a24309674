"""The moment at which evidence is looked at, noting until when all that was asked of it stays so.

Rules compare a moment with the ends of rounds, with limits after records and with when phones were
heard, and cut it into days. A moment that passes answers them as its number does, and notes when
the first of these answers will be another one. What it does not understand it calls good for
nothing: then the verdict is not kept, and never wrong.

>>> watch = Watch(now=100)
>>> watch.moment < 130, 90 <= watch.moment, watch.moment - 20 >= 81, watch.until
(True, True, False, 101)
>>> watch = Watch(now=100)
>>> (watch.moment + 7) // 50, watch.until, f"{watch.moment}", watch.until
(2, 143, '100', 100)
"""

from collections.abc import Mapping
from typing import Any

FOR_EVER = 2**63


class Watch:
    """A moment (ms) that is asked about, and until when its answers are good."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.until = FOR_EVER
        self.moment = Passing(now, 1, self)

    def note(self, wait: int) -> None:
        """An answer will be another one after so long (ms)."""
        self.until = min(self.until, self.now + wait)

    def settled(self, value: Any) -> Any:
        """Return what is to be said, without anything in it that still passes."""
        if isinstance(value, Passing):
            return value.spoilt()
        if isinstance(value, Mapping):
            return {name: self.settled(of) for name, of in value.items()}
        if isinstance(value, list | tuple):
            return [self.settled(of) for of in value]
        return value


class Passing(int):
    """A number that grows with the time, by ``slope`` each millisecond.

    An int, so that whoever is handed one need not know; what is made of it passes, too.
    """

    slope: int
    watch: Watch

    def __new__(cls, value: int, slope: int, watch: Watch) -> "Passing":
        """Return the value that there is now."""
        self = super().__new__(cls, value)
        self.slope = slope
        self.watch = watch
        return self

    @property
    def _plain(self) -> int:
        return int.__add__(self, 0)

    def spoilt(self) -> int:
        """Return the plain number; what it is used for is good for no longer than now."""
        self.watch.note(0)
        return self._plain

    def _with(self, value: int, slope: int) -> int:
        return Passing(value, slope, self.watch) if slope else value

    # ------------------------------------------------------------ compared

    def _is_above(self, other: int, least: int) -> bool:
        """Say whether this is at least so far above the other, having noted when that changes."""
        slope = self.slope - _slope(other)
        above = self._plain - _number(other) - least
        if above < 0 < slope:
            self.watch.note(-(above // slope))
        elif slope < 0 <= above:
            self.watch.note(above // -slope + 1)
        return above >= 0

    def __lt__(self, other: int) -> bool:
        return not self._is_above(other, 0)

    def __le__(self, other: int) -> bool:
        return not self._is_above(other, 1)

    def __gt__(self, other: int) -> bool:
        return self._is_above(other, 1)

    def __ge__(self, other: int) -> bool:
        return self._is_above(other, 0)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, int) and self <= other and self >= other

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __bool__(self) -> bool:
        return self != 0

    def __hash__(self) -> int:
        return hash(self.spoilt())

    # ------------------------------------------------------------ reckoned with

    def __add__(self, other: int) -> int:
        return self._with(self._plain + _number(other), self.slope + _slope(other))

    def __sub__(self, other: int) -> int:
        return self._with(self._plain - _number(other), self.slope - _slope(other))

    def __rsub__(self, other: int) -> int:
        return self._with(other - self._plain, -self.slope)

    def __mul__(self, other: int) -> int:
        factor = other.spoilt() if isinstance(other, Passing) else other
        return self._with(self._plain * factor, self.slope * factor)

    def __neg__(self) -> int:
        return self._with(-self._plain, -self.slope)

    def __abs__(self) -> int:
        return -self if self < 0 else self

    def __floordiv__(self, other: int) -> int:
        if isinstance(other, Passing) or other <= 0:
            return self.spoilt() // _number(other)
        whole, rest = divmod(self._plain, other)
        far = other - rest if self.slope > 0 else rest + 1
        self.watch.note(-(-far // abs(self.slope)))
        return whole

    def __mod__(self, other: int) -> int:
        return self - self // other * other

    def __divmod__(self, other: int) -> tuple[int, int]:
        whole = self // other
        return whole, self - whole * other

    __radd__ = __add__
    __rmul__ = __mul__


def _number(of: int) -> int:
    return int.__add__(of, 0)


def _slope(of: int) -> int:
    return of.slope if isinstance(of, Passing) else 0


def _spoiling(name: str) -> Any:
    plain = getattr(int, name)

    def spoil(self: Passing, *others: Any) -> Any:
        return plain(self.spoilt(), *others)

    return spoil


# Nothing that rules do today; whatever they begin to do is answered as of a plain number.
for _name in (
    "__int__", "__float__", "__str__", "__repr__", "__format__", "__round__", "__truediv__",
    "__rtruediv__", "__rfloordiv__", "__rmod__", "__rdivmod__", "__pow__", "__rpow__",
    "__invert__", "__and__", "__or__", "__xor__", "__rand__", "__ror__", "__rxor__",
    "__lshift__", "__rshift__", "__rlshift__", "__rrshift__", "__trunc__", "__ceil__", "__floor__",
):  # fmt: skip
    setattr(Passing, _name, _spoiling(_name))
