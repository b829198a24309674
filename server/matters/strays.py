"""Quarantined records for which no community was found when they came: where they belong.

Where the record says it was made counts first, as far as such a place is known by now; then where
its author has or had a post. What belongs to no community is listed above: at the street, district
or city that it was said of, else at the top. So nothing waits where nobody looks.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from server import audit
from server.auth import Actor
from server.config import now_ms
from server.database.keys import user_id
from server.db import db
from server.matters.waiting_ops import WaitingOp, waiting_ops
from server.models import Grant, Op, Place
from server.models import Status as Code
from server.records.single import names_of
from server.roles import Permission
from server.rules import kinds
from server.visible import LEVELS, find_place
from sync.admission import NOWHERE, read
from sync.ops import Op as SealedOp

ABOVE: Final = ("city", "district", "street")


class Stray(NamedTuple):
    """A record, and the nearest place that it belongs to; None where none is known."""

    row: WaitingOp
    op: SealedOp | None
    owner: Place | None
    community: str | None


def strays(asked: ColumnElement[bool]) -> list[Stray]:
    """Return what fulfils the condition and lies in no community's quarantine."""
    rows = waiting_ops((NOWHERE,), asked)
    if not rows:
        return []
    ops = {row.id: read(row.body.decode()) if row.body else None for row in rows}
    posts = _posts({row.user_key for row in rows if row.user_key is not None})
    claims = {row.id: [*_claimed(ops[row.id]), *posts.get(row.user_key or 0, ())] for row in rows}
    known = _places({place for claim in claims.values() for place in claim})
    found = []
    for row in rows:
        owner, community = next((known[id] for id in claims[row.id] if id in known), (None, None))
        found.append(Stray(row, ops[row.id], owner, community))
    return found


def strays_of(communities: Sequence[str], asked: ColumnElement[bool]) -> list[WaitingOp]:
    """Return those that belong to one of the communities, as if they lay in its quarantine."""
    return [
        one.row._replace(place=one.community)
        for one in strays(asked)
        if one.community is not None and one.community in communities
    ]


def list_strays(actor: Actor, place_id: str) -> dict[str, Any]:
    """List what belongs to a street, district or city and to no community; at the top also what
    belongs nowhere. Raises NotFound for a foreign place."""
    place = find_place(actor, Permission.INVITE, place_id, *ABOVE)
    waiting = strays(Op.status == int(Code.QUARANTINED))
    mine = [one for one in waiting if _is_listed_at(one, place)]
    groups: defaultdict[tuple[Any, ...], list[Stray]] = defaultdict(list)
    for one in mine:
        said = one.op.place if one.op else None
        kind = one.op.kind if one.op else None
        groups[one.row.user_key, one.row.why, kind, said].append(one)
    names = names_of(user_id(one.row.user_key) for one in mine)
    told = [_to_json(said, group, names) for said, group in groups.items()]
    known_at = now_ms()
    audit.note_glance("watch_matters", user_key=actor.key, place_key=place.key)
    return {"known_at": known_at, "strays": told}


def _is_listed_at(one: Stray, place: Place) -> bool:
    if one.community is not None:
        return False
    if one.owner is None:
        return place.parent_key is None
    return place.key in {one.owner.key, *(getattr(one.owner, level) for level in LEVELS)}


def _to_json(
    said: tuple[Any, ...], group: Sequence[Stray], names: dict[str, str]
) -> dict[str, Any]:
    user, why, kind, place = user_id(said[0]), said[1], kinds().get(said[2] or ""), said[3]
    return {
        "who": {"id": user, "name": names.get(user, user)},
        "why": why or "",
        "kind": {"id": kind.id, "label": kind.label} if kind else None,
        "said": place,
        "count": len(group),
        "since": min(one.row.received_at for one in group),
    }


def _claimed(op: SealedOp | None) -> list[str]:
    """Return the place that an op names and those that its id says it lies in, the nearest first.

    Ids below a community are made of those above; of a community's code the first 9, 6 and 4
    digits are its street, district and city.
    """
    if op is None:
        return []
    parts = op.place.split(".")
    found = [".".join(parts[:n]) for n in range(len(parts), 0, -1)]
    code = parts[0]
    if code.isascii() and code.isdigit():
        found += [code[:9], code[:6], f"{code[:4]}00"]
    return list(dict.fromkeys(found))


def _posts(users: Iterable[int]) -> dict[int, list[str]]:
    """Return where people have or had a post, by person, the newest first."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(Grant.user_key, Place.id)
        .join(Place, Place.key == Grant.place_key)
        .where(Grant.user_key.in_(users))
        .order_by(Grant.valid_from.desc(), Grant.key)
    )
    for user, place in rows:
        found[user].append(place)
    return found


def _places(ids: Iterable[str]) -> dict[str, tuple[Place, str | None]]:
    """Return the places that are known, each with the id of its community."""
    community = aliased(Place)
    rows = db.session.execute(
        select(Place, community.id)
        .join(community, community.key == Place.community_key, isouter=True)
        .where(Place.id.in_(set(ids)), Place.left.is_(False))
    )
    return {place.id: (place, above) for place, above in rows}
