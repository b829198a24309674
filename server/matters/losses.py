"""Phones that said how much they lost: their people may have to do a round again."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from server.db import db
from server.keys import user_id
from server.matters.matter import MIDDLE, Matter, Scope, mark
from server.models import Account, Device, Grant, Loss, Place, Replica
from server.visible import LEVELS, below
from sync.ops import bytes_to_text


def declared_losses(scope: Scope) -> Iterator[Matter]:
    """Yield the losses that never arrived after all, of people who record here."""
    above = [key for level in LEVELS if (key := getattr(scope.place, level)) is not None]
    here = (
        select(Grant.user_key, func.min(Place.key).label("place_key"))
        .join(Place, Place.key == Grant.place_key)
        .where(or_(below([scope.place.key]), Place.key.in_(above)))
        .group_by(Grant.user_key)
        .subquery()
    )
    rows = db.session.execute(
        select(Loss, Replica, Account, Device.label, here.c.place_key)
        .join(Replica, Replica.key == Loss.replica_key)
        .join(Account, Account.key == Replica.user_key)
        .join(Device, Device.key == Replica.device_key, isouter=True)
        .join(here, here.c.user_key == Account.key)
        .where(Loss.resolved_by.is_(None), Loss.n > Loss.kept, Loss.n > Replica.head_n)
        .order_by(Loss.declared_at)
    )
    for loss, replica, account, label, place_key in rows:
        yield Matter(
            id=mark("lost", bytes_to_text(replica.id), loss.n),
            type="lost",
            severity=MIDDLE,
            since=loss.declared_at,
            place_key=place_key,
            actions=("seen",),
            said={
                "count": loss.n - max(loss.kept, replica.head_n),
                "why": loss.why,
                "who": {"id": user_id(account.key), "name": account.name},
                "phone": label or "",
            },
        )
