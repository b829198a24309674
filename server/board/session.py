"""The board's evidence: places, slots and phones of a community or compound in one session.

Three statements whatever the number of doors; judging them is ``sync.slots``' rule.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, case, select

from server.board.then import Asked, Then
from server.config import HOUR_MS, now_ms
from server.database.bulk import find
from server.db import db
from server.judging.footing import footing_of
from server.judging.horizon import Phone, horizons, responsible_phones
from server.models import Place, PSlot
from server.projections.places import COLUMNS, LEVEL_OF_TYPE, PlaceRow
from server.rules import kinds, policy, sessions
from server.visible import within
from sync.days import day_plus, session_at, session_window
from sync.slots import State, state_at

DOOR_KIND, AREA_KIND = "screening", "disinfection"
ANSWERING = ("compound", "building")  # where people are granted roles, at or below the place
# A phone is called silent when a round has run for so long without a word from it.
SILENT_AFTER_MS = 2 * HOUR_MS


class Row(NamedTuple):
    """A place as the board needs it; ``attrs`` is read for areas only."""

    key: int
    id: str
    type: str
    parent_key: int | None
    compound_key: int | None
    building_key: int | None
    community_key: int | None
    name: str
    floor: int | None
    door: str | None
    area_kind: str | None
    occupancy: str | None
    attrs: str | None

    def is_due_in(self, session: str) -> bool:
        """Say whether an area is to be done in the session: named, or none named."""
        named = orjson.loads(self.attrs).get("sessions") if self.attrs else None
        return not named or session in named


class Slot(NamedTuple):
    """What the records of one place come to in the session."""

    place_key: int
    state: str
    code: str
    conflict: bool
    root: bytes


@dataclass(frozen=True, slots=True)
class Moment:
    """The session that is shown, when the one before it ended, and the moment of the look."""

    day: str
    session: str
    starts_at: int
    ends_at: int
    known_at: int
    last_end: int
    is_past: bool = False

    @property
    def needed_at(self) -> int:
        """A phone that was last heard before this is silent.

        While a round has hardly begun, that is the end of the one before.
        """
        if self.known_at < self.starts_at + SILENT_AFTER_MS:
            return self.last_end
        return min(self.ends_at, self.known_at - SILENT_AFTER_MS)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that the board shows, read but not yet judged."""

    place: Place
    moment: Moment
    rows: list[Row]
    doors: dict[int, Slot]
    areas: dict[int, Slot]
    phones: list[Phone]
    door_horizons: dict[int, int]
    area_horizons: dict[int, int]
    _found: dict[tuple[int | None, ...], int | None] = field(default_factory=dict)

    def state(self, row: Row, slot: Slot | None) -> State:
        """Return the state of the row's slot at the moment."""
        came_to = slot.state if slot else "due"
        return state_at(
            "done" if came_to == "done" else "attempted" if came_to == "attempted" else "due",
            ends_at=self.moment.ends_at,
            now=self.moment.known_at,
            horizon=self._horizon(row),
            grace_ms=0,
        )

    def _horizon(self, row: Row) -> int | None:
        name = (row.type == "area", row.building_key, row.compound_key, row.community_key)
        if name not in self._found:  # the doors of a building have it in common
            known = self.area_horizons if row.type == "area" else self.door_horizons
            self._found[name] = min((known[key] for key in name[1:] if key in known), default=None)
        return self._found[name]

    def silent_since(self, building: Row) -> int | None:
        """Return when the building's longest silent phone was last heard; 0 for never."""
        levels = (building.key, building.compound_key, building.community_key)
        silent = (
            phone.drained_at
            for phone in self.phones
            if phone.place_key in levels and self.is_silent(phone)
        )
        return min(silent, default=None)

    def is_silent(self, phone: Phone) -> bool:
        """Say whether the phone may hold what the board wants to know."""
        return phone.drained_at < self.moment.needed_at


def moment_of(day: str | None, session: str | None, known_at: int | None = None) -> Moment:
    """Return the asked session, or the one running at ``known_at`` (ms; now where none is given).

    Raises KeyError for a session that is none.
    """
    now, windows, tz = now_ms(), sessions(), policy().tz
    at = now if known_at is None else min(known_at, now)
    today, running = session_at(at, windows, tz)
    day, session = day or today, session or running
    starts_at, ends_at = session_window(day, session, windows, tz)
    ends = (
        session_window(one, each.id, windows, tz)[1]
        for one in (day_plus(day, -1), day)
        for each in windows
    )
    last_end = max((end for end in ends if end <= starts_at), default=0)
    return Moment(day, session, starts_at, ends_at, at, last_end, at < now)


