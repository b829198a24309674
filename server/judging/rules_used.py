"""Which policy file the server judges by, and which one it judged by at an earlier moment.

A page that looks back judges by the file of now; what was used then is told, so that nobody takes
a verdict for the one that was given. Noted when the server starts, where the file is another one.
"""

from typing import Any

from sqlalchemy import select

from server.config import now_ms
from server.db import db, writing
from server.models import RulesUsed
from server.rules import policy
from sync.policy_file import policy_digest


def note_rules() -> None:
    """Note the policy file that the server starts with, unless it is that of last time."""
    last = db.session.scalar(select(RulesUsed).order_by(RulesUsed.since.desc()).limit(1))
    now = RulesUsed(since=now_ms(), policy=policy().id, digest=policy_digest(policy().id))
    if last is None or (last.policy, last.digest) != (now.policy, now.digest):
        with writing() as session:
            session.merge(now)


def rules_at(known_at: int | None) -> dict[str, Any]:
    """Return the file in use now, and the one in use at a moment (ms); None: nobody noted it."""
    at = now_ms() if known_at is None else known_at
    then = db.session.scalar(
        select(RulesUsed).where(RulesUsed.since <= at).order_by(RulesUsed.since.desc()).limit(1)
    )
    return {
        "now": {"policy": policy().id, "digest": policy_digest(policy().id)},
        "then": then and {"policy": then.policy, "digest": then.digest, "since": then.since},
    }
