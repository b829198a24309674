"""Since when we know that nobody holds anything back: the phones responsible for each place.

A phone that has sent all it had sealed is known up to that moment. The horizon of a place is the
earliest such moment among the phones of everybody who may record there; 0 when one of them never
reported, absent when there is no such phone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from server.config import now_ms
from server.database.moments import not_over
from server.db import db
from server.models import Account, Device, Drain, Grant, Replica
from server.phones.in_use import in_use, is_open
from server.records.earlier import CLOSED, ENDS, changed_since, were


class Phone(NamedTuple):
    """A phone that may hold records of a place; `drained_at` 0 when it never reported.

    ``since`` and ``until`` (ms) are those of the grant.
    """

    place_key: int
    role: str
    device_key: int
    drained_at: int
    since: int
    until: int | None

    def holds_in(self, since: int, until: int) -> bool:
        """Say whether the grant was in force at some moment of [since, until)."""
        return self.since < until and (self.until is None or self.until > since)


def responsible_phones(
    place_keys: Collection[int],
    roles: Iterable[str],
    since: int,
    until: int,
    known_at: int | None = None,
) -> list[Phone]:
    """Return the phones of everybody granted such a role at one of these places in the time.

    Nobody waits for closed accounts; ``in_use`` says for which phones one waits. With ``known_at``
    (ms), as it was known then.
    """
    at = now_ms() if known_at is None else known_at
    asked = _phones(place_keys, roles, at, known_at)
    held = and_(Grant.valid_from < until, not_over(Grant.valid_to, since))
    unclosed = not_over(Account.disabled_at, at)
    if known_at is None:
        now = asked.where(held, unclosed)
        return [_phone(row, row.valid_to) for row in db.session.execute(now)]
    rows = db.session.execute(
        asked.where(
            or_(held, Grant.key.in_(changed_since(ENDS, at))),
            or_(unclosed, Account.key.in_(changed_since(CLOSED, at))),
        )
    ).all()
    ends = were(ENDS, (row.grant for row in rows), at)
    closed = were(CLOSED, (row.account for row in rows), at)
    then = (
        _phone(row, ends.get(row.grant, row.valid_to))
        for row in rows
        if (closed.get(row.account, row.disabled_at) or at + 1) > at
    )
    return [phone for phone in then if phone.holds_in(since, until)]


def _phones(
    place_keys: Collection[int], roles: Iterable[str], at: int, known_at: int | None
) -> Any:
    """Return the query of the phones of all who were given such a role there by ``at``."""
    asked = select(
        Grant.place_key,
        Grant.role,
        Device.key.label("device"),
        _drained(known_at).label("heard"),
        Grant.valid_from,
        Grant.valid_to,
        Grant.key.label("grant"),
        Account.key.label("account"),
        Account.disabled_at,
    )
    return (
        asked.join(Account, Account.key == Grant.user_key)
        .join(Device, Device.user_key == Account.key)
        .join(Replica, is_open(at), isouter=True)
        .where(
            Grant.place_key.in_(place_keys),
            Grant.role.in_(sorted(roles)),
            Grant.created_at <= at,
            in_use(at),
        )
    )


def _phone(row: Row[Any], until: int | None) -> Phone:
    return Phone(row.place_key or 0, row.role, row.device, row.heard or 0, row.valid_from, until)


def _drained(known_at: int | None) -> ColumnElement[int | None]:
    """Return when a replica was last known to be empty, now or as known at a moment."""
    if known_at is None:
        return Replica.drained_at.expression
    newest = select(func.max(Drain.at)).where(
        Drain.replica_key == Replica.key, Drain.at <= known_at
    )
    return newest.scalar_subquery()


def horizons(phones: Iterable[Phone]) -> dict[int, int]:
    """Return the horizon by the place of the grant."""
    found: dict[int, list[int]] = defaultdict(list)
    for phone in phones:
        found[phone.place_key].append(phone.drained_at)
    return {place: min(times) for place, times in found.items()}
