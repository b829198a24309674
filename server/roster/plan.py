"""What a roster would change: added, changed and left, worked out before anything is written.

The same plan is shown (preview) and written (apply), so nobody agrees to one thing and gets
another. Doors that the file does not mention are left alone and counted; a roster never deletes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from server.roles import mask_name, mask_phone
from server.roster.rows import Row
from sync.kinds import VOID
from sync.ops import Value
from sync.places import mint

AREA_NAMES: Mapping[str, str] = {
    "corridor": "楼道",
    "lift": "电梯",
    "lobby": "大厅",
    "gate": "大门",
    "rubbish": "垃圾点",
    "outdoor": "室外",
    "parcel": "快递点",
}
ALL_SESSIONS = 2
ONLY_MORNING: list[Value] = ["am"]


@dataclass(frozen=True, slots=True)
class Current:
    """A record as it stands: its fields, and the heads that an amendment must name.

    One that was taken away comes back when a file states it again.
    """

    fields: Mapping[str, Value]
    heads: tuple[str, ...]
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """One record as the file wants it; `subject` is the door or area that a person thinks of."""

    kind: str
    place: str
    fields: Mapping[str, Value]
    subject: str
    line: int
    # What a new record needs beside it, and what the file does not say about an old one.
    when_new: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One record to write: a new one (no heads), or the fields that differ from the heads."""

    statement: Statement
    fields: Mapping[str, Value]
    before: Mapping[str, Value]
    heads: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        """Whether the record does not exist yet, or was taken away."""
        return not self.heads or VOID in self.fields


@dataclass(frozen=True, slots=True)
class Plan:
    """Every change in order (parents first), and what each row of the file comes to.

    ``verdicts`` says it by the door or area: "added", "changed" or "left".
    """

    changes: tuple[Change, ...]
    added: int
    changed: int
    left: int
    not_in_file: int
    new_places: Mapping[str, int]
    verdicts: Mapping[str, str]


