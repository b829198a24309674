"""A missed round explained: a record of the office beside it, which leaves the round missed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from server import problems
from server.auth import Actor
from server.database.keys import op_id
from server.db import db
from server.log.authoring import Draft
from server.missed.opened import read_round
from server.missed.rounds import EXPLANATION, GAPS
from server.models import Place, PSlot
from server.records.single import read_wholes
from server.register import changes
from server.roles import Permission
from server.visible import find_place


def explain(actor: Actor, said: Mapping[str, Any]) -> dict[str, Any]:
    """Say why a round was missed; said again, the reason is changed. The answer's op undoes it.

    Raises NotFound for a foreign place, Invalid where nothing is missing, or may still arrive.
    """
    place = find_place(actor, Permission.SETTLE, said["place"], "building", "area")
    opened = read_round(place, said["day"], said["session"], None)
    if opened.state not in GAPS:
        raise problems.Invalid("nothing is known to be missing in that round")
    fields = {"reason": said["reason"]}
    draft = _amendment(place, said, fields) or Draft(
        EXPLANATION, place.id, fields, slot=f"{said['day']}/{said['session']}"
    )
    (op,) = changes.write(actor, [draft], place.key, act="explain_missed")
    return {"record": draft.root or op, "ops": [op]}


def _amendment(place: Place, said: Mapping[str, Any], fields: Mapping[str, Any]) -> Draft | None:
    """Return the change of what was said before; None where nothing was."""
    key = db.session.scalar(
        select(PSlot.root).where(
            PSlot.kind == EXPLANATION,
            PSlot.place_key == place.key,
            PSlot.day == said["day"],
            PSlot.session == said["session"],
        )
    )
    if key is None:
        return None
    (whole,) = read_wholes({key: op_id(key)})
    return Draft(
        EXPLANATION, place.id, fields, root=whole.record.id, parents=sorted(whole.record.heads)
    )
