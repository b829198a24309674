"""Records as they stood before some ops came: folded again from all their ops but those."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from server.keys import op_id, record_key
from server.projections.places import describes_place, place_values
from server.projections.records import Arrived, Folded, folded, ops_of_records
from sync.kinds import Kind
from sync.merge import Record, record_id

FEW = 4000
"""How many keys one statement takes."""


class Before:
    """What records were without the ops that came ``late`` (ids as the log keeps them)."""

    def __init__(
        self, connection: Connection, kinds: Mapping[str, Kind], late: Collection[bytes]
    ) -> None:
        self._run = connection
        self._kinds = kinds
        self._late = {op_id(id) for id in late}
        self._about = describing(kinds)

    def fold(self, keys: Sequence[bytes]) -> list[Folded]:
        """Return these records as they were; one that had not been opened is not among them."""
        groups: defaultdict[str, list[Arrived]] = defaultdict(list)
        for some in few(keys):
            for one in ops_of_records(self._run, some, some):
                if one.op.id not in self._late:
                    groups[record_id(one.op, self._kinds)].append(one)
        return [folded(record_key(id), id, ops, self._kinds) for id, ops in groups.items()]

    def stated(self, places: Collection[str]) -> dict[str, dict[str, Any]]:
        """Return by id what the columns of these places said; absent: nothing stood there yet."""
        keys = [record_key(f"{kind}/{place}") for place in places for kind in self._about]
        about: defaultdict[str, dict[str, Record]] = defaultdict(dict)
        for one in self.fold(keys):
            about[one.record.place][one.record.kind] = one.record
        values = {place: place_values(records) for place, records in about.items()}
        return {place: said for place, said in values.items() if said is not None}


def describing(kinds: Mapping[str, Kind]) -> list[str]:
    """Return the kinds whose records say what a place is like."""
    return [id for id, kind in kinds.items() if describes_place(kind)]


def few(all_: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Yield the list in pieces that one statement takes."""
    for start in range(0, len(all_), FEW):
        yield all_[start : start + FEW]
