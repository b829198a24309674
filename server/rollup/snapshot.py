"""What a published round holds: the id sets of every level, as bytes that never change.

The same places in the same states give the same bytes, whenever and wherever they are made.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import orjson

from sync.rollup import Bridge, Ids, Tally, bridge


@dataclass(frozen=True, slots=True)
class LevelOfRound:
    """One level of a round: its tally, and how it came from the round before (None: the first)."""

    tally: Tally
    bridge: Bridge | None

    def within(self, ids: Ids) -> "LevelOfRound":
        """Return what of it lies among these places."""
        whole, moved = self.tally, self.bridge
        lost = {state: found & ids for state, found in whole.lost.items()}
        cut = Tally(whole.all & ids, whole.free & ids, whole.incomplete & ids, lost)
        if moved is None:
            return LevelOfRound(cut, None)
        removed = {id: why for id, why in moved.removed.items() if id in ids}
        current = moved.current & ids
        return LevelOfRound(cut, Bridge(moved.previous & ids, moved.gained & ids, removed, current))


Levels = Mapping[str, LevelOfRound]
EMPTY = LevelOfRound(Tally(), None)


def levels_of(
    tallies: Mapping[str, Tally], states: Mapping[str, str], before: Levels | None
) -> Levels:
    """Return the levels of a round: the tallies now, bridged from the round before."""
    found = {}
    for level, counted in tallies.items():
        moved = None
        if before is not None:
            free = before.get(level, EMPTY).tally.free
            moved = bridge(free, counted.free, states)
        found[level] = LevelOfRound(counted, moved)
    return found


def pack(levels: Levels) -> bytes:
    """Return the bytes of a round."""
    said = {level: _said(one) for level, one in levels.items()}
    return zlib.compress(orjson.dumps(said, option=orjson.OPT_SORT_KEYS), 6)


@lru_cache(maxsize=4)
def unpack(snapshot: bytes) -> Levels:
    """Return the levels of the bytes of a round; read once, since they never change."""
    said = orjson.loads(zlib.decompress(snapshot))
    return MappingProxyType({level: _read(one) for level, one in said.items()})


def _said(one: LevelOfRound) -> dict[str, Any]:
    counted, moved = one.tally, one.bridge
    return {
        "all": sorted(counted.all),
        "free": sorted(counted.free),
        "incomplete": sorted(counted.incomplete),
        "lost": {state: sorted(ids) for state, ids in counted.lost.items()},
        "bridge": None
        if moved is None
        else {"gained": sorted(moved.gained), "removed": dict(moved.removed)},
    }


def _read(said: Mapping[str, Any]) -> LevelOfRound:
    free: Ids = frozenset(said["free"])
    lost = {state: frozenset(ids) for state, ids in said["lost"].items()}
    counted = Tally(frozenset(said["all"]), free, frozenset(said["incomplete"]), lost)
    if said["bridge"] is None:
        return LevelOfRound(counted, None)
    gained, removed = frozenset(said["bridge"]["gained"]), said["bridge"]["removed"]
    previous = (free - gained) | frozenset(removed)
    return LevelOfRound(counted, Bridge(previous, gained, removed, free))
