"""What was decided about quarantined records, and when: each decision is a record of its own."""

from collections.abc import Collection, Iterator
from typing import Final, NamedTuple

from sqlalchemy import select

from server.database.keys import op_key
from server.db import db
from server.models import Op, Place, PRecord
from sync.ops import read_op

DECISION: Final = "admission"


class Decided(NamedTuple):
    """The ops about which something had been decided by a moment, and those of since."""

    before: frozenset[bytes]
    after: frozenset[bytes]

    @property
    def only_since(self) -> frozenset[bytes]:
        """The ops about which nothing had been decided by then."""
        return self.after - self.before


def decided_in(communities: Collection[str], at: int) -> Decided:
    """Return what the communities decided about, before and after a moment (ms)."""
    before, after = set[bytes](), set[bytes]()
    for subject, decided_at in _decisions(communities):
        (before if decided_at <= at else after).add(subject)
    return Decided(frozenset(before), frozenset(after))


def _decisions(communities: Collection[str]) -> Iterator[tuple[bytes, int]]:
    """Yield what was decided about in the communities: the op, and when (ms)."""
    rows = db.session.execute(
        select(Op.body, Op.received_at)
        .join(PRecord, (PRecord.replica_key == Op.replica_key) & (PRecord.n == Op.n))
        .join(Place, Place.key == PRecord.place_key)
        .where(Place.id.in_(communities), PRecord.kind == DECISION, Op.body.is_not(None))
    )
    for body, received_at in rows:
        subject = read_op(body.decode()).subject if body else None
        if subject:
            yield op_key(subject), received_at
