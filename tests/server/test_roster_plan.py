"""What a roster would change: seen before it is written, and nothing the second time."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from server.roster.plan import Current, Plan, Statement, compound_ids, make_plan, statements
from server.roster.rows import read_roster
from server.roster.sheets import read_file
from sync.kinds import faults, load_kinds

COMMUNITY = "420103009001"
HEAD = (
    "小区,楼栋,单元,楼层,门牌,户主,人数,电话,居住情况,标签,家庭成员,"
    "点位,点位类型,消杀责任,每日次数\n"
)
DOOR = "华氏儒商花园,3栋,1,13,1302,李小明,3,13871234567,在住,独居,李一、李二,,,,\n"
EMPTY_DOOR = "华氏儒商花园,3栋,1,13,1303,,,,,,,,,,\n"
LIFT = "华氏儒商花园,3栋,,,,,,,,,,电梯,电梯,物业,4\n"
State = Mapping[tuple[str, str], Current]


def stated(text: str) -> list[Statement]:
    roster = read_roster(read_file((HEAD + text).encode()))
    assert roster.faults == ()
    names = [row.compound for row in roster.rows]
    return statements(roster.rows, COMMUNITY, compound_ids(COMMUNITY, names, {}))


def applied(plan: Plan, before: State) -> State:
    """What stands after the changes of a plan, as a fold of its ops would say."""
    after = dict(before)
    for change in plan.changes:
        key = (change.statement.kind, change.statement.place)
        fields = {**(after[key].fields if key in after else {}), **change.fields}
        after[key] = Current(fields, ("op",))
    return after


def fields_of(plan: Plan, kind: str, place: str) -> Mapping[str, object]:
    return next(
        change.fields
        for change in plan.changes
        if (change.statement.kind, change.statement.place) == (kind, place)
    )


def test_a_new_door_brings_its_compound_building_and_stairwell_before_it() -> None:
    plan = make_plan(stated(DOOR), {})
    places = [one.statement.place for one in plan.changes if one.statement.kind == "place"]
    assert places == [
        f"{COMMUNITY}.1",
        f"{COMMUNITY}.1.3",
        f"{COMMUNITY}.1.3.1",
        f"{COMMUNITY}.1.3.1.1302",
    ]
    assert plan.new_places == {"compound": 1, "building": 1, "stairwell": 1, "household": 1}
    assert (plan.added, plan.changed, plan.left) == (1, 0, 0)


def test_names_and_numbers_are_masked_where_many_can_read_them() -> None:
    plan = make_plan(stated(DOOR), {})
    door = f"{COMMUNITY}.1.3.1.1302"
    shown = fields_of(plan, "occupancy", door)
    assert (shown["head"], shown["phone_masked"]) == ("李**", "138****4567")
    assert fields_of(plan, "contact", door) == {
        "head": "李小明",
        "phone": "13871234567",
        "residents": ["李一", "李二"],
    }


def test_a_door_of_which_nothing_is_said_is_unknown() -> None:
    plan = make_plan(stated(EMPTY_DOOR), {})
    door = f"{COMMUNITY}.1.3.1.1303"
    assert fields_of(plan, "occupancy", door) == {"state": "unknown", "said_by": "roster"}
    assert all(change.statement.kind != "contact" for change in plan.changes)


def test_importing_the_same_roster_again_changes_nothing() -> None:
    first = make_plan(stated(DOOR + EMPTY_DOOR + LIFT), {})
    again = make_plan(stated(DOOR + EMPTY_DOOR + LIFT), applied(first, {}))
    assert again.changes == ()
    assert (again.added, again.changed, again.left) == (0, 0, 3)


def test_a_changed_cell_is_an_amendment_of_that_field_alone() -> None:
    before = applied(make_plan(stated(DOOR), {}), {})
    plan = make_plan(stated(DOOR.replace("在住", "外出")), before)
    (change,) = plan.changes
    assert (change.fields, change.before, change.heads) == (
        {"state": "away"},
        {"state": "occupied"},
        ("op",),
    )
    assert (plan.added, plan.changed, plan.left) == (0, 1, 0)


def test_an_empty_cell_leaves_what_is_known() -> None:
    before = applied(make_plan(stated(DOOR), {}), {})
    plan = make_plan(stated(EMPTY_DOOR.replace("1303", "1302")), before)
    assert plan.changes == ()
    assert plan.left == 1


def test_a_new_contact_of_a_known_door_counts_as_a_change() -> None:
    before = applied(make_plan(stated(EMPTY_DOOR), {}), {})
    plan = make_plan(stated(DOOR.replace("1302", "1303")), before)
    assert (plan.added, plan.changed) == (0, 1)


def test_doors_that_the_file_does_not_mention_are_counted_and_left() -> None:
    before = applied(make_plan(stated(DOOR + EMPTY_DOOR), {}), {})
    doors = [place for kind, place in before if kind == "occupancy"]
    plan = make_plan(stated(DOOR), before, doors)
    assert (plan.changes, plan.left, plan.not_in_file) == ((), 1, 1)


def test_an_area_keeps_who_cleans_it_and_how_often() -> None:
    plan = make_plan(stated(LIFT), {})
    lift = fields_of(plan, "place", f"{COMMUNITY}.1.3.@电梯")
    assert (lift["area_kind"], lift["cleaned_by"]) == ("lift", "property_staff")
    assert (lift["sessions"], lift["tags"]) == ([], ["times:4"])
    once = make_plan(stated(LIFT.replace(",4\n", ",1\n")), {})
    assert fields_of(once, "place", f"{COMMUNITY}.1.3.@电梯")["sessions"] == ["am"]


def test_a_known_compound_keeps_its_id_and_a_new_one_gets_the_next_number() -> None:
    known = {"老小区": f"{COMMUNITY}.2"}
    assert compound_ids(COMMUNITY, ["新小区", "老小区"], known) == {
        "老小区": f"{COMMUNITY}.2",
        "新小区": f"{COMMUNITY}.3",
    }


@pytest.mark.parametrize("text", [DOOR, EMPTY_DOOR, LIFT])
def test_every_statement_is_one_that_its_kind_accepts(text: str) -> None:
    kinds = load_kinds()
    for change in make_plan(stated(text), {}).changes:
        assert faults(kinds[change.statement.kind], change.fields) == ()


def test_doors_sort_by_floor_and_then_by_number() -> None:
    doors = ["101", "102", "商1", "1301", "1302", "1302A"]
    rows = "".join(
        f"甲,1,1,{door[:-2] if door[0] == '1' else 1},{door},,,,,,,,,,\n" for door in doors
    )
    rows = rows.replace(",130,1302A", ",13,1302A")
    plan = make_plan(stated(rows), {})
    made = [
        (one.fields["sort"], one.fields["name"]) for one in plan.changes if "door" in one.fields
    ]
    assert [name for _, name in sorted(made)] == ["商1", "101", "102", "1301", "1302", "1302A"]
