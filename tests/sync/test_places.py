"""Ids come from natural keys, and the tree from stated parents."""

from __future__ import annotations

import pytest

from sync.places import TYPES, Tree, mint, slug, unit_of_place

COMMUNITY, COMPOUND = "420103009001", "420103009001.1"
BUILDING, DOOR = f"{COMPOUND}.3", f"{COMPOUND}.3.1.1302"


def wuhan() -> Tree:
    tree = Tree()
    rows: list[tuple[str, str, str | None]] = [
        (DOOR, "household", f"{BUILDING}.1"),  # children may be stated first
        (f"{BUILDING}.1", "stairwell", BUILDING),
        (BUILDING, "building", COMPOUND),
        (f"{BUILDING}.@电梯A", "area", BUILDING),
        (f"{COMPOUND}.@大门", "gate", COMPOUND),
        (COMPOUND, "compound", COMMUNITY),
        (COMMUNITY, "community", "420103009"),
        ("420103009", "street", "420103"),
        ("420103", "district", "4201"),
        ("4201", "city", None),
        ("420115088201", "village", "420103009"),
        ("420115088201.1", "compound", "420115088201"),
    ]
    for row in rows:
        tree.add(*row)
    return tree


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


def test_a_place_is_within_itself_and_all_above_it() -> None:
    tree = wuhan()
    assert [place.type for place in tree.ancestors(DOOR)] == [
        "household", "stairwell", "building", "compound", "community", "street", "district", "city",
    ]  # fmt: skip
    assert tree.is_within(DOOR, DOOR)
    assert tree.is_within(DOOR, "420103")
    assert not tree.is_within(BUILDING, DOOR)
    assert not tree.is_within("nowhere", "4201")


def test_a_village_answers_for_a_community() -> None:
    tree = wuhan()
    assert tree.unit_of("420115088201.1", "community") == "420115088201"
    assert tree.unit_of(DOOR, "community") == COMMUNITY
    assert tree.unit_of(COMMUNITY, "building") is None


def test_a_broken_line_of_parents_ends_where_it_breaks() -> None:
    tree = Tree()
    tree.add("b", "building", "c")
    assert tree.unit_of("b", "compound") is None
    tree.add("c", "compound", None)
    assert tree.unit_of("b", "compound") == "c"
    assert ("b" in tree, "d" in tree, len(tree)) == (True, False, 2)


def test_two_places_moved_under_each_other_do_not_hang() -> None:
    tree = Tree()
    tree.add("a", "building", "b")
    tree.add("b", "building", "a")
    assert [place.id for place in tree.ancestors("a")] == ["a", "b"]


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
