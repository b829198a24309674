"""Fevers that nobody took up, and needs: the matters that the rules of the checklist name.

Looked back at, the rules are asked of the evidence of then, on the day of then.
"""

from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy import select

from server.db import db
from server.evidence import evidence_of
from server.matters.matter import HIGH, MIDDLE, MOST, Matter, Scope, mark, value_to_json
from server.models import Place
from server.rules import kinds, policy
from server.visible import LEVELS
from sync.days import day_of
from sync.evidence import Fact
from sync.matters import Waiting, waiting

_ACTIONS: Final = {
    "fever": ("case", "correct", "open"),
    "gate_fever": ("dispose", "case", "open"),
    "need_late": ("take_up", "close", "open"),
    "need_refused": ("take_up", "close", "open"),
}


def waiting_records(scope: Scope) -> Iterator[Matter]:
    """Yield what waits in every compound of the place, by the policy that holds there."""
    compounds = db.session.scalars(
        select(Place).where(scope.within, Place.type == "compound").order_by(Place.sort, Place.key)
    ).all()
    above = {getattr(one, level) for one in compounds for level in LEVELS}
    rows = db.session.execute(select(Place.key, Place.id).where(Place.key.in_(above)))
    ids: dict[int, str] = dict(rows.all())
    day = day_of(scope.now, scope.tz)
    for compound in compounds:
        evidence = evidence_of(compound.id, scope.known_at)
        if evidence is None:
            continue
        levels = [ids[key] for level in LEVELS if (key := getattr(compound, level)) in ids]
        found = list(waiting(policy().within(levels), evidence, day))
        for one in found[:MOST]:
            if one.fact.kind in scope.kinds:
                yield _matter(one, evidence.by_id[one.fact.place.id].key)


def _matter(one: Waiting, place_key: int) -> Matter:
    fact, kind = one.fact, kinds()[one.fact.kind]
    fever = one.type in ("fever", "gate_fever")
    values: list[dict[str, Any]] = [
        value_to_json(kind, name, value)
        for name in kind.fields
        if (value := fact.fields.get(name)) is not None
    ]
    return Matter(
        id=mark(one.type, fact.id, fact.fields.get("state")),
        type=one.type,
        severity=HIGH if fever or fact.fields.get("urgent") is True else MIDDLE,
        since=one.since_at,
        place_key=place_key,
        kind=fact.kind,
        slot=f"{fact.day}/{fact.session}" if fact.session else None,
        records=(fact.id,),
        actions=_ACTIONS[one.type],
        said={
            "due_at": one.due_at,
            "who": _who(fact),
            "values": values,
        },
    )


def _who(fact: Fact) -> dict[str, str] | None:
    """Return everybody who recorded it: whoever corrected it does not stand for who was there."""
    if not fact.by:
        return None
    return {"id": fact.by[0].id, "name": "、".join(one.name for one in fact.by)}
