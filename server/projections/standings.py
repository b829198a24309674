"""``p_standing``: what the steps and the case events of a place come to.

A place is judged again when a step is taken there, when a case is told of there or below it, and
when a place moves in or out with its cases: nothing else can change its row. What somebody who is
no office wrote as a step is kept like any record and decides nothing.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, or_, select, text

from server.database.bulk import find, put, upsert
from server.database.keys import op_key
from server.models import Op, Place, PRecord, PStanding, Replica
from server.projections.places import LEVEL_COLUMNS, PlaceRow
from server.projections.told import RecordRow, told
from sync.cases import KIND as CASE_KIND
from sync.cases import CaseEvent, event_of
from sync.days import is_day
from sync.evidence import Fact, Named
from sync.policy import Policy
from sync.standing import STEP_KIND, Standing, Step, standing, step_of

LAST_MS = 253_402_214_400_000  # 9999-12-31: what a phone claims beyond it has happened by then
FIRST_MS = -62_135_510_400_000
REACHED = ("compound_key", "community_key", "street_key")
"""The columns of a place that name the places whose standing a case there can touch."""
COLUMN_OF_TYPE = {
    "compound": "compound_key",
    "community": "community_key",
    "village": "community_key",
    "street": "street_key",
}

_RECORDS = (
    select(
        PRecord.key, PRecord.kind, PRecord.place_key, PRecord.day, PRecord.session, PRecord.code,
        PRecord.pending, PRecord.observed_from, PRecord.observed_to, PRecord.received_at,
        PRecord.by_user, Op.body, PRecord.doc,
        Place.id, Place.name, Place.type, *(getattr(Place, column) for column in REACHED),
    )
    .join(Place, Place.key == PRecord.place_key)
    .join(Op, (Op.replica_key == PRecord.replica_key) & (Op.n == PRecord.n))
    .where(PRecord.voided.is_(False))
)  # fmt: skip
STEPS = _RECORDS.join(Replica, Replica.key == PRecord.replica_key).where(
    PRecord.kind == STEP_KIND, Replica.user_key.is_(None)
)
STEPS_AT = STEPS.where(PRecord.place_key.in_(bindparam("keys", expanding=True)))
_CASES = _RECORDS.where(PRecord.kind == CASE_KIND)
_CASES_BELOW = _CASES.where(
    or_(
        *(getattr(Place, column).in_(bindparam(column, expanding=True)) for column in REACHED),
    )
)
_LEVELS = select(
    Place.key, Place.id, Place.type, *(getattr(Place, column) for column in LEVEL_COLUMNS)
).where(Place.key.in_(bindparam("keys", expanding=True)))
_IDS = select(Place.key, Place.id).where(Place.key.in_(bindparam("keys", expanding=True)))
_KEPT = select(PStanding).where(PStanding.place_key.in_(bindparam("keys", expanding=True)))
_DELETE = delete(PStanding).where(PStanding.place_key == bindparam("key_"))
_LOCK = text("SELECT pg_advisory_xact_lock(:key)")
COLUMNS = tuple(column.name for column in PStanding.__table__.columns)


class Story(NamedTuple):
    """All that decides the standing of one place, and the policy that holds there."""

    policy: Policy
    level: str
    steps: Sequence[Step]
    events: Sequence[CaseEvent]

    def at(self, moment: int) -> Standing:
        """Return the standing at a moment (ms)."""
        return standing(self.policy, self.level, self.steps, self.events, moment)


class Standings:
    """Keeps ``p_standing`` within one write transaction."""

    def __init__(self, connection: Connection, policy: Policy) -> None:
        self._run = connection
        self._policy = policy

    def project(
        self,
        rows: Iterable[Mapping[str, Any]],
        places: Mapping[int, PlaceRow],
        moved: Iterable[int],
    ) -> None:
        """Judge again what these rows of ``p_record`` touch, and the places that moves touch."""
        keys = {key for row in rows for key in _touched(row, places)} | set(moved)
        if not keys:
            return
        self._hold(keys)
        before = {
            row.place_key: dict(zip(COLUMNS, row, strict=True))
            for row in find(self._run, _KEPT, keys=sorted(keys))
        }
        after = {key: standing_row(key, of) for key, of in stories(self._run, self._policy, keys)}
        changed = [row for key, row in after.items() if row != before.get(key)]
        put(self._run, upsert(self._run.dialect.name, PStanding), changed)
        put(self._run, _DELETE, [{"key_": key} for key in before if key not in after])

    def _hold(self, keys: Collection[int]) -> None:
        """Let nobody else judge these places meanwhile: each would miss what the other wrote."""
        if self._run.dialect.name == "postgresql":
            for key in sorted(keys):
                self._run.execute(_LOCK, {"key": key})


def _touched(row: Mapping[str, Any], places: Mapping[int, PlaceRow]) -> Iterable[int]:
    if row["kind"] == STEP_KIND:
        yield row["place_key"]
    if row["kind"] == CASE_KIND:
        yield from reached(places[row["place_key"]])


def reached(place: PlaceRow) -> set[int]:
    """Return the keys of the places whose standing a case at this place can touch."""
    return {key for column in REACHED if (key := getattr(place, column)) is not None}


def touched_by_moves(pairs: Iterable[tuple[PlaceRow, PlaceRow]]) -> set[int]:
    """Return the keys of the places that lose or gain cases when places change (before, after)."""
    keys: set[int] = set()
    for before, after in pairs:
        keys |= reached(before) ^ reached(after)
        if before.type != after.type:
            keys.add(after.key)
    return keys


def standing_row(key: int, story: Story) -> dict[str, Any]:
    """Return the row of ``p_standing`` of a place."""
    now = story.at(LAST_MS)
    last = now.changes[-1] if now.changes else None
    return {
        "place_key": key,
        "state": now.state,
        "since_at": last.at if last else None,
        "cause": last.cause if last else None,
        "certificate": op_key(now.certificate.id) if now.certificate else None,
        "held_from": now.certificate.at if now.certificate else None,
        "review": bool(now.review),
        "steps": len(story.steps),
    }


def stories(
    run: Connection, policy: Policy, keys: Collection[int] | None = None
) -> list[tuple[int, Story]]:
    """Return key and story of those of the places (None: of all) at which steps were taken."""
    rows = find(run, STEPS) if keys is None else find(run, STEPS_AT, keys=sorted(keys))
    steps: defaultdict[int, list[Step]] = defaultdict(list)
    for row in rows:
        steps[row.place_key].append(step_of(fact_of(record_of(row), row)))
    if not steps:
        return []
    places = {row.key: row for row in find(run, _LEVELS, keys=sorted(steps))}
    cases = find(run, _CASES_BELOW, **_asked(places.values()))
    events = events_below(places.values(), [(fact_of(record_of(row), row), row) for row in cases])
    return told_of(run, policy, places, steps, events)


def told_of(
    run: Connection,
    policy: Policy,
    places: Mapping[int, Any],
    steps: Mapping[int, Sequence[Step]],
    events: Mapping[int, Sequence[CaseEvent]],
) -> list[tuple[int, Story]]:
    """Return the stories of the places, each by the policy that holds there."""
    ids: dict[int, str] = {}
    if policy.overrides:
        above = {key for row in places.values() for key in row[3:] if key is not None}
        ids = {row.key: row.id for row in find(run, _IDS, keys=sorted(above))}
    return [
        (
            key,
            Story(
                policy.within([ids[up] for up in {*row[3:], key} if up in ids]),
                row.type,
                steps.get(key, ()),
                events.get(key, ()),
            ),
        )
        for key, row in sorted(places.items())
    ]


def _asked(places: Iterable[Any]) -> dict[str, list[int]]:
    asked: dict[str, list[int]] = {column: [] for column in REACHED}
    for place in places:
        if column := COLUMN_OF_TYPE.get(place.type):
            asked[column].append(place.key)
    return asked


def events_below(
    places: Iterable[Any], facts: Iterable[tuple[Fact, Any]]
) -> dict[int, list[CaseEvent]]:
    """Return for each place the case events at it and below it; facts come with a row of levels."""
    levels = {place.key: column for place in places if (column := COLUMN_OF_TYPE.get(place.type))}
    found: defaultdict[int, list[CaseEvent]] = defaultdict(list)
    for fact, row in facts:
        event = event_of(fact)
        if not is_day(event.on):  # admitted by somebody although it names no day
            continue
        for column in REACHED:
            key = getattr(row, column)
            if levels.get(key) == column:
                found[key].append(event)
    return found


def record_of(row: Any) -> RecordRow:
    """Return the record that such a row begins with."""
    return RecordRow._make(row[: len(RecordRow._fields)])


def fact_of(record: RecordRow, place: Any) -> Fact:
    """Return what a record says at a place (a row with its id, name and type)."""
    said = told(record)
    return Fact(
        id=said.id,
        kind=record.kind,
        place=Named(place.id, place.name),
        place_type=place.type,
        day=record.day,
        session="",
        code=record.code,
        fields=said.fields,
        observed_from=record.observed_from,
        observed_to=min(max(record.observed_to, FIRST_MS), LAST_MS),
        received_at=record.received_at,
        by=tuple(Named(user, user) for user in said.by),
        conflicts=said.conflicts,
        pending=record.pending,
        subject=said.subject,
    )
