"""Judge compounds for the roll-up: only those of which something was heard since the last time.

A verdict is kept with its day and the sum of the heads of the compound's feeds. The same day and
sum mean the same verdict, unless it waits for phones: these are judged again every time.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from server.config import now_ms
from server.database.bulk import find, insert_new, put, upsert
from server.db import db, refresh_reads, writing_core
from server.evidence import evidence_of
from server.judging.checklist import policy_at
from server.models import Earlier, Feed, Grant, PJudged, Place, PRecord
from server.rollup.ground import rows_below
from server.rollup.judged import changes_of
from server.rules import policy
from server.visible import LEVELS
from sync.checklist import assess
from sync.days import day_of
from sync.policy import NotInForce

CHUNK = 200
_INSIDE = aliased(Place)
_RECORDED = PRecord.kind.not_in(("place", "standing_step"))
# Of a compound without buildings and areas, in which nobody is at work and nothing was recorded,
# nothing is known: it is incomplete by definition, and never judged.
_KNOWN = or_(
    PJudged.day.is_not(None),
    exists().where(
        _INSIDE.compound_key == Place.key, _INSIDE.key != Place.key, _INSIDE.left.is_(False)
    ),
    exists().where(Grant.place_key == Place.key),
    exists().where(PRecord.place_key == Place.key, _RECORDED),
)
_COMPOUNDS = (
    select(
        Place.key, Place.id, PJudged.day, PJudged.verdict, PJudged.heads,
        *(getattr(Place, level) for level in LEVELS),
    )
    .join(PJudged, PJudged.place_key == Place.key, isouter=True)
    .where(
        Place.key.in_(bindparam("keys", expanding=True)),
        Place.type == "compound",
        Place.left.is_(False),
        _KNOWN,
    )
    .order_by(Place.key)
)  # fmt: skip
_HEADS = (
    select(Place.compound_key, func.sum(Feed.head_q))
    .join(Feed, Feed.place == Place.id)
    .where(Place.type.in_(("compound", "building")))
    .group_by(Place.compound_key)
)


def judge_below(
    place: Place, told: Callable[[int, int], None] | None = None, most: int | None = None
) -> int:
    """Judge the compounds below a place; the same as ``judge``."""
    keys = [row.key for row in rows_below(place) if row.type == "compound" and not row.left]
    return judge(keys, told, most)


def judge(
    keys: Sequence[int], told: Callable[[int, int], None] | None = None, most: int | None = None
) -> int:
    """Judge those of the compounds whose verdict may have changed; return how many were.

    ``most`` bounds the work of one request; what is left keeps the verdict that it had.
    """
    wanted = list(islice(stale(keys), most))
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        rows = [row for one in chunk if (row := _row(*one)) is not None]
        before = {compound.key: compound.verdict for compound, _ in chunk}
        with writing_core() as connection:
            put(connection, upsert(connection.dialect.name, PJudged), rows)
            changes = list(changes_of(rows, before))
            put(connection, insert_new(connection.dialect.name, Earlier), changes)
        refresh_reads()
        if told is not None:
            told(start + len(chunk), len(wanted))
    return len(wanted)


def stale(keys: Sequence[int]) -> Iterator[tuple[Row[Any], int]]:
    """Yield the compounds to judge, each with the sum of its heads now."""
    run: Connection = db.session.connection()
    heads = {key: int(total) for key, total in run.execute(_HEADS)}
    today = day_of(now_ms(), policy().tz)
    for row in find(run, _COMPOUNDS, keys=sorted(keys)):
        now = heads.get(row.key, 0)
        if (row.day, row.heads) != (today, now) or row.verdict == "not_yet_known":
            yield row, now


def _row(compound: Row[Any], heads: int) -> dict[str, Any] | None:
    now, evidence = now_ms(), evidence_of(compound.id)
    if evidence is None:
        return None
    day = day_of(now, policy().tz)
    try:
        verdict = assess(policy_at(compound), evidence, day).verdict
    except NotInForce:
        return None
    return {
        "place_key": compound.key, "day": day, "verdict": verdict, "judged_at": now,
        "heads": heads,
    }  # fmt: skip
