"""Writing a plan: its records become ops of the server's own replica, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from server.auth import Actor
from server.database.keys import SERVER
from server.db import refresh_reads
from server.log.authoring import Draft
from server.roster.plan import Plan
from server.store import current_store

Progress = Callable[[int, int], None]
"""Told how many of how many records were stored."""


def write_plan(plan: Plan, actor: Actor | None, progress: Progress | None = None) -> Sequence[str]:
    """Seal every change of the plan, or none; returns their ids when they are durable.

    Raises Unauthorable, having stored nothing, for a plan that its kinds do not accept.
    """
    drafts = [
        Draft(change.statement.kind, change.statement.place, change.fields, parents=change.heads)
        for change in plan.changes
    ]

    def tell(done: int) -> None:
        if progress is not None:
            progress(done, len(drafts))

    ids = current_store().author(drafts, SERVER if actor is None else actor.id, tell)
    refresh_reads()
    return ids
