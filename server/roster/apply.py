"""Writing a plan: its records become ops of the server's own replica, in one transaction."""

from __future__ import annotations

from collections.abc import Callable

from server.auth import Actor
from server.roster.plan import Plan

Progress = Callable[[int, int], None]
"""Told how many of how many records were sealed."""


def write_plan(plan: Plan, actor: Actor | None, progress: Progress | None = None) -> None:
    """Seal every change of the plan, or none; returns when they are durable."""
    raise NotImplementedError
