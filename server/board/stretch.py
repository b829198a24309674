"""A stretch of sessions: places, slots and phones over some days, as known at a moment.

The same rule as the board's, session by session; a few statements whatever the number of days.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import select

from server.board.answers import NOT_DUE
from server.board.session import ANSWERING, Row, read_rows, row_of
from server.board.then import Asked, Then
from server.config import now_ms
from server.db import db
from server.judging.footing import footing_of
from server.judging.horizon import Phone, horizons, responsible_phones
from server.models import Feed, FeedEntry, PCover, Place, PSlot
from server.projections.places import COLUMNS, PlaceRow
from server.projections.slots import SlotName
from server.rules import kinds, policy, sessions
from server.visible import within
from sync.days import days_back, session_at, session_window
from sync.slots import State, state_at

NO_ROUND = "none"
"""Nothing was owed: nobody lives there, or the place was not on the register yet."""


class Time(NamedTuple):
    """A session of a day, and when it begins and ends (ms)."""

    day: str
    session: str
    starts_at: int
    ends_at: int


class Came(NamedTuple):
    """What the records of one slot come to."""

    state: str
    code: str
    root: bytes


@dataclass(frozen=True, slots=True)
class Stretch:
    """Everything that is known of some places in some sessions, read but not yet judged."""

    place: Place
    known_at: int
    is_past: bool
    times: Sequence[Time]
    rows: Sequence[Row]
    slots: Mapping[SlotName, Came]
    phones: Sequence[Phone]
    registered: Mapping[int, int]
    _horizons: dict[tuple[str, Time], dict[int, int]] = field(default_factory=dict)

    def state(self, kind: str, row: Row, time: Time) -> str:
        """Return the state of a place's slot; ``none`` where nothing was owed."""
        came = self.slots.get(SlotName(kind, row.key, time.day, time.session))
        if came is None and not self.is_owed(row, time):
            return NO_ROUND
        return self.judge(kind, row, time, came.state if came else "due")

    def is_owed(self, row: Row, time: Time) -> bool:
        """Say whether the place was on the register by then, and anything is due there."""
        if row.occupancy in NOT_DUE or (row.type == "area" and not row.is_due_in(time.session)):
            return False
        since = self.registered.get(row.building_key or row.compound_key or 0, 0)
        return since < time.ends_at

    def judge(self, kind: str, row: Row, time: Time, came_to: str) -> State:
        """Return what a slot is whose records come to done, attempted or due."""
        return state_at(
            "done" if came_to == "done" else "attempted" if came_to == "attempted" else "due",
            ends_at=time.ends_at,
            now=self.known_at,
            horizon=self.horizon(kind, row, time),
            grace_ms=0,
        )

    def horizon(self, kind: str, row: Row, time: Time) -> int | None:
        """Return up to when the phones responsible in the session are known to be empty."""
        if (kind, time) not in self._horizons:
            self._horizons[kind, time] = horizons(
                phone
                for phone in self.phones
                if phone.role in kinds()[kind].record_by
                and phone.holds_in(time.starts_at, time.ends_at)
            )
        known = self._horizons[kind, time]
        return min((known[key] for key in levels_of(row) if key in known), default=None)


def levels_of(row: Row) -> tuple[int, ...]:
    """Return the keys of the levels at which somebody answers for the place."""
    levels = (row.building_key, row.compound_key, row.community_key)
    return tuple(key for key in levels if key is not None)


def times_until(known_at: int, days: int) -> list[Time]:
    """Return the sessions of some days, oldest first, up to the one running at the moment."""
    windows, tz = sessions(), policy().tz
    today, running = session_at(known_at, windows, tz)
    found = []
    for day in days_back(today, days):
        for window in windows:
            found.append(Time(day, window.id, *session_window(day, window.id, windows, tz)))
            if (day, window.id) == (today, running):
                break
    return found


def time_of(day: str, session: str) -> Time:
    """Return one session; raises KeyError for one that the policy does not have."""
    return Time(day, session, *session_window(day, session, sessions(), policy().tz))


def moment_at(known_at: int | None) -> tuple[int, bool]:
    """Return the moment that is looked at, and whether it is an earlier one."""
    now = now_ms()
    at = now if known_at is None else min(known_at, now)
    return at, at < now


def read_stretch(
    place: Place, times: Sequence[Time], known_at: int | None, of: Collection[str], roles: str
) -> Stretch:
    """Read the slots of these kinds, and the phones of whoever records the kind ``roles``."""
    at, is_past = moment_at(known_at)
    days = sorted({time.day for time in times})
    slots = _slots(place, of, days)
    rows = _as_known(place, at, of, days, slots) if is_past else read_rows(place)
    units = {row.key for row in rows if row.type in ANSWERING}
    phones = _phones(place, units, times, {*of, roles}, at if is_past else None)
    return Stretch(place, at, is_past, times, rows, slots, phones, _registered(rows))


