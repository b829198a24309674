"""What a person is told about themselves."""

from collections.abc import Sequence

from sqlalchemy import select

from server.auth import Actor, Granted
from server.config import now_ms
from server.db import db
from server.models import Place
from server.roles import ROLES
from server.visible import path_names


def grants_to_json(grants: Sequence[Granted]) -> list[dict[str, object]]:
    """Return the grants with the names of their places and of everything above."""
    keys = {grant.place_key for grant in grants if grant.place_key is not None}
    names = dict(db.session.execute(select(Place.key, Place.name).where(Place.key.in_(keys))).all())
    paths = path_names(keys)
    return [
        {
            "place": None
            if grant.place_key is None
            else {
                "id": grant.place,
                "name": names[grant.place_key],
                "type": grant.place_type,
                "path_names": paths[grant.place_key],
            },
            "role": grant.role,
            "valid_from": grant.valid_from,
            "valid_to": grant.valid_to,
        }
        for grant in grants
    ]


def me_to_json(actor: Actor) -> dict[str, object]:
    """Return who the actor is, where, and what they may do somewhere."""
    may = {permission.value for role in actor.roles for permission in ROLES.get(role, ())}
    return {
        "user": {"id": actor.id, "name": actor.name, "account": actor.account},
        "grants": grants_to_json(actor.grants),
        "may": sorted(may),
        "time": {"now": now_ms()},
    }
