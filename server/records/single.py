"""Single records with every op behind them: what a verdict or a door's state rests on."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from server import audit, problems
from server.auth import Actor
from server.database.keys import op_id, record_key, user_id, user_key
from server.db import db
from server.log.rows import COUNTED_CODES, COUNTED_FROM, STATUS_CODES
from server.models import Account, Op, Place, PRecord, Replica
from server.personal import mask_fields
from server.projections.places import TREE
from server.records.readable import may_open, streams_at
from server.roles import UNMASKED, Permission
from server.rules import kinds
from server.visible import find_place, path_names, roles_at
from sync.clock import names as flag_names
from sync.kinds import VOID
from sync.merge import Record, fold_record
from sync.ops import Op as SealedOp
from sync.ops import bytes_to_text, read_op

MOST_RECORDS = 200
LATEST = 2**53
_STATUS = {code: status for status, code in STATUS_CODES.items()}


class StoredOp(NamedTuple):
    """An op as it was sealed, and how it arrived."""

    op: SealedOp
    replica: bytes
    n: int
    received_at: int
    flags: int
    status: int


class Whole(NamedTuple):
    """A record and the ops that it is made of, in the order of their arrival."""

    record: Record
    ops: Sequence[StoredOp]


def read_wholes(ids: Mapping[bytes, str], known_at: int | None = None) -> list[Whole]:
    """Fold the records with these keys from their ops, those that counted by a moment where one
    is given; one statement for all."""
    rows = db.session.execute(
        select(Op.root, Op.id, Op.body, Replica.id, Op.n, Op.received_at, Op.flags, Op.status)
        .join(Replica, Replica.key == Op.replica_key)
        .where(
            or_(Op.root.in_(ids.keys()), Op.id.in_(ids.keys())),
            Op.status.in_(COUNTED_CODES),
            Op.body.is_not(None),
            (LATEST if known_at is None else known_at) >= COUNTED_FROM,
        )
        .order_by(Op.received_at, Op.replica_key, Op.n)
    )
    groups: defaultdict[bytes, list[StoredOp]] = defaultdict(list)
    for root, id, body, replica, n, received_at, flags, status in rows:
        if body is not None:
            op = read_op(body.decode())
            arrived = StoredOp(op, replica, n, received_at, flags, status)
            groups[id if root is None else root].append(arrived)
    return [
        Whole(fold_record(id, [one.op for one in groups[key]], kinds()), groups[key])
        for key, id in ids.items()
        if key in groups
    ]


def names_of(user_ids: Iterable[str]) -> dict[str, str]:
    """Return the names of users by id; the server's own is its id."""
    keys = {key for key in map(user_key, user_ids) if key is not None}
    rows = db.session.execute(select(Account.key, Account.name).where(Account.key.in_(keys)))
    return {user_id(key): name for key, name in rows}


def find_record(actor: Actor, record_id: str, known_at: int | None = None) -> dict[str, Any]:
    """Return one record with its ops; raises NotFound for a foreign or an unknown one."""
    found = db.session.execute(
        select(PRecord, Place)
        .join(Place, Place.key == PRecord.place_key)
        .where(PRecord.key == record_key(record_id), may_open(actor))
    ).one_or_none()
    if found is None:
        raise problems.NotFound
    row, place = found
    whole = next(iter(read_wholes({row.key: record_id}, known_at)), None)
    if whole is None:
        raise problems.NotFound
    kind = kinds().get(row.kind)
    if kind is not None and kind.stream == "person":
        audit.note_read(
            "read_record", user_key=actor.key, place_key=place.key, about=record_id, persons=1
        )
    settling = roles_at(actor, Permission.SETTLE, place)
    return page_to_json(whole, place, roles_at(actor, Permission.RECORDS, place)) | {
        "path": path_names([place.key])[place.key],
        "kind_label": kind.label if kind else None,
        "amendable": kind is not None
        and not kind.is_final
        and bool(settling & set(kind.record_by)),
    }


def page_to_json(whole: Whole, place: Place, roles: frozenset[str]) -> dict[str, Any]:
    """Return the record to the bottom; bodies only for roles that see persons unmasked."""
    names = names_of(one.op.by for one in whole.ops)
    return {
        "record": record_to_json(whole.record, roles),
        "place": {"id": place.id, "name": place.name},
        "ops": [
            op_to_json(one, names, bodies=bool(roles & UNMASKED)) | {"said": _said(one.op, roles)}
            for one in whole.ops
        ],
    }


