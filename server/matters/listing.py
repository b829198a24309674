"""What a supervisor has to settle at a place: one list, the gravest first, then the oldest."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from server import audit
from server.auth import Actor
from server.config import now_ms
from server.db import db
from server.matters.afterwards import emptied_doors, late_rounds
from server.matters.conflicts import door_conflicts, record_conflicts
from server.matters.losses import declared_losses
from server.matters.matter import SEVERITIES, Matter, Scope, name_places
from server.matters.quarantine import quarantined
from server.matters.standing import returned_standings
from server.matters.waiting import waiting_records
from server.models import Place, Seen
from server.readable import streams_at
from server.roles import Permission
from server.rules import kinds, policy
from server.visible import find_place, roles_at

PLACES = ("community", "village", "compound")
_SORTS = (
    record_conflicts,
    door_conflicts,
    quarantined,
    waiting_records,
    late_rounds,
    emptied_doors,
    declared_losses,
    returned_standings,
)


def list_matters(actor: Actor, place_id: str) -> dict[str, Any]:
    """Return everything to settle at a place of the actor's; raises NotFound for a foreign one."""
    place = find_place(actor, Permission.MATTERS, place_id, *PLACES)
    matters = read_matters(actor, place)
    places = name_places(one.place_key for one in matters)
    settles = bool(roles_at(actor, Permission.SETTLE, place))
    told = [_to_json(one, places[one.place_key], settles) for one in matters]
    known_at = now_ms()
    # Last: writing ends the snapshot that was read.
    audit.note_glance("watch_matters", user_key=actor.key, place_key=place.key)
    return {"known_at": known_at, "settles": settles, "matters": told}


def read_matters(actor: Actor, place: Place) -> list[Matter]:
    """Return what stands to be settled at the place, without what somebody has seen."""
    streams = streams_at(actor, Permission.MATTERS, place)
    readable = frozenset(id for id, kind in kinds().items() if kind.stream in streams)
    scope = Scope(actor, place, now_ms(), policy().tz, readable)
    found = [matter for read in _SORTS for matter in read(scope)]
    seen = _seen(one.id for one in found)
    found = [one for one in found if one.id not in seen]
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.since, one.id))


def _seen(ids: Iterable[str]) -> set[str]:
    return set(db.session.scalars(select(Seen.matter).where(Seen.matter.in_(list(ids)))))


def _to_json(one: Matter, place: dict[str, Any], settles: bool) -> dict[str, Any]:
    kind = kinds().get(one.kind or "")
    return {
        "id": one.id,
        "type": one.type,
        "severity": one.severity,
        "since": one.since,
        "place": place,
        "kind": {"id": kind.id, "label": kind.label} if kind else None,
        "slot": one.slot,
        "records": list(one.records),
        "actions": [each for each in one.actions if settles or each == "open"],
        **one.said,
    }
