"""Taking a decision about a conflict back: what stood side by side stands so again.

The office says each of the accounts once more, from the decision on and not seeing one another; so
the decision, and that it was taken back, stay in the record's history.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from server import problems
from server.auth import Actor
from server.log.amendments import draft_amendment, find_amendable, note_change, seal
from server.log.authoring import Draft
from server.matters.matter import office_replica
from server.records.single import StoredOp, Whole
from server.rules import kinds
from sync.kinds import VOID, WHY
from sync.merge import Record, fold_record
from sync.ops import Value


def reopen(actor: Actor, said: dict[str, Any]) -> dict[str, Any]:
    """Put back what decisions (ops) about these records settled.

    Raises NotFound for foreign records, Invalid for ops that are no decisions about them, Conflict
    where somebody has changed the record since.
    """
    wholes = find_amendable(actor, said["records"])
    drafts = [
        draft for op in dict.fromkeys(said["ops"]) for draft in _put_back(wholes, op, said["note"])
    ]
    ops = seal(actor, drafts)
    note_change(actor, "conflict_reopened", *wholes)
    return {"ops": ops}


def _put_back(wholes: Mapping[str, Whole], op: str, note: str) -> list[Draft]:
    found = ((whole, one) for whole in wholes.values() for one in whole.ops if one.op.id == op)
    whole, decision = next(found, (None, None))
    if whole is None or decision is None or decision.replica != office_replica():
        raise problems.Invalid("this is no decision about these records")
    if decision.op.id not in whole.record.heads:
        raise problems.Conflict("somebody has changed this record since")
    earlier = [one for one in whole.ops if one is not decision]
    if not earlier:
        raise problems.Invalid("there was nothing before this decision")
    before = fold_record(whole.record.id, [one.op for one in earlier], kinds())
    said = _accounts(before, earlier) if before.conflicts else [_stood(before, decision)]
    return [draft_amendment(whole, [op], fields, note) for fields in said if fields]


def _accounts(before: Record, ops: list[StoredOp]) -> list[dict[str, Value]]:
    """Return what each of those who disagreed had said, in the order of their ids."""
    voids = {one.op.id: bool(one.op.fields.get(VOID, False)) for one in ops}
    said: defaultdict[str, dict[str, Value]] = defaultdict(dict)
    for name in before.conflicts:
        if name == VOID:
            for head in before.heads:
                said[head][VOID] = voids[head]
        else:
            for head, value in before.fields[name].heads:
                said[head][name] = value
    return [fields for _, fields in sorted(said.items())]


def _stood(before: Record, decision: StoredOp) -> dict[str, Value]:
    """Return what the record had said of what was decided; of a mere note, its end again."""
    names = set(decision.op.fields) - {WHY}
    rule = kinds()[before.kind].slot_state
    if not names and rule is not None:
        names = {rule.field}
    values = {name: before.fields[name].value for name in names if name in before.fields}
    cleared = dict.fromkeys(names - values.keys() - {VOID}, None)
    return {**values, **cleared, **({VOID: before.voided} if VOID in names else {})}
