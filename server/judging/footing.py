"""What the answers about a place stand on, in a few small rows: as long as these are the same, so
is every row of the log and of its read models that is at the place or below it.

An op at a place enters a feed of its building, compound, community or city, so the heads of these
feeds tell of every record. What they cannot tell is which places there are below when one is hung
elsewhere, and rows that were made anew: settings change then. People, phones, waivers and the clock
are no part of it: whoever asks adds what of them the answer depends on.
"""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, union_all

from server.database.bulk import find
from server.db import db
from server.models import Feed, Place, Setting
from server.projections.places import HUNG, LEVEL_COLUMNS, LEVEL_OF_TYPE
from server.projections.rebuild import REBUILT

UNITS = ("community", "village", "compound", "building")
_LIFE = (
    select(Setting.name, Setting.value)
    .where(Setting.name.in_(["epoch", HUNG, REBUILT]))
    .order_by(Setting.name)
)


class Unit(NamedTuple):
    """A place whose feeds tell of others, with the head of one of them (None: it has none)."""

    key: int
    type: str
    left: bool
    feed: int | None
    head_q: int | None
    acc: bytes | None


class Footing(NamedTuple):
    """The life of the rows; every unit at, below and above a place; which keys lie above."""

    life: tuple[Any, ...]
    units: tuple[Unit, ...]
    above: frozenset[int]

    def standing(self, *types: str) -> set[int]:
        """Return the keys of the units of these types at or below the place that stand."""
        return {
            one.key
            for one in self.units
            if one.type in types and not one.left and one.key not in self.above
        }


def footing_of(place: Place) -> Footing:
    """Return what the answers about a place stand on, in the snapshot that is open."""
    run = db.session.connection()
    levels = {getattr(place, level) for level in LEVEL_COLUMNS} - {None, place.key}
    asked = _units_of(LEVEL_OF_TYPE[place.type])
    units = find(run, asked, Unit._make, key=place.key, above=sorted(levels))
    life = tuple(find(run, _LIFE, tuple))
    return Footing(life, tuple(sorted(units, key=_order)), frozenset(levels))


def _order(unit: Unit) -> tuple[int, int]:
    return unit.key, unit.feed or 0


@cache
def _units_of(column: str) -> Any:
    asked = (
        select(Place.key, Place.type, Place.left, Feed.key, Feed.head_q, Feed.acc)
        .select_from(Place)
        .join(Feed, Feed.place == Place.id, isouter=True)
    )
    return union_all(
        asked.where(getattr(Place, column) == bindparam("key"), Place.type.in_(UNITS)),
        asked.where(Place.key.in_(bindparam("above", expanding=True))),
    )
