"""A condition on times that many statements share: what has no end lasts."""

from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import InstrumentedAttribute


def not_over(end: InstrumentedAttribute[int | None], at: Any) -> ColumnElement[bool]:
    """Return the condition that something had not ended by the moment (ms, or a parameter)."""
    return or_(end.is_(None), end > at)