def compound_ids(community: str, names: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    """Return an id for each compound name: the known one, else the next number of the community.

    `known` maps the names of the community's compounds to their ids.
    """
    ids = dict(known)
    taken = {int(id.rpartition(".")[2]) for id in ids.values() if id.rpartition(".")[2].isdigit()}
    for name in names:
        if name not in ids:
            number = max(taken, default=0) + 1
            taken.add(number)
            ids[name] = mint("compound", community, str(number))
    return ids


def statements(
    rows: Sequence[Row], community: str, compounds: Mapping[str, str]
) -> list[Statement]:
    """Return what the rows state, each place once and after its parent."""
    stated: dict[tuple[str, str], Statement] = {}
    for row in rows:
        for statement in _of_row(row, community, compounds[row.compound]):
            stated.setdefault((statement.kind, statement.place), statement)
    return list(stated.values())


def _of_row(row: Row, community: str, compound: str) -> Iterator[Statement]:
    levels = list(_levels(row, community, compound))
    parent = levels[-1][1]
    subject = _subject(row, parent)
    if row.area_kind is not None:
        levels.append(("area", subject, _area(row, _area_name(row, row.area_kind), parent)))
    else:
        levels.append(("household", subject, _door(row, parent)))
    for type_, place, fields in levels:
        yield Statement("place", place, {"type": type_, **fields}, subject, row.line)
    if row.area_kind is None:
        yield from _household(row, subject)


def subject_of(row: Row, community: str, compound: str) -> str:
    """Return the id of the door or area that a row is about."""
    *_, (_, parent, _) = _levels(row, community, compound)
    return _subject(row, parent)


def _subject(row: Row, parent: str) -> str:
    if row.area_kind is None:
        return mint("household", parent, row.door or "")
    return mint("area", parent, _area_name(row, row.area_kind))


def _area_name(row: Row, kind: str) -> str:
    return row.area or AREA_NAMES[kind]


def _levels(row: Row, community: str, compound: str) -> Iterator[tuple[str, str, dict[str, Value]]]:
    yield "compound", compound, {"name": row.compound, "parent": community}
    if row.building is None:
        return
    building = mint("building", compound, row.building)
    yield (
        "building",
        building,
        {"name": _named(row.building, "栋"), "parent": compound, "sort": _number(row.building)},
    )
    if row.stairwell is None:
        return
    stairwell = mint("stairwell", building, row.stairwell)
    name = _named(row.stairwell, "单元")
    sort = _number(row.stairwell)
    yield "stairwell", stairwell, {"name": name, "parent": building, "sort": sort}


def _door(row: Row, stairwell: str) -> dict[str, Value]:
    floor, door = row.floor or 0, row.door or ""
    return {
        "name": door,
        "parent": stairwell,
        "sort": (floor + 10) * 1_000 + _number(door) % 1_000,
        "floor": floor,
        "door": door,
        "stairwell": row.stairwell,
    }


def _area(row: Row, name: str, parent: str) -> dict[str, Value]:
    fields: dict[str, Value] = {"name": name, "parent": parent, "area_kind": row.area_kind}
    if row.cleaned_by is not None:
        fields["cleaned_by"] = row.cleaned_by
    if row.times_per_day is not None:
        fields["sessions"] = ONLY_MORNING if row.times_per_day < ALL_SESSIONS else []
        if row.times_per_day > ALL_SESSIONS:
            fields["tags"] = [f"times:{row.times_per_day}"]
    return fields


def _household(row: Row, place: str) -> Iterator[Statement]:
    known: dict[str, Value] = {}
    if row.occupancy is not None:
        known["state"] = row.occupancy
    if row.people is not None:
        known["people"] = row.people
    if row.head is not None:
        known["head"] = mask_name(row.head)
    if row.phone is not None:
        known["phone_masked"] = mask_phone(row.phone)
    if row.tags:
        known["tags"] = list(row.tags)
    yield Statement(
        "occupancy", place, known, place, row.line, {"state": "unknown", "said_by": "roster"}
    )
    private: dict[str, Value] = {}
    if row.head is not None:
        private["head"] = row.head
    if row.phone is not None:
        private["phone"] = row.phone
    if row.residents:
        private["residents"] = list(row.residents)
    if private:
        yield Statement("contact", place, private, place, row.line)


def _named(label: str, counter: str) -> str:
    return f"{label}{counter}" if label.isascii() else label


def _number(label: str) -> int:
    digits = re.search(r"[0-9]{1,5}", label)
    letter = label[-1:] if label[-1:].isascii() and label[-1:].isalpha() else "@"
    return int(digits[0]) + ord(letter.upper()) - ord("@") if digits else 0


def make_plan(
    stated: Iterable[Statement],
    current: Mapping[tuple[str, str], Current],
    doors_there: Iterable[str] = (),
) -> Plan:
    """Compare what is stated with what stands; `doors_there` are the compounds' known doors."""
    changes: list[Change] = []
    verdicts: dict[str, str] = {}
    new_places: Counter[str] = Counter()
    for one in stated:
        change = _change(one, current.get((one.kind, one.place)))
        verdicts.setdefault(one.subject, "left")
        if change is None:
            continue
        changes.append(change)
        if one.kind == "place" and change.is_new:
            new_places[str(one.fields["type"])] += 1
        verdicts[one.subject] = _worse(verdicts[one.subject], change)
    count = Counter(verdicts.values())
    absent = sum(door not in verdicts for door in doors_there)
    return Plan(
        tuple(changes),
        count["added"],
        count["changed"],
        count["left"],
        absent,
        dict(new_places),
        verdicts,
    )


def _change(one: Statement, stands: Current | None) -> Change | None:
    if stands is None:
        return Change(one, {**one.when_new, **one.fields}, {}, ())
    differ = {name: value for name, value in one.fields.items() if stands.fields.get(name) != value}
    if stands.voided:
        differ[VOID] = False
    before = {name: stands.fields.get(name) for name in differ}
    return Change(one, differ, before, stands.heads) if differ else None


def _worse(verdict: str, change: Change) -> str:
    """A door is added when its own place is new; a new contact of an old door changes it."""
    is_itself = (
        change.statement.kind == "place" and change.statement.place == change.statement.subject
    )
    if is_itself and change.is_new:
        return "added"
    about_door = is_itself or change.statement.kind != "place"
    return "changed" if verdict == "left" and about_door else verdict
