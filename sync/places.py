"""The tree of places: its levels, how ids are minted, and whose feed tells of which.

Ids are minted once from natural keys (a statistical code, a house number), so importing the same
list twice makes the same places; after that they are opaque and every parent is stated.

>>> building = mint("building", "420103009001.1", "3号楼")
>>> mint("household", mint("stairwell", building, "1单元"), "1302室")
'420103009001.1.3.1.1302'
>>> tree = Tree()
>>> for id, type_, parent in [("c", "compound", None), ("c.3", "building", "c"),
...                           ("c.3.1", "stairwell", "c.3"), ("c.3.1.1302", "household", "c.3.1")]:
...     tree.add(id, type_, parent)
>>> tree.unit_of("c.3.1.1302", "building"), tree.is_within("c.3.1.1302", "c")
('c.3', True)
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

TYPES: Final = (
    "city", "district", "street", "community", "village", "compound",
    "building", "stairwell", "household", "area", "gate",
)  # fmt: skip
DIVISIONS: Final = TYPES[:5]
# A village takes the place of a community wherever a level is asked for.
_LEVEL: Final = {"village": "community"}
# Whose feed tells phones of a place: a building's doors stay with the building.
_REF_UNIT: Final = dict.fromkeys(DIVISIONS, "city") | {"household": "building"}
_SUFFIX: Final = {
    "building": re.compile("(号楼|栋)$"),
    "stairwell": re.compile("单元$"),
    "household": re.compile("室$"),
}
_NOT_IN_ID: Final = re.compile(r"[^0-9A-Za-z一-龥-]")


def slug(label: str) -> str:
    """The letters, digits, hyphens and hanzi of a label, full-width forms made plain.

    Raises ValueError when nothing is left.
    """
    plain = _NOT_IN_ID.sub("", unicodedata.normalize("NFKC", label))
    if not plain:
        raise ValueError(f"no id can be made from {label!r}")
    return plain


def mint(type: str, parent: str, label: str) -> str:
    """The id of the place of this type and label below `parent`; for a division its code.

    Raises ValueError when the label leaves nothing to make an id from.
    """
    if type in DIVISIONS:
        return slug(label)
    if type in ("area", "gate"):
        return f"{parent}.@{slug(label)}"
    suffix = _SUFFIX.get(type)
    return f"{parent}.{slug(suffix.sub('', label.strip()) if suffix else label)}"


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the tree; `parent` is None at the top, and may name a place not (yet) known."""

    id: str
    type: str
    parent: str | None


class Tree:
    """The places that are known, each with its stated parent, in any order of arrival."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}

    def add(self, id: str, type: str, parent: str | None) -> None:
        """State a place, or state it anew: the last statement stands."""
        self._places[id] = Place(id, type, parent)

    def __contains__(self, id: str) -> bool:
        return id in self._places

    def __len__(self) -> int:
        return len(self._places)

    def get(self, id: str) -> Place | None:
        """The place, or None when it is not known."""
        return self._places.get(id)

    def ancestors(self, id: str) -> Iterator[Place]:
        """The place itself and those above it, nearest first; ends at the first unknown one."""
        seen: set[str] = set()
        place = self.get(id)
        # Two devices may move places under each other: a ring must not hang the server.
        while place is not None and place.id not in seen:
            seen.add(place.id)
            yield place
            place = self.get(place.parent) if place.parent is not None else None

    def is_within(self, id: str, above: str) -> bool:
        """Whether the place is `above` or lies below it."""
        return any(place.id == above for place in self.ancestors(id))

    def unit_of(self, id: str, unit: str) -> str | None:
        """The place of level `unit` at or above `id`; a village answers for a community."""
        levels = ((place.id, _LEVEL.get(place.type, place.type)) for place in self.ancestors(id))
        return next((place for place, level in levels if level == unit), None)


def unit_of_place(type: str) -> str:
    """The level whose `ref` feed carries places of this type."""
    return _REF_UNIT.get(type, "compound")
