"""Records that wait for a supervisor: who recorded what where, and why it does not count yet.

Looked back at, those wait that had come by then and about which nobody had decided by then: each
decision is a record of its own. What became of them since is not looked at.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select

from server.database.keys import op_id, user_id
from server.db import db
from server.matters.decisions import decided_in
from server.matters.matter import MIDDLE, MOST, Matter, Scope, mark, name_places, side_to_json
from server.matters.strays import strays_of
from server.matters.waiting_ops import WaitingOp, waiting_ops
from server.models import FeedEntry, Op, Place
from server.models import Status as Code
from server.records.single import StoredOp, names_of
from server.rules import kinds
from server.visible import LEVELS
from sync.admission import read, unreadable
from sync.log import PlaceFacts
from sync.ops import Op as SealedOp


class Kept(NamedTuple):
    """A quarantined op, whose phone it came from, and the place it names, where that is known."""

    id: bytes
    op: SealedOp | None
    why: str
    user: str
    stored: StoredOp | None
    received_at: int
    place: Place | None


def quarantined(scope: Scope) -> Iterator[Matter]:
    """Yield what waits here: the records of one person, for one reason, at one building."""
    kept = list(_kept(scope))
    groups: defaultdict[tuple[Any, ...], list[Kept]] = defaultdict(list)
    for one in kept:
        at = one.place.building_key or one.place.key if one.place else None
        groups[one.user, one.why, one.op.kind if one.op else None, at].append(one)
    names = names_of({one.user for one in kept} | {one.op.by for one in kept if one.op})
    named = name_places({one.place.key for one in kept if one.place}, scope.then)
    for (user, why, kind, at), ops in groups.items():
        yield Matter(
            id=mark("quarantined", *sorted(one.id.hex() for one in ops)),
            type="quarantined",
            severity=MIDDLE,
            since=min(one.received_at for one in ops),
            place_key=at or scope.place.key,
            kind=kind,
            records=[op_id(one.id) for one in ops],
            actions=("admit", "refuse") if all(map(_can_count, ops)) else ("refuse",),
            said={
                "why": "office" if is_of_the_office(kind) else why,
                "who": {"id": user, "name": names.get(user, user)},
                "count": len(ops),
                "sides": [
                    side_to_json(one.stored, _fields(one.op), names)
                    | {"place": named.get(one.place.key) if one.place else None}
                    | ({"record": one.op.root} if one.op.root else {})
                    for one in ops[:10]
                    if one.stored and one.op
                ],
            },
        )


def _fields(op: SealedOp) -> dict[str, Any]:
    return {name: value for name, value in op.fields.items() if name != "method"}


def is_of_the_office(kind: str) -> bool:
    """Say whether such records are made at a desk alone: a phone's could only be refused."""
    known = kinds().get(kind)
    return known is not None and known.office


def _can_count(one: Kept) -> bool:
    """Say whether anything could be made of it whoever recorded it."""
    if one.op is None or one.place is None or is_of_the_office(one.op.kind):
        return False
    facts = {one.op.place: PlaceFacts(one.op.place, one.place.type)}
    return unreadable(kinds(), facts, one.op) is None


def _kept(scope: Scope) -> Iterator[Kept]:
    """Yield what is quarantined in the communities of the place, oldest first."""
    communities = communities_of(scope.place)
    if scope.then:
        rows = waiting_then(communities, scope.then.at)
    else:
        rows = waiting_in(communities, (Code.QUARANTINED,), MOST)
    ops = {row.id: read(row.body.decode()) if row.body else None for row in rows}
    wanted = {op.place for op in ops.values() if op}
    places = {
        place.id: place
        for place in db.session.scalars(select(Place).where(Place.id.in_(wanted)))
        if (scope.then.stood(place) if scope.then else not place.left)
    }
    for row in rows:
        op = ops[row.id]
        place = places.get(op.place) if op else None
        if scope.place.type != "compound" or (place and place.compound_key == scope.place.key):
            stored = op and StoredOp(op, *row[4:9])
            yield Kept(row.id, op, row.why or "", user_id(row.user_key), stored or None,
                       row.received_at, place)  # fmt: skip


def communities_of(place: Place) -> list[str]:
    """Return the ids of the communities in the place, or of the one that it lies in."""
    levels = [getattr(place, level) for level in LEVELS if getattr(place, level) is not None]
    inside = or_(Place.street_key == place.key, Place.key.in_([place.key, *levels]))
    types = Place.type.in_(("community", "village"))
    return list(db.session.scalars(select(Place.id).where(inside, types)))


def waiting_in(
    communities: Sequence[str], statuses: Sequence[Code], most: int | None = None
) -> list[WaitingOp]:
    """Return ops with these statuses that the communities have to look at, oldest first."""
    asked = Op.status.in_([int(status) for status in statuses])
    return _here(communities, asked, most)


def waiting_then(communities: Sequence[str], at: int) -> list[WaitingOp]:
    """Return the ops that waited in the quarantine of the communities at a moment (ms)."""
    since = decided_in(communities, at).only_since
    waiting = or_(Op.status == int(Code.QUARANTINED), Op.id.in_(since))
    return _here(communities, waiting & (FeedEntry.rx <= at), MOST, at)


def _here(
    communities: Sequence[str], asked: ColumnElement[bool], most: int | None, at: int | None = None
) -> list[WaitingOp]:
    """Return what is in the quarantine of the communities, and what came to nobody's and belongs,
    or belonged at a moment (ms), to one of them."""
    rows = [*waiting_ops(communities, asked, most), *strays_of(communities, asked, at)]
    return sorted(rows, key=lambda row: (row.received_at, row.replica, row.n))[:most]
