"""The standing of places at any moment, as known now or as it was known then.

``p_standing`` answers for now; this answers for every other moment, from the same records. Both
are the same function of steps and case events.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select, true

from server import problems
from server.config import now_ms
from server.database.bulk import find
from server.database.keys import record_key
from server.db import db
from server.evidence.histories import recorded
from server.log.rows import COUNTED_CODES
from server.models import Feed, FeedEntry, Op, Place, PRecord, Replica
from server.projections.places import LEVEL_COLUMNS
from server.projections.records import Arrived, Folded, folded, record_row
from server.projections.standings import (
    COLUMN_OF_TYPE,
    REACHED,
    STEPS,
    STEPS_AT,
    Story,
    events_below,
    fact_of,
    record_of,
    stories,
    told_of,
)
from server.records.then import changed_in, fold_then
from server.rules import kinds, policy
from sync.cases import KIND as CASE_KIND
from sync.evidence import Fact
from sync.merge import record_id
from sync.ops import read_op
from sync.standing import STEP_KIND, Standing, Step, standing, step_of

_LEVELS = select(
    Place.key, Place.id, Place.type, *(getattr(Place, column) for column in LEVEL_COLUMNS)
)
_LEVELS_AT = _LEVELS.where(Place.key.in_(bindparam("keys", expanding=True)))
_COMPOUNDS = select(Place.id, *(getattr(Place, column) for column in REACHED)).where(
    Place.type == "compound"
)
# A case is filed in the feed of its compound; its entry there says since when it counts.
_CASES_KNOWN = (
    select(FeedEntry.rx, Op.body, Op.replica_key, Op.n, PRecord.place_key)
    .join(Op, (Op.replica_key == FeedEntry.replica_key) & (Op.n == FeedEntry.n))
    .join(Feed, Feed.key == FeedEntry.feed_key)
    .join(PRecord, PRecord.key == func.coalesce(Op.root, Op.id))
    .where(
        Feed.stream == "case",
        Feed.place.in_(bindparam("compounds", expanding=True)),
        FeedEntry.rx <= bindparam("known"),
        PRecord.kind == CASE_KIND,
        Op.status.in_(COUNTED_CODES),
        Op.body.is_not(None),
    )
)
_PLACES = select(
    Place.key, Place.id, Place.name, Place.type, *(getattr(Place, column) for column in REACHED)
).where(Place.key.in_(bindparam("keys", expanding=True)))


def standing_of(place_id: str, at: int | None = None, known_at: int | None = None) -> Standing:
    """Return the standing of a place at a moment, as known now or then (ms); raises NotFound."""
    row = db.session.execute(select(Place.key, Place.type).where(Place.id == place_id)).first()
    if row is None:
        raise problems.NotFound
    moment = now_ms() if at is None else at
    found = standings_of([row.key], moment, known_at)
    return found.get(row.key) or standing(policy(), row.type, [], [], moment)


def standings_of(
    keys: Collection[int] | None, at: int, known_at: int | None = None
) -> dict[int, Standing]:
    """Return the standing of those of the places (None: of all) at which steps were taken, by key.

    A fixed number of statements, however many places; ``known_at`` leaves out what came later.
    """
    run = db.session.connection()
    if known_at is None or known_at >= now_ms():
        found = stories(run, policy(), keys)
    else:
        found = stories_known(run, known_at, keys)
    return {key: story.at(at) for key, story in found}


def stories_known(
    run: Connection, known_at: int, keys: Collection[int] | None = None
) -> list[tuple[int, Story]]:
    """Return key and story of the places, made of what had been received by a moment (ms)."""
    steps = _steps_known(run, known_at, keys)
    if not steps:
        return []
    places = {row.key: row for row in find(run, _LEVELS_AT, keys=sorted(steps))}
    events = events_below(places.values(), _cases_known(run, known_at, places))
    return told_of(run, policy(), places, steps, events)


def _steps_known(
    run: Connection, known_at: int, keys: Collection[int] | None
) -> Mapping[int, Sequence[Step]]:
    """Return the steps by place as they had been taken by then, and as they were worded then."""
    here = true() if keys is None else Place.key.in_(sorted(keys))
    changed = changed_in(run, and_(here, PRecord.kind == STEP_KIND), known_at)
    places = {one.key: one.place_key for one in changed}
    rows = find(run, STEPS) if keys is None else find(run, STEPS_AT, keys=sorted(keys))
    steps: defaultdict[int, list[Step]] = defaultdict(list)
    for row in rows:
        if row.received_at <= known_at and row.key not in places:
            steps[row.place_key].append(step_of(fact_of(record_of(row), row)))
    where = {row.key: row for row in find(run, _PLACES, keys=sorted({*places.values()}))}
    were = list(fold_then(run, kinds(), sorted(places), known_at))
    offices = _offices(run, {one.ops[0].replica_key for one in were})
    for one in were:
        row = record_row(one, places[one.key], kinds())
        if row["replica_key"] in offices and not row["voided"]:
            place = where[row["place_key"]]
            steps[place.key].append(step_of(fact_of(recorded(row, one), place)))
    return steps


def _offices(run: Connection, replicas: Collection[int]) -> frozenset[int]:
    """Return those of the replicas that are no person's: only theirs are steps."""
    asked = select(Replica.key).where(Replica.key.in_(replicas), Replica.user_key.is_(None))
    return frozenset(run.scalars(asked))


def _cases_known(
    run: Connection, known_at: int, places: Mapping[int, Any]
) -> Iterator[tuple[Fact, Any]]:
    """Yield the cases below the places as they had been told of by then, and where."""
    wanted = {key for key, row in places.items() if row.type in COLUMN_OF_TYPE}
    compounds = [
        row.id
        for row in run.execute(_COMPOUNDS)
        if wanted & {getattr(row, column) for column in REACHED}
    ]
    entries = find(run, _CASES_KNOWN, compounds=compounds, known=known_at)
    keys = sorted({entry.place_key for entry in entries})
    where = {row.key: row for row in find(run, _PLACES, keys=keys)}
    for key, one in _fold(entries):
        row = record_row(one, key, kinds())
        if not row["voided"]:
            yield fact_of(recorded(row, one), where[key]), where[key]


def _fold(entries: Iterable[Any]) -> Iterator[tuple[int, Folded]]:
    """Yield the key of its place and each record, from the ops that had arrived."""
    groups: defaultdict[str, list[Arrived]] = defaultdict(list)
    place_of: dict[str, int] = {}
    for entry in entries:
        op = read_op(entry.body.decode())
        name = record_id(op, kinds())
        place_of[name] = entry.place_key
        groups[name].append(Arrived(op, entry.replica_key, entry.n, entry.rx))
    for name, ops in groups.items():
        yield place_of[name], folded(record_key(name), name, ops, kinds())
