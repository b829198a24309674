"""The doors of a building that has no list: stairwells by floors by doors, with its own numbering.

>>> plan = Building("华氏儒商花园", "3", stairwells=1, floors=2, doors_per_floor=2)
>>> [door.label for door in doors(plan)]
['101', '102', '201', '202']
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from dataclasses import dataclass

from server.roster.cells import BadCell, bare_label
from server.roster.rows import Row
from sync.words import Words

MAX_DOORS = 3_000
LIMITS = {"stairwells": (1, 40), "floors": (1, 120), "doors_per_floor": (1, 60)}
SAID = {
    "stairwells": ("单元数", "stairwells"), "floors": ("层数", "floors"),
    "doors_per_floor": ("每层户数", "doors on a floor"), "ground_shops": ("底层商铺", "shops"),
}  # fmt: skip
DOOR_PATTERN, SHOP_PATTERN = "{floor}{door:02}", "商{door}"
FIELD = re.compile(r"\{(floor|door|stairwell|letter)(?::0?([1-4]))?\}")


class BadBuilding(ValueError):
    """A building that cannot be generated: the field that is at fault and why."""

    def __init__(self, field: str, code: str, detail: Words) -> None:
        self.field = field
        self.code = code
        self.detail = detail
        super().__init__(f"{field}: {detail.en}")


@dataclass(frozen=True, slots=True)
class Building:
    """What a person says about a building; `pattern` knows floor, door, stairwell and letter.

    A floor in `skip_floors` does not exist in the numbering (4, 13 and 14 often do not): the
    building still has `floors` floors, the highest one is then numbered higher. Shops stand on
    floor 1 instead of flats when `ground_shops` is more than 0.
    """

    compound: str
    name: str
    stairwells: int = 1
    floors: int = 1
    doors_per_floor: int = 1
    pattern: str = DOOR_PATTERN
    skip_floors: tuple[int, ...] = ()
    ground_shops: int = 0
    shop_pattern: str = SHOP_PATTERN
    continue_doors: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """One door that will be made."""

    stairwell: str
    floor: int
    label: str


def doors(plan: Building) -> list[Door]:
    """Return every door of the building in order; raises BadBuilding for a plan without sense."""
    _check(plan)
    made = [door for number in range(1, plan.stairwells + 1) for door in _stairwell(plan, number)]
    seen: set[tuple[str, str]] = set()
    for door in made:
        if (door.stairwell, door.label) in seen:
            raise BadBuilding(
                "pattern",
                "repeats",
                Words(
                    f"{door.label} 会造出两次,换个门牌样式",
                    f"{door.label} would be made twice; choose another number pattern",
                ),
            )
        seen.add((door.stairwell, door.label))
    return made


def _stairwell(plan: Building, number: int) -> Iterator[Door]:
    numbered = (floor for floor in range(1, 1_000) if floor not in plan.skip_floors)
    for floor in (next(numbered) for _ in range(plan.floors)):
        shops = floor == 1 and plan.ground_shops > 0
        count = plan.ground_shops if shops else plan.doors_per_floor
        pattern = plan.shop_pattern if shops else plan.pattern
        before = (number - 1) * count if plan.continue_doors or shops else 0
        for door in range(before + 1, before + count + 1):
            yield Door(str(number), floor, _label(pattern, floor, door, number, door - before))


def _label(pattern: str, floor: int, door: int, stairwell: int, place: int) -> str:
    letter = string.ascii_uppercase[place - 1] if place <= 26 else ""
    values = {"floor": floor, "door": door, "stairwell": stairwell}

    def fill(found: re.Match[str]) -> str:
        if found[1] == "letter":
            return letter
        return str(values[found[1]]).zfill(int(found[2] or 1))

    try:
        return bare_label(FIELD.sub(fill, pattern))
    except BadCell as wrong:
        raise BadBuilding(
            "pattern",
            "label_form",
            Words(f"按「{pattern}」造不出门牌", f"{pattern!r} makes no door number"),
        ) from wrong


def _check(plan: Building) -> None:
    for name, (low, high) in LIMITS.items():
        if not low <= getattr(plan, name) <= high:
            raise BadBuilding(name, "out_of_range", _between(name, low, high))
    if not 0 <= plan.ground_shops <= 60:
        raise BadBuilding("ground_shops", "out_of_range", _between("ground_shops", 0, 60))
    if plan.stairwells * plan.floors * max(plan.doors_per_floor, plan.ground_shops) > MAX_DOORS:
        raise BadBuilding(
            "floors",
            "too_many_doors",
            Words(f"一栋最多 {MAX_DOORS} 户", f"a building has {MAX_DOORS} doors at most"),
        )
    if len(plan.skip_floors) > 120:
        raise BadBuilding(
            "skip_floors",
            "out_of_range",
            Words("跳过的层最多写 120 个", "at most 120 floors are left out"),
        )
    for field in ("compound", "name"):
        if not getattr(plan, field).strip():
            raise BadBuilding(field, "missing", Words("楼栋名要写", "the building needs a name"))
    _check_patterns(plan)


def _between(name: str, low: int, high: int) -> Words:
    zh, en = SAID[name]
    return Words(f"{zh}在 {low} 到 {high} 之间", f"{en} lie between {low} and {high}")


def _check_patterns(plan: Building) -> None:
    try:
        bare_label(plan.name)
    except BadCell as wrong:
        raise BadBuilding(
            "name",
            "label_form",
            Words("楼栋名只用汉字、字母和数字", "a name has letters, digits and Chinese only"),
        ) from wrong
    for field in ("pattern", "shop_pattern"):
        pattern = getattr(plan, field)
        rest = FIELD.sub("", pattern)
        if len(pattern) > 60 or "{" in rest or "}" in rest:
            raise BadBuilding(
                field,
                "pattern_form",
                Words(
                    "门牌样式只认 {floor} {door:02} {stairwell} {letter}",
                    "a number pattern knows {floor}, {door:02}, {stairwell} and {letter}",
                ),
            )
        if "{letter}" in pattern and max(plan.doors_per_floor, plan.ground_shops) > 26:
            raise BadBuilding(
                field,
                "pattern_form",
                Words("用字母的,一层最多 26 户", "letters end at 26 doors on a floor"),
            )


def rows(plan: Building) -> tuple[Row, ...]:
    """Return the doors as roster rows, so that generating and importing are one way in.

    A generated door is `unknown` until somebody says who lives there; shops too.
    """
    return tuple(
        Row(
            line=number,
            sheet=None,
            compound=plan.compound.strip(),
            building=bare_label(plan.name),
            stairwell=door.stairwell,
            floor=door.floor,
            door=door.label,
        )
        for number, door in enumerate(doors(plan), start=1)
    )
