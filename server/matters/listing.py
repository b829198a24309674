"""What a supervisor has to settle at a place: one list, the gravest first, then the oldest.

It can be looked back at: what stood on the list at a moment stands there again, from what the log
had received by then, with the decisions about quarantined records, the looks ("seen") and what
phones said was lost as of then. Nothing can be decided there. Names of people and of phones, roles,
and under which place one hangs are as they are now.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from server import audit
from server.auth import Actor
from server.config import now_ms
from server.database.moments import not_over
from server.db import db
from server.matters.afterwards import emptied_doors, late_rounds
from server.matters.conflicts import door_conflicts, record_conflicts
from server.matters.losses import declared_losses
from server.matters.matter import SEVERITIES, Matter, Scope, name_places
from server.matters.quarantine import quarantined
from server.matters.standing import returned_standings
from server.matters.then import Then
from server.matters.waiting import waiting_records
from server.models import Place, Seen
from server.records.readable import streams_at
from server.roles import Permission
from server.rules import kinds, policy
from server.visible import find_at, roles_at

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


def list_matters(actor: Actor, place_id: str, known_at: int | None = None) -> dict[str, Any]:
    """Return everything to settle at a place of the actor's; raises NotFound for a foreign one.

    With ``known_at`` (ms) what there was to settle then; nothing but looking is offered there.
    """
    asked = {"place": place_id, "known_at": known_at}
    place = find_at(actor, Permission.MATTERS, asked, *PLACES)
    scope = scope_of(actor, place, known_at)
    matters = read_matters(scope)
    places = name_places((one.place_key for one in matters), scope.then)
    settles = scope.then is None and bool(roles_at(actor, Permission.SETTLE, place))
    told = [_to_json(one, places[one.place_key], settles) for one in matters]
    # Last: writing ends the snapshot that was read.
    audit.note_glance("watch_matters", user_key=actor.key, place_key=place.key)
    return {"known_at": scope.now, "settles": settles, "matters": told}


def scope_of(actor: Actor, place: Place, known_at: int | None) -> Scope:
    """Return who asks about what: as known at a moment that has passed, or now."""
    streams = streams_at(actor, Permission.MATTERS, place)
    readable = frozenset(id for id, kind in kinds().items() if kind.stream in streams)
    now = now_ms()
    if known_at is None or known_at >= now:
        return Scope(actor, place, now, policy().tz, readable)
    return Scope(actor, place, known_at, policy().tz, readable, Then(place, known_at))


def read_matters(scope: Scope) -> list[Matter]:
    """Return what stands to be settled at the place, without what somebody has seen."""
    found = [matter for read in _SORTS for matter in read(scope)]
    seen = _seen((one.id for one in found), scope.now)
    found = [one for one in found if one.id not in seen]
    return sorted(found, key=lambda one: (SEVERITIES.index(one.severity), one.since, one.id))


def _seen(ids: Iterable[str], at: int) -> set[str]:
    """Return those of the matters that somebody had seen by then, and nobody had put back."""
    off = select(Seen.matter).where(
        Seen.matter.in_(list(ids)), Seen.at <= at, not_over(Seen.back_at, at)
    )
    return set(db.session.scalars(off))


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
