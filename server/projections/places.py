"""``place``: the tree as rows, from the records that describe places.

A kind whose records are named by their place and that goes to the ``ref`` stream describes it:
its fields become columns where there is one, and attributes otherwise.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from secrets import token_urlsafe
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, bindparam, or_, select, update

from server.database.bulk import find, insert_row, put, upsert
from server.models import Place, Setting
from sync.kinds import Kind
from sync.log import PlaceFacts
from sync.merge import Record

LEVELS = ("city", "district", "street", "community", "compound", "building")
LEVEL_COLUMNS = tuple(f"{level}_key" for level in LEVELS)
LEVEL_OF_TYPE = {level: f"{level}_key" for level in LEVELS} | {"village": "community_key"}
TREE = "place"  # the kind that states a place's type, name and parent
LIFE = "occupancy"  # the kind that states who lives at a door
HUNG = "hung"  # the setting that changes when a place is hung elsewhere (a random text)
DUE = (None, "occupied", "unknown")

COLUMNS = (
    Place.key, Place.id, Place.type, Place.parent_key, Place.city_key, Place.district_key,
    Place.street_key, Place.community_key, Place.compound_key, Place.building_key, Place.name,
    Place.sort, Place.floor, Place.door, Place.area_kind, Place.occupancy, Place.left,
    Place.attrs,
)  # fmt: skip
_BY_ID = select(*COLUMNS).where(Place.id.in_(bindparam("ids", expanding=True)))
_HELD = _BY_ID.order_by(Place.key).with_for_update(read=True)
_IDS = select(Place.key, Place.id).where(Place.key.in_(bindparam("keys", expanding=True)))


class PlaceRow(NamedTuple):
    """A row of ``place``, its columns in order."""

    key: int
    id: str
    type: str
    parent_key: int | None
    city_key: int | None
    district_key: int | None
    street_key: int | None
    community_key: int | None
    compound_key: int | None
    building_key: int | None
    name: str
    sort: int
    floor: int | None
    door: str | None
    area_kind: str | None
    occupancy: str | None
    left: bool
    attrs: str

    @property
    def scope_key(self) -> int | None:
        """The place whose cover counts this one: its building; for an area its compound."""
        return self.compound_key if self.type == "area" else self.building_key or self.compound_key

    def is_due(self, session: str) -> bool:
        """Say whether something is owed here in a session ("*": in any)."""
        if self.left or self.occupancy not in DUE:
            return False
        if session == "*" or self.type != "area":
            return True
        sessions = orjson.loads(self.attrs).get("sessions")
        return not sessions or session in sessions


def describes_place(kind: Kind | None) -> bool:
    """Say whether records of this kind state what a place is like."""
    return kind is not None and kind.identity == "place" and kind.stream == "ref"


def clean(value: object) -> Any:
    """Return the value with its texts as every database binds them: no NUL, no lone surrogate."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode().replace("\0", "")
    if isinstance(value, list | tuple):
        return [clean(one) for one in value]
    return value


def place_values(records: Mapping[str, Record]) -> dict[str, Any] | None:
    """Return the columns that the records of one place (by kind) fill; None without its type."""
    tree = records.get(TREE)
    if tree is None or tree.pending or "type" not in tree.fields:
        return None
    stated = {name: clean(field.value) for name, field in tree.fields.items()}
    about: dict[str, Any] = {}
    tags: set[str] = set(stated.pop("tags", None) or ())
    for kind, record in sorted(records.items()):
        if kind != TREE and not record.voided and not record.pending:
            about |= {name: clean(field.value) for name, field in record.fields.items()}
            tags |= set(about.pop("tags", None) or ())
    values = {
        "type": stated.pop("type"),
        "name": stated.pop("name", "") or "",
        "sort": stated.pop("sort", 0) or 0,
        "floor": stated.pop("floor", None),
        "door": stated.pop("door", None),
        "area_kind": stated.pop("area_kind", None),
        "occupancy": about.pop("state", None),
        "left": tree.voided,
    }
    attrs = {**stated, **about, **({"tags": sorted(tags)} if tags else {})}
    attrs = {name: value for name, value in attrs.items() if value is not None}
    return values | {"attrs": orjson.dumps(attrs, option=orjson.OPT_SORT_KEYS).decode()}


