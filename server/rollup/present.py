"""The roll-up as it is now, counted by the database: a row a group of places that stand alike.

It answers as ``Ground`` does of the same moment, with the rules of ``sync.rollup`` applied to each
group. Only places whose last step is dated ahead of the clock are read one by one.
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Executable, and_, case, func, not_, or_, select

from server.config import now_ms
from server.db import db
from server.models import PJudged, Place, PStanding
from server.models.rounds import COUNTED
from server.rollup.ground import COLUMN_OF_TYPE, PLACES, Judged, Row, levels_below
from server.standings import standings_of
from sync.rollup import NONE, Bridge, Count, Ids, Unit, bridge, count
from sync.standing import ACTIVE

_ALIKE = (Place.type, PStanding.state, PJudged.verdict)


class Present:
    """The counted places below one, by number; ids are read for the bridge alone."""

    known_at = None
    then = None

    def __init__(self, place: Place) -> None:
        self.place = place
        self.now = self.at = now_ms()
        columns = [getattr(Place, column) for column in levels_below(place.type)]
        self._child = func.coalesce(*columns, Place.key)
        self._below = (COUNTED, getattr(Place, COLUMN_OF_TYPE[place.type]) == place.key)
        self._standing = (*self._below, Place.left.is_(False), Place.key != place.key)
        self._heard = or_(PStanding.since_at.is_(None), PStanding.since_at <= self.now)
        self._ahead = {row.key: row for row in self._rows(PStanding.since_at > self.now)}
        found = standings_of(list(self._ahead), self.now, None)
        self._past = {
            key: (one.state, one.changes[-1].at if one.changes else None)
            for key in self._ahead
            if (one := found.get(key))
        }

    def _rows(self, *where: ColumnElement[bool], most: int | None = None) -> list[Row]:
        asked = PLACES.where(*self._standing, *where).order_by(Place.id).limit(most)
        return [Row._make(row) for row in self._run(asked)]

    def state(self, row: Row) -> tuple[str, int | None]:
        """Return the state of a place and since when it has it."""
        if row.key in self._ahead:
            return self._past.get(row.key, (NONE, None))
        return row.state or NONE, row.since_at

    def verdict(self, row: Row) -> str:
        """Return what the checklist said of it, "" for what was not judged."""
        return row.verdict or ""

    @cached_property
    def _groups(self) -> list[tuple[int, Unit, int, int | None]]:
        """Groups that stand alike: the child they lie below, one of them, how many, judged first.

        A child itself has the key 0: it is counted here, and not below itself.
        """
        child = case((self._child == Place.key, 0), else_=self._child).label("child")
        asked = (
            select(child, *_ALIKE, func.count(), func.min(PJudged.judged_at))
            .select_from(Place)
            .join(PStanding, PStanding.place_key == Place.key, isouter=True)
            .join(PJudged, PJudged.place_key == Place.key, isouter=True)
            .where(*self._standing, self._heard)
            .group_by(child, *_ALIKE)
        )
        found = [
            (key, Unit("", type, state or NONE, verdict or ""), times, judged_at)
            for key, type, state, verdict, times, judged_at in self._run(asked)
        ]
        return found + [
            (self._lies_below(row), self._unit(row), 1, row.judged_at)
            for row in self._ahead.values()
        ]

    def _lies_below(self, row: Row) -> int:
        columns = levels_below(self.place.type)
        key = next((key for column in columns if (key := getattr(row, column))), row.key)
        return 0 if key == row.key else key

    def _unit(self, row: Row) -> Unit:
        return Unit(row.id, row.type, self.state(row)[0], self.verdict(row))

    @cached_property
    def counts(self) -> Mapping[str, Count]:
        """How many places every level below has, and how many in each condition."""
        return count((unit, times) for _, unit, times, _ in self._groups)

    def children(self, most: int | None = None) -> list[tuple[Row, Mapping[str, Count]]]:
        """Return the first places right below, by their ids, with what lies below each."""
        below: defaultdict[int, list[tuple[Unit, int]]] = defaultdict(list)
        for key, unit, times, _ in self._groups:
            below[key].append((unit, times))
        heads = self._rows(self._child == Place.key, most=most)
        return [(row, count(below.get(row.key, ()))) for row in heads]

    def right_below(self) -> int:
        """Return how many places lie right below."""
        return sum(times for key, _, times, _ in self._groups if key == 0)

    def judged(self) -> Judged:
        """Return how many compounds were ever judged, and when the first of them was."""
        found = [
            (times, judged_at)
            for _, unit, times, judged_at in self._groups
            if unit.level == "compound" and unit.verdict and judged_at
        ]
        return Judged(sum(times for times, _ in found), min((at for _, at in found), default=None))

    def moved(self, before: Mapping[str, Ids]) -> dict[str, Bridge]:
        """Return how every level came from the free places of a round to those of now."""
        free: defaultdict[str, set[str]] = defaultdict(set)
        asked = select(Place.type, Place.id).join(PStanding, PStanding.place_key == Place.key)
        where = (*self._standing, self._heard, PStanding.state.in_(sorted(ACTIVE)))
        for level, id in self._run(asked.where(*where)):
            free[level].add(id)
        for row in self._ahead.values():
            if self._unit(row).free:
                free[row.type].add(row.id)
        fallen = {id for level, ids in before.items() for id in ids - free[level]}
        states = self._states() if fallen else {}
        return {
            level: bridge(
                frozenset(before.get(level, frozenset()) & (free[level] | states.keys())),
                frozenset(free[level]),
                {id: state for id, state in states.items() if state is not None},
            )
            for level in self.counts
        }

    def _states(self) -> dict[str, str | None]:
        """Return the states of the places here that are not free; None for one that left."""
        free = and_(PStanding.state.in_(sorted(ACTIVE)), self._heard, Place.left.is_(False))
        asked = (
            select(Place.key, Place.id, Place.left, PStanding.state)
            .join(PStanding, PStanding.place_key == Place.key, isouter=True)
            .where(*self._below, func.coalesce(not_(free), True))
        )
        return {
            id: None if left else self._state_now(key, state)
            for key, id, left, state in self._run(asked)
        }

    def _state_now(self, key: int, state: str | None) -> str:
        row = self._ahead.get(key)
        return (state or NONE) if row is None else self.state(row)[0]

    def _run(self, asked: Executable) -> Any:
        return db.session.connection().execute(asked)
