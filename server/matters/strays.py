"""Quarantined records for which no community was found when they came: where they belong.

Where the record says it was made counts first, as far as such a place is known by now; then where
its author has or had a post. What belongs to no community is listed above: at the street, district
or city that it was said of, else at the top. So nothing waits where nobody looks.

Looked back at, that is listed which had come and about which nobody had decided by then, where it
belonged by the places and the posts that there were then.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import aliased

from server import audit
from server.auth import Actor
from server.config import now_ms
from server.database.keys import user_id
from server.db import db
from server.matters.decisions import decided_in
from server.matters.waiting_ops import WaitingOp, waiting_ops
from server.models import FeedEntry, Grant, Op, Place
from server.models import Status as Code
from server.records.single import names_of
from server.register.then import these_then
from server.roles import Permission
from server.rules import kinds
from server.visible import LEVELS, find_at
from sync.admission import NOWHERE, read
from sync.ops import Op as SealedOp

ABOVE: Final = ("city", "district", "street")


class Stray(NamedTuple):
    """A record, and the nearest place that it belongs to; None where none is known."""

    row: WaitingOp
    op: SealedOp | None
    owner: Place | None
    community: str | None


def strays(asked: ColumnElement[bool], at: int | None = None) -> list[Stray]:
    """Return what fulfils the condition and lies in no community's quarantine.

    ``at`` (ms) asks where it belonged at an earlier moment.
    """
    rows = waiting_ops((NOWHERE,), asked)
    if not rows:
        return []
    ops = {row.id: read(row.body.decode()) if row.body else None for row in rows}
    posts = _posts({row.user_key for row in rows if row.user_key is not None}, at)
    claims = {row.id: [*_claimed(ops[row.id]), *posts.get(row.user_key or 0, ())] for row in rows}
    known = _places({place for claim in claims.values() for place in claim}, at)
    found = []
    for row in rows:
        owner, community = next((known[id] for id in claims[row.id] if id in known), (None, None))
        found.append(Stray(row, ops[row.id], owner, community))
    return found


def strays_then(at: int) -> list[Stray]:
    """Return what lay in no community's quarantine at a moment (ms), and waited."""
    come, waits = FeedEntry.rx <= at, Op.status == int(Code.QUARANTINED)
    settled = strays(come & ~waits)
    # A decision lies in the community to which the record belonged by then.
    since = decided_in({one.community for one in settled if one.community}, at).only_since
    return strays(come & or_(waits, Op.id.in_(since)), at)


def strays_of(
    communities: Sequence[str], asked: ColumnElement[bool], at: int | None = None
) -> list[WaitingOp]:
    """Return those that belong to one of the communities, as if they lay in its quarantine."""
    return [
        one.row._replace(place=one.community)
        for one in strays(asked, at)
        if one.community is not None and one.community in communities
    ]


def list_strays(actor: Actor, asked: Mapping[str, Any]) -> dict[str, Any]:
    """List what belongs to a street, district or city (``place``) and to no community; at the top
    also what belongs nowhere; as known at a moment (``known_at``, ms), where one is asked about.

    Raises NotFound for a foreign place.
    """
    place = find_at(actor, Permission.INVITE, asked, *ABOVE)
    now = now_ms()
    at = now if asked["known_at"] is None else min(asked["known_at"], now)
    waiting = strays_then(at) if at < now else strays(Op.status == int(Code.QUARANTINED))
    mine = [one for one in waiting if _is_listed_at(one, place)]
    groups: defaultdict[tuple[Any, ...], list[Stray]] = defaultdict(list)
    for one in mine:
        said = one.op.place if one.op else None
        kind = one.op.kind if one.op else None
        groups[one.row.user_key, one.row.why, kind, said].append(one)
    names = names_of(user_id(one.row.user_key) for one in mine)
    told = [_to_json(said, group, names) for said, group in groups.items()]
    audit.note_glance("watch_matters", user_key=actor.key, place_key=place.key)
    return {"known_at": at, "strays": told}


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


def _posts(users: Iterable[int], at: int | None) -> dict[int, list[str]]:
    """Return where people have or had a post, by person, the newest first."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(Grant.user_key, Place.id)
        .join(Place, Place.key == Grant.place_key)
        .where(Grant.user_key.in_(users), true() if at is None else Grant.created_at <= at)
        .order_by(Grant.valid_from.desc(), Grant.key)
    )
    for user, place in rows:
        found[user].append(place)
    return found


def _places(ids: Iterable[str], at: int | None) -> dict[str, tuple[Place, str | None]]:
    """Return the places that are known, each with the id of its community."""
    community = aliased(Place)
    rows = db.session.execute(
        select(Place, community.id)
        .join(community, community.key == Place.community_key, isouter=True)
        .where(Place.id.in_(set(ids)), Place.left.is_(False) if at is None else true())
    )
    known: dict[str, tuple[Place, str | None]] = {place.id: (place, above) for place, above in rows}
    if at is None:
        return known
    then = these_then((place.key for place, _ in known.values()), at).stated
    stood = {row.id for row in then.values() if not row.left}
    return {id: one for id, one in known.items() if id in stood}
