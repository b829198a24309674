"""``p_slot``: what the records of one slot come to, and how it counts in ``p_cover``."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from server.keys import op_id
from sync.kinds import Kind
from sync.slots import DONE, NOTHING, WHOLE_DAY, rank_code


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
    alive = [one for one in fillers if not one.voided and not one.pending]
    if not alive:
        return None
    ranked = sorted(
        (*rank_code(kind, one.code), -one.observed_to, op_id(one.key), one.key) for one in alive
    )
    tier, _, code, _, _, key = ranked[0]
    if tier == NOTHING:
        return None
    return {
        **name._asdict(),
        "code": code,
        "state": "done" if tier == DONE else "attempted",
        "records": len(alive),
        "done": sum(rank[0] == DONE for rank in ranked),
        "conflict": any(one.conflict for one in alive),
        "root": key,
    }


def is_exception(kind: Kind, state: str, code: str) -> bool:
    """Say whether a slot was done with anything but the mildest of its good ends."""
    rule = kind.slot_state
    if rule is None or state != "done":
        return False
    good = [value for value in rule.severity if value in rule.done]
    return code in good[:-1]


def tally(kind: Kind, row: Mapping[str, Any]) -> Tally:
    """Return how one slot of a due place counts."""
    done = row["state"] == "done"
    return Tally(int(done), int(not done), int(is_exception(kind, row["state"], row["code"])))


def tallies(kind: Kind, rows: Sequence[Mapping[str, Any]]) -> dict[str, Tally]:
    """Return how the slots of one place and day count: per session, and "*" for the day."""
    found = {row["session"]: tally(kind, row) for row in rows}
    if found and WHOLE_DAY not in found:
        done = max(one.done for one in found.values())
        found[WHOLE_DAY] = Tally(done, 1 - done, max(one.exceptions for one in found.values()))
    return found
