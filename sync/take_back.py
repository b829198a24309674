"""Whether somebody takes back at once what they recorded by mistake: that waits for nobody.

A kind whose changes wait for the community may say for how many minutes its authors may strike out
their own record, and put it back (`take_back_minutes`). Judged from what the ops themselves say, so
the answer is the same in whatever order phones are heard: the author of both is the same, nothing
but such strikes lies between, as far as the author had seen, and no clock in them tells of more
time. What others did meanwhile, unseen, is for the fold: it shows both until somebody decides.

>>> from sync.kinds import load_kinds
>>> load_kinds()["case_event"].take_back_minutes, load_kinds()["screening"].take_back_minutes
(10, 0)
"""

from collections.abc import Mapping
from typing import Final

from sync.clock import soon_after
from sync.days import MINUTE
from sync.kinds import VOID, WHY, Kind
from sync.ops import Op

MOST_STRIKES: Final = 8  # struck out, put back, struck out …: longer stories are for the community


def is_strike(kind: Kind | None, op: Op) -> bool:
    """Say whether the op does nothing but strike a record out, or put it back, where that is known.

    It names one op that the author had seen, the newest.
    """
    if kind is None or not kind.take_back_minutes or op.root is None or len(op.parents) != 1:
        return False
    return VOID in op.fields and op.fields.keys() <= {VOID, WHY}


def is_taken_back(kind: Kind, op: Op, said: Mapping[str, Op]) -> bool:
    """Say whether the op takes its author's own record back in time; `said`: what it rests on."""
    one = op
    for _ in range(MOST_STRIKES):
        before = said.get(one.parents[0]) if is_strike(kind, one) else None
        if before is None or not _of_same(op, before):
            return False
        if before.id == op.root:
            opens = before.root is None and not before.parents
            return opens and soon_after(before, op, kind.take_back_minutes * MINUTE)
        if before.root != op.root:
            return False
        one = before
    return False


def _of_same(op: Op, before: Op) -> bool:
    return (op.by, op.kind, op.place) == (before.by, before.kind, before.place)
