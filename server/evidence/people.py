"""Who may record in a compound, and up to when each of their phones is known to be empty."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select

from server.config import now_ms
from server.database.bulk import find
from server.database.keys import user_id
from server.database.moments import not_over
from server.evidence.site import Site
from server.models import Account, Device, Drain, Grant, Place, Replica
from server.phones.in_use import in_use, is_open
from server.records.earlier import CLOSED, ENDS, changed_since, were
from sync.evidence import Named
from sync.ops import bytes_to_text

FOR_EVER = 2**63


class Granted(NamedTuple):
    """A role at a place, in force in [valid_from, valid_to) ms."""

    user: Named
    place_key: int
    role: str
    valid_from: int
    valid_to: int | None

    def holds_in(self, since: int, until: int) -> bool:
        """Say whether the grant was in force at some moment of [since, until]."""
        return self.valid_from <= until and (self.valid_to is None or self.valid_to > since)


class Phone(NamedTuple):
    """A phone that may hold records; `drained_at` None when it never reported."""

    granted: Granted
    device_key: int
    label: str
    replica: str
    drained_at: int | None
    held: int


# The places of the compound by its key: a list of thousands would have to be written out.
_REACHES = or_(
    Grant.place_key.in_(select(Place.key).where(Place.compound_key == bindparam("compound"))),
    Grant.place_key.in_(bindparam("above", expanding=True)),
)
_OPEN = not_over(Account.disabled_at, bindparam("at"))
_EVER = (
    select(
        Account.key, Account.name, Grant.place_key, Grant.role, Grant.valid_from, Grant.valid_to,
        Grant.key, Account.disabled_at,
    )
    .join(Account, Account.key == Grant.user_key)
    .where(_REACHES, Grant.created_at <= bindparam("at"))
    .order_by(Account.key, Grant.key)
)  # fmt: skip
_PEOPLE = _EVER.where(_OPEN)
_PEOPLE_THEN = _EVER.where(or_(_OPEN, Account.key.in_(changed_since(CLOSED, bindparam("at")))))
_PHONES = (
    select(
        Account.key, Account.name, Grant.place_key, Grant.role, Grant.valid_from, Grant.valid_to,
        Grant.key, Device.key, Device.label, Replica.key, Replica.id, Replica.drained_at,
        Replica.head_n, Replica.reported_n,
    )
    .join(Account, Account.key == Grant.user_key)
    .join(Device, Device.user_key == Account.key)
    .join(Replica, is_open(bindparam("at")), isouter=True)
    .where(_REACHES, Grant.created_at <= bindparam("at"), in_use(bindparam("at")))
    .order_by(Account.key, Device.key, Grant.key)
)  # fmt: skip
_DRAINED = (
    select(Drain.replica_key, func.max(Drain.at))
    .where(
        Drain.replica_key.in_(bindparam("replicas", expanding=True)), Drain.at <= bindparam("at")
    )
    .group_by(Drain.replica_key)
)


def _granted(row: Any, ends: Mapping[int, int | None]) -> Granted:
    """Return the role of a row of either query, with its end as it was known."""
    _, _, place, role, begun, end, grant = row[:7]
    return Granted(Named(user_id(row[0]), row[1]), place, role, begun, ends.get(grant, end))


class People:
    """The grants and phones of one compound, as known at a moment (`past`) or now."""

    def __init__(
        self, connection: Connection, compound_key: int, site: Site, past: int | None = None
    ) -> None:
        self._run = connection
        self._past = past
        self.everywhere = site.everywhere
        above = sorted(site.everywhere - site.by_key.keys())
        at = now_ms() if past is None else past
        self._reach = {"compound": compound_key, "above": above, "at": at}

    @cached_property
    def granted(self) -> Sequence[Granted]:
        """Every grant that reaches into the compound."""
        rows = self._here(_PEOPLE if self._past is None else _PEOPLE_THEN)
        ends, closed = self._ends(rows), self._were(CLOSED, [row[0] for row in rows])
        return [
            _granted(row, ends)
            for row in rows
            if self._past is None or (closed.get(row[0], row[7]) or FOR_EVER) > self._past
        ]

    @cached_property
    def phones(self) -> Sequence[Phone]:
        """The phones of those people, one line for each grant."""
        rows = self._here(_PHONES)
        ends, drained = self._ends(rows), self._drained([row[9] for row in rows if row[9]])
        return [
            Phone(
                _granted(row, ends),
                row[7],
                row[8],
                "" if row[10] is None else bytes_to_text(row[10]),
                row[11] if self._past is None else drained.get(row[9]),
                max(0, (row[13] or 0) - (row[12] or 0)),
            )
            for row in rows
        ]

    def _here(self, asked: Any) -> list[Any]:
        rows = find(self._run, asked, **self._reach)
        return [row for row in rows if row[2] in self.everywhere]

    def _ends(self, rows: Sequence[Any]) -> dict[int, int | None]:
        """Return by grant until when it was to last, of those that have been changed since."""
        return self._were(ENDS, [row[6] for row in rows])

    def _were(self, of: str, keys: Sequence[int]) -> dict[int, int | None]:
        return {} if self._past is None else were(of, keys, self._past)

    def _drained(self, replicas: Sequence[int]) -> dict[int, int]:
        """Return when each replica was last known to be empty, as known at the moment."""
        if self._past is None or not replicas:
            return {}
        rows = find(self._run, _DRAINED, replicas=sorted(set(replicas)), at=self._past)
        return {row[0]: row[1] for row in rows}

    def may_record(self, roles: Collection[str], above: Collection[int], at: int) -> list[Named]:
        """Return who holds one of the roles at one of the places at a moment."""
        found = {
            one.user: None
            for one in self.granted
            if one.role in roles and one.place_key in above and one.holds_in(at, at)
        }
        return list(found)

    def phones_of(self, roles: Collection[str], above: Collection[int]) -> list[Phone]:
        """Return the phones of whoever was ever granted one of the roles at one of the places."""
        return [
            phone
            for phone in self.phones
            if phone.granted.role in roles and phone.granted.place_key in above
        ]


def people_rows(
    connection: Connection, compound_key: int, above: Collection[int], at: int
) -> Hashable:
    """Return all that is known of people and phones in a compound, without looking at it."""
    reach = {"compound": compound_key, "above": sorted(above), "at": at}
    return tuple(
        find(connection, _PEOPLE, tuple, **reach) + find(connection, _PHONES, tuple, **reach)
    )


def horizon(phones: Sequence[Phone], since: int, until: int) -> int | None:
    """Return up to when all phones that were responsible in the time are known to be empty.

    0 when one never reported, None when nobody was responsible.
    """
    drained = [phone.drained_at or 0 for phone in phones if phone.granted.holds_in(since, until)]
    return min(drained) if drained else None
