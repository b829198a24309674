"""Ids come from natural keys, the tree from stated parents, and the feed from both."""

from __future__ import annotations

import pytest

from sync.kinds import load_kinds
from sync.ops import Op, OpParts, Value, read_op, seal
from sync.places import Tree, feed_of, mint, slug, unit_of_place

KINDS = load_kinds()
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


def place_op(place: str, fields: dict[str, Value], kind: str = "place") -> Op:
    return read_op(
        seal(
            OpParts(
                kind=kind,
                version=1,
                nonce="AAECAwQFBgc",
                place=place,
                by="u1",
                at=0,
                tz=480,
                rec=0,
                fields=fields,
            )
        )
    )


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


@pytest.mark.parametrize(
    ("place", "feed"),
    [
        ("4201", ("4201", "ref")),
        (COMMUNITY, ("4201", "ref")),
        (COMPOUND, (COMPOUND, "ref")),
        (BUILDING, (COMPOUND, "ref")),
        (f"{BUILDING}.1", (COMPOUND, "ref")),
        (f"{BUILDING}.@电梯A", (COMPOUND, "ref")),
        (DOOR, (BUILDING, "ref")),
    ],
)
def test_a_place_goes_to_the_feed_of_its_own_level(place: str, feed: tuple[str, str]) -> None:
    tree = wuhan()
    known = tree.get(place)
    assert known
    assert feed_of(KINDS["place"], place_op(place, {"name": "新名"}), tree) == feed
    stated: dict[str, Value] = {"type": known.type, "parent": known.parent}
    assert feed_of(KINDS["place"], place_op(place, stated), tree) == feed


def test_a_new_place_goes_by_the_parent_it_states() -> None:
    tree = wuhan()
    door = place_op(f"{BUILDING}.1.1401", {"type": "household", "parent": f"{BUILDING}.1"})
    assert feed_of(KINDS["place"], door, tree) == (BUILDING, "ref")
    compound = place_op(f"{COMMUNITY}.2", {"type": "compound", "parent": COMMUNITY})
    assert feed_of(KINDS["place"], compound, Tree()) == (f"{COMMUNITY}.2", "ref")


@pytest.mark.parametrize(
    "fields",
    [{"name": "?"}, {"type": "household"}, {"type": "household", "parent": 7}, {"type": ["area"]}],
)
def test_a_place_that_cannot_be_put_anywhere_has_no_feed(fields: dict[str, Value]) -> None:
    assert feed_of(KINDS["place"], place_op("nowhere", fields), wuhan()) is None


@pytest.mark.parametrize(
    ("kind", "place", "feed"),
    [
        ("screening", DOOR, (BUILDING, "person")),
        ("occupancy", DOOR, (BUILDING, "ref")),
        ("disinfection", f"{BUILDING}.@电梯A", (COMPOUND, "work")),
        ("admission", DOOR, (COMMUNITY, "quar")),
        ("screening", COMPOUND, None),
    ],
)
def test_a_record_goes_to_the_unit_of_its_kind(
    kind: str, place: str, feed: tuple[str, str] | None
) -> None:
    assert feed_of(KINDS[kind], place_op(place, {}, kind), wuhan()) == feed


def test_a_buildings_doors_stay_with_the_building() -> None:
    assert unit_of_place("household") == "building"
    assert unit_of_place("area") == "compound"
    assert unit_of_place("street") == "city"
