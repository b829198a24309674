"""``p_record``: one row a record, from the fold of the ops that name it."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, or_, select

from server.database.bulk import find
from server.database.keys import record_key
from server.log.rows import COUNTED_CODES, COUNTED_FROM
from server.models import Op
from sync.days import day_of, is_day
from sync.kinds import VOID, Kind, SlotState
from sync.merge import Record, fold_record, record_id
from sync.ops import Op as SomeOp
from sync.ops import read_op
from sync.slots import lag_ms

_OF_RECORDS = select(Op.replica_key, Op.n, Op.body, Op.received_at).where(
    Op.status.in_(COUNTED_CODES),
    Op.body.is_not(None),
    or_(
        Op.root.in_(bindparam("keys", expanding=True)),
        Op.id.in_(bindparam("openings", expanding=True)),
    ),
)
_OF_RECORDS_THEN = _OF_RECORDS.where(bindparam("at") >= COUNTED_FROM)


class Arrived(NamedTuple):
    """An op that counts, where it is stored, and when it was received (ms)."""

    op: SomeOp
    replica_key: int
    n: int
    rx: int


class Folded(NamedTuple):
    """A record as its ops stand, and the ops it came from in the order of arrival."""

    key: bytes
    record: Record
    ops: Sequence[Arrived]


def ops_of_records(
    connection: Connection,
    keys: Collection[bytes],
    openings: Collection[bytes],
    at: int | None = None,
) -> list[Arrived]:
    """Return the ops that count among those whose root is in ``keys`` or id in ``openings``.

    With ``at`` (ms) those that counted by then.
    """
    if not keys and not openings:
        return []
    named = {"keys": list(keys), "openings": list(openings)}
    if at is None:
        rows = find(connection, _OF_RECORDS, **named)
    else:
        rows = find(connection, _OF_RECORDS_THEN, at=at, **named)
    return [
        Arrived(read_op(row.body.decode()), row.replica_key, row.n, row.received_at) for row in rows
    ]


def refold(
    connection: Connection, kinds: Mapping[str, Kind], arrived: Iterable[Arrived]
) -> tuple[list[Arrived], list[Folded]]:
    """Fold every record that an arrived op speaks of from all its ops, wherever they came from.

    Return apart the openings that nobody amended: they need no fold (see ``lone_row``).
    """
    groups: defaultdict[str, dict[str, Arrived]] = defaultdict(dict)
    for one in arrived:
        groups[record_id(one.op, kinds)][one.op.id] = one
    # An op id is the beginning of its hash, so the key of an opening need not be decoded.
    keys = {of[id].op.bsha[:16] if id in of else record_key(id): id for id, of in groups.items()}
    # An opening of an amended record is looked for by its id; amendments by their root.
    openings = [key for key, id in keys.items() if id not in groups[id]]
    for one in ops_of_records(connection, keys, openings):
        groups[record_id(one.op, kinds)].setdefault(one.op.id, one)
    lone: list[Arrived] = []
    found: list[Folded] = []
    for key, id in keys.items():
        ops = groups[id]
        if len(ops) == 1 and id in ops and is_plain(ops[id].op, kinds):
            lone.append(ops[id])
        else:
            found.append(folded(key, id, ops.values(), kinds))
    return lone, found


def is_plain(op: SomeOp, kinds: Mapping[str, Kind]) -> bool:
    """Say whether an op that stands alone is all of its record."""
    kind = kinds.get(op.kind)
    return kind is not None and op.version <= kind.version and VOID not in op.fields


def lone_row(one: Arrived, place_key: int, kinds: Mapping[str, Kind]) -> dict[str, Any]:
    """Return the row of ``p_record`` of an opening that nobody amended, as its fold would be."""
    op = one.op
    day, session = _day_and_session(op.slot, op.at_to)
    rule = kinds[op.kind].slot_state
    return {
        "key": op.bsha[:16],
        "kind": op.kind,
        "place_key": place_key,
        "day": day,
        "session": session,
        "code": _counted(op.fields.get(rule.field), rule) if rule is not None else "",
        "voided": False,
        "pending": False,
        "conflict": False,
        "observed_from": op.at_from,
        "observed_to": op.at_to,
        "received_at": one.rx,
        "lag_ms": lag_ms(one.rx, op.at_to, day if session else None),
        "by_user": op.by,
        "replica_key": one.replica_key,
        "n": one.n,
        "doc": None,
    }


def _counted(value: object, rule: SlotState) -> str:
    """Return the value if it says what became of a slot, else ""."""
    counts = isinstance(value, str) and (value in rule.done or value in rule.attempted)
    return str(value) if counts else ""


def folded(key: bytes, id: str, ops: Iterable[Arrived], kinds: Mapping[str, Kind]) -> Folded:
    """Return the record that these ops make."""
    known = sorted(ops, key=lambda one: (one.rx, one.replica_key, one.n))
    return Folded(key, fold_record(id, [one.op for one in known], kinds), known)


def _day_and_session(slot: str | None, observed_to: int) -> tuple[str, str | None]:
    """Return the day a record counts for, and its session when it fills a slot."""
    day, _, session = (slot or "").partition("/")
    if session and is_day(day):
        return day, session
    return day_of(observed_to), None


def code_of(record: Record, kinds: Mapping[str, Kind]) -> str:
    """Return the value by which the record fulfils its slot, "" where it has none that counts."""
    kind = kinds.get(record.kind)
    rule = kind.slot_state if kind is not None else None
    field = record.fields.get(rule.field) if rule is not None else None
    return _counted(field.value, rule) if field is not None and rule is not None else ""


def to_text(record: Record) -> str:
    """Return the record as JSON in ASCII: words of people may hold what no database binds."""
    return json.dumps(record.to_json(), separators=(",", ":"))


def record_row(one: Folded, place_key: int, kinds: Mapping[str, Kind]) -> dict[str, Any]:
    """Return the row of ``p_record``."""
    record, first = one.record, one.ops[0]
    day, session = _day_and_session(record.slot, record.observed[1])
    received_at = max(op.rx for op in one.ops)
    alone = len(one.ops) == 1 and first.op.id == record.id
    return {
        "key": one.key,
        "kind": record.kind,
        "place_key": place_key,
        "day": day,
        "session": session,
        "code": code_of(record, kinds),
        "voided": record.voided,
        "pending": record.pending,
        "conflict": bool(record.conflicts),
        "observed_from": record.observed[0],
        "observed_to": record.observed[1],
        "received_at": received_at,
        "lag_ms": lag_ms(received_at, record.observed[1], day if session else None),
        "by_user": first.op.by,
        "replica_key": first.replica_key,
        "n": first.n,
        "doc": None if alone else to_text(record),
    }