def _said(op: SealedOp, roles: frozenset[str]) -> dict[str, object]:
    """Return what an op says, as these roles may see it; that it voids is about no person."""
    voids = {VOID: op.fields[VOID]} if VOID in op.fields else {}
    return mask_fields(kinds().get(op.kind), op.fields, roles) | voids


def record_to_json(record: Record, roles: frozenset[str]) -> dict[str, Any]:
    """Return the folded record with the fields as these roles may see them."""
    told, kind = record.to_json(), kinds().get(record.kind)
    values = {name: field.value for name, field in record.fields.items()}
    told["fields"] = {
        name: {
            "value": value,
            "heads": [
                [id, mask_fields(kind, {name: head}, roles)[name]]
                for id, head in record.fields[name].heads
            ],
        }
        for name, value in mask_fields(kind, values, roles).items()
    }
    return told


def op_to_json(one: StoredOp, names: Mapping[str, str], *, bodies: bool) -> dict[str, Any]:
    """Return an op with who sealed it and how it arrived."""
    op = one.op
    return {
        "id": op.id,
        "body": op.body if bodies else None,
        "by": {"id": op.by, "name": names.get(op.by, op.by)},
        "replica": bytes_to_text(one.replica),
        "n": one.n,
        "received_at": one.received_at,
        "observed": [op.at_from, op.at_to],
        "flags": [flag.name for flag in flag_names(one.flags)],
        "status": _STATUS[one.status],
    }


def history(actor: Actor, household_id: str, known_at: int | None = None) -> dict[str, Any]:
    """Return what was recorded at a door, newest first, as the actor's roles may see it."""
    place = find_place(actor, Permission.HISTORY, household_id, "household")
    roles = roles_at(actor, Permission.HISTORY, place)
    streams = streams_at(actor, Permission.HISTORY, place)
    # Where the door stands in the tree is no news of it.
    known = [id for id, kind in kinds().items() if kind.stream in streams and id != TREE]
    rows = db.session.execute(
        select(PRecord.key, PRecord.kind)
        .where(PRecord.place_key == place.key, PRecord.kind.in_(known))
        .order_by(PRecord.observed_to.desc(), PRecord.key)
        .limit(MOST_RECORDS)
    )
    ids = {key: _record_id(key, kind, place.id) for key, kind in rows}
    wholes = read_wholes(ids, known_at)
    names = names_of(one.op.by for whole in wholes for one in whole.ops)
    audit.note_read(
        "read_door", user_key=actor.key, place_key=place.key, about=place.id, persons=len(wholes)
    )
    return {
        "place": {"id": place.id, "name": place.name},
        "slots": sorted({w.record.slot for w in wholes if w.record.slot}, reverse=True),
        "records": [entry_to_json(whole, names, roles) for whole in wholes],
    }


def _record_id(key: bytes, kind: str, place_id: str) -> str:
    return f"{kind}/{place_id}" if kinds()[kind].identity == "place" else op_id(key)


def entry_to_json(whole: Whole, names: Mapping[str, str], roles: frozenset[str]) -> dict[str, Any]:
    """Return one line of a door's history."""
    record, first = whole.record, whole.ops[0].op
    method = record.fields.get("method")
    return {
        **record_to_json(record, roles),
        "kind_label": kinds()[record.kind].label,
        "summary": summary(record),
        "by": {"id": first.by, "name": names.get(first.by, first.by)},
        "observed_at": record.observed[1],
        "received_at": max(one.received_at for one in whole.ops),
        "method": method.value if method else None,
        "ops": [op_to_json(one, names, bodies=False) for one in whole.ops],
    }


def summary(record: Record) -> dict[str, str] | None:
    """Return the words for the value by which the record fulfils its slot."""
    kind = kinds()[record.kind]
    if kind.slot_state is None or kind.slot_state.field not in record.fields:
        return None
    value = record.fields[kind.slot_state.field].value
    choices = kind.fields[kind.slot_state.field].choices
    return next((dict(choice.label) for choice in choices if choice.id == value), None)
