"""What rests on places that an import made: records, access, places beneath that came later."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from server.config import now_ms
from server.database.moments import not_over
from server.models import Grant, Place, PRecord

T = TypeVar("T")

CHUNK = 5_000
SHOWN = 3


class Use(NamedTuple):
    """Something that was built on a place of an import since: on which, and where it is."""

    on: str
    at: str


def find_uses(run: Connection, places: Collection[str], ours: Collection[bytes]) -> list[Use]:
    """Return what stands at these places beside the records ``ours``, or beneath them beside
    themselves."""
    return [
        *_records(run, places, ours),
        *(Use(id, id) for chunk in chunks(places) for id in _granted(run, chunk)),
        *_children(run, frozenset(places)),
    ]


def _records(run: Connection, places: Iterable[str], ours: Collection[bytes]) -> Iterator[Use]:
    for chunk in chunks(places):
        rows = run.execute(
            select(Place.id, PRecord.key)
            .join(Place, Place.key == PRecord.place_key)
            .where(Place.id.in_(chunk), PRecord.voided.is_(False))
        )
        yield from (Use(row.id, row.id) for row in rows if row.key not in ours)


def _granted(run: Connection, places: Iterable[str]) -> list[str]:
    lasting = not_over(Grant.valid_to, now_ms())
    return list(
        run.scalars(
            select(Place.id)
            .join(Grant, Grant.place_key == Place.key)
            .where(Place.id.in_(places), lasting)
        )
    )


def _children(run: Connection, places: frozenset[str]) -> Iterator[Use]:
    """Yield places that stand under these and are none of them."""
    above = aliased(Place)
    told: set[Use] = set()
    for chunk in chunks(sorted(places)):
        for column in (Place.compound_key, Place.building_key, Place.parent_key):
            rows = run.execute(
                select(above.id, Place.id.label("child"))
                .join(above, above.key == column)
                .where(above.id.in_(chunk), Place.left.is_(False))
            )
            told |= {Use(row.id, row.child) for row in rows if row.child not in places}
    yield from sorted(told)


def with_above(run: Connection, ids: Iterable[str], places: Collection[str]) -> set[str]:
    """Return the ids that are among the places, with every one of the places above them."""
    parents = _parents(run, places)
    kept: set[str] = set()
    for id in ids:
        step: str | None = id
        while step is not None and step in parents and step not in kept:
            kept.add(step)
            step = parents[step]
    return kept


def _parents(run: Connection, places: Collection[str]) -> Mapping[str, str | None]:
    above = aliased(Place)
    return {
        row.id: row.parent
        for chunk in chunks(places)
        for row in run.execute(
            select(Place.id, above.id.label("parent"))
            .join(above, above.key == Place.parent_key, isouter=True)
            .where(Place.id.in_(chunk))
        )
    }


def names(run: Connection, ids: Iterable[str]) -> list[str]:
    """Return what the first few of these places are called."""
    wanted = list(dict.fromkeys(ids))[:SHOWN]
    rows = dict(run.execute(select(Place.id, Place.name).where(Place.id.in_(wanted))).all())
    return [rows.get(id, id) for id in wanted]


def chunks(items: Iterable[T]) -> Iterator[tuple[T, ...]]:
    """Yield the items in bites that a statement takes."""
    left = iter(items)
    while chunk := tuple(islice(left, CHUNK)):
        yield chunk
