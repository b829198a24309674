"""Taking back a whole import: every record of it says again what stood before, or none does.

The ops of an import lie side by side in the chain of the server's own replica, sealed by one person
in one moment; so the first of them names it. It is refused where somebody has built on it since: a
record at a door that came with it, a change of what it said, access to a building of it.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, func, or_, select

from server import audit, problems
from server.auth import Actor
from server.authoring import Draft
from server.config import now_ms
from server.db import db, refresh_reads, writing
from server.keys import op_key, record_key
from server.models import Grant, Op, Place, PRecord, Replica
from server.records import read_wholes
from server.register import inverse
from server.roles import Permission
from server.rules import kinds
from server.store import current_store
from server.visible import visible
from sync.merge import record_id
from sync.ops import Op as SealedOp
from sync.ops import read_op

T = TypeVar("T")

CHUNK = 5_000
SHOWN = 3


class Used(NamedTuple):
    """What was built on an import since: how many things, and the names of some of the places."""

    things: int
    names: Sequence[str]


def undo_import(actor: Actor, first: str, records: int) -> dict[str, object]:
    """Take back the import that begins with an op; returns how many records were.

    Raises NotFound for what is no import of the actor's, ImportUsed where later
    records rest on it; then nothing is changed.
    """
    sealed = _sealed(actor, first, records)
    drafts = _inverses(sealed)
    made = _made_places(sealed, drafts)
    ours = {record_key(record_id(op, kinds())) for op in sealed}

    def guard(run: Connection) -> None:
        if (used := _used(run, made, ours)).things:
            raise _refusal(used)

    current_store().author(drafts, actor.id, guard=guard)
    refresh_reads()
    with writing() as session:
        top = session.scalar(select(Place.key).where(Place.id == sealed[0].place))
        audit.note(session, "import_undone", user_key=actor.key, place_key=top,
                   details={"records": len(drafts)})  # fmt: skip
    return {"records": len(drafts)}


def undo_to_json(ids: Sequence[str]) -> dict[str, object] | None:
    """Return what names an import that was just written, None where it wrote nothing."""
    return {"first": ids[0], "records": len(ids)} if ids else None


def _sealed(actor: Actor, first: str, records: int) -> list[SealedOp]:
    """Return the ops of the import, in their order."""
    try:
        key = op_key(first)
    except ValueError as wrong:
        raise problems.NotFound from wrong
    begun = db.session.execute(
        select(Op.replica_key, Op.n)
        .join(Replica, Replica.key == Op.replica_key)
        .where(Op.id == key, Replica.user_key.is_(None))
    ).one_or_none()
    if begun is None:
        raise problems.NotFound
    bodies = db.session.scalars(
        select(Op.body)
        .where(Op.replica_key == begun.replica_key, Op.n >= begun.n, Op.n < begun.n + records)
        .order_by(Op.n)
    )
    sealed = [read_op(body.decode()) for body in bodies if body is not None]
    is_one = len({(op.by, op.rec) for op in sealed}) == 1 and sealed[0].by == actor.id
    if len(sealed) < records or not is_one or not _may_change(actor, {op.place for op in sealed}):
        raise problems.NotFound
    return sealed


def _may_change(actor: Actor, ids: set[str]) -> bool:
    """Say whether all of the places lie where the actor keeps the roster."""
    here = visible(actor, Permission.ROSTER)
    found = (
        db.session.scalar(select(func.count(Place.key)).where(Place.id.in_(chunk), here)) or 0
        for chunk in _chunks(sorted(ids))
    )
    return sum(found) == len(ids)


def _inverses(sealed: Sequence[SealedOp]) -> list[Draft]:
    """Return the drafts that undo the ops, children before their parents.

    Raises ImportUsed where what an op said was changed since.
    """
    ids = {record_key(id): id for op in sealed if (id := record_id(op, kinds()))}
    wholes = {
        whole.record.id: whole
        for chunk in _chunks(ids.items())
        for whole in read_wholes(dict(chunk))
    }
    drafts, changed = [], []
    for op in reversed(sealed):
        try:
            drafts.append(inverse(op, wholes[record_id(op, kinds())]))
        except problems.Conflict:
            changed.append(op.place)
    if changed:
        raise _refusal(Used(len(changed), list(_names(db.session.connection(), changed))))
    return drafts


def _made_places(sealed: Sequence[SealedOp], drafts: Sequence[Draft]) -> list[str]:
    """Return the places that came with the import and would go with it."""
    gone = {draft.place for draft in drafts if draft.kind == "place" and "_void" in draft.fields}
    return [op.place for op in sealed if op.kind == "place" and op.place in gone]


def _used(run: Connection, places: Sequence[str], ours: set[bytes]) -> Used:
    """Count what stands at the places beside the import itself."""
    at: list[str] = []
    for chunk in _chunks(places):
        rows = run.execute(
            select(Place.id, PRecord.key)
            .join(Place, Place.key == PRecord.place_key)
            .where(Place.id.in_(chunk), PRecord.voided.is_(False))
        )
        at += [row.id for row in rows if row.key not in ours]
        at += run.scalars(_accessed(chunk))
    at += _children(run, set(places))
    return Used(len(at), list(_names(run, at)))


def _accessed(places: Iterable[str]) -> Any:
    lasting = or_(Grant.valid_to.is_(None), Grant.valid_to > now_ms())
    return (
        select(Place.id)
        .join(Grant, Grant.place_key == Place.key)
        .where(Place.id.in_(places), lasting)
    )


def _children(run: Connection, places: set[str]) -> Iterator[str]:
    """Yield places that stand under those of the import and did not come with it."""
    for chunk in _chunks(sorted(places)):
        keys = select(Place.key).where(Place.id.in_(chunk))
        for column in ("compound_key", "building_key"):
            rows = run.scalars(
                select(Place.id).where(getattr(Place, column).in_(keys), Place.left.is_(False))
            )
            yield from (id for id in rows if id not in places)


def _names(run: Connection, ids: Sequence[str]) -> Iterator[str]:
    wanted = list(dict.fromkeys(ids))[:SHOWN]
    rows = dict(run.execute(select(Place.id, Place.name).where(Place.id.in_(wanted))).all())
    yield from (rows.get(id, id) for id in wanted)


def _chunks(items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Yield the items in bites that a statement takes."""
    left = iter(items)
    while chunk := tuple(islice(left, CHUNK)):
        yield chunk


def _refusal(used: Used) -> problems.ImportUsed:
    zh, en = "、".join(used.names), ", ".join(used.names)
    return problems.ImportUsed(
        f"后来有 {used.things} 处用到了({zh}) · {used.things} things rest on it since ({en})",
        count=used.things, names=list(used.names),
    )  # fmt: skip
