"""A phone's clock: measured at every exchange, written beside the claim, never obeyed or fatal.

What an op proves is a bracket: it was sealed after the last server time that it contains (`anc`)
and before it was received. Flags say where its own clock disagrees; they are shown, and block
nothing.

>>> measure(sent=1000, rx=61_020, tx=61_030, received=1050)
Measure(offset=60000, uncertainty=20, at=1050)
>>> [flag.name for flag in names(FUTURE | RETRO)]
['future', 'retro']
"""

from dataclasses import dataclass
from typing import Final, NamedTuple

from sync.days import DAY, HOUR, MINUTE
from sync.ops import Op

SECOND: Final = 1000
SLACK_MS: Final = 30 * SECOND  # honest clocks and networks disagree by less
JUMP_MS: Final = MINUTE
RETRO_MS: Final = 2 * HOUR
LATE_MS: Final = DAY
BEST_FOR_MS: Final = DAY  # quartz drifts by seconds a day: an older measure says little

FUTURE: Final = 1
PAST: Final = 2
JUMP: Final = 4
RETRO: Final = 8
LATE: Final = 16
NOCLK: Final = 32
UNCERTAIN: Final = FUTURE | PAST | JUMP


class Flag(NamedTuple):
    """A bit of the flags and its name in records and vectors."""

    bit: int
    name: str


FLAGS: Final = (
    Flag(FUTURE, "future"),
    Flag(PAST, "past"),
    Flag(JUMP, "jump"),
    Flag(RETRO, "retro"),
    Flag(LATE, "late"),
    Flag(NOCLK, "noclk"),
)


@dataclass(frozen=True, slots=True)
class Measure:
    """Server clock minus phone clock (ms), give or take `uncertainty`, taken `at` phone time."""

    offset: int
    uncertainty: int
    at: int


def measure(sent: int, rx: int, tx: int, received: int) -> Measure:
    """Return the measure of one exchange: phone sent and received, server rx and tx (all ms)."""
    offset = ((rx - sent) + (tx - received)) // 2
    # Half the time on the way; a phone clock set back in mid-exchange would make it negative.
    way = max(0, (received - sent) - (tx - rx))
    return Measure(offset, (way + 1) // 2, received)


def better(held: Measure | None, new: Measure) -> Measure:
    """Return which to go on with: the narrower of a day, but the new one once the clock moved."""
    if held is None or not 0 <= new.at - held.at <= BEST_FOR_MS:
        return new
    moved = abs(new.offset - held.offset) > new.uncertainty + held.uncertainty + SECOND
    return new if moved or new.uncertainty <= held.uncertainty else held


def corrected(op: Op) -> int:
    """Return the server time at which the op claims to have been sealed: rec + offset (ms)."""
    return op.rec + (op.clk[0] if op.clk else 0)


def flags(op: Op, received_at: int, previous_rec: int | None) -> int:
    """Return the bits of what its clock gives away; `previous_rec` is `rec` of the op before it.

    future, past: outside the bracket by more than 30 s. jump: the phone's clock went back by more
    than 60 s. retro: entered more than 2 h after what it says. late: received more than 24 h after
    it was sealed. noclk: the phone had never measured its clock.
    """
    claimed = corrected(op)
    give = (op.clk[1] if op.clk else 0) + SLACK_MS
    found = 0 if op.clk else NOCLK
    if claimed - give > received_at:
        found |= FUTURE
    if op.anc is not None and claimed + give < op.anc:
        found |= PAST
    if previous_rec is not None and op.rec < previous_rec - JUMP_MS:
        found |= JUMP
    if op.rec - op.at_to > RETRO_MS:
        found |= RETRO
    if received_at - claimed > LATE_MS:
        found |= LATE
    return found


def soon_after(first: Op, then: Op, within_ms: int) -> bool:
    """Whether nothing in two ops of one author says that more time than this lay between them.

    By the phone's clock as it stood, as it was measured, and by the last server time that was seen:
    a clock that was set back in between is told by one of them.
    """
    told = [then.rec - first.rec]
    if first.clk is not None:
        sealed = corrected(first) + first.clk[1] + SLACK_MS
        told += [] if then.anc is None else [then.anc - sealed]
        told += [] if then.clk is None else [corrected(then) - then.clk[1] - SLACK_MS - sealed]
    return told[0] >= 0 and max(told) <= within_ms


def names(bits: int) -> list[Flag]:
    """Return the flags whose bits are set."""
    return [flag for flag in FLAGS if bits & flag.bit]


def sealed_within(op: Op, received_at: int) -> tuple[int | None, int]:
    """Return the narrowest span of server time in which the op was surely sealed; None: no start.

    Where the phone's clock fits the bracket it narrows it, otherwise the bracket itself stands.
    """
    after = None if op.anc is None else min(op.anc, received_at)
    if op.clk is None:
        return after, received_at
    give = op.clk[1] + SLACK_MS
    start, end = corrected(op) - give, corrected(op) + give
    if start > received_at or (after is not None and end < after):
        return after, received_at
    return (start if after is None else max(start, after)), min(end, received_at)
