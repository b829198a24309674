"""The register of a place as it had been stated by an earlier moment: its places, who does what.

Exactly what the log had received by then: names, states, areas' sessions and gates' tags of every
place at, below and above it, also of those taken away since; and every record of the kinds asked
for. What has changed since is folded again from what had come by then, everything else is as it is
now. A place's type and where it hangs are those of today: its id is made of them.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, or_, select

from server.db import db
from server.log.rows import COUNTED_CODES
from server.models import Feed, FeedEntry, Op, Place, PRecord
from server.projections.places import COLUMNS, PlaceRow
from server.records.then import describing, fold_then, stated_then
from server.register.entries import Entry, entries_below, entry_of, entry_then
from server.rules import kinds
from server.visible import LEVELS, within

NO_FEED = ("household", "area", "stairwell", "gate")
"""Types of place whose records lie in the feed of a place above them."""


class _Came(NamedTuple):
    """A record to which an op came since, and where it is."""

    record: bytes
    kind: str
    place_key: int


def with_above(place_keys: Iterable[int]) -> set[int]:
    """Return the keys of these places and of every level above them."""
    levels = [getattr(Place, level) for level in LEVELS]
    rows = db.session.execute(select(Place.key, *levels).where(Place.key.in_(place_keys)))
    return {key for row in rows for key in row if key is not None}


class PlacesThen:
    """What was known at ``at`` (ms) of the places that meet a condition, as wide as the paths that
    are asked of them; and of their records of kinds ``of``."""

    def __init__(self, scope: ColumnElement[bool], at: int, of: Sequence[str] = ()) -> None:
        self.at = at
        self._scope = scope
        self._came = self._since({*describing(kinds()), *of})

    @cached_property
    def stated(self) -> dict[int, PlaceRow]:
        """All that had been stated by then, by key and in no order: also the places above, and
        those that had been taken away."""
        rows = db.session.execute(select(*COLUMNS).where(self._scope))
        ever = {row.key: row for row in map(PlaceRow._make, rows)}
        about = set(describing(kinds()))
        touched = {one.place_key for one in self._came if one.kind in about}
        ids = {key: ever[key].id for key in touched}
        told = stated_then(db.session.connection(), kinds(), ids, self.at)
        kept = {key: row for key, row in ever.items() if key not in touched}
        return kept | {key: ever[key]._replace(**said) for key, said in told.items() if said}

    def names_above(self, key: int) -> list[str]:
        """Return the names that the levels above a place had, from the top down."""
        row = self.stated.get(key)
        above = [getattr(row, level) for level in LEVELS] if row else []
        return [self.stated[up].name for up in above if up != key and up in self.stated]

    def _since(self, of: Collection[str]) -> list[_Came]:
        """Return the records of these kinds about the place to which something came since."""
        heard = select(Place.id).where(self._scope, Place.type.not_in(NO_FEED))
        rows = db.session.execute(
            select(PRecord.key, PRecord.kind, PRecord.place_key)
            .select_from(Feed)
            .join(FeedEntry, FeedEntry.feed_key == Feed.key)
            .join(Op, (Op.replica_key == FeedEntry.replica_key) & (Op.n == FeedEntry.n))
            .join(PRecord, PRecord.key == func.coalesce(Op.root, Op.id))
            .join(Place, Place.key == PRecord.place_key)
            .where(
                Feed.place.in_(heard), Feed.stream.in_({kinds()[kind].stream for kind in of}),
                Feed.last_rx > self.at, FeedEntry.rx > self.at,
                Op.status.in_(COUNTED_CODES), PRecord.kind.in_(of), self._scope,
            )
        )  # fmt: skip
        return [_Came._make(row) for row in rows]


class RegisterThen(PlacesThen):
    """What was known at ``at`` (ms) of a place: its register, with the records of kinds ``of``."""

    def __init__(self, top: Place, at: int, of: Sequence[str] = ()) -> None:
        self._top = top
        self._of = of
        self._above = with_above([top.key]) - {top.key}
        super().__init__(or_(within(top), Place.key.in_(self._above)), at, of)

    @cached_property
    def places(self) -> dict[int, PlaceRow]:
        """The places that stood then, at the place and below, in their order."""
        here = [row for key, row in self.stated.items() if key not in self._above and not row.left]
        return {row.key: row for row in sorted(here, key=lambda row: (row.sort, row.id))}

    def entries(self) -> list[Entry]:
        """Return the records of the kinds that stood then at places that stood, oldest first."""
        touched = {one.record: one.place_key for one in self._came if one.kind in self._of}
        now = map(entry_of, db.session.execute(entries_below(self._top, self._of)))
        folded = fold_then(db.session.connection(), kinds(), list(touched), self.at)
        were = (entry_then(one, touched[one.key]) for one in folded)
        found = [one for one in now if one.key not in touched]
        found += [one for one in were if one is not None]
        here = [one for one in found if one.place_key in self.places]
        return sorted(here, key=lambda one: (one.observed_to, one.key))


def these_then(place_keys: Iterable[int], at: int) -> PlacesThen:
    """Return a few places, and those above them, as they were known at a moment (ms)."""
    return PlacesThen(Place.key.in_(with_above(place_keys)), at)
