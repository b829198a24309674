"""The board as GET /board answers it: each building as it stands, each door in its state."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from server.board.session import DOOR_KIND, Board, Row, Slot
from server.database.keys import op_id
from server.projections.slots import exceptional
from server.rules import kinds, policy, sessions
from sync.days import day_plus, session_at
from sync.places import DIVISIONS

NOT_DUE = ("vacant", "away")
COUNTED = ("due", "done", "attempted", "exceptions", "missed", "not_yet_known", "open")
RECENT_SESSIONS = 30


@dataclass(slots=True)
class Drawing:
    """The board while it is drawn: children by parent, and the counts made on the way."""

    board: Board
    names: dict[int, dict[str, str]]
    children: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    totals: Counter[str] = field(default_factory=Counter)
    exceptional: frozenset[str] = field(default_factory=lambda: exceptional(kinds()[DOOR_KIND]))

    def door(self, row: Row, counts: Counter[str]) -> dict[str, Any]:
        """Return one door, counted unless nobody lives there."""
        slot = self.board.doors.get(row.key)
        state: str = self.board.state(row, slot)
        if row.occupancy in NOT_DUE:
            # Whoever went there all the same is shown; the door is owed nothing.
            state = state if slot else str(row.occupancy)
        else:
            self.count(counts, state, slot)
        return {
            "id": row.id,
            "door": row.door or row.name,
            "state": state,
            "code": slot.code if slot else None,
            "note": None,
            "conflict": slot.conflict if slot else False,
        }

    def count(self, counts: Counter[str], state: str, slot: Slot | None) -> None:
        """Count a due door in its state, and an exception besides."""
        counts["due"] += 1
        counts[state] += 1
        if slot and slot.state == "done" and slot.code in self.exceptional:
            counts["exceptions"] += 1

    def building(self, row: Row) -> dict[str, Any]:
        """Return one building with its stairwells, floors from the top, doors in their order."""
        counts: Counter[str] = Counter()
        inner = self.children[row.key]
        stairwells = [self.stairwell(one, counts) for one in inner if one.type == "stairwell"]
        self.totals.update(counts)
        return {
            "id": row.id,
            "name": row.name,
            "compound": self.names.get(row.compound_key or 0),
            "stairwells": stairwells,
            "counts": {name: counts[name] for name in COUNTED},
            "silent_since": self.board.silent_since(row),
        }

    def stairwell(self, row: Row, counts: Counter[str]) -> dict[str, Any]:
        """Return one stairwell, its doors grouped by floor."""
        floors: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for door in self.children[row.key]:
            if door.type == "household":
                floors[door.floor or 0].append(self.door(door, counts))
        drawn = [{"floor": floor, "doors": floors[floor]} for floor in sorted(floors, reverse=True)]
        return {"id": row.id, "name": row.name, "floors": drawn}

    def area(self, row: Row) -> dict[str, Any]:
        """Return one area with what was done there."""
        slot = self.board.areas.get(row.key)
        return {
            "id": row.id,
            "name": row.name,
            "area_kind": row.area_kind,
            "parent": self.names.get(row.parent_key or 0),
            "state": self.board.state(row, slot),
            "code": slot.code if slot else None,
            "records": [op_id(slot.root)] if slot else [],
        }


def board_to_json(board: Board) -> dict[str, Any]:
    """Return the whole answer; ``totals`` counts doors."""
    drawing = _start(board)
    buildings = [drawing.building(row) for row in board.rows if row.type == "building"]
    session = board.moment.session
    return {
        "place": drawing.names[board.place.key],
        "day": board.moment.day,
        "session": session,
        "sessions": recent_sessions(board.moment.known_at),
        "known_at": board.moment.known_at,
        "starts_at": board.moment.starts_at,
        "ends_at": board.moment.ends_at,
        "totals": {name: drawing.totals[name] for name in COUNTED},
        "phones": _phones(board),
        "buildings": buildings,
        "areas": [
            drawing.area(row) for row in board.rows if row.type == "area" and row.is_due_in(session)
        ],
    }


def _start(board: Board) -> Drawing:
    named = [row for row in board.rows if row.type not in ("household", *DIVISIONS)]
    names = {row.key: {"id": row.id, "name": row.name} for row in named}
    names[board.place.key] = {"id": board.place.id, "name": board.place.name}
    drawing = Drawing(board, names)
    for row in board.rows:
        if row.parent_key is not None:
            drawing.children[row.parent_key].append(row)
    return drawing


def _phones(board: Board) -> dict[str, int]:
    """Return how many phones are responsible here, and how many of them are silent."""
    silent = {phone.device_key for phone in board.phones if board.is_silent(phone)}
    return {"silent": len(silent), "total": len({phone.device_key for phone in board.phones})}


def recent_sessions(at: int) -> list[dict[str, object]]:
    """Return the session running at a moment (ms) and those before it, newest first."""
    windows, tz = sessions(), policy().tz
    order = [one.id for one in windows]
    labels = {one.id: one.label.to_json() for one in policy().sessions}
    day, session = session_at(at, windows, tz)
    at = order.index(session)
    found: list[dict[str, object]] = []
    for _ in range(RECENT_SESSIONS):
        found.append({"day": day, "session": order[at], "label": labels[order[at]]})
        day, at = (day, at - 1) if at else (day_plus(day, -1), len(order) - 1)
    return found