def read_board(place: Place, moment: Moment) -> Board:
    """Read what the board of a community or compound shows, as known at the moment."""
    rows, slots = (
        _as_known(place, moment) if moment.is_past else (read_rows(place), _slots(place, moment))
    )
    phones = _phones(place, {row.key for row in rows if row.type in ANSWERING}, moment)
    door_roles, area_roles = _roles()
    return Board(
        place,
        moment,
        rows,
        slots[DOOR_KIND],
        slots[AREA_KIND],
        phones,
        horizons(phone for phone in phones if phone.role in door_roles),
        horizons(phone for phone in phones if phone.role in area_roles),
    )


def board_stands_on(place: Place, moment: Moment) -> Hashable:
    """Return all that the board of now depends on, from a few small rows."""
    footing = footing_of(place)
    running = session_at(moment.known_at, sessions(), policy().tz)
    needed_at = moment.needed_at
    phones = [
        (
            phone.place_key,
            phone.role,
            phone.device_key,
            phone.drained_at > moment.ends_at,
            phone.drained_at if phone.drained_at < needed_at else None,
        )
        for phone in _phones(place, footing.standing(*ANSWERING), moment)
    ]
    over = moment.known_at >= moment.ends_at
    return footing, moment.day, moment.session, running, over, tuple(sorted(phones, key=repr))


def _roles() -> tuple[frozenset[str], frozenset[str]]:
    """Return who records at doors, and who in areas."""
    doors, areas = (frozenset(kinds()[kind].record_by) for kind in (DOOR_KIND, AREA_KIND))
    return doors, areas


def _phones(place: Place, units: set[int], moment: Moment) -> list[Phone]:
    """Return the phones that are responsible in the session at the place or in the units."""
    levels = {key for key in (place.key, place.compound_key, place.community_key) if key}
    return responsible_phones(
        units | levels,
        frozenset().union(*_roles()),
        moment.starts_at,
        moment.ends_at,
        moment.known_at if moment.is_past else None,
    )


def _as_known(place: Place, moment: Moment) -> tuple[list[Row], dict[str, dict[int, Slot]]]:
    ever = db.session.execute(select(*COLUMNS).where(within(place)))
    asked = Asked((DOOR_KIND, AREA_KIND), (moment.day,), (moment.session,))
    places = [PlaceRow._make(row) for row in ever]
    then = Then(db.session.connection(), kinds(), places, moment.known_at, asked)
    slots = _slots(place, moment)
    for name, row in then.slots().items():
        slots[name.kind].pop(name.place_key, None)
        if row is not None:
            slots[name.kind][name.place_key] = Slot(*(row[part] for part in Slot._fields))
    return [row_of(one) for one in then.rows()], slots


def row_of(one: PlaceRow) -> Row:
    """Return a place as the board needs it."""
    row = Row(*(getattr(one, name) for name in Row._fields))
    return row if one.type == "area" else row._replace(attrs=None)


def read_rows(place: Place) -> list[Row]:
    """Return the places at or below one that stand, in their order."""
    column = LEVEL_OF_TYPE[place.type]
    found: list[Row] = find(db.session.connection(), _rows_of(column), Row._make, key=place.key)
    return found


@cache
def _rows_of(column: str) -> Any:
    attrs = case((Place.type == "area", Place.attrs))
    return (
        select(*(getattr(Place, name) for name in Row._fields[:-1]), attrs)
        .where(getattr(Place, column) == bindparam("key"), Place.left.is_(False))
        .order_by(Place.sort, Place.name, Place.key)
    )


def _slots(place: Place, moment: Moment) -> dict[str, dict[int, Slot]]:
    asked = {"key": place.key, "day": moment.day, "session": moment.session}
    found: dict[str, dict[int, Slot]] = {DOOR_KIND: {}, AREA_KIND: {}}
    statement = _slots_of(LEVEL_OF_TYPE[place.type])
    for row in find(db.session.connection(), statement, tuple, **asked):
        kind, key, state, code, conflict, root = row
        found[kind][key] = Slot(key, state, code, bool(conflict), root)
    return found


@cache
def _slots_of(column: str) -> Any:
    return (
        select(PSlot.kind, *(getattr(PSlot, name) for name in Slot._fields))
        .join(Place, Place.key == PSlot.place_key)
        .where(
            PSlot.kind.in_((DOOR_KIND, AREA_KIND)),
            PSlot.day == bindparam("day"),
            PSlot.session == bindparam("session"),
            getattr(Place, column) == bindparam("key"),
        )
    )
