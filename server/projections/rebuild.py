"""The read models made anew from the ops, to replace the kept ones or to be compared with them.

Written apart from the incremental way on purpose: that both come to the same rows is the proof
that a push touches all it must.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import Connection, delete, func, select

from server.database.bulk import insert_row, put, upsert
from server.log.rows import COUNTED_CODES
from server.models import Op, PCover, PRecord, PSlot, PStanding, Setting
from server.projections.places import (
    COLUMNS,
    PlaceRow,
    Places,
    describes_place,
    hang,
    in_order,
    place_values,
    stated_parent,
)
from server.projections.records import Arrived, Folded, folded, record_row
from server.projections.slots import Filler, SlotName, Tally, exceptional, slot_row, tallies
from server.projections.standings import standing_row, stories
from server.rules import policy
from sync.kinds import Kind
from sync.merge import Record, record_id
from sync.ops import read_op

CHUNK = 1000
REBUILT = "rebuilt"  # the setting that says when read models were last made anew (a random text)
Tell = Callable[[str, int, int], None]
"""Told what is being done, and how many of how many steps are."""

Kinds = Mapping[str, Kind]
CoverName = tuple[int, str, str, str]

_COUNTED = select(Op.replica_key, Op.n, Op.id, Op.root, Op.body, Op.received_at).where(
    Op.status.in_(COUNTED_CODES), Op.body.is_not(None)
)


def folded_records(run: Connection, kinds: Kinds, tell: Tell) -> Iterator[Folded]:
    """Yield every record, folded from all its ops; those that nobody amended as they are read."""
    amended = set(run.scalars(select(Op.root).where(Op.root.is_not(None)).distinct()))
    total = run.scalar(select(func.count()).select_from(_COUNTED.subquery())) or 0
    later: defaultdict[bytes, list[Arrived]] = defaultdict(list)
    streamed = {"stream_results": True, "yield_per": CHUNK}
    rows = run.execute(_COUNTED, execution_options=streamed)
    for done, row in enumerate(rows, 1):
        one = Arrived(read_op(row.body.decode()), row.replica_key, row.n, row.received_at)
        key = row.root or row.id
        if key in amended:
            later[key].append(one)
        else:
            yield folded(key, record_id(one.op, kinds), [one], kinds)
        if done % CHUNK == 0:
            tell("records", done, total)
    for key, ops in later.items():
        yield folded(key, record_id(ops[0].op, kinds), ops, kinds)
    tell("records", total, total)


def place_rows(run: Connection, kinds: Kinds, records: Iterable[Folded]) -> dict[str, PlaceRow]:
    """Return the rows of all places as their records state them, under the keys that they have."""
    about: defaultdict[str, dict[str, Record]] = defaultdict(dict)
    for one in records:
        if describes_place(kinds.get(one.record.kind)):
            about[one.record.place][one.record.kind] = one.record
    kept = {row.id: PlaceRow._make(row) for row in run.execute(select(*COLUMNS))}
    stated = {
        id: row._replace(**values)
        for id, row in kept.items()
        if (values := place_values(about.get(id, {}))) is not None
    }
    rows: dict[str, PlaceRow] = {}
    for row in in_order(stated):
        rows[row.id] = hang(row, rows.get(stated_parent(row) or ""))
    return rows


def record_rows(
    places: Mapping[str, PlaceRow], kinds: Kinds, records: Iterable[Folded]
) -> Iterator[dict[str, Any]]:
    """Yield the rows of ``p_record``."""
    for one in records:
        place = places.get(one.record.place)
        if place is not None:
            yield record_row(one, place.key, kinds)


def slot_rows(run: Connection, kinds: Kinds) -> Iterator[dict[str, Any]]:
    """Yield the rows of ``p_slot`` that follow from ``p_record``, in the order of their key."""
    order = (PRecord.kind, PRecord.place_key, PRecord.day, PRecord.session)
    asked = select(*order, *(getattr(PRecord, part) for part in Filler._fields))
    rows = run.execute(asked.where(PRecord.session.is_not(None)).order_by(*order))
    for name, group in groupby(rows, key=lambda row: SlotName._make(row[:4])):
        fillers = [Filler._make(row[4:]) for row in group]
        if row := slot_row(kinds[name.kind], name, fillers):
            yield row


def cover_rows(
    places: Mapping[int, PlaceRow], kinds: Kinds, slots: Iterable[Mapping[str, Any]]
) -> dict[CoverName, Tally]:
    """Return the rows of ``p_cover`` that follow from slots, which come by kind, place and day."""
    found: defaultdict[CoverName, Tally] = defaultdict(Tally)
    special = {id: exceptional(kind) for id, kind in kinds.items()}
    days = groupby(slots, key=lambda row: (row["kind"], row["place_key"], row["day"]))
    for (kind, key, day), rows in days:
        place = places[key]
        for session, tally in tallies(special[kind], list(rows)).items():
            if place.scope_key is not None and place.is_due(session):
                name = (place.scope_key, kind, day, session)
                found[name] = found[name].plus(tally)
    return dict(found)


def standing_rows(run: Connection) -> dict[int, dict[str, Any]]:
    """Return the rows of ``p_standing`` that follow from ``p_record``, by place."""
    return {key: standing_row(key, story) for key, story in stories(run, policy())}


def rebuild(run: Connection, kinds: Kinds, tell: Tell) -> None:
    """Replace every read model by one made from the ops, within the transaction that is open."""
    records = list(folded_records(run, kinds, tell))
    _restate_places(run, place_rows(run, kinds, records))
    places = {row.id: row for row in map(PlaceRow._make, run.execute(select(*COLUMNS)))}
    for table in (PStanding, PCover, PSlot, PRecord):
        run.execute(delete(table))
    # What others remember of the rows before does not hold for these.
    put(run, upsert(run.dialect.name, Setting), [{"name": REBUILT, "value": token_urlsafe(9)}])
    _insert(run, PRecord, record_rows(places, kinds, records), tell)
    _insert(run, PSlot, list(slot_rows(run, kinds)), tell)
    by_key = {row.key: row for row in places.values()}
    kept = run.execute(select(PSlot).order_by(*PSlot.__table__.primary_key)).mappings()
    covers = cover_rows(by_key, kinds, (dict(row) for row in kept))
    _insert(run, PCover, (_cover_row(name, tally) for name, tally in covers.items()), tell)
    _insert(run, PStanding, standing_rows(run).values(), tell)


def _restate_places(run: Connection, rows: Mapping[str, PlaceRow]) -> None:
    kept = Places(run)
    names = ("type", "name", "sort", "floor", "door", "area_kind", "occupancy", "left", "attrs")
    kept.state({id: {name: getattr(row, name) for name in names} for id, row in rows.items()})


def _cover_row(name: CoverName, tally: Tally) -> dict[str, Any]:
    scope, kind, day, session = name
    return {"scope_key": scope, "kind": kind, "day": day, "session": session, **tally._asdict()}


def _insert(run: Connection, table: Any, rows: Iterable[dict[str, Any]], tell: Tell) -> None:
    chunk: list[dict[str, Any]] = []
    done = 0
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            put(run, insert_row(table), chunk)
            done += CHUNK
            tell(table.__tablename__, done, 0)
            chunk = []
    put(run, insert_row(table), chunk)


def differences(run: Connection, kinds: Kinds, tell: Tell) -> Iterator[str]:
    """Yield, in words, every row of the read models that is not as the ops make it."""
    records = list(folded_records(run, kinds, tell))
    made = place_rows(run, kinds, records)
    kept = {row.id: row for row in map(PlaceRow._make, run.execute(select(*COLUMNS)))}
    yield from _unlike("place", kept, made)
    by_key = {row.key: row for row in made.values()}
    yield from _unlike(
        "p_record",
        {row["key"]: dict(row) for row in run.execute(select(PRecord)).mappings()},
        {row["key"]: row for row in record_rows(made, kinds, records)},
    )
    slots = [dict(row) for row in slot_rows(run, kinds)]
    yield from _unlike(
        "p_slot",
        {_slot_name(row): row for row in map(dict, run.execute(select(PSlot)).mappings())},
        {_slot_name(row): row for row in slots},
    )
    covers = cover_rows(by_key, kinds, slots)
    rows = run.execute(select(PCover))
    yield from _unlike("p_cover", {tuple(row[:4]): Tally._make(row[4:]) for row in rows}, covers)
    standings = {row["place_key"]: dict(row) for row in run.execute(select(PStanding)).mappings()}
    yield from _unlike("p_standing", standings, standing_rows(run))


def _slot_name(row: Mapping[str, Any]) -> SlotName:
    return SlotName(row["kind"], row["place_key"], row["day"], row["session"])


def _unlike(table: str, kept: Mapping[Any, Any], made: Mapping[Any, Any]) -> Iterator[str]:
    for key in sorted(kept.keys() | made.keys()):
        name = key.hex() if isinstance(key, bytes) else key
        if key not in made:
            yield f"{table} {name}: no op makes this row"
        elif key not in kept:
            yield f"{table} {name}: the row is missing"
        elif kept[key] != made[key]:
            yield f"{table} {name}: {_said(kept[key])} but the ops make {_said(made[key])}"


def _said(row: Any) -> str:
    return str(row._asdict() if hasattr(row, "_asdict") else row)
