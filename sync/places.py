"""Places: their types, how ids are minted, and whose feed tells of which.

Ids are minted once from natural keys (a statistical code, a house number), so importing the same
list twice makes the same places; after that they are opaque and every parent is stated.

>>> building = mint("building", "420103009001.1", "3号楼")
>>> mint("household", mint("stairwell", building, "1单元"), "1302室")
'420103009001.1.3.1.1302'
"""

import re
import unicodedata
from typing import Final

TYPES: Final = (
    "city", "district", "street", "community", "village", "compound",
    "building", "stairwell", "household", "area", "gate",
)  # fmt: skip
DIVISIONS: Final = TYPES[:5]
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


def unit_of_place(type: str) -> str:
    """The level whose `ref` feed carries places of this type."""
    return _REF_UNIT.get(type, "compound")
