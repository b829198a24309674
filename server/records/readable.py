"""Which records somebody may open at a desk: those of the streams that their roles read there."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, and_, false, or_, select

from server.auth import Actor, Granted
from server.database.keys import record_key
from server.db import db
from server.models import Place, PRecord
from server.roles import RECORD_STREAMS, Permission
from server.rules import kinds
from server.visible import below_grants, roles_at

UNKNOWN_KIND = "case"
"""The stream that a kind which this server does not know is kept as private as."""


def streams_at(actor: Actor, permission: Permission, place: Place) -> frozenset[str]:
    """Return the streams whose records the actor may open at the place."""
    roles = roles_at(actor, permission, place)
    return frozenset(stream for role in roles for stream in RECORD_STREAMS.get(role, ()))


def may_open(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that the actor may open a PRecord; it is joined with its Place."""
    grants: defaultdict[frozenset[str], list[Granted]] = defaultdict(list)
    for grant in actor.grants_for(Permission.RECORDS):
        grants[RECORD_STREAMS.get(grant.role, frozenset())].append(grant)
    parts = (and_(_of_streams(streams), below_grants(held)) for streams, held in grants.items())
    return or_(false(), *parts)


def _of_streams(streams: Collection[str]) -> ColumnElement[bool]:
    known = PRecord.kind.in_(sorted(id for id, one in kinds().items() if one.stream in streams))
    if UNKNOWN_KIND not in streams:
        return known
    return or_(known, PRecord.kind.not_in(sorted(kinds())))


def openable(actor: Actor, ids: Iterable[str]) -> frozenset[str]:
    """Return those of the records that the actor may open; one statement for all."""
    keys = {record_key(id): id for id in ids}
    if not keys or not actor.grants_for(Permission.RECORDS):
        return frozenset()
    found = db.session.scalars(
        select(PRecord.key)
        .join(Place, Place.key == PRecord.place_key)
        .where(PRecord.key.in_(keys), may_open(actor))
    )
    return frozenset(keys[key] for key in found)
