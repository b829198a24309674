"""The office's register, changed one record at a time: who is responsible, where, from when.

Each change is an op of the server's own replica, so history shows what stood before; undoing one
is another op, that says again what had been said. Nothing is ever deleted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import audit, problems
from server.auth import Actor
from server.database.keys import op_key, record_key
from server.db import db, refresh_reads, writing
from server.log.authoring import Draft, Unauthorable
from server.models import Op, Place
from server.personal import mask_fields
from server.records.single import Whole, read_wholes
from server.roles import Permission
from server.rules import kinds
from server.store import current_store
from server.visible import find_place, roles_at, visible
from sync.kinds import VOID, Kind
from sync.merge import fold_record, record_id
from sync.ops import Op as SealedOp
from sync.ops import Value, read_op
from sync.words import Words

KINDS = (
    "assignment", "grid_lead", "team", "duty_shift", "supply_channel", "special_care", "contact",
    "occupancy", "place",
)  # fmt: skip
"""What the desk may state here; rounds and cases are recorded where they happen."""
UNDOABLE = (*KINDS, "explanation")
"""What an undo takes back: what is stated here, and what was said about a missed round."""
MOST_OPS = 6_000
PERIODS = (("since_on", "until_on"), ("started_at", "ended_at"))
"""Fields that say from when until when something holds."""


@dataclass(frozen=True, slots=True)
class Written:
    """A record as it was just written: its id, and the ops that an undo has to name."""

    record: str
    ops: Sequence[str]

    def to_json(self) -> dict[str, object]:
        """Return it as the API says it."""
        return {"record": self.record, "ops": list(self.ops)}


@dataclass(frozen=True, slots=True)
class Form:
    """What a form says, and what stood in its fields when it was opened; None: it tells not."""

    fields: Mapping[str, Value]
    before: Mapping[str, object] | None = None


def state(actor: Actor, kind: str, place_id: str, form: Form, record: str | None) -> Written:
    """Write what a form says of a record, a new one or one that stands.

    Raises NotFound, Conflict where somebody has changed what the form began with, or Invalid with
    every field that the kind refuses, and for a period that ends before it begins.
    """
    place = find_place(actor, Permission.REGISTER, place_id)
    id = record or (f"{kind}/{place.id}" if kinds()[kind].identity == "place" else None)
    whole = _whole(id) if id is not None else None
    if record is not None and (whole is None or not _is_of(whole, kind, place)):
        raise problems.NotFound
    _require_unchanged(actor, place, kinds()[kind], whole, form.before)
    said = dict(form.fields) if whole is not None else _filled(form.fields)
    _require_order({**_values(whole), **said})
    if whole is not None and whole.record.voided:
        said[VOID] = False
    (op,) = write(actor, [_draft(kind, place.id, said, whole)], place.key)
    return Written(id or op, (op,))


def void(actor: Actor, kind: str, place_id: str, record: str) -> Written:
    """Take a record away; what it said stays readable in the history. Raises NotFound."""
    place = find_place(actor, Permission.REGISTER, place_id)
    whole = _whole(record)
    if whole is None or not _is_of(whole, kind, place):
        raise problems.NotFound
    if whole.record.voided:
        raise problems.Conflict(Words("刚才已经撤下了", "it was taken away already"))
    drafts = [_draft(kind, place.id, {VOID: True}, whole)]
    return Written(record, write(actor, drafts, place.key))


def undo(actor: Actor, ops: Sequence[str]) -> list[str]:
    """Say again what stood before these ops; return the ops that do so, which undo the undoing.

    Raises NotFound for an op that is not the actor's office's, Conflict when somebody has changed
    the same things since: then nothing is undone.
    """
    sealed = _sealed(actor, ops)
    ids = {record_key(record_id(op, kinds())): record_id(op, kinds()) for op in sealed}
    wholes = {whole.record.id: whole for whole in read_wholes(ids)}
    # Children go before their parents, so that nothing stands under what is gone.
    drafts = [inverse(op, wholes[record_id(op, kinds())]) for op in reversed(sealed)]
    top = db.session.scalar(select(Place.key).where(Place.id == sealed[0].place))
    return write(actor, drafts, top, act="register_undo")


def _values(whole: Whole | None) -> dict[str, Value]:
    if whole is None:
        return {}
    return {name: field.value for name, field in whole.record.fields.items()}


def _require_unchanged(
    actor: Actor, place: Place, kind: Kind, whole: Whole | None, before: Mapping[str, object] | None
) -> None:
    """Refuse a form that began with something else than what stands, as its writer may see it."""
    if not before:
        return
    standing = {} if whole is None or whole.record.voided else _values(whole)
    shown = mask_fields(kind, standing, roles_at(actor, Permission.REGISTER, place))
    for name, value in before.items():
        stands = shown.get(name)
        plain = list(stands) if isinstance(stands, tuple) else stands
        if plain == value or name not in kind.fields:
            continue
        label = kind.fields[name].label
        raise problems.Conflict(
            Words(
                f"别人刚改过「{label['zh']}」,请关上再打开看看",
                f"somebody has just changed “{label['en']}”; close this and look again",
            )
        )


def _require_order(fields: Mapping[str, Value]) -> None:
    for begin, end in PERIODS:
        since, until = fields.get(begin), fields.get(end)
        days = isinstance(since, str) and isinstance(until, str) and until < since
        times = isinstance(since, int) and isinstance(until, int) and until < since
        if days or times:
            words = Words(
                "结束在开始之前,请改一下日期", "it ends before it begins; change the dates"
            )
            raise problems.Invalid(words, errors=[{"field": end, "detail": words.en}])


def _filled(fields: Mapping[str, Value]) -> dict[str, Value]:
    """Return what an opening says: a field left empty is not said at all."""
    return {name: value for name, value in fields.items() if value is not None}


def _is_of(whole: Whole, kind: str, place: Place) -> bool:
    return (whole.record.kind, whole.record.place) == (kind, place.id)


def _whole(record: str) -> Whole | None:
    return next(iter(read_wholes({record_key(record): record})), None)


def _draft(kind: str, place: str, fields: Mapping[str, Value], whole: Whole | None) -> Draft:
    """Return the op: a statement of a place names its heads by itself, an amendment its root."""
    if whole is None:
        return Draft(kind, place, fields)
    by_place = kinds()[kind].identity == "place"
    root = None if by_place else whole.record.id
    return Draft(kind, place, fields, root=root, parents=whole.record.heads)


def _sealed(actor: Actor, ops: Sequence[str]) -> list[SealedOp]:
    try:
        keys = [op_key(id) for id in ops]
    except ValueError as wrong:
        raise problems.NotFound from wrong
    bodies = {row.id: row.body for row in _bodies(keys) if row.body is not None}
    sealed = [read_op(bodies[key].decode()) for key in keys if key in bodies]
    places = {op.place for op in sealed}
    mine = select(Place.id).where(Place.id.in_(places), visible(actor, Permission.REGISTER))
    known = len(sealed) == len(ops) and places <= set(db.session.scalars(mine))
    if not known or any(op.kind not in UNDOABLE for op in sealed):
        raise problems.NotFound
    return sealed


def _bodies(keys: Sequence[bytes]) -> Iterable[Any]:
    return db.session.execute(select(Op.id, Op.body).where(Op.id.in_(keys)))


def inverse(op: SealedOp, whole: Whole) -> Draft:
    """Return the op that says what stood before; raises Conflict where something else stands."""
    if not _stands(op, whole):
        raise problems.Conflict(
            Words(
                "后来有人改过,请看现在的样子",
                "somebody has changed this since; look at it as it stands now",
            )
        )
    seen = _seen_by(op, whole)
    if not seen:
        return _draft(op.kind, op.place, {VOID: True}, whole)
    before = fold_record(whole.record.id, seen, kinds())
    fields: dict[str, Value] = {
        name: before.fields[name].value if name in before.fields else None
        for name in op.fields
        if not name.startswith("_")
    }
    if VOID in op.fields:
        fields[VOID] = before.voided
    return _draft(op.kind, op.place, fields, whole)


def _stands(op: SealedOp, whole: Whole) -> bool:
    """Say whether what the op says is still so, and nobody says otherwise."""
    record = whole.record
    return bool(op.fields.get(VOID, False)) == record.voided and all(
        name not in record.conflicts and record.fields[name].value == value
        for name, value in op.fields.items()
        if not name.startswith("_")
    )


def _seen_by(op: SealedOp, whole: Whole) -> list[SealedOp]:
    """Return the ops of the record that the op's author had seen."""
    known = {one.op.id: one.op for one in whole.ops}
    seen: dict[str, SealedOp] = {}
    todo = [op]
    while todo:
        one = todo.pop()
        named = {id for id in (*one.parents, one.root) if id is not None}
        for id in named & known.keys() - seen.keys():
            seen[id] = known[id]
            todo.append(known[id])
    return list(seen.values())


def write(
    actor: Actor, drafts: Sequence[Draft], place_key: int | None, act: str = "register"
) -> list[str]:
    """Seal the drafts, all or none, and put it on record; raises Invalid with their faults."""
    try:
        ids = current_store().author(drafts, actor.id)
    except Unauthorable as wrong:
        faults = [{"field": one.field, "detail": one.detail} for one in wrong.faults]
        raise problems.Invalid(None if faults else str(wrong), errors=faults) from wrong
    refresh_reads()
    with writing() as session:
        _note(session, actor, drafts, place_key, act)
    return ids


def _note(
    session: Session, actor: Actor, drafts: Sequence[Draft], place_key: int | None, act: str
) -> None:
    first = drafts[0]
    audit.note(
        session,
        act,
        user_key=actor.key,
        place_key=place_key,
        about=first.place,
        details={"kind": first.kind, "records": len(drafts)},
    )
