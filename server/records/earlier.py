"""What columns of the office's tables said before they were changed, for pages that look back."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from server.config import now_ms
from server.db import db
from server.models import Account, Earlier, Grant

ENDS = "grant.valid_to"
CLOSED = "account.disabled_at"
OPENED = "account.passphrase"
"""Whether there was one: 1, else None."""


def keep(session: Session, of: str, key: int, was: int | None) -> None:
    """Keep in the caller's transaction what a row's column said until now.

    Of several changes in one moment the first one knows it.
    """
    row = Earlier(of=of, key=key, at=now_ms(), was=was)
    if session.get(Earlier, (row.of, row.key, row.at)) is None:
        session.add(row)


def were(of: str, keys: Iterable[int], at: int) -> dict[int, int | None]:
    """Return by row what the column said at a moment (ms); only of rows that were changed since."""
    rows = db.session.execute(
        select(Earlier.key, Earlier.was)
        .where(Earlier.of == of, Earlier.key.in_(set(keys)), Earlier.at > at)
        .order_by(Earlier.at.desc())
    )
    # The earliest of the later changes comes last, and stays.
    return {row.key: row.was for row in rows}


def changed_since(of: str, at: Any) -> Select[Any]:
    """Return the query of the rows whose column was changed after a moment (ms, or its bind)."""
    asked: Select[Any] = select(Earlier.key)
    return asked.where(Earlier.of == of, Earlier.at > at)


def ends_at(grants: Iterable[Grant], at: int) -> dict[int, int | None]:
    """Return by key until when roles were to last, as known at a moment (ms)."""
    now = {grant.key: grant.valid_to for grant in grants}
    return now | were(ENDS, now, at)


def closed_at(people: Iterable[Account], at: int) -> set[int]:
    """Return the keys of those whose account was closed at a moment (ms)."""
    now = {person.key: person.disabled_at for person in people}
    known = now | were(CLOSED, now, at)
    return {key for key, closed in known.items() if closed is not None and closed <= at}


def opened_at(people: Iterable[Account], at: int) -> set[int]:
    """Return the keys of those whose account had a passphrase at a moment (ms)."""
    now = {person.key: 1 if person.passphrase_hash else None for person in people}
    return {key for key, had in (now | were(OPENED, now, at)).items() if had}
