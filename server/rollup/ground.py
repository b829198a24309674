"""The counted places below a place with their standing at a moment: what every figure is made of.

Now, states come from the read model; of the past, only places whose state has changed since are
asked again, and as known at an earlier moment all are. Then the places are those that stood at that
moment, by the names that they had; where they hang is as now.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select

from server import problems
from server.config import now_ms
from server.database.bulk import find
from server.db import db
from server.models import PJudged, Place, PStanding
from server.models.rounds import COUNTED
from server.register.then import PlacesThen, with_above
from server.rollup.judged import verdicts_then
from server.standings import standings_of
from server.visible import LEVELS
from sync.rollup import NONE, Bridge, Count, Ids, Tally, Unit, bridge, count, tally

_COLUMNS = (
    Place.key, Place.id, Place.type, Place.name, Place.left,
    Place.city_key, Place.district_key, Place.street_key, Place.community_key, Place.compound_key,
    PStanding.state, PStanding.since_at, PJudged.verdict, PJudged.judged_at,
)  # fmt: skip
COLUMN_OF_TYPE = {
    "city": "city_key",
    "district": "district_key",
    "street": "street_key",
    "community": "community_key",
    "village": "community_key",
    "compound": "compound_key",
}
ABOVE = ("city", "district", "street", "community", "village")
"""The types of place that have a roll-up: those above compounds."""
PLACES = (
    select(*_COLUMNS)
    .join(PStanding, PStanding.place_key == Place.key, isouter=True)
    .join(PJudged, PJudged.place_key == Place.key, isouter=True)
)
"""Places with their standing and their verdict, a `Row` each."""
_BELOW = {
    type: PLACES.where(COUNTED, getattr(Place, column) == bindparam("key"))
    for type, column in COLUMN_OF_TYPE.items()
}


class Row(NamedTuple):
    """A counted place: where it lies, and what is known of it."""

    key: int
    id: str
    type: str
    name: str
    left: bool
    city_key: int | None
    district_key: int | None
    street_key: int | None
    community_key: int | None
    compound_key: int | None
    state: str | None
    since_at: int | None
    verdict: str | None
    judged_at: int | None


class Judged(NamedTuple):
    """How many compounds have a verdict, and when the oldest of these is from."""

    times: int
    oldest_at: int | None


class Ground:
    """The places below one, each with its state at the moment ``at`` as known at ``known_at``.

    Raises NotFound where the place did not stand at that moment.
    """

    def __init__(self, place: Place, at: int | None = None, known_at: int | None = None) -> None:
        self.place = place
        self.now = now_ms()
        self.at = min(self.now if at is None else at, self.now)
        self.known_at = None if known_at is None or known_at >= self.now else known_at
        if self.known_at is not None:
            self.at = min(self.at, self.known_at)
        self.then = None if self.known_at is None else _places_then(place, self.known_at)
        self.rows = rows_below(place) if self.then is None else _rows_then(place, self.then)
        self._past = self._read_past()

    def _read_past(self) -> Mapping[int, tuple[str, int | None]]:
        """Return state and moment of the places for which the read model is not the answer."""
        if self.known_at is None:
            keys = [row.key for row in self.rows if row.state and (row.since_at or 0) > self.at]
            if not keys:
                return {}
        else:
            keys = [row.key for row in self.rows]
        found = standings_of(keys, self.at, self.known_at)
        said = {
            key: (one.state, one.changes[-1].at if one.changes else None)
            for key, one in found.items()
        }
        return {key: said.get(key, (NONE, None)) for key in keys}

    def state(self, row: Row) -> tuple[str, int | None]:
        """Return the state of a place and since when it has it."""
        return self._past.get(row.key) or (row.state or NONE, row.since_at)

    def verdict(self, row: Row) -> str:
        """Return what the checklist said of it, "" for what was not judged by then."""
        return self._verdicts.get(row.key, row.verdict or "")

    @cached_property
    def _verdicts(self) -> Mapping[int, str]:
        """The verdicts that were other ones then."""
        if self.known_at is None:
            return {}
        return verdicts_then((row.key for row in self.rows if row.judged_at), self.known_at)

    def unit(self, row: Row) -> Unit:
        """Return the place as it is counted."""
        return Unit(row.id, row.type, self.state(row)[0], self.verdict(row))

    @cached_property
    def standing(self) -> list[Row]:
        """The places that have not left the tree, without the place itself."""
        return [row for row in self.rows if not row.left and row.key != self.place.key]

    @cached_property
    def units(self) -> list[tuple[Row, Unit]]:
        """Every place that stands, as it is counted."""
        return [(row, self.unit(row)) for row in self.standing]

    @cached_property
    def tallies(self) -> Mapping[str, Tally]:
        """The tally of every level below the place."""
        return tally(unit for _, unit in self.units)

    @cached_property
    def ids(self) -> Ids:
        """Every counted place at or below the place, gone ones included."""
        return frozenset(row.id for row in self.rows)

    @cached_property
    def states(self) -> Mapping[str, str]:
        """The state of every place that stands, by id."""
        return {unit.id: unit.state for _, unit in self.units}

    @cached_property
    def by_id(self) -> Mapping[str, Row]:
        """Every counted place by its id."""
        return {row.id: row for row in self.rows}

    @property
    def counts(self) -> Mapping[str, Count]:
        """The size of every set of the tallies."""
        return {level: one.count for level, one in self.tallies.items()}

    def judged(self) -> Judged:
        """Return how many compounds were ever judged, and when the first of them was.

        Of an earlier moment it is not kept when.
        """
        compounds = [row for row in self.standing if row.type == "compound"]
        times = [row.judged_at for row in compounds if row.judged_at and self.verdict(row)]
        return Judged(len(times), None if self.then else min(times, default=None))

    def moved(self, before: Mapping[str, Ids]) -> dict[str, Bridge]:
        """Return how every level came from the free places of a round to those of the moment."""
        return {
            level: bridge(before.get(level, frozenset()) & self.ids, counted.free, self.states)
            for level, counted in self.tallies.items()
        }

    def children(self, most: int | None = None) -> list[tuple[Row, Mapping[str, Count]]]:
        """Return the first places right below, by their ids, with what lies below each."""
        under: defaultdict[int, list[Unit]] = defaultdict(list)
        heads: dict[int, Row] = {}
        columns = levels_below(self.place.type)
        for row, unit in self.units:
            key = next((key for column in columns if (key := getattr(row, column))), row.key)
            if key == row.key:
                heads[key] = row
            else:
                under[key].append(unit)
        return [
            (row, count((unit, 1) for unit in under[key]))
            for key, row in sorted(heads.items(), key=_by_id)[:most]
        ]

    def right_below(self) -> int:
        """Return how many places lie right below."""
        return len(self.children())


def _by_id(pair: tuple[int, Row]) -> str:
    return pair[1].id


def levels_below(type: str) -> Sequence[str]:
    """Return the columns of the levels below a type of place, from the top down."""
    counted = LEVELS[: LEVELS.index("compound_key") + 1]
    return counted[counted.index(COLUMN_OF_TYPE[type]) + 1 :]


def _places_then(place: Place, at: int) -> PlacesThen:
    here = COUNTED & (getattr(Place, COLUMN_OF_TYPE[place.type]) == place.key)
    then = PlacesThen(or_(here, Place.key.in_(with_above([place.key]))), at)
    if place.key not in then.stated or then.stated[place.key].left:
        raise problems.NotFound
    return then


def _rows_then(place: Place, then: PlacesThen) -> list[Row]:
    """Return the places that had been stated by then, as they had been."""
    rows = ((row, then.stated.get(row.key)) for row in rows_below(place))
    return [row._replace(name=was.name, left=was.left) for row, was in rows if was is not None]


def names_of(keys: Iterable[int], then: PlacesThen | None) -> dict[int, str]:
    """Return what places are called, or were called then."""
    if then is not None:
        return {key: then.stated[key].name for key in keys if key in then.stated}
    rows = db.session.execute(select(Place.key, Place.name).where(Place.key.in_(keys)))
    return dict(rows.all())


def rows_below(place: Place) -> list[Row]:
    """Return every counted place at or below a place."""
    make: Any = Row._make
    return find(db.session.connection(), _BELOW[place.type], make, key=place.key)
