"""Which compounds the demonstration has: sizes from the story, doors and names made up.

Published were: 华氏儒商花园 (西桥社区) 368 households, 钻石公寓's community (八达里社区) 4,700,
临江雅居 (蒋家墩社区) 48, 乌金山社区 673 households with 2,231 people. All the rest, every name
and every telephone number, is invented from a fixed seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from server.demo.names import full_name, seeded, telephone
from server.roster.generator import Building, rows
from server.roster.rows import Row

TAGS = {"alone": 0.05, "hardship": 0.03, "medical": 0.03, "watch": 0.004}
LIFT_FLOORS = 7  # houses of seven floors and more have a lift (GB 50352)


@dataclass(frozen=True, slots=True)
class Compound:
    """A compound to be made: its rows as a roster has them, and how its fortnight was worked.

    `days` back from yesterday have a morning round each; the last `evenings` of them an evening
    round too.
    """

    community: str
    name: str
    rows: tuple[Row, ...]
    days: int
    evenings: int


@dataclass(frozen=True, slots=True)
class _Houses:
    """Equal houses of a compound: numbers first..last, stairwells, floors, doors per floor."""

    first: int
    last: int
    stairwells: int
    floors: int
    doors: int
    skip: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sketch:
    community: str
    name: str
    houses: tuple[_Houses, ...]
    days: int
    evenings: int
    areas: tuple[tuple[str, str, str], ...]
    people: int | None = None
    vacant: float = 0.06
    away: float = 0.03
    unknown: float = 0.0
    telephones: float = 1.0


GATE = ("大门", "gate", "property_staff")
RUBBISH = (("东垃圾点", "rubbish", "property_staff"), ("西垃圾点", "rubbish", "property_staff"))
OUTDOOR = (("中心花园", "outdoor", "community"), ("主干道", "outdoor", "community"))
# Evenings of the big ones are few: the demonstration is to load in seconds.
EVERY, FEW = 14, 2
# The one that is certified has the fortnight before its declaration too.
CERTIFIED, CERTIFIED_DAYS = "临江雅居", 18

STORY = _Sketch(
    "420103009001", "华氏儒商花园",
    (_Houses(1, 4, 1, 15, 4), _Houses(5, 6, 1, 16, 4, skip=(4, 13, 14))),
    14, EVERY, (GATE, *RUBBISH, *OUTDOOR),
)  # fmt: skip
SKETCHES = (
    STORY,
    _Sketch(
        "420107003004", CERTIFIED, (_Houses(1, 2, 2, 6, 2),), CERTIFIED_DAYS, CERTIFIED_DAYS,
        (GATE, RUBBISH[0]),
    ),
    _Sketch(
        "420103012008", "钻石公寓", (_Houses(1, 6, 1, 30, 8),), 14, FEW, (GATE, *RUBBISH),
        telephones=0.3,
    ),
    _Sketch(
        "420103012008", "八达里小区", (_Houses(7, 14, 6, 7, 6),), 3, FEW, (GATE, *RUBBISH),
        telephones=0.3,
    ),
    _Sketch(
        "420103012008", "常青雅苑", (_Houses(15, 19, 1, 26, 8), _Houses(20, 20, 1, 17, 12)),
        3, FEW, (GATE, RUBBISH[0]), telephones=0.3,
    ),
    _Sketch(
        "420113003002", "乌金山小区",
        (_Houses(1, 9, 2, 6, 3), _Houses(10, 17, 2, 5, 4), _Houses(18, 18, 1, 1, 29)),
        14, FEW, (GATE, RUBBISH[0]), people=2_231,
    ),
    _Sketch(
        "420115088004", "腾龙小区", (_Houses(1, 10, 2, 6, 3),), 7, FEW, (GATE,), unknown=0.02,
    ),
)  # fmt: skip

# The newcomer's building: 60 doors, 58 of them due, none under observation.
NEWCOMER_BUILDING = "3"
NEWCOMER_VACANT = ("1203", "602")


@cache
def city(small: bool = False) -> tuple[Compound, ...]:
    """Return the compounds of the demonstration, always the same; `small`: one with three days."""
    sketches = (replace(STORY, days=3),) if small else SKETCHES
    return tuple(_compound(sketch, seeded(sketch.name)) for sketch in sketches)


def _compound(sketch: _Sketch, rng: random.Random) -> Compound:
    doors = [row for house in sketch.houses for row in _houses(sketch.name, house)]
    lived = [_household(sketch, row, rng) for row in doors]
    lived = _with_people(lived, sketch.people, rng)
    areas = list(_areas(sketch))
    numbered = [replace(row, line=line) for line, row in enumerate((*lived, *areas), start=2)]
    return Compound(sketch.community, sketch.name, tuple(numbered), sketch.days, sketch.evenings)


def _houses(compound: str, house: _Houses) -> Iterator[Row]:
    for number in range(house.first, house.last + 1):
        yield from rows(
            Building(
                compound,
                str(number),
                stairwells=house.stairwells,
                floors=house.floors,
                doors_per_floor=house.doors,
                skip_floors=house.skip,
            )
        )


def _household(sketch: _Sketch, row: Row, rng: random.Random) -> Row:
    newcomers = sketch.name == STORY.name and row.building == NEWCOMER_BUILDING
    shares = {"vacant": sketch.vacant, "away": sketch.away, "unknown": sketch.unknown}
    state = _drawn(shares, rng) or "occupied"
    if newcomers:
        state = "vacant" if row.door in NEWCOMER_VACANT else "occupied"
    tag = _drawn(TAGS, rng)
    head, phone, has_phone = full_name(rng), telephone(rng), rng.random() < sketch.telephones
    if state in ("vacant", "unknown"):
        return replace(row, occupancy=state)
    kept = tag is not None and state == "occupied" and not (newcomers and tag == "watch")
    return replace(
        row,
        occupancy=state,
        head=head,
        phone=phone if has_phone else None,
        tags=(tag,) if kept and tag else (),
    )


def _drawn(shares: Mapping[str, float], rng: random.Random) -> str | None:
    chance = rng.random()
    for name, share in shares.items():
        if chance < share:
            return name
        chance -= share
    return None


def _with_people(doors: list[Row], total: int | None, rng: random.Random) -> list[Row]:
    """Give each lived-in door its people; exactly `total` in all when it was published."""
    lived = [index for index, row in enumerate(doors) if row.occupancy in ("occupied", "away")]
    counts = {index: rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5)) for index in lived}
    while total is not None and sum(counts.values()) != total:
        index = rng.choice(lived)
        step = 1 if sum(counts.values()) < total else -1
        counts[index] = min(max(counts[index] + step, 1), 7)
    return [
        replace(row, people=counts[index]) if index in counts else row
        for index, row in enumerate(doors)
    ]


def _areas(sketch: _Sketch) -> Iterator[Row]:
    first = Row(line=0, sheet=None, compound=sketch.name, times_per_day=2)
    for name, kind, cleaner in sketch.areas:
        yield replace(first, area=name, area_kind=kind, cleaned_by=cleaner)
    for house in sketch.houses:
        for number in range(house.first, house.last + 1):
            within = replace(first, building=str(number), cleaned_by="property_staff")
            yield replace(within, area="楼道", area_kind="corridor")
            if house.floors >= LIFT_FLOORS:
                yield replace(within, area="大厅", area_kind="lobby")
                yield replace(within, area="电梯", area_kind="lift")