class Places:
    """The rows of places that one transaction has looked at or changed."""

    def __init__(self, connection: Connection) -> None:
        self._run = connection
        self._rows: dict[str, PlaceRow] = {}
        self._ids: dict[int, str] = {}

    def rows(self, ids: Collection[str]) -> dict[str, PlaceRow]:
        """Return the rows of those places that exist."""
        unknown = [id for id in ids if id not in self._rows]
        if unknown:
            for row in find(self._run, _BY_ID, PlaceRow._make, ids=unknown):
                self._keep(row)
        return {id: self._rows[id] for id in ids if id in self._rows}

    def hold(self, ids: Collection[str]) -> None:
        """Keep the rows from changing until the transaction ends, and read them as they are now.

        Where transactions run side by side, a door could else become vacant in one of them while
        another counts it as due. SQLite lets one writer in at a time.
        """
        if self._run.dialect.name == "postgresql":
            for row in find(self._run, _HELD, PlaceRow._make, ids=sorted(ids)):
                self._keep(row)

    def by_key(self) -> dict[int, PlaceRow]:
        """Return the rows that this transaction has met, by their keys."""
        return {row.key: row for row in self._rows.values()}

    def facts(self, ids: Collection[str]) -> dict[str, PlaceFacts]:
        """Return what admission needs to know of those places that exist."""
        rows = self.rows(ids)
        above = {
            key
            for row in rows.values()
            for level in LEVEL_COLUMNS
            if (key := getattr(row, level)) is not None and key not in self._ids
        }
        if above:
            for key, id in find(self._run, _IDS, keys=sorted(above)):
                self._ids[key] = id
        return {id: self._facts(row) for id, row in rows.items()}

    def _facts(self, row: PlaceRow) -> PlaceFacts:
        name = self._ids.get
        return PlaceFacts(
            row.id,
            row.type,
            building=name(row.building_key or 0),
            compound=name(row.compound_key or 0),
            community=name(row.community_key or 0),
            street=name(row.street_key or 0),
            district=name(row.district_key or 0),
            city=name(row.city_key or 0),
        )

    def _keep(self, row: PlaceRow) -> None:
        self._rows[row.id] = row
        self._ids[row.key] = row.id

    # ------------------------------------------------------------ changes

    def state(self, stated: Mapping[str, Mapping[str, Any]]) -> list[tuple[PlaceRow, PlaceRow]]:
        """Write the values of places by id; return (before, after) of all rows that changed.

        New places are not among them: nothing can have been counted there.
        """
        before = self.rows(stated)
        fresh = [{"id": id, **values} for id, values in stated.items() if id not in before]
        put(self._run, insert_row(Place), fresh)
        changed = [
            {"id_": id, **{f"{name}_": value for name, value in stated[id].items()}}
            for id, row in before.items()
            if any(getattr(row, name) != value for name, value in stated[id].items())
        ]
        put(self._run, _RESTATE, changed)
        for id in stated:
            self._rows.pop(id, None)
        moved = self._hang(self.rows(stated))
        old = {row.id: row for row in moved if row.id not in stated} | before
        if any(row.id in old for row in moved):
            # No feed of the units that it now belongs to tells of it.
            values = {"name": HUNG, "value": token_urlsafe(9)}
            put(self._run, upsert(self._run.dialect.name, Setting), [values])
        return [(row, self._rows[id]) for id, row in old.items() if self._rows[id] != row]

    def _hang(self, rows: Mapping[str, PlaceRow]) -> list[PlaceRow]:
        """Set parent and ancestors of the places and, where they changed, of all below them.

        Return the rows that changed, as they were.
        """
        todo: dict[str, PlaceRow] = dict(rows)
        seen: set[int] = set()
        were: list[PlaceRow] = []
        while todo:
            self.rows({parent for row in todo.values() if (parent := stated_parent(row))})
            moved = []
            for row in in_order(todo):
                hung = hang(row, self._rows.get(stated_parent(row) or ""))
                self._keep(hung)
                if hung != row:
                    were.append(row)
                    moved.append(hung)
            put(self._run, _HANG, [_hang_values(row) for row in moved])
            seen |= {row.key for row in todo.values()}
            todo = {row.id: row for row in self._below(moved) if row.key not in seen}
        return were

    def _below(self, moved: Sequence[PlaceRow]) -> Iterable[PlaceRow]:
        """Return the places that hang on moved ones, and those that waited for a new one."""
        if not moved:
            return []
        waiting = select(*COLUMNS).where(
            or_(
                Place.parent_key.in_([row.key for row in moved]),
                Place.parent_key.is_(None) & Place.type.not_in(["city"]),
            )
        )
        ids = {row.id for row in moved}
        found = [PlaceRow._make(row) for row in self._run.execute(waiting)]
        return [row for row in found if stated_parent(row) in ids]


def stated_parent(row: PlaceRow) -> str | None:
    """Return the id of the parent that the place's record states."""
    parent = orjson.loads(row.attrs).get("parent")
    return parent if isinstance(parent, str) else None


def in_order(todo: Mapping[str, PlaceRow]) -> Iterable[PlaceRow]:
    """Return the places so that a parent comes before its children; a ring in any order."""
    done: dict[str, PlaceRow] = {}
    for row in todo.values():
        path = []
        step: PlaceRow | None = row
        while step is not None and step.id not in done and step not in path:
            path.append(step)
            step = todo.get(stated_parent(step) or "")
        done |= {one.id: one for one in reversed(path)}
    return done.values()


def hang(row: PlaceRow, parent: PlaceRow | None) -> PlaceRow:
    """Return the place with the ancestors that this parent gives it."""
    keys: dict[str, Any] = {column: getattr(parent, column, None) for column in LEVEL_COLUMNS}
    if own := LEVEL_OF_TYPE.get(row.type):
        keys[own] = row.key
    return row._replace(parent_key=parent.key if parent else None, **keys)


def _hang_values(row: PlaceRow) -> dict[str, Any]:
    columns = ("key", "parent_key", *LEVEL_COLUMNS)
    return {f"{column}_": getattr(row, column) for column in columns}


_RESTATE = (
    update(Place)
    .where(Place.id == bindparam("id_"))
    .values(
        {
            name: bindparam(f"{name}_")
            for name in (
                "type", "name", "sort", "floor", "door", "area_kind", "occupancy", "left", "attrs",
            )
        }
    )
)  # fmt: skip
_HANG = (
    update(Place)
    .where(Place.key == bindparam("key_"))
    .values({name: bindparam(f"{name}_") for name in ("parent_key", *LEVEL_COLUMNS)})
)
