"""A small town, written through the server's own replica: two communities and what is in them."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask

from server.log.authoring import Draft
from server.store import current_store
from sync.ops import Value

CITY, DISTRICT, STREET = "420100", "420103", "420103009"
COMMUNITY, FOREIGN_COMMUNITY = "420103009001", "420103009002"
COMPOUND, SIBLING_COMPOUND = f"{COMMUNITY}.1", f"{COMMUNITY}.2"
FOREIGN_COMPOUND = f"{FOREIGN_COMMUNITY}.1"
BUILDING, SIBLING_BUILDING = f"{COMPOUND}.3", f"{COMPOUND}.4"
FOREIGN_BUILDING = f"{FOREIGN_COMPOUND}.3"
DOORS = [f"{BUILDING}.1.{floor}0{door}" for floor in (1, 2, 3) for door in (1, 2)]
DOOR, SIBLING_DOOR, FOREIGN_DOOR = (
    DOORS[0],
    f"{SIBLING_BUILDING}.1.101",
    f"{FOREIGN_BUILDING}.1.101",
)
LIFT, GATE = f"{BUILDING}.@lift", f"{COMPOUND}.@gate"

DIVISIONS = [
    (CITY, "city", "武汉市", None),
    (DISTRICT, "district", "江汉区", CITY),
    (STREET, "street", "唐家墩街道", DISTRICT),
    (COMMUNITY, "community", "西桥社区", STREET),
    (FOREIGN_COMMUNITY, "community", "八达里社区", STREET),
    (COMPOUND, "compound", "华氏儒商花园", COMMUNITY),
    (SIBLING_COMPOUND, "compound", "隔壁小区", COMMUNITY),
    (FOREIGN_COMPOUND, "compound", "钻石公寓", FOREIGN_COMMUNITY),
]


def building(id: str, compound: str) -> Iterator[Draft]:
    """A building with one stairwell of three floors, two doors each."""
    name = f"{id.rsplit('.', 1)[1]}栋"
    yield Draft("place", id, {"type": "building", "name": name, "parent": compound, "sort": 1})
    stairwell = f"{id}.1"
    yield Draft("place", stairwell, {"type": "stairwell", "name": "1单元", "parent": id, "sort": 1})
    for floor in (1, 2, 3):
        for door in (1, 2):
            label = f"{floor}0{door}"
            fields: dict[str, Value] = {
                "type": "household", "name": label, "parent": stairwell, "sort": int(label),
                "floor": floor, "door": label, "stairwell": "1",
            }  # fmt: skip
            yield Draft("place", f"{stairwell}.{label}", fields)


def drafts() -> Iterator[Draft]:
    for id, type, name, parent in DIVISIONS:
        fields: dict[str, Value] = {"type": type, "name": name, "sort": 1}
        if parent:
            fields["parent"] = parent
        yield Draft("place", id, fields)
    yield from building(BUILDING, COMPOUND)
    yield from building(SIBLING_BUILDING, COMPOUND)
    yield from building(FOREIGN_BUILDING, FOREIGN_COMPOUND)
    yield area(LIFT, "电梯A", BUILDING, "lift")
    yield area(GATE, "大门", COMPOUND, "gate", sessions=["am"])


def area(id: str, name: str, parent: str, kind: str, **more: Value) -> Draft:
    """A public area."""
    fields: dict[str, Value] = {"type": "area", "name": name, "parent": parent, "sort": 1}
    return Draft("place", id, fields | {"area_kind": kind} | more)


def plant(app: Flask) -> None:
    """Write the town."""
    with app.app_context():
        current_store().author(list(drafts()), "server")


def author(app: Flask, *drafts: Draft, by: str = "server") -> list[str]:
    """Seal ops in the server's replica, as a desk does."""
    with app.app_context():
        return current_store().author(list(drafts), by)