def stretch_stands_on(
    place: Place, times: Sequence[Time], at: int, of: Collection[str]
) -> Hashable:
    """Return all that a stretch of now depends on, from a few small rows; kinds with ``roles``."""
    footing = footing_of(place)
    ends = [time.ends_at for time in times]
    phones = [
        # Of when a phone was heard last, it matters after the end of which sessions.
        phone._replace(drained_at=bisect_left(ends, phone.drained_at))
        for phone in _phones(place, footing.standing(*ANSWERING), times, of)
    ]
    return footing, tuple(times), at >= ends[-1], tuple(sorted(phones, key=repr))


def _phones(
    place: Place,
    units: set[int],
    times: Sequence[Time],
    of: Collection[str],
    known_at: int | None = None,
) -> list[Phone]:
    levels = {key for key in (place.key, place.compound_key, place.community_key) if key}
    recording = {role for kind in of for role in kinds()[kind].record_by}
    return responsible_phones(
        units | levels, recording, times[0].starts_at, times[-1].ends_at, known_at
    )


def _slots(place: Place, of: Collection[str], days: Sequence[str]) -> dict[SlotName, Came]:
    columns = (getattr(PSlot, name) for name in (*SlotName._fields, *Came._fields))
    rows = db.session.execute(
        select(*columns)
        .join(Place, Place.key == PSlot.place_key)
        .where(PSlot.kind.in_(of), PSlot.day.in_(days), within(place))
    )
    return {SlotName._make(row[:4]): Came._make(row[4:]) for row in rows}


def _as_known(
    place: Place,
    at: int,
    of: Collection[str],
    days: Sequence[str],
    slots: dict[SlotName, Came],
) -> list[Row]:
    """Return the rows as they were stated then, and put the slots as they were then."""
    ever = db.session.execute(select(*COLUMNS).where(within(place)))
    places = [PlaceRow._make(row) for row in ever]
    asked = Asked(of, days, [window.id for window in sessions()])
    # What is said of a building itself lies in the feed of its compound.
    above = db.session.scalars(select(Place.id).where(Place.key == place.compound_key)).all()
    then = Then(db.session.connection(), kinds(), places, at, asked, above)
    for name, row in then.slots().items():
        slots.pop(name, None)
        if row is not None:
            slots[name] = Came(*(row[part] for part in Came._fields))
    return [row_of(one) for one in then.rows()]


def _registered(rows: Sequence[Row]) -> dict[int, int]:
    """Return since when (ms) each compound and building has been on the register."""
    keys = {row.id: row.key for row in rows if row.type in ("compound", "building")}
    entries = db.session.execute(
        select(Feed.place, FeedEntry.rx)
        .join(FeedEntry, FeedEntry.feed_key == Feed.key)
        .where(Feed.stream == "ref", FeedEntry.q == 1, Feed.place.in_(keys))
    )
    return {keys[place]: received_at for place, received_at in entries}


class Counts(NamedTuple):
    """How many doors of a building are due in a session, and how far they got."""

    due: int
    done: int
    attempted: int


def count_doors(stretch: Stretch, kind: str) -> Mapping[tuple[int, str, str], Counts]:
    """Return the counts of every building's sessions, from the kept ones where they are of now."""
    due = Counter(row.building_key for row in stretch.rows if _is_due_door(row))
    came = _counted(stretch, kind) if stretch.is_past else _kept(stretch, kind)
    return {
        (key, time.day, time.session): Counts(
            count, *came.get((key, time.day, time.session), (0, 0))
        )
        for key, count in due.items()
        if key is not None
        for time in stretch.times
    }


def _is_due_door(row: Row) -> bool:
    return row.type == "household" and row.occupancy not in NOT_DUE


def _kept(stretch: Stretch, kind: str) -> Mapping[tuple[int, str, str], tuple[int, int]]:
    buildings = [row.key for row in stretch.rows if row.type == "building"]
    rows = db.session.execute(
        select(PCover.scope_key, PCover.day, PCover.session, PCover.done, PCover.attempted).where(
            PCover.scope_key.in_(buildings),
            PCover.kind == kind,
            PCover.day.in_(sorted({time.day for time in stretch.times})),
        )
    )
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in rows}


def _counted(stretch: Stretch, kind: str) -> Mapping[tuple[int, str, str], tuple[int, int]]:
    building = {row.key: row.building_key for row in stretch.rows if _is_due_door(row)}
    found: defaultdict[tuple[int, str, str], Counter[str]] = defaultdict(Counter)
    for name, came in stretch.slots.items():
        if name.kind == kind and (key := building.get(name.place_key)) is not None:
            found[key, name.day, name.session][came.state] += 1
    return {name: (counts["done"], counts["attempted"]) for name, counts in found.items()}


def times_to_json(times: Sequence[Time]) -> list[dict[str, Any]]:
    """Return the sessions with their words."""
    labels = {one.id: one.label.to_json() for one in policy().sessions}
    return [{**time._asdict(), "label": labels[time.session]} for time in times]
