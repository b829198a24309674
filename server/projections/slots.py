"""``p_slot``: what the records of one slot come to, and how it counts in ``p_cover``."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, NamedTuple

from server.database.keys import op_id
from sync.days import WHOLE_DAY
from sync.kinds import Kind, SlotState
from sync.slots import DONE, NOTHING, rank_code


class SlotName(NamedTuple):
    """The primary key of ``p_slot``."""

    kind: str
    place_key: int
    day: str
    session: str


class Filler(NamedTuple):
    """A record that names a slot, as much of it as the slot needs."""

    key: bytes
    code: str
    voided: bool
    pending: bool
    conflict: bool
    observed_to: int


# Of a row of ``p_record``.
SLOT_OF = itemgetter(*SlotName._fields)
FILLER_OF = itemgetter(*Filler._fields)


class Tally(NamedTuple):
    """How a place counts in a cover: one of done, attempted or neither, and an exception or not."""

    done: int = 0
    attempted: int = 0
    exceptions: int = 0

    def minus(self, other: "Tally") -> "Tally":
        """Return the difference, part by part."""
        return Tally(
            self.done - other.done,
            self.attempted - other.attempted,
            self.exceptions - other.exceptions,
        )

    def plus(self, other: "Tally") -> "Tally":
        """Return the sum, part by part."""
        return Tally(
            self.done + other.done,
            self.attempted + other.attempted,
            self.exceptions + other.exceptions,
        )


NONE = Tally()


def slot_row(kind: Kind, name: SlotName, fillers: Iterable[Filler]) -> dict[str, Any] | None:
    """Return the row of a slot, None when nothing that counts is in it.

    The order among its records is that of ``sync.slots.fulfilment``.
    """
    ranked = [
        (*rank, one)
        for one in fillers
        if not one.voided and not one.pending and (rank := rank_code(kind, one.code))[0] != NOTHING
    ]
    if not ranked:
        return None
    if len(ranked) > 1:
        ranked.sort(key=lambda rank: (*rank[:3], -rank[3].observed_to, op_id(rank[3].key)))
    tier, _, code, best = ranked[0]
    return {
        "kind": name.kind,
        "place_key": name.place_key,
        "day": name.day,
        "session": name.session,
        "code": code,
        "state": "done" if tier == DONE else "attempted",
        "records": len(ranked),
        "done": sum(rank[0] == DONE for rank in ranked),
        "conflict": any(rank[3].conflict for rank in ranked),
        "root": best.key,
    }


def exceptional(kind: Kind) -> frozenset[str]:
    """Return the codes that fulfil a slot with anything but the mildest of its good ends."""
    rule = kind.slot_state
    return frozenset() if rule is None else _all_but_the_mildest(rule)


@cache
def _all_but_the_mildest(rule: SlotState) -> frozenset[str]:
    good = [value for value in rule.severity if value in rule.done]
    return frozenset(good[:-1])


def tallies(exceptional: frozenset[str], rows: Sequence[Mapping[str, Any]]) -> dict[str, Tally]:
    """Return how the slots of one due place and day count: per session, and "*" for the day."""
    found: dict[str, Tally] = {}
    if len(rows) == 1:
        [row] = rows
        done = int(row["state"] == "done")
        one = Tally(done, 1 - done, int(done and row["code"] in exceptional))
        return {row["session"]: one, WHOLE_DAY: one}
    for row in rows:
        done = int(row["state"] == "done")
        found[row["session"]] = Tally(done, 1 - done, int(done and row["code"] in exceptional))
    if found and WHOLE_DAY not in found:
        best = max(one.done for one in found.values())
        found[WHOLE_DAY] = Tally(best, 1 - best, max(one.exceptions for one in found.values()))
    return found
