"""The doors of a building without a list: its numbers as people there write them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.roster.generator import BadBuilding, Building, doors, rows

TOWER = Building("华氏儒商花园", "3栋", stairwells=1, floors=15, doors_per_floor=4)


def labels(plan: Building) -> list[str]:
    return [door.label for door in doors(plan)]


def test_fifteen_floors_of_four_doors_make_sixty() -> None:
    made = labels(TOWER)
    assert len(made) == 60
    assert made[:5] == ["101", "102", "103", "104", "201"]
    assert made[-1] == "1504"


def test_skipped_floors_leave_a_gap_and_the_building_keeps_its_height() -> None:
    plan = replace(TOWER, skip_floors=(4, 13, 14))
    floors = {door.floor for door in doors(plan)}
    assert len(doors(plan)) == 60
    assert floors.isdisjoint({4, 13, 14})
    assert max(floors) == 18


def test_each_stairwell_has_its_own_doors() -> None:
    made = doors(replace(TOWER, stairwells=3, floors=6, doors_per_floor=2))
    assert [door.label for door in made if door.stairwell == "2"][:2] == ["101", "102"]
    assert len(made) == 36


def test_door_numbers_may_run_on_through_the_stairwells() -> None:
    plan = replace(TOWER, stairwells=2, floors=1, doors_per_floor=3, continue_doors=True)
    assert labels(plan) == ["101", "102", "103", "104", "105", "106"]


def test_letters_may_stand_behind_the_floor() -> None:
    assert labels(replace(TOWER, floors=2, doors_per_floor=3, pattern="{floor}{letter}")) == [
        "1A", "1B", "1C", "2A", "2B", "2C",
    ]  # fmt: skip


def test_the_stairwell_may_be_part_of_the_number() -> None:
    plan = replace(TOWER, stairwells=2, floors=1, pattern="{stairwell}-{floor}{door:02}")
    assert labels(plan)[-1] == "2-104"


def test_shops_take_the_ground_floor() -> None:
    plan = replace(TOWER, floors=2, ground_shops=3)
    assert labels(plan) == ["商1", "商2", "商3", "201", "202", "203", "204"]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"floors": 0}, "floors", "out_of_range"),
        ({"floors": 121}, "floors", "out_of_range"),
        ({"stairwells": 41}, "stairwells", "out_of_range"),
        ({"doors_per_floor": 61}, "doors_per_floor", "out_of_range"),
        ({"stairwells": 40, "floors": 100}, "floors", "too_many_doors"),
        ({"ground_shops": -1}, "ground_shops", "out_of_range"),
        ({"pattern": "{floor}"}, "pattern", "repeats"),
        ({"pattern": "{door:02}"}, "pattern", "repeats"),
        ({"pattern": "{floor}{flat}"}, "pattern", "pattern_form"),
        ({"pattern": "{floor.__class__}"}, "pattern", "pattern_form"),
        ({"pattern": "{floor:09999}{door}"}, "pattern", "pattern_form"),
        ({"pattern": "{floor}/{door}"}, "pattern", "label_form"),
        ({"doors_per_floor": 30, "pattern": "{floor}{letter}"}, "pattern", "pattern_form"),
        ({"name": "三栋!"}, "name", "label_form"),
        ({"name": " "}, "name", "missing"),
        ({"compound": ""}, "compound", "missing"),
    ],
)
def test_a_plan_without_sense_is_refused_by_the_field_at_fault(
    changes: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(BadBuilding) as caught:
        doors(replace(TOWER, **changes))  # type: ignore[arg-type]  # the table mixes fields
    assert (caught.value.field, caught.value.code) == (field, code)


def test_generated_doors_enter_as_roster_rows() -> None:
    row = rows(TOWER)[0]
    assert (row.compound, row.building, row.stairwell, row.floor, row.door) == (
        "华氏儒商花园", "3", "1", 1, "101",
    )  # fmt: skip
    assert row.occupancy is None
