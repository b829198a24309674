"""Doors with somebody under observation at home are marked, so that nobody stamps them in passing.

The mark names neither the person nor the reason: whoever holds the door sees that a temperature is
asked for there. It goes when the last of them is released, excluded or taken elsewhere.
"""

from collections.abc import Iterable
from typing import Final

import orjson

from server.db import db
from server.evidence import evidence_of
from server.log.authoring import Draft
from server.models import Place
from sync.cases import KIND, Case, event_of, read_cases
from sync.evidence import Fact, Wanted
from sync.measures.followups import AWAY_FROM_HOME
from sync.ops import Value

MARK: Final = "watch"
LIFE: Final = "occupancy"


def mark_changed(door: Place, day: str) -> list[Draft]:
    """Return what sets or takes away the mark of a household, nothing where it is right."""
    compound = db.session.get(Place, door.compound_key) if door.type == "household" else None
    evidence = evidence_of(compound.id) if compound is not None else None
    if evidence is None:
        return []
    facts = list(evidence.records(Wanted((KIND,))))
    tags: list[Value] = list(orjson.loads(door.attrs).get("tags") or ())
    wanted = door.id in _homes(facts, day)
    if wanted == (MARK in tags):
        return []
    after: list[Value] = [*(tag for tag in tags if tag != MARK), *([MARK] if wanted else [])]
    # A door of which nothing was stated yet is lived in: somebody is there.
    state: dict[str, Value] = {} if door.occupancy else {"state": "occupied"}
    return [Draft(LIFE, door.id, {**state, "tags": after})]


def _homes(facts: Iterable[Fact], day: str) -> set[str]:
    """Return the places where somebody is under observation at the end of the day."""
    by_id = {fact.id: fact for fact in facts}
    homes = set()
    for case in read_cases(event_of(fact) for fact in by_id.values()):
        told = sorted((by_id[id] for id in case.records), key=lambda fact: fact.observed_to)
        where = [said for fact in told if (said := fact.fields.get("location"))]
        if _is_open(case, day) and not (where and where[-1] in AWAY_FROM_HOME):
            homes.add(told[-1].place.id)
    return homes


def _is_open(case: Case, day: str) -> bool:
    return any(one.until_on is None or one.until_on > day for one in case.stretches[-1:])
