"""The records and places of a scope as they were known at an earlier moment.

A record that nobody has changed since is what its row says, if it had been received; one that was
changed since is folded from the ops that had counted by then. Places stood, and were called, as
had been stated. Where they hang, how people are called, and who may look, are as now.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, select

from server.db import db
from server.matters.line import PLACE_COLUMNS, RECORD_COLUMNS, Line
from server.models import Place, PRecord
from server.projections.places import LEVEL_OF_TYPE
from server.projections.records import record_row
from server.records.then import ChangedRecord, changed_in, describing, fold_then, stated_then
from server.rules import kinds
from server.visible import below


class Then:
    """What was known at ``at`` (ms) at and below a place."""

    def __init__(self, place: Place, at: int) -> None:
        self.at = at
        self.here = lies_in(place)
        # The records lead here, as in `Scope.within`.
        self._below = below([place.key])
        self._told: dict[int, dict[str, Any] | None] = {}

    @cached_property
    def changed(self) -> Mapping[bytes, ChangedRecord]:
        """The records that may have been other ones."""
        return {one.key: one for one in changed_in(db.session.connection(), self.here, self.at)}

    @cached_property
    def _restated(self) -> frozenset[int]:
        about = set(describing(kinds()))
        return frozenset(one.place_key for one in self.changed.values() if one.kind in about)

    @cached_property
    def _were(self) -> list[Line]:
        """What those records were."""
        keys = {key: one.place_key for key, one in self.changed.items()}
        found = [
            record_row(one, keys[one.key], kinds())
            for one in fold_then(db.session.connection(), kinds(), sorted(keys), self.at)
        ]
        places = _places({row["place_key"] for row in found})
        return [
            Line._make([*(row[column.key] for column in RECORD_COLUMNS), *places[row["place_key"]]])
            for row in found
        ]

    def lines(
        self, condition: ColumnElement[bool], holds: Callable[[Line], bool], *, by_place: bool
    ) -> Iterator[Line]:
        """Yield the records that fulfilled a condition, said both in SQL and of a line.

        See `Scope.lines`.
        """
        rows = db.session.execute(
            select(*RECORD_COLUMNS, *PLACE_COLUMNS)
            .join(Place, Place.key == PRecord.place_key)
            .where(self.here if by_place else self._below)
            .where(PRecord.received_at <= self.at, condition)
        )
        same = [Line._make(row) for row in rows if row.key not in self.changed]
        lines = same + [one for one in self._were if holds(one)]
        told = self.stated({one.place_key for one in lines})
        for one in lines:
            values = told.get(one.place_key, {"left": one.left, "occupancy": one.occupancy})
            if values is not None and not values["left"]:
                yield one._replace(occupancy=values["occupancy"])

    def stated(self, keys: Collection[int]) -> dict[int, dict[str, Any] | None]:
        """Return what had been stated of those of the places of which more was said since.

        None: nothing yet, so none stood there.
        """
        fresh = (self._restated & set(keys)) - self._told.keys()
        if fresh:
            rows = db.session.execute(select(Place.key, Place.id).where(Place.key.in_(fresh)))
            self._told |= stated_then(db.session.connection(), kinds(), dict(rows.all()), self.at)
        return {key: self._told[key] for key in keys if key in self._told}

    def stood(self, place: Place) -> bool:
        """Say whether a place below the scope stood then."""
        values = self.stated([place.key]).get(place.key, {"left": place.left})
        return values is not None and not values["left"]


def lies_in(place: Place) -> ColumnElement[bool]:
    """Return the condition that a Place lies at or below one, found by the index of its level."""
    found: ColumnElement[bool] = getattr(Place, LEVEL_OF_TYPE[place.type]) == place.key
    return found


def _places(keys: Collection[int]) -> dict[int, Sequence[Any]]:
    rows = db.session.execute(select(Place.key, *PLACE_COLUMNS).where(Place.key.in_(keys)))
    return {row[0]: row[1:] for row in rows}
