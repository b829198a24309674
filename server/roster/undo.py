"""Taking back a whole import: every record of it says again what stood before, or none does.

The ops of an import lie side by side in the chain of the server's own replica, sealed by one person
in one moment; so the first of them names it. Whoever keeps the roster there takes it back, at any
time. What was built on it since stays, and what that stands on: a record at a door that came with
it, a change of what it said, access to a building of it. Nothing is taken back around it unless
that is asked for. A taking back is itself such a row of ops, and is taken back in the same way.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from server import audit, problems
from server.auth import Actor
from server.database.keys import op_key, record_key
from server.db import db, refresh_reads, writing
from server.json import Json
from server.log.authoring import Draft
from server.models import Op, Place, Replica
from server.records.single import Whole, read_wholes
from server.register.changes import inverse
from server.roles import Permission
from server.roster.register import KINDS
from server.roster.resting import chunks, find_uses, names, with_above
from server.rules import kinds
from server.store import current_store
from server.visible import visible
from sync.kinds import VOID
from sync.merge import record_id
from sync.ops import Op as SealedOp
from sync.ops import read_op
from sync.words import Words

DIVISIONS = ("city", "district", "street", "community", "village")


class Step(NamedTuple):
    """An op of the import, and what undoes it."""

    op: SealedOp
    draft: Draft


@dataclass(frozen=True, slots=True)
class Undoing:
    """What taking an import back would do, children before their parents; and what stays.

    ``things`` were built on it since, at the places ``at``; ``kept`` records stay for their sake.
    """

    steps: Sequence[Step]
    kept: int
    things: int
    at: Sequence[str]

    @property
    def places(self) -> list[str]:
        """The places that would go."""
        return self._stated(gone=True)

    @property
    def returning(self) -> list[str]:
        """The places that would stand again."""
        return self._stated(gone=False)

    def _stated(self, *, gone: bool) -> list[str]:
        places = (step.draft for step in self.steps if step.draft.kind == "place")
        return [draft.place for draft in places if draft.fields.get(VOID) is gone]


def preview_undo(actor: Actor, first: str, records: int) -> dict[str, Json]:
    """Say what taking back the import would do, and what would stay; changes nothing.

    Raises NotFound for what is no import, or not where the actor keeps the roster.
    """
    undoing, run = plan_undo(_sealed(actor, first, records)), db.session.connection()
    return {
        "records": len(undoing.steps),
        "places": _types(run, undoing.places),
        "returning": _types(run, undoing.returning),
        "kept": undoing.kept,
        "things": undoing.things,
        "names": list(names(run, undoing.at)),
    }


def undo_import(actor: Actor, first: str, records: int, *, partly: bool) -> dict[str, object]:
    """Take back the import that begins with an op; returns how many records were, and how to
    take that back.

    Raises NotFound as ``preview_undo``; Conflict where nothing is left of it. Raises ImportUsed
    where later records rest on it, unless ``partly``: then those stay with all they stand on.
    """
    sealed = _sealed(actor, first, records)
    undoing = plan_undo(sealed)
    if undoing.things and not partly:
        raise _refusal(db.session.connection(), undoing.things, undoing.at)
    if not undoing.steps:
        raise problems.Conflict(Words("已经没有可撤的了", "nothing of it is left to take back"))
    ours, places = _records_of(sealed), undoing.places

    def guard(run: Connection) -> None:
        if used := find_uses(run, places, ours):
            raise _refusal(run, len(used), [use.at for use in used])

    ids = current_store().author([step.draft for step in undoing.steps], actor.id, guard=guard)
    refresh_reads()
    _note(actor, sealed, ids, undoing)
    return {"records": len(ids), "kept": undoing.kept, "undo": undo_to_json(ids)}


def undo_to_json(ids: Sequence[str]) -> dict[str, Json] | None:
    """Return what names an import that was just written, None where it wrote nothing."""
    return {"first": ids[0], "records": len(ids)} if ids else None


def plan_undo(sealed: Sequence[SealedOp]) -> Undoing:
    """Work out what undoes the ops and what has to stay; what is undone already is passed over."""
    run, wholes = db.session.connection(), _wholes(sealed)
    steps: list[Step] = []
    changed: list[str] = []
    for op in reversed(sealed):
        whole = wholes[record_id(op, kinds())]
        if whole.record.voided is not bool(op.fields.get(VOID, False)):
            continue
        try:
            steps.append(Step(op, inverse(op, whole)))
        except problems.Conflict:
            changed.append(op.place)
    going = Undoing(steps, 0, 0, ()).places
    uses = find_uses(run, going, _records_of(sealed))
    resting = with_above(run, [*changed, *(use.on for use in uses)], going) | set(changed)
    left = [step for step in steps if step.op.place not in resting]
    kept = len(steps) - len(left) + len(changed)
    return Undoing(left, kept, len(uses) + len(changed), [*changed, *(use.at for use in uses)])


def _records_of(sealed: Sequence[SealedOp]) -> set[bytes]:
    return {record_key(record_id(op, kinds())) for op in sealed}


def _wholes(sealed: Sequence[SealedOp]) -> dict[str, Whole]:
    ids = {record_key(id): id for op in sealed if (id := record_id(op, kinds()))}
    return {
        whole.record.id: whole
        for chunk in chunks(ids.items())
        for whole in read_wholes(dict(chunk))
    }


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
    is_one = len({(op.by, op.rec) for op in sealed}) == 1
    # The office seals other things too: a step of a declaration is not taken back by this door.
    is_roster = all(op.kind in KINDS for op in sealed)
    whole = len(sealed) == records and is_one and is_roster
    if not whole or not _may_change(actor, {op.place for op in sealed}):
        raise problems.NotFound
    return sealed


def _may_change(actor: Actor, ids: set[str]) -> bool:
    """Say whether all of the places lie where the actor keeps the roster."""
    here = visible(actor, Permission.ROSTER)
    found = (
        db.session.scalar(select(func.count(Place.key)).where(Place.id.in_(chunk), here)) or 0
        for chunk in chunks(sorted(ids))
    )
    return sum(found) == len(ids)


def _types(run: Connection, places: Collection[str]) -> dict[str, Json]:
    """Count the places by type."""
    found: Counter[str] = Counter()
    for chunk in chunks(places):
        rows = run.execute(
            select(Place.type, func.count()).where(Place.id.in_(chunk)).group_by(Place.type)
        )
        found.update(dict(rows.all()))
    return dict(found)


def _note(actor: Actor, sealed: Sequence[SealedOp], ids: Sequence[str], undoing: Undoing) -> None:
    """Put it on record in the community whose roster it was, with what names it and what it undid.

    A list of divisions belongs to none.
    """
    act = "import_restored" if undoing.returning else "import_undone"
    details: dict[str, Json] = {
        "first": ids[0], "records": len(ids), "of": sealed[0].id, "kept": undoing.kept,
    }  # fmt: skip
    with writing() as session:
        place = session.scalar(select(Place).where(Place.id == sealed[0].place))
        key = place.community_key if place and place.type not in DIVISIONS else None
        audit.note(session, act, user_key=actor.key, place_key=key, details=details)


def _refusal(run: Connection, things: int, at: Sequence[str]) -> problems.ImportUsed:
    named = names(run, at)
    zh, en = "、".join(named), ", ".join(named)
    return problems.ImportUsed(
        f"后来有 {things} 处用到了({zh}) · {things} things rest on it since ({en})",
        count=things, names=named,
    )  # fmt: skip
