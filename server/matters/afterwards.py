"""What changed behind the desk's back: rounds that arrived late, and doors said to be empty.

Looked back at, lateness, voids, who changed a record last and what had been said of a door are
those of the records as they stood then.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import and_, func, select, text

from server.board.session import DOOR_KIND
from server.database.keys import op_id
from server.db import db
from server.log.rows import COUNTED_CODES, COUNTED_FROM
from server.matters.line import Line
from server.matters.matter import (
    LOW,
    MIDDLE,
    MOST,
    WINDOW_DAYS,
    Matter,
    Scope,
    mark,
    office_replica,
)
from server.models import Op, Place, PRecord, PSlot, Replica
from server.models.projections import LATE
from server.projections.places import LIFE
from server.records.single import LATEST, names_of
from server.rules import kinds
from sync.days import DAY, day_of
from sync.ops import read_op

LISTED: Final = 50
EMPTY: Final = ("vacant", "away")


def late_rounds(scope: Scope) -> Iterator[Matter]:
    """Yield the rounds of which records came, or were changed, a day or more afterwards."""
    rows = scope.lines(
        and_(text(LATE), PRecord.day >= scope.since_on),
        lambda one: one.day >= scope.since_on and _is_late(one),
    )
    ours = amended_by_the_office({row.key for row in rows if row.doc}, scope.known_at)
    rounds: defaultdict[tuple[Any, ...], list[Line]] = defaultdict(list)
    for row in rows:
        if row.key not in ours:
            at = row.building_key or row.compound_key or row.place_key
            rounds[row.kind, at, row.day, row.session].append(row)
    names = names_of(row.by_user for found in rounds.values() for row in found)
    for (kind, at, day, session), found in list(rounds.items())[:MOST]:
        people = dict.fromkeys(names.get(row.by_user, row.by_user) for row in found)
        yield Matter(
            id=mark("late", kind, at, day, session, len(found), found[-1].received_at),
            type="late",
            severity=LOW,
            since=found[0].received_at,
            place_key=at,
            kind=kind,
            slot=f"{day}/{session}",
            records=[op_id(row.key) for row in found[:LISTED]],
            actions=("seen", "open"),
            said={
                "count": len(found),
                "people": list(people),
                "received": [found[0].received_at, found[-1].received_at],
            },
        )


def _is_late(one: Line) -> bool:
    """Say of a line what LATE says of a row."""
    return one.session is not None and one.lag_ms > DAY


def emptied_doors(scope: Scope) -> Iterator[Matter]:
    """Yield doors that phones lately said are empty: they are asked of nobody from then on."""
    since = scope.now - WINDOW_DAYS * DAY
    said = and_(PRecord.kind == LIFE, PRecord.voided.is_(False), PRecord.observed_to > since)
    found = scope.lines(
        said if scope.then else said & Place.occupancy.in_(EMPTY),
        lambda one: one.kind == LIFE and not one.voided and one.observed_to > since,
        by_place=True,
    )
    rows = sorted(
        (one for one in found if one.occupancy in EMPTY), key=lambda one: (one.observed_to, one.key)
    )
    ours = amended_by_the_office({row.key for row in rows}, scope.known_at)
    rows = [row for row in rows if row.key not in ours][:MOST]
    seen = _answered(scope, {row.place_key: day_of(row.observed_to, scope.tz) for row in rows})
    authors = _newest_authors({row.key for row in rows}, scope.known_at)
    names = names_of(authors.values())
    for row in rows:
        by = authors.get(row.key, row.by_user)
        answered = seen.get(row.place_key)
        yield Matter(
            id=mark("emptied", row.place, row.observed_to),
            type="emptied",
            severity=MIDDLE if answered else LOW,
            since=row.observed_to,
            place_key=row.place_key,
            kind=LIFE,
            slot=answered,
            records=(f"{LIFE}/{row.place}",),
            actions=("seen", "correct", "open"),
            said={"state": row.occupancy, "who": {"id": by, "name": names.get(by, by)}},
        )


def _answered(scope: Scope, since: dict[int, str]) -> dict[int, str]:
    """Return by door the last round in which somebody answered on or after the day."""
    if not since:
        return {}
    if scope.then:
        return _answered_then(scope, since)
    rows = db.session.execute(
        select(PSlot.place_key, PSlot.day, PSlot.session)
        .where(
            PSlot.kind == DOOR_KIND,
            PSlot.place_key.in_(since),
            PSlot.day >= min(since.values()),
            PSlot.state == "done",
        )
        .order_by(PSlot.day, PSlot.session)
    )
    return {key: f"{day}/{session}" for key, day, session in rows if day >= since[key]}


def _answered_then(scope: Scope, since: dict[int, str]) -> dict[int, str]:
    """Return the same from the records of these doors that were known then."""
    rule, first = kinds()[DOOR_KIND].slot_state, min(since.values())
    done = rule.done if rule else ()
    lines = scope.lines(
        and_(
            PRecord.kind == DOOR_KIND, PRecord.place_key.in_(since), PRecord.day >= first,
            PRecord.session.is_not(None), PRecord.voided.is_(False), PRecord.pending.is_(False),
            PRecord.code.in_(done),
        ),
        lambda one: one.kind == DOOR_KIND and one.session is not None and one.code in done
        and one.place_key in since and not one.voided and not one.pending,
    )  # fmt: skip
    rounds = sorted((one.day, one.session, one.place_key) for one in lines)
    return {key: f"{day}/{session}" for day, session, key in rounds if day >= since[key]}


def amended_by_the_office(keys: Collection[bytes], known_at: int | None = None) -> set[bytes]:
    """Return those of the records whose newest op the server's own replica sealed."""
    return {key for key, _, office in _newest(keys, known_at) if office}


def _newest_authors(keys: Collection[bytes], known_at: int | None) -> dict[bytes, str]:
    rows = {key: body for key, body, _ in _newest(keys, known_at)}
    return {key: read_op(body.decode()).by for key, body in rows.items() if body is not None}


def _newest(
    keys: Collection[bytes], known_at: int | None
) -> list[tuple[bytes, bytes | None, bool]]:
    """Return for each amended record its newest op, and whether the office sealed it."""
    if not keys:
        return []
    counts = and_(
        Op.status.in_(COUNTED_CODES), (LATEST if known_at is None else known_at) >= COUNTED_FROM
    )
    newest = (
        select(Op.root, func.max(Op.received_at).label("at"))
        .where(Op.root.in_(keys), counts)
        .group_by(Op.root)
        .subquery()
    )
    ours = office_replica()
    rows = db.session.execute(
        select(Op.root, Op.body, Replica.id)
        .join(newest, and_(newest.c.root == Op.root, newest.c.at == Op.received_at))
        .join(Replica, Replica.key == Op.replica_key)
        .where(counts)
        .order_by(Op.replica_key, Op.n)
    )
    return [(root, body, replica == ours) for root, body, replica in rows if root is not None]
