"""What this process remembers of compounds, and how it finds out what has changed since.

Every row that a verdict rests on is made by ops in the feeds of the compound. So the heads of
these feeds, in the reader's own snapshot, say whether anything changed; and the entries behind
the remembered heads say what: one more record by itself is added to counts or touches its kind,
day and place, any other change the whole of its kind. Where places came, left or were restated,
where a feed is not the continuation of the remembered one, or where read models were made anew,
all is forgotten.

Nothing here depends on the time, on people or on waivers: these are asked for every time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Text, bindparam, cast, func, select

from server.database.bulk import find
from server.evidence.ground import Asked
from server.evidence.live import LiveGround, feed_rows
from server.evidence.site import Site
from server.evidence.touched import Spot, Touched, touched_since
from server.models import Place, Setting
from server.projections.places import COLUMNS, TREE, describes_place
from server.projections.rebuild import REBUILT
from sync.kinds import Kind

COMPOUNDS = 16  # remembered at once by a process
ROWS = 20_000  # remembered of one compound, roughly
ONE_ANSWER = 8_000  # rows: longer answers are not remembered
MANY = 200  # entries behind the remembered heads: more are not looked through

_KEYS = select(func.aggregate_strings(cast(Place.key, Text), ",")).where(
    Place.compound_key == bindparam("compound")
)
_ITSELF = select(*COLUMNS).where(Place.key == bindparam("compound"))
_LIVES = (
    select(Setting.name, Setting.value)
    .where(Setting.name.in_(["epoch", REBUILT]))
    .order_by(Setting.name)
)


class Kept(NamedTuple):
    """An answer, what it depends on, and how new records are added to it, if they can be.

    ``add`` returns another value and leaves the one it is given as it is.
    """

    value: Any
    asked: Asked
    add: Callable[[Any, Sequence[Spot]], Any] | None = None

    def with_new(self, touched: Touched) -> "Kept | None":
        """Return the answer as it is now; None when it must be asked for again."""
        if touched.places_described and self.asked.due:
            return None
        spots = touched.new_in(self.asked)
        if spots is None or (spots and self.add is None):
            return None
        if not spots or self.add is None:
            return self
        return self._replace(value=self.add(self.value, spots))


@dataclass
class Remembered:
    """What is known of a compound at these heads of its feeds; the heads never change.

    ``ground`` says which places there are and how the compound hangs, ``feeds`` are heads.
    """

    ground: Hashable
    feeds: Sequence[Row[Any]]
    site: Site
    kept: dict[Hashable, Kept] = field(default_factory=dict)
    rows: int = 0

    def keep(self, key: Hashable, kept: Kept) -> None:
        """Remember an answer that is not too long; with too many of them, only this one."""
        size = len(kept.value) if hasattr(kept.value, "__len__") else 1
        if size > ONE_ANSWER:
            return
        if self.rows + size > ROWS:
            # Most of it was asked for on days gone by.
            self.kept, self.rows = {}, 0
        self.kept[key] = kept
        self.rows += 1 + size

    def without(self, touched: Touched, feeds: Sequence[Row[Any]], site: Site) -> "Remembered":
        """Return what is left of it when some records have changed, at the new heads."""
        found = Remembered(self.ground, feeds, site)
        for key, kept in list(self.kept.items()):
            if (now := kept.with_new(touched)) is not None:
                found.keep(key, now)
        return found


class Memory:
    """What one process remembers; the compounds asked for last, shared by its threads."""

    def __init__(self) -> None:
        self._of: OrderedDict[int, Remembered] = OrderedDict()
        self._lock = Lock()

    def recall(
        self, connection: Connection, live: LiveGround, kinds: Mapping[str, Kind]
    ) -> Remembered:
        """Return what is still true of a compound in the snapshot of the connection."""
        key = live.compound_key
        with self._lock:
            before = self._of.get(key)
        ground = _ground(connection, key)
        now = None
        if before is not None and before.ground == ground:
            now = _advance(connection, live, before, kinds)
        if now is None:
            site = live.site
            now = Remembered(ground, feed_rows(connection, site.feed_places), site)
        with self._lock:
            self._of[key] = now
            self._of.move_to_end(key)
            while len(self._of) > COMPOUNDS:
                self._of.popitem(last=False)
        return now


def _advance(
    connection: Connection, live: LiveGround, before: Remembered, kinds: Mapping[str, Kind]
) -> Remembered | None:
    feeds = feed_rows(connection, before.site.feed_places)
    if feeds == before.feeds:
        return before
    touched = touched_since(connection, before.feeds, feeds, MANY)
    if touched is None or TREE in touched.kinds:
        return None
    touched.places_described = any(describes_place(kinds.get(kind)) for kind in touched.kinds)
    return before.without(touched, feeds, live.site if touched.places_described else before.site)


def _ground(connection: Connection, compound_key: int) -> Hashable:
    """Return which places the compound has, how it hangs itself, and the life of its rows."""
    keys = find(connection, _KEYS, tuple, compound=compound_key)
    itself = find(connection, _ITSELF, tuple, compound=compound_key)
    return (*keys, *itself, *find(connection, _LIVES, tuple))
