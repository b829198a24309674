"""The division lists that ship, and lists that are wrong."""

from __future__ import annotations

from pathlib import Path

import server.data
from server.roster.divisions import Division, division_type, read_divisions
from server.roster.shipped import shipped_divisions

SHIPPED = Path(server.data.__file__).parent
HEAD = "code,name\n"


def shipped(*names: str) -> list[tuple[str, bytes]]:
    return [(name, (SHIPPED / name).read_bytes()) for name in names]


def wuhan() -> list[tuple[str, bytes]]:
    return shipped("cities.csv", "wuhan_villages.csv", "wuhan_streets.csv", "wuhan_areas.csv")


def test_the_lists_of_wuhan_make_one_tree() -> None:
    found = read_divisions(wuhan())
    types = [division.type for division in found.divisions]
    assert found.faults == ()
    assert types.count("district") == 13
    assert types.count("street") == 193
    assert types.count("community") + types.count("village") == 3_495
    place = {division.code: index for index, division in enumerate(found.divisions)}
    assert all(
        place[division.parent] < place[division.code]
        for division in found.divisions
        if division.parent is not None
    ), "parents come first"


def test_repeated_names_are_different_places() -> None:
    found = read_divisions(wuhan()).divisions
    names = [division.name for division in found if len(division.code) == 12]
    assert len({name for name in names if names.count(name) > 1}) == 186
    assert len({division.code for division in found}) == len(found)


def test_the_communities_of_the_story_have_their_real_codes() -> None:
    found = {division.code: division for division in read_divisions(wuhan()).divisions}
    assert found["420103009001"].name.startswith("西桥社区")
    assert found["420103009"].name.startswith("唐家墩")
    assert found["420103009001"].parent == "420103009"
    assert found["420103"].parent == "4201"


def test_shunde_ships_with_its_streets() -> None:
    lists = (
        "cities.csv",
        *(f"foshan_shunde_{part}.csv" for part in ("areas", "streets", "villages")),
    )
    found = read_divisions(shipped(*lists))
    assert found.faults == ()
    assert len(found.divisions) == 2 + 1 + 10 + 206


def test_the_end_of_a_code_tells_a_community_from_a_village() -> None:
    assert division_type("420103009001") == "community"
    assert division_type("420112105201") == "village"
    assert division_type("420112105401") == "community"
    assert division_type("420112105501") == "village"


def test_a_division_without_its_parent_is_a_fault_unless_the_parent_is_known() -> None:
    lists = [("a.csv", (HEAD + "420103,江汉区\n").encode())]
    (fault,) = read_divisions(lists).faults
    assert (fault.line, fault.code, fault.sheet) == (2, "unknown_parent", "a.csv")
    assert read_divisions(lists, known=["4201"]).faults == ()


def test_missing_ancestors_are_taken_from_what_is_known_above() -> None:
    above = shipped_divisions()
    found = read_divisions([("a.csv", (HEAD + "420103009001,西桥社区\n").encode())], above=above)
    assert found.faults == ()
    assert [division.code for division in found.divisions] == [
        "4201", "420103", "420103009", "420103009001",
    ]  # fmt: skip
    there = read_divisions([("a.csv", (HEAD + "420103,江汉区\n").encode())], ["4201"], above)
    assert [division.code for division in there.divisions] == ["420103"]


def test_bad_codes_and_empty_names_are_faults_with_their_lines() -> None:
    text = HEAD + "42O1,武汉市\n4201,\n4201,武汉市\n4201,汉口市\n4201,武汉市\n"
    found = read_divisions([("a.csv", text.encode())])
    assert [(fault.line, fault.code) for fault in found.faults] == [
        (2, "code_form"),
        (3, "missing"),
        (5, "duplicate_code"),
    ]
    assert found.divisions == (Division("4201", "武汉市", "city", None, 4),)


def test_a_list_in_gb18030_is_decoded_and_says_so() -> None:
    found = read_divisions([("a.csv", (HEAD + "4201,武汉市\n").encode("gb18030"))])
    assert found.encodings == ("gb18030",)
    assert found.divisions[0].name == "武汉市"


def test_a_list_under_chinese_headings_is_read() -> None:
    """It once said that a column named code was missing."""
    listed = "代码, 名称\n4201,武汉市\n420103,江汉区\n".encode()
    found = read_divisions([("", listed)])
    assert [(one.code, one.name) for one in found.divisions] == [
        ("4201", "武汉市"),
        ("420103", "江汉区"),
    ]
