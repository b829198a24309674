"""The board's rows and slots, of one session or many, as they were known at an earlier moment.

Only what has come since is folded again, from what had come by then; the rest is as it is now.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from server.database.bulk import find
from server.log.rows import COUNTED_CODES
from server.models import Feed, FeedEntry, Op, PRecord
from server.projections.places import PlaceRow
from server.projections.records import record_row
from server.projections.slots import Filler, SlotName, slot_row
from server.records.then import describing, few, fold_then, stated_then
from sync.kinds import Kind

_CAME = (
    select(PRecord.key, PRecord.kind, PRecord.place_key, PRecord.day, PRecord.session)
    .select_from(Feed)
    .join(FeedEntry, FeedEntry.feed_key == Feed.key)
    .join(Op, and_(Op.replica_key == FeedEntry.replica_key, Op.n == FeedEntry.n))
    .join(PRecord, PRecord.key == func.coalesce(Op.root, Op.id))
    .where(
        Feed.place.in_(bindparam("places", expanding=True)),
        FeedEntry.rx > bindparam("at"),
        Op.status.in_(COUNTED_CODES),
        or_(
            PRecord.kind.in_(bindparam("about", expanding=True)),
            and_(
                PRecord.kind.in_(bindparam("round", expanding=True)),
                PRecord.day.in_(bindparam("days", expanding=True)),
                PRecord.session.in_(bindparam("sessions", expanding=True)),
            ),
        ),
    )
)
_FILLERS = select(
    PRecord.kind, PRecord.place_key, PRecord.day, PRecord.session,
    *(getattr(PRecord, part) for part in Filler._fields),
)  # fmt: skip
_IN_SLOTS = _FILLERS.where(
    PRecord.place_key.in_(bindparam("places", expanding=True)),
    PRecord.kind.in_(bindparam("kinds", expanding=True)),
    PRecord.day.in_(bindparam("days", expanding=True)),
    PRecord.session.in_(bindparam("sessions", expanding=True)),
)


class Came(NamedTuple):
    """A record to which an op came since."""

    record: bytes
    kind: str
    place_key: int
    day: str
    session: str | None


class Asked(NamedTuple):
    """Which slots are looked at: these kinds, in these sessions of these days."""

    kinds: Collection[str]
    days: Collection[str]
    sessions: Collection[str]


class Then:
    """What was known at ``at`` (ms) of some places, and of these slots of theirs.

    ``above`` are places above them in whose feeds something is said of them, too.
    """

    def __init__(
        self,
        connection: Connection,
        kinds: Mapping[str, Kind],
        places: Sequence[PlaceRow],
        at: int,
        asked: Asked,
        above: Collection[str] = (),
    ) -> None:
        self._run = connection
        self._kinds = kinds
        self._places = {place.key: place for place in places}
        self._asked = asked
        self._wanted = {"days": sorted(asked.days), "sessions": sorted(asked.sessions)}
        self._about = describing(kinds)
        heard = {place.id for place in places if place.type not in ("household", "area")} | {*above}
        rows = find(
            connection, _CAME, Came._make, places=sorted(heard), at=at, about=self._about,
            round=sorted(asked.kinds), **self._wanted,
        )  # fmt: skip
        self._came = [one for one in rows if one.place_key in self._places]
        self._at = at

    def rows(self) -> list[PlaceRow]:
        """Return the places that stood then, as they had been stated."""
        touched = {one.place_key for one in self._came if one.kind in self._about}
        ids = {key: self._places[key].id for key in touched if key in self._places}
        told = stated_then(self._run, self._kinds, ids, self._at)
        found = []
        for key, place in self._places.items():
            values = told.get(key) if key in touched else {"left": place.left}
            if values is not None and not values["left"]:
                found.append(place._replace(**values))
        return sorted(found, key=lambda place: (place.sort, place.name, place.key))

    def slots(self) -> dict[SlotName, dict[str, Any] | None]:
        """Return those slots that were other ones then; None: nobody had been."""
        came = [one for one in self._came if one.kind in self._asked.kinds]
        groups: dict[SlotName, list[Filler]] = {
            SlotName(one.kind, one.place_key, one.day, one.session or ""): [] for one in came
        }
        touched = {one.record for one in came}
        for name, filler in self._fillers({name.place_key for name in groups}):
            if name in groups and filler.key not in touched:
                groups[name].append(filler)
        for name, filler in self._fillers_then(sorted(touched)):
            if name in groups:
                groups[name].append(filler)
        return {
            name: slot_row(self._kinds[name.kind], name, fillers)
            for name, fillers in groups.items()
        }

    def _fillers(self, places: Collection[int]) -> list[tuple[SlotName, Filler]]:
        """Return what the records of the slots at these places are now."""
        return [
            (SlotName._make(row[:4]), Filler._make(row[4:]))
            for some in few(sorted(places))
            for row in find(
                self._run, _IN_SLOTS, places=some, kinds=sorted(self._asked.kinds), **self._wanted
            )
        ]

    def _fillers_then(self, keys: Sequence[bytes]) -> list[tuple[SlotName, Filler]]:
        """Return what these records were then."""
        keys_of = {place.id: key for key, place in self._places.items()}
        folded = fold_then(self._run, self._kinds, keys, self._at)
        known = [one for one in folded if one.record.place in keys_of]
        rows = [record_row(one, keys_of[one.record.place], self._kinds) for one in known]
        return [
            (
                SlotName(row["kind"], row["place_key"], row["day"], row["session"] or ""),
                Filler(*(row[part] for part in Filler._fields)),
            )
            for row in rows
        ]
