"""One missed round, opened: which doors, who was on duty, whose phone is silent, what was said."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from server import audit, problems
from server.auth import Actor
from server.board.session import AREA_KIND, DOOR_KIND, Row
from server.board.stretch import NO_ROUND, Counts, Stretch, Time, levels_of, read_stretch, time_of
from server.database.keys import op_id, record_key
from server.database.moments import not_over
from server.db import db
from server.missed.rounds import EXPLANATION, state_of_doors
from server.models import Account, Device, Grant, Place, PRecord
from server.projections.slots import SlotName
from server.records.single import names_of, read_wholes
from server.roles import FIELD_ROLES, UNMASKED, Permission, mask_name
from server.rules import kinds
from server.visible import find_at, roles_at
from sync.merge import Record


class Opened(NamedTuple):
    """A building's or area's round as it was read, and its state."""

    place: Place
    row: Row
    kind: str
    time: Time
    stretch: Stretch
    doors: Sequence[tuple[Row, str]]
    state: str


def read_round(place: Place, day: str, session: str, known_at: int | None) -> Opened:
    """Read one round; raises NotFound for a session that the policy does not have."""
    try:
        time = time_of(day, session)
    except KeyError as error:
        raise problems.NotFound("the policy has no such session") from error
    kind = AREA_KIND if place.type == "area" else DOOR_KIND
    whole = db.session.get(Place, place.building_key or place.compound_key) or place
    stretch = read_stretch(whole, [time], known_at, (kind,), kind)
    row = next((row for row in stretch.rows if row.key == place.key), None)
    if row is None:
        raise problems.NotFound("the place was not on the register then")
    if kind == AREA_KIND:
        state = stretch.state(kind, row, time)
        doors = [(row, state)] if state not in (NO_ROUND, "done") else []
        return Opened(place, row, kind, time, stretch, doors, state)
    doors = [(one, stretch.state(kind, one, time)) for one in stretch.rows if _is_door(one)]
    due = [(one, state) for one, state in doors if state != NO_ROUND and one.occupancy not in AWAY]
    came = [stretch.slots.get(_slot(kind, one, time)) for one, _ in due]
    count = Counts(
        len(due),
        sum(one is not None and one.state == "done" for one in came),
        sum(one is not None and one.state == "attempted" for one in came),
    )
    gaps = [(one, state) for one, state in due if state != "done"]
    return Opened(place, row, kind, time, stretch, gaps, state_of_doors(stretch, row, time, count))


AWAY = ("vacant", "away")


def _is_door(row: Row) -> bool:
    return row.type == "household"


def _slot(kind: str, row: Row, time: Time) -> SlotName:
    return SlotName(kind, row.key, time.day, time.session)


def open_round(
    actor: Actor, place_id: str, day: str, session: str, known_at: int | None
) -> dict[str, Any]:
    """Return what a supervisor needs to explain a round, as known at a moment."""
    asked = {"place": place_id, "known_at": known_at}
    place = find_at(actor, Permission.BOARD, asked, "building", "area")
    names_people = bool(roles_at(actor, Permission.BOARD, place) & UNMASKED)
    opened = read_round(place, day, session, known_at)
    found = {
        "place": {"id": opened.row.id, "name": opened.row.name},
        "kind": opened.kind,
        **opened.time._asdict(),
        "known_at": opened.stretch.known_at,
        "state": opened.state,
        "doors": _doors(opened),
        "on_duty": _masked(_on_duty(opened), names_people),
        "silent": _masked(_silent(opened), names_people),
        "explanations": _explanations(opened),
    }
    # Last: writing ends the snapshot that the round was read from.
    audit.note_glance("open_missed", user_key=actor.key, place_key=place.key)
    return found


def _masked(people: Sequence[dict[str, Any]], named: bool) -> list[dict[str, Any]]:
    """Return people by their names where the asker works with them, else by family name."""
    return [one if named else {**one, "name": mask_name(one["name"])} for one in people]


def _doors(opened: Opened) -> list[dict[str, Any]]:
    rows = {row.key: row for row in opened.stretch.rows}
    several = sum(row.type == "stairwell" for row in rows.values()) > 1
    found = []
    for row, state in opened.doors:
        came = opened.stretch.slots.get(_slot(opened.kind, row, opened.time))
        above = rows.get(row.parent_key or 0)
        stairwell = above.name if above and above.type == "stairwell" and several else None
        found.append({
            "id": row.id,
            "name": row.door or row.name,
            "stairwell": stairwell,
            "state": state,
            "code": came.code if came else None,
            "record": op_id(came.root) if came else None,
        })  # fmt: skip
    return found


def _on_duty(opened: Opened) -> list[dict[str, Any]]:
    """Return who was assigned, then who had a phone for it; each person once."""
    found: dict[str, dict[str, Any]] = {}
    for one in (*_assigned(opened), *_granted(opened)):
        found.setdefault(one["name"], one)
    return list(found.values())


def _assigned(opened: Opened) -> list[dict[str, Any]]:
    """Return lead and deputy of the closest place that had them: as the register said then.

    What was entered only afterwards counts where its days cover the round.
    """
    levels = [opened.row.building_key, opened.row.compound_key]
    rows = db.session.execute(select(Place.key, Place.id, Place.name).where(Place.key.in_(levels)))
    known = {row.key: {"id": row.id, "name": row.name} for row in rows}
    places = [known[key] for key in levels if key in known]
    ids = {record_key(id): id for id in (f"assignment/{place['id']}" for place in places)}
    for at in (min(opened.time.ends_at, opened.stretch.known_at), opened.stretch.known_at):
        stated = {one.record.place: one.record for one in read_wholes(ids, at)}
        for place in places:
            record = stated.get(place["id"])
            if record is not None and _covers(record, opened.time.day):
                return [
                    {"name": str(value), "role": role, "place": place}
                    for role in ("lead", "deputy")
                    if (value := _value(record, role))
                ]
    return []


def _covers(record: Record, day: str) -> bool:
    since, until = _value(record, "since_on"), _value(record, "until_on")
    return not record.voided and (since or day) <= day <= (until or day)


def _value(record: Record, name: str) -> Any:
    return record.fields[name].value if name in record.fields else None


def _granted(opened: Opened) -> list[dict[str, Any]]:
    """Return who could record the round on a phone of their own."""
    roles = set(kinds()[opened.kind].record_by) & set(FIELD_ROLES)
    rows = db.session.execute(
        select(Account.name, Grant.role, Place.id, Place.name)
        .join(Account, Account.key == Grant.user_key)
        .join(Place, Place.key == Grant.place_key)
        .where(
            Grant.place_key.in_(levels_of(opened.row)),
            Grant.role.in_(sorted(roles)),
            Grant.valid_from < opened.time.ends_at,
            not_over(Grant.valid_to, opened.time.starts_at),
            Grant.created_at <= opened.stretch.known_at,
        )
        .order_by(Grant.key)
    )
    return [
        {"name": name, "role": role, "place": {"id": id, "name": where}}
        for name, role, id, where in rows
    ]


def _silent(opened: Opened) -> list[dict[str, Any]]:
    """Return the phones that may still hold the round; empty once all have been heard."""
    levels, time = levels_of(opened.row), opened.time
    drained = {
        phone.device_key: phone.drained_at
        for phone in opened.stretch.phones
        if phone.place_key in levels
        and phone.role in kinds()[opened.kind].record_by
        and phone.holds_in(time.starts_at, time.ends_at)
        and phone.drained_at <= time.ends_at
    }
    rows = db.session.execute(
        select(Device.key, Device.label, Account.name)
        .join(Account, Account.key == Device.user_key)
        .where(Device.key.in_(drained))
        .order_by(Device.key)
    )
    return [
        {"name": name, "phone": label, "heard_at": drained[key] or None}
        for key, label, name in rows
    ]


def _explanations(opened: Opened) -> list[dict[str, Any]]:
    """Return what was said about the round, newest first, what was taken back among it."""
    keys = db.session.scalars(
        select(PRecord.key).where(
            PRecord.place_key == opened.row.key,
            PRecord.kind == EXPLANATION,
            PRecord.day == opened.time.day,
            PRecord.session == opened.time.session,
        )
    )
    wholes = read_wholes({key: op_id(key) for key in keys}, opened.stretch.known_at)
    names = names_of(whole.ops[-1].op.by for whole in wholes)
    return [
        {
            "record": whole.record.id,
            "reason": _value(whole.record, "reason"),
            "by": names.get(whole.ops[-1].op.by, whole.ops[-1].op.by),
            "at": whole.ops[-1].received_at,
            "voided": whole.record.voided,
            "op": whole.ops[-1].op.id,
        }
        for whole in sorted(wholes, key=lambda one: one.ops[-1].received_at, reverse=True)
    ]
