"""Changes of records at the desk: corrections, voids, restorations, as ops of the office's replica.

The parents of an amendment are the heads that the person saw, not those of this moment: who
decided without having seen another's decision stands beside it, as on phones.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server import audit, problems
from server.auth import Actor
from server.database.keys import record_key
from server.db import db, refresh_reads, writing
from server.log.authoring import Draft, Unauthorable
from server.models import Place, PRecord
from server.records.single import Whole, read_wholes
from server.roles import Permission
from server.rules import kinds
from server.store import current_store
from server.visible import roles_at, visible
from sync.kinds import WHY
from sync.ops import Value

Fields = Mapping[str, Value]


def find_amendable(actor: Actor, ids: Sequence[str]) -> dict[str, Whole]:
    """Return records that the actor may change, by id; raises NotFound, or Forbidden for a kind
    that none of their roles there records."""
    rows = db.session.execute(
        select(PRecord.key, PRecord.kind, Place)
        .join(Place, Place.key == PRecord.place_key)
        .where(PRecord.key.in_(map(record_key, ids)), visible(actor, Permission.SETTLE))
    ).all()
    wholes = {one.record.id: one for one in read_wholes({record_key(id): id for id in ids})}
    if len(rows) < len(set(ids)) or len(wholes) < len(set(ids)):
        raise problems.NotFound
    for _, kind, place in rows:
        roles = roles_at(actor, Permission.SETTLE, place)
        known = kinds().get(kind)
        if known is None or known.is_final or not roles & set(known.record_by):
            raise problems.Forbidden
    return wholes


def draft_amendment(whole: Whole, heads: Sequence[str], fields: Fields, why: str) -> Draft:
    """Return the draft of a change of a record; raises Invalid for heads that are not its ops."""
    record = whole.record
    if not heads or not set(heads) <= set(record.ops):
        raise problems.Invalid("the heads are not of this record")
    said = {**fields, **({WHY: why} if why else {})}
    by_place = kinds()[record.kind].identity == "place"
    root = None if by_place else record.id
    subject = record.subject
    return Draft(record.kind, record.place, said, root=root, parents=sorted(set(heads)),
                 subject=subject)  # fmt: skip


def amend(
    actor: Actor, record_id: str, heads: Sequence[str], fields: Fields, why: str
) -> dict[str, Any]:
    """Change one record; returns the op, and what undoes it."""
    whole = find_amendable(actor, [record_id])[record_id]
    before = {
        name: whole.record.fields[name].value if name in whole.record.fields else None
        for name in fields
        if not name.startswith("_")
    }
    (op,) = seal(actor, [draft_amendment(whole, heads, fields, why)])
    note_change(actor, "record_amended", record_id)
    return {"record": record_id, "op": op, "before": before, "voided": whole.record.voided}


def seal(actor: Actor, drafts: Sequence[Draft], **more: Any) -> list[str]:
    """Append drafts of the actor's; raises Invalid with what a kind does not take."""
    try:
        ids = current_store().author(drafts, actor.id, **more)
    except Unauthorable as error:
        faults = [{"field": f.field, "code": f.code, "detail": f.detail} for f in error.faults]
        raise problems.Invalid(str(error), errors=faults) from error
    refresh_reads()
    return ids


def note_change(actor: Actor, act: str, *about: str) -> None:
    """Say who changed which records."""
    with writing() as session:
        for one in about:
            audit.note(session, act, user_key=actor.key, about=one)
