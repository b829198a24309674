"""Ops in quarantine, as they are read for a decision."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from server.db import db
from server.models import Feed, FeedEntry, Op, Replica
from sync.admission import QUARANTINE


class WaitingOp(NamedTuple):
    """An op, the phone and person it came from, and in whose quarantine it is."""

    id: bytes
    body: bytes | None
    why: str | None
    user_key: int | None
    replica: bytes
    n: int
    received_at: int
    flags: int
    status: int
    place: str


def waiting_ops(
    places: Sequence[str], asked: ColumnElement[bool], most: int | None = None
) -> list[WaitingOp]:
    """Return the ops in the quarantine of the places that fulfil a condition, oldest first."""
    rows = db.session.execute(
        select(
            Op.id, Op.body, Op.why, Replica.user_key, Replica.id, Op.n, Op.received_at, Op.flags,
            Op.status, Feed.place,
        )
        .join(FeedEntry, (FeedEntry.replica_key == Op.replica_key) & (FeedEntry.n == Op.n))
        .join(Feed, Feed.key == FeedEntry.feed_key)
        .join(Replica, Replica.key == Op.replica_key)
        .where(
            asked,
            Feed.stream == QUARANTINE,
            Feed.place.in_(places),
        )
        .order_by(Op.received_at, Op.replica_key, Op.n)
        .limit(most)
    )  # fmt: skip
    return [WaitingOp._make(row) for row in rows]
