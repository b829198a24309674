"""Imports as the API and the commands see them: a file in, what it comes to out.

Nothing is half-imported: a plan is made of a file without a single bad cell, and all its records
are sealed in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, islice
from typing import Any

from server import audit, problems
from server.auth import Actor
from server.db import db, writing
from server.json import Json
from server.models import Place
from server.roles import mask_name, mask_phone
from server.roster.apply import Progress, write_plan
from server.roster.divisions import Division, Divisions, read_divisions
from server.roster.faults import CellFault, Unreadable
from server.roster.generator import BadBuilding, Building, Door, doors, rows
from server.roster.plan import Change, Plan, Statement, make_plan
from server.roster.register import division_records, plan_rows
from server.roster.rows import Roster, read_roster
from server.roster.sheets import read_file
from server.roster.shipped import shipped_divisions
from server.roster.undo import undo_to_json
from sync.kinds import VOID
from sync.ops import Value

SHOWN_FAULTS = 500
SHOWN_CHANGES = 20
NAMED, SHOWN_NAMES = ("compound", "building"), 8
MASKS = {"head": mask_name, "phone": mask_phone}


def read(data: bytes, encoding: str | None = None, ignore: Iterable[str] = ()) -> Roster:
    """Return what a roster file says; raises UnreadableFile when it cannot be read at all."""
    try:
        return read_roster(read_file(data, encoding), ignore)
    except Unreadable as wrong:
        raise problems.UnreadableFile(
            f"{wrong.zh} · {wrong.en}", why=wrong.code, reason=wrong.reason()
        ) from wrong


def preview_roster(roster: Roster, community: Place) -> dict[str, object]:
    """Say what the good rows would change, and every bad cell."""
    return _roster_to_json(roster, plan_rows(roster.rows, community))


def apply_roster(
    roster: Roster, community: Place, actor: Actor | None, progress: Progress | None = None
) -> dict[str, object]:
    """Write the roster, all of it; raises RosterFaulty while it has a bad cell."""
    _refuse_faults(roster.faults)
    plan = plan_rows(roster.rows, community)
    ids = write_plan(plan, actor, progress)
    _note("roster_import", plan, actor, community, ids)
    return _roster_to_json(roster, plan) | {"undo": undo_to_json(ids)}


def _note(
    act: str, plan: Plan, actor: Actor | None, place: Place | None, ids: Sequence[str]
) -> None:
    """Keep who imported how much where, and what names it; the records name their author."""
    counts: dict[str, Json] = {"added": plan.added, "changed": plan.changed, "left": plan.left}
    with writing() as session:
        audit.note(
            session,
            act,
            user_key=actor.key if actor else None,
            place_key=place.key if place else None,
            details=counts | (undo_to_json(ids) or {}),
        )


def _refuse_faults(faults: Sequence[CellFault]) -> None:
    if faults:
        raise problems.RosterFaulty(
            errors=[_fault_to_json(fault) for fault in faults[:SHOWN_FAULTS]]
        )


def _fault_to_json(fault: CellFault) -> dict[str, Any]:
    return fault.to_json()


def _roster_to_json(roster: Roster, plan: Plan) -> dict[str, object]:
    columns = [{"heading": each.heading, "field": each.field} for each in roster.columns]
    return {
        "encoding": roster.encoding,
        "delimiter": roster.delimiter,
        "skipped_sheets": list(roster.skipped_sheets),
        "columns": columns,
        "rows": len(roster.rows),
        **_plan_to_json(plan, roster.faults),
        "undo": None,
    }


def _plan_to_json(plan: Plan, faults: Sequence[CellFault]) -> dict[str, object]:
    return {
        "added": plan.added,
        "changed": plan.changed,
        "left": plan.left,
        "not_in_file": plan.not_in_file,
        "new_places": dict(plan.new_places),
        "new_names": {type: _new_names(plan, type) for type in NAMED},
        "errors": [fault.to_json() for fault in faults[:SHOWN_FAULTS]],
        "errors_total": len(faults),
        "sample": [_change_to_json(change) for change in plan.changes[:SHOWN_CHANGES]],
    }


def _new_names(plan: Plan, type_: str) -> list[str]:
    """Return how new places of a type are called: a slip of the pen shows as one more of them."""
    new = (
        change.statement.fields
        for change in plan.changes
        if change.is_new and change.statement.kind == "place"
    )
    names = (str(fields["name"]) for fields in new if fields.get("type") == type_)
    return list(islice(names, SHOWN_NAMES))


def _change_to_json(change: Change) -> dict[str, object]:
    return {
        "line": change.statement.line,
        "place": change.statement.place,
        "kind": change.statement.kind,
        "new": change.is_new,
        "fields_": [
            {
                "field": name,
                "before": _shown(name, change.before.get(name)),
                "after": _shown(name, value),
            }
            for name, value in change.fields.items()
            if name != VOID
        ],
    }


def _shown(name: str, value: Value) -> Value:
    """Mask what names a person: who may import need not be who may read the register."""
    if name == "residents" and isinstance(value, list):
        return [mask_name(str(each)) for each in value]
    return MASKS[name](value) if isinstance(value, str) and name in MASKS else value


# ---------------------------------------------------------------- divisions


def read_lists(files: Iterable[tuple[str, bytes]]) -> tuple[Divisions, Plan]:
    """Return what division lists say and would change; raises UnreadableFile."""
    current = division_records()
    known = [place for _, place in current]
    try:
        found = read_divisions(files, known, shipped_divisions())
    except Unreadable as wrong:
        raise problems.UnreadableFile(
            f"{wrong.zh} · {wrong.en}", why=wrong.code, reason=wrong.reason()
        ) from wrong
    return found, make_plan([_stated(division) for division in found.divisions], current)


def plan_divisions(divisions: Iterable[Division]) -> Plan:
    """Return what these divisions would change."""
    return make_plan([_stated(division) for division in divisions], division_records())


def _stated(division: Division) -> Statement:
    fields: dict[str, Value] = {"type": division.type, "name": division.name}
    if division.parent is not None:
        fields["parent"] = division.parent
    return Statement("place", division.code, fields, division.code, division.line)


def apply_lists(
    files: Iterable[tuple[str, bytes]], actor: Actor | None, progress: Progress | None = None
) -> tuple[Divisions, Plan]:
    """Write every division of the lists, or none; raises RosterFaulty."""
    found, plan, _ = _write_lists(files, actor, progress)
    return found, plan


def _write_lists(
    files: Iterable[tuple[str, bytes]], actor: Actor | None, progress: Progress | None = None
) -> tuple[Divisions, Plan, Sequence[str]]:
    found, plan = read_lists(files)
    _refuse_faults(found.faults)
    ids = write_plan(plan, actor, progress)
    _note("places_import", plan, actor, None, ids)
    return found, plan, ids


def preview_divisions(data: bytes) -> dict[str, object]:
    """Say what a list of divisions would add and change."""
    return _divisions_to_json(*read_lists([("", data)]))


def apply_divisions(data: bytes, actor: Actor) -> dict[str, object]:
    """Write a list of divisions, all of it; raises RosterFaulty while a row is bad."""
    found, plan, ids = _write_lists([("", data)], actor)
    return _divisions_to_json(found, plan) | {"undo": undo_to_json(ids)}


def _divisions_to_json(found: Divisions, plan: Plan) -> dict[str, object]:
    return {
        "encoding": found.encodings[0],
        "delimiter": ",",
        "skipped_sheets": [],
        "columns": [{"heading": name, "field": name} for name in ("code", "name")],
        "rows": len(found.divisions),
        **_plan_to_json(plan, found.faults),
        "undo": None,
    }


# ---------------------------------------------------------------- generated buildings


def preview_building(said: Mapping[str, Any], compound: Place) -> dict[str, object]:
    """Draw a building; raises Invalid with the field that makes no sense."""
    made, plan = _building(said, compound)
    return _building_to_json(made, plan)


def create_building(said: Mapping[str, Any], compound: Place, actor: Actor) -> dict[str, object]:
    """Make a building and its doors; raises Invalid with the field that makes no sense."""
    made, plan = _building(said, compound)
    ids = write_plan(plan, actor)
    _note("building_made", plan, actor, compound, ids)
    return _building_to_json(made, plan) | {"undo": undo_to_json(ids)}


def _building(said: Mapping[str, Any], compound: Place) -> tuple[list[Door], Plan]:
    chosen = {name: value for name, value in said.items() if name not in ("compound", "vacant")}
    chosen["skip_floors"] = tuple(chosen["skip_floors"])
    building = Building(compound=compound.name, **chosen)
    empty = frozenset(said["vacant"])
    try:
        made, stated = doors(building), rows(building)
    except BadBuilding as wrong:
        fault = {"field": wrong.field, "code": wrong.code, "detail": wrong.detail.en}
        raise problems.Invalid(wrong.detail, errors=[fault]) from wrong
    lived = [
        replace(row, occupancy="vacant") if f"{row.stairwell}/{row.door}" in empty else row
        for row in stated
    ]
    return made, plan_rows(lived, community_of(compound))


def community_of(compound: Place) -> Place:
    """Return the community or village that a compound belongs to."""
    return db.session.get_one(Place, compound.community_key)


def _building_to_json(made: Sequence[Door], plan: Plan) -> dict[str, object]:
    stairwells = []
    for name, within in groupby(made, key=lambda door: door.stairwell):
        floors = [
            {"floor": floor, "doors": [door.label for door in there]}
            for floor, there in groupby(within, key=lambda door: door.floor)
        ]
        stairwells.append({"name": name, "floors": floors})
    return {
        "stairwells": stairwells,
        "households": len(made),
        "added": plan.added,
        "changed": plan.changed,
        "left": plan.left,
        "undo": None,
    }
