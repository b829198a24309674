"""Ids come from natural keys; the type of a place says whose feed tells of it."""

from __future__ import annotations

import pytest

from sync.places import TYPES, mint, slug, unit_of_place

COMMUNITY, COMPOUND = "420103009001", "420103009001.1"
BUILDING, DOOR = f"{COMPOUND}.3", f"{COMPOUND}.3.1.1302"


@pytest.mark.parametrize(
    ("type", "parent", "label", "id"),
    [
        ("city", "", "4201", "4201"),
        ("village", "420115088", "420115088201", "420115088201"),
        ("compound", COMMUNITY, "1", COMPOUND),
        ("building", COMPOUND, "3栋", BUILDING),
        ("building", COMPOUND, " 3号楼 ", BUILDING),
        ("building", COMPOUND, "Ａ－１２栋", f"{COMPOUND}.A-12"),
        ("building", COMPOUND, "桂花楼", f"{COMPOUND}.桂花楼"),
        ("stairwell", BUILDING, "1单元", f"{BUILDING}.1"),
        ("household", f"{BUILDING}.1", "1302室", DOOR),
        ("household", f"{BUILDING}.1", "1302", DOOR),
        ("area", BUILDING, "电梯 A", f"{BUILDING}.@电梯A"),
        ("gate", COMPOUND, "大门", f"{COMPOUND}.@大门"),
    ],
)
def test_an_id_is_minted_from_the_parent_and_the_label(
    type: str, parent: str, label: str, id: str
) -> None:
    assert mint(type, parent, label) == id


@pytest.mark.parametrize("label", ["", "…", "/", " "])
def test_a_label_without_a_letter_makes_no_id(label: str) -> None:
    with pytest.raises(ValueError, match="no id can be made"):
        slug(label)


def test_ids_never_hold_what_separates_a_slot_key() -> None:
    assert "/" not in mint("household", "x", "1302/2020-03-10/am")


def test_a_places_own_level_decides_whose_feed_tells_of_it() -> None:
    assert {type: unit_of_place(type) for type in TYPES} == {
        "city": "city",
        "district": "city",
        "street": "city",
        "community": "city",
        "village": "city",
        "compound": "compound",
        "building": "compound",
        "stairwell": "compound",
        "household": "building",
        "area": "compound",
        "gate": "compound",
    }
