"""Phones that said how much they lost: their people may have to do a round again.

Looked back at, a loss is what the phone had said by then, less what had arrived of it by then, of
people who had been granted something here by then.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, or_, select

from server.database.keys import user_id
from server.db import db
from server.matters.matter import MIDDLE, Matter, Scope, mark
from server.models import Account, Device, Grant, Loss, LossBefore, Op, Place, Replica
from server.records.single import LATEST
from server.visible import LEVELS, within
from sync.ops import bytes_to_text


class Said(NamedTuple):
    """A phone's word: it sealed ``n`` and holds the first ``kept`` elsewhere; ``head`` came."""

    n: int
    kept: int
    why: str
    head: int

    @property
    def missing(self) -> int:
        """How many never arrived."""
        return self.n - max(self.kept, self.head)


def declared_losses(scope: Scope) -> Iterator[Matter]:
    """Yield the losses that never arrived after all, of people who record here."""
    above = [key for level in LEVELS if (key := getattr(scope.place, level)) is not None]
    here = (
        select(Grant.user_key, func.min(Place.key).label("place_key"))
        .join(Place, Place.key == Grant.place_key)
        .where(or_(within(scope.place), Place.key.in_(above)))
        .where(Grant.created_at <= (scope.known_at or LATEST))
        .group_by(Grant.user_key)
        .subquery()
    )
    rows = db.session.execute(
        select(Loss, Replica, Account, Device.label, here.c.place_key)
        .join(Replica, Replica.key == Loss.replica_key)
        .join(Account, Account.key == Replica.user_key)
        .join(Device, Device.key == Replica.device_key, isouter=True)
        .join(here, here.c.user_key == Account.key)
        .where(Loss.resolved_by.is_(None))
        .order_by(Loss.declared_at)
    ).all()
    said = _said(scope, [(row[0], row[1]) for row in rows])
    for loss, replica, account, label, place_key in rows:
        one = said.get(replica.key)
        if one is None or one.missing <= 0:
            continue
        yield Matter(
            id=mark("lost", bytes_to_text(replica.id), one.n),
            type="lost",
            severity=MIDDLE,
            since=loss.declared_at,
            place_key=place_key,
            actions=("seen",),
            said={
                "count": one.missing,
                "why": one.why,
                "who": {"id": user_id(account.key), "name": account.name},
                "phone": label or "",
            },
        )


def _said(scope: Scope, losses: Sequence[tuple[Loss, Replica]]) -> Mapping[int, Said]:
    """Return by replica what was said lost, and how far it had come; absent: nothing yet."""
    at = scope.known_at
    found = {
        replica.key: Said(loss.n, loss.kept, loss.why, replica.head_n)
        for loss, replica in losses
        if at is None or loss.declared_at <= at
    }
    if at is None or not found:
        return found
    earlier = select(LossBefore).where(
        LossBefore.replica_key.in_(found.keys()), LossBefore.until > at
    )
    # Of what was said before and has been outdone since, the first is what was said then.
    for before in db.session.scalars(earlier.order_by(LossBefore.until.desc())):
        key = before.replica_key
        found[key] = found[key]._replace(n=before.n, kept=before.kept, why=before.why)
    return {key: one._replace(head=_head(key, one.head, at)) for key, one in found.items()}


def _head(replica: int, head: int, at: int) -> int:
    """Return how far the replica had come: as far as now, where nothing has come since."""
    came = select(func.min(Op.n)).where(Op.replica_key == replica, Op.received_at > at)
    first = db.session.scalar(came)
    return head if first is None else first - 1
