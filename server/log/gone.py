"""Records that a phone was cleared of before somebody else was enrolled on it.

Nobody may declare another person's replica lost through the exchange. What a note beside the
cleared database still says is told at enrolment instead: the replica is named by 16 bytes that
only its phone and the desk know. It stays open, so its rounds remain not yet known.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.config import now_ms
from server.database.bulk import insert_new
from server.models import Account, Loss, Replica
from sync.ops import text_to_bytes

WHY = "passed_on"
REPLICA_BYTES = 16


def note_gone(session: Session, said: Collection[dict[str, Any]], by: Account) -> None:
    """Keep what is gone of replicas of other people; the new person's own declare themselves."""
    told = {text_to_bytes(each["replica"], REPLICA_BYTES): each for each in said}
    owners = select(Replica.key, Replica.id, Replica.head_n).where(
        Replica.id.in_(told), Replica.user_key != by.key
    )
    rows = [
        {
            "replica_key": row.key,
            "n": told[row.id]["n"],
            "kept": told[row.id]["kept"],
            "why": WHY,
            "declared_at": now_ms(),
            "declared_by": by.key,
        }
        for row in session.execute(owners)
        if told[row.id]["n"] > row.head_n
    ]
    if rows:
        session.execute(insert_new(session.get_bind().dialect.name, Loss), rows)
