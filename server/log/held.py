"""Records that came before their kind was known here: judged again when the server knows more."""

from sqlalchemy import select

from server.database.keys import user_id
from server.db import db
from server.log.exchanging import grants_ever, rules_now
from server.log.rows import STATUS_CODES
from server.models import Op, Replica
from server.store import current_store
from sync.log import Session
from sync.push import release_held


def release() -> int:
    """Let in, or quarantine, what was held for its kind and is known now; return how many."""
    asked = (
        select(Replica.user_key)
        .join(Op, Op.replica_key == Replica.key)
        .where(Op.status == STATUS_CODES["held"], Replica.user_key.is_not(None))
        .distinct()
    )
    authors = [key for key in db.session.scalars(asked) if key is not None]
    if not authors:
        return 0
    # By the grants they had when they recorded, as on arrival.
    sessions = {user_id(key): Session(user_id(key), None, grants_ever(key)) for key in authors}
    return release_held(current_store(), sessions, rules_now())
