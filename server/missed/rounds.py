"""Buildings and areas × sessions: what was done, what was not, and what is not heard of yet.

A building's round is its doors; it was missed when one door was. Nobody is named here.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, Final

from server import audit
from server.auth import Actor
from server.board.session import AREA_KIND, DOOR_KIND, Row
from server.board.stretch import (
    NO_ROUND,
    Counts,
    Stretch,
    Time,
    count_doors,
    moment_at,
    read_stretch,
    stretch_stands_on,
    times_to_json,
    times_until,
)
from server.database.keys import op_id
from server.models import Place
from server.projections.slots import SlotName
from server.records.single import read_wholes
from server.roles import Permission
from server.visible import find_at

EXPLANATION: Final = "explanation"
PLACES = ("community", "village", "compound")
GAPS = ("missed", "attempted")
LACKS = (*GAPS, "not_yet_known")
DAYS = 14


def find_watched(actor: Actor, said: Mapping[str, Any]) -> Place:
    """Return the ``place`` whose rounds are to be listed, as known at ``known_at``.

    Raises NotFound for a foreign one.
    """
    return find_at(actor, Permission.BOARD, said, *PLACES)


def note_glance(actor: Actor, place: Place) -> None:
    """Note that somebody looks at the place's rounds."""
    audit.note_glance("watch_missed", user_key=actor.key, place_key=place.key)


def rounds_stand_on(place: Place, days: int, at: int) -> Hashable:
    """Return all that the rounds of the last days depend on now."""
    return stretch_stands_on(place, times_until(at, days), at, (DOOR_KIND, AREA_KIND, EXPLANATION))


def list_rounds(place: Place, days: int, known_at: int | None) -> dict[str, Any]:
    """Return every building's and area's sessions of the last days, as known at a moment."""
    return rounds_to_json(read_rounds(place, days, known_at))


def read_rounds(place: Place, days: int, known_at: int | None) -> Stretch:
    """Read what the page shows; door by door only where no counts are kept."""
    at, is_past = moment_at(known_at)
    doors = (DOOR_KIND,) if is_past else ()
    of = (*doors, AREA_KIND, EXPLANATION)
    return read_stretch(place, times_until(at, days), known_at, of, DOOR_KIND)


def rounds_to_json(stretch: Stretch) -> dict[str, Any]:
    """Return the page: buildings with their doors counted, then areas; each with its sessions."""
    counts = count_doors(stretch, DOOR_KIND)
    names = {row.key: {"id": row.id, "name": row.name} for row in stretch.rows}
    lines = [
        _line(
            stretch, row, names, [_building(stretch, row, time, counts) for time in stretch.times]
        )
        for row in stretch.rows
        if row.type == "building"
    ] + [
        _line(stretch, row, names, [_area(stretch, row, time) for time in stretch.times])
        for row in stretch.rows
        if row.type == "area"
    ]
    return {
        "place": {"id": stretch.place.id, "name": stretch.place.name},
        "known_at": stretch.known_at,
        "times": times_to_json(stretch.times),
        "rows": lines,
    }


def _line(
    stretch: Stretch, row: Row, names: Mapping[int, Any], cells: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    building = names.get(row.building_key or 0) if row.type == "area" else None
    return {
        "id": row.id,
        "name": row.name,
        "kind": DOOR_KIND if row.type == "building" else AREA_KIND,
        "compound": names.get(row.compound_key or 0),
        "building": building,
        "rounds": cells,
    }


def _building(
    stretch: Stretch, row: Row, time: Time, counts: Mapping[tuple[int, str, str], Counts]
) -> dict[str, Any]:
    count = counts.get((row.key, time.day, time.session), Counts(0, 0, 0))
    return _cell(stretch, row, time, state_of_doors(stretch, row, time, count), count)


def state_of_doors(stretch: Stretch, row: Row, time: Time, count: Counts) -> str:
    """Return what a building's round is: as good as its worst door."""
    nobody_came = not count.done and not count.attempted
    if not count.due or (nobody_came and not stretch.is_owed(row, time)):
        return NO_ROUND
    if count.done >= count.due:
        return "done"
    untried = count.done + count.attempted < count.due
    return stretch.judge(DOOR_KIND, row, time, "due" if untried else "attempted")


def _area(stretch: Stretch, row: Row, time: Time) -> dict[str, Any]:
    state = stretch.state(AREA_KIND, row, time)
    done = int(state == "done")
    return _cell(stretch, row, time, state, Counts(int(state != NO_ROUND), done, 0))


def _cell(stretch: Stretch, row: Row, time: Time, state: str, count: Counts) -> dict[str, Any]:
    said = SlotName(EXPLANATION, row.key, time.day, time.session) in stretch.slots
    return {
        "state": state,
        "missing": 0 if state in (NO_ROUND, "done") else count.due - count.done,
        "due": count.due,
        "explained": said and state in GAPS,
    }


def list_cells(place: Place, days: int, known_at: int | None) -> Iterator[dict[str, Any]]:
    """Yield the rounds of the last days that were owed, with what was said about them."""
    stretch = read_rounds(place, days, known_at)
    reasons = _reasons(stretch)
    shown = rounds_to_json(stretch)
    for row in shown["rows"]:
        for time, cell in zip(shown["times"], row["rounds"], strict=True):
            if cell["state"] != NO_ROUND:
                reason = reasons.get((row["id"], time["day"], time["session"]), "")
                yield {"row": row, "time": time, **cell, "reason": reason}


def _reasons(stretch: Stretch) -> dict[tuple[str, str, str], str]:
    ids = {row.key: row.id for row in stretch.rows}
    said = {came.root: name for name, came in stretch.slots.items() if name.kind == EXPLANATION}
    wholes = read_wholes({root: op_id(root) for root in said}, stretch.known_at)
    names = {op_id(root): name for root, name in said.items()}
    return {
        (ids[name.place_key], name.day, name.session): str(whole.record.fields["reason"].value)
        for whole in wholes
        if (name := names[whole.record.id]).place_key in ids
    }
