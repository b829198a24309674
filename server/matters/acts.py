"""What a supervisor decides about a matter; every decision about a record is an op in the log."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from server import audit, problems
from server.auth import Actor
from server.config import now_ms
from server.database.keys import op_id, op_key, user_id
from server.db import db, writing
from server.log.amendments import draft_amendment, find_amendable, note_change, seal
from server.log.authoring import Draft
from server.matters.conflicts import heads_in_conflict, said_of
from server.matters.decisions import DECISION
from server.matters.quarantine import (
    communities_of,
    is_of_the_office,
    waiting_in,
)
from server.models import Place, Seen
from server.models import Status as Code
from server.projections.places import Places
from server.records.single import Whole
from server.roles import Permission
from server.rules import kinds
from server.scope import INBOX
from server.visible import below_grants, find_place
from sync.admission import feed_if_admitted, read
from sync.kinds import VOID
from sync.log import FeedKey, PlaceFacts, Refiled
from sync.merge import Record
from sync.ops import Op, Value


def settle(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """Settle a conflict: the side taken stands, or, with none taken, what shows, with a note.

    The ops name the heads that were seen; a decision made meanwhile stands beside this one.
    """
    wholes = find_amendable(actor, said["records"])
    if len(wholes) == 1:
        drafts = [_settle_values(next(iter(wholes.values())), said)]
    else:
        drafts = _settle_records(wholes, said)
    ops = seal(actor, drafts)
    note_change(actor, "conflict_settled", *wholes)
    return {"ops": ops}


def _settle_values(whole: Whole, said: dict[str, Any]) -> Draft:
    record, take = whole.record, said["take"]
    heads = heads_in_conflict(record) or [one.op.id for one in whole.ops]
    if take is not None and take not in record.ops:
        raise problems.Invalid("the side taken is not of this record")
    names = record.conflicts or tuple(
        sorted({name for one in whole.ops if one.op.id in heads for name in one.op.fields})
    )
    fields = _values_shown(record, names)
    if take is not None:
        (taken,) = [one for one in whole.ops if one.op.id == take]
        fields |= said_of(taken, record.conflicts)
        fields |= {name: taken.op.fields[name] for name in names if name in taken.op.fields}
    return draft_amendment(whole, said["heads"], fields, said["note"])


def _values_shown(record: Record, names: Sequence[str]) -> dict[str, Value]:
    shown = {name: record.fields[name].value for name in names if name in record.fields}
    return {**shown, **({VOID: record.voided} if VOID in names else {})}


def _settle_records(wholes: dict[str, Whole], said: dict[str, Any]) -> list[Draft]:
    """The records of one round: the others become void, or all stand with the note."""
    take, note = said["take"], said["note"]
    if take is not None and take not in wholes:
        raise problems.Invalid("the side taken is not among the records")
    fields: dict[str, Value] = {} if take is None else {VOID: True}
    return [
        draft_amendment(whole, [id for id in said["heads"] if id in whole.record.ops], fields, note)
        for id, whole in sorted(wholes.items())
        if id != take
    ]


def decide(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """Let quarantined records in, or not: an op for each, told to its author too.

    Admitted, a record counts from now on with its own time. A refused one may be admitted later.
    """
    admits = said["decision"] == "admit"
    statuses = (Code.QUARANTINED, Code.REFUSED) if admits else (Code.QUARANTINED,)
    place = find_place(actor, Permission.SETTLE, said["place"])
    wanted = {op_key(id) for id in said["ops"] if _is_op_id(id)}
    rows = [row for row in waiting_in(communities_of(place), statuses) if row.id in wanted]
    if len(rows) < len(set(said["ops"])) or not _looks_after(actor, {row.place for row in rows}):
        raise problems.NotFound
    ops_said = [read(row.body.decode()) if row.body else None for row in rows]
    facts = Places(db.session.connection()).facts({op.place for op in ops_said if op})
    moves = [_move(row, op, facts, admits) for row, op in zip(rows, ops_said, strict=True)]
    drafts = [
        Draft(
            DECISION,
            row.place,
            {"decision": said["decision"], **({"why": said["why"]} if said["why"] else {})},
            subject=op_id(row.id),
            also=(FeedKey(user_id(row.user_key), INBOX),),
        )
        for row in rows
    ]
    ops = seal(actor, drafts, moves=moves)
    note_change(actor, f"records_{'admitted' if admits else 'refused'}", *said["ops"])
    return {"ops": ops}


def _is_op_id(id: str) -> bool:
    try:
        return bool(op_key(id))
    except ValueError:
        return False


def _looks_after(actor: Actor, communities: set[str]) -> bool:
    rows = db.session.scalars(
        select(Place.id).where(
            Place.id.in_(communities), below_grants(actor.grants_for(Permission.SETTLE))
        )
    )
    return set(rows) == communities


def _move(row: Any, op: Op | None, facts: Mapping[str, PlaceFacts], admits: bool) -> Refiled:
    if not admits:
        return Refiled(op_id(row.id), "refused", row.why, ())
    feed = feed_if_admitted(kinds(), facts, op)
    if feed is None or (op and is_of_the_office(op.kind)):
        raise problems.Conflict("nothing can be made of this record yet; it can only be refused")
    # Why it waited is kept: the list can be looked back at.
    return Refiled(op_id(row.id), "admitted", row.why, (feed,))


def mark_seen(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """Take matters off the list that asked for a look only, or put them back."""
    find_place(actor, Permission.SETTLE, said["place"])
    with writing() as session:
        off = Seen.matter.in_(said["matters"]) & Seen.back_at.is_(None)
        there = set(session.scalars(select(Seen.matter).where(off)))
        if said["seen"]:
            fresh = [each for each in dict.fromkeys(said["matters"]) if each not in there]
            session.add_all(Seen(matter=each, by_user=actor.key, at=now_ms()) for each in fresh)
        else:
            session.execute(update(Seen).where(off).values(back_at=now_ms()))
        for each in said["matters"]:
            audit.note(session, "matter_seen" if said["seen"] else "matter_back",
                       user_key=actor.key, about=each)  # fmt: skip
    return {"ops": []}
