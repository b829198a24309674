"""Replaying a published case list."""

import pytest

from sync.case_list import BadList
from sync.days import day_plus
from sync.policy_file import load_policy
from sync.replay import Reading, last_cases, min_days, replay, replay_policy

POLICY = load_policy("wuhan-2020-03")
ROWS = [
    "date,district,place",
    "2022-04-01,浦东新区,甲路1弄",
    "2022-04-10,浦东新区,乙路2弄",
    "2022-04-03,浦东新区,乙路2弄",
    "2022-04-03,徐汇区,乙路2弄",
]


def test_a_place_qualifies_on_the_fourteenth_day() -> None:
    assert list(replay(ROWS, ["2022-04-14", "2022-04-15"], 14)) == [
        "2022-04-14,3,0",
        "2022-04-15,3,1",
    ]


def test_only_cases_up_to_the_day_count() -> None:
    assert list(replay(ROWS, ["2022-04-03"], 14)) == ["2022-04-03,3,0"]
    assert list(replay(ROWS, ["2022-03-31"], 14)) == ["2022-03-31,0,0"]


def test_a_later_case_takes_the_place_off_again() -> None:
    rows = [*ROWS, "2022-04-20,徐汇区,乙路2弄"]
    assert list(replay(rows, ["2022-04-17", "2022-04-20"], 14)) == [
        "2022-04-17,3,2",
        "2022-04-20,3,1",
    ]


def test_the_same_name_in_two_districts_is_two_places() -> None:
    assert len(last_cases(ROWS, ["2022-05-01"])["2022-05-01"]) == 3


def test_the_order_of_rows_and_days_changes_nothing() -> None:
    days = ["2022-04-24", "2022-04-15"]
    turned = [ROWS[0], *reversed(ROWS[1:])]
    assert list(replay(turned, days, 14)) == list(replay(ROWS, days, 14))
    assert next(iter(replay(ROWS, days, 14))).startswith("2022-04-24")


def test_a_day_asked_twice_is_answered_twice() -> None:
    assert len(list(replay(ROWS, ["2022-04-15", "2022-04-15"], 14))) == 2


def test_the_policy_says_how_many_days() -> None:
    assert min_days(POLICY, "2022-04-15") == 14
    assert list(replay_policy(POLICY, ROWS, ["2022-04-15"])) == ["2022-04-15,3,1"]


def test_an_older_list_is_judged_by_the_first_rules() -> None:
    assert min_days(POLICY, "2020-01-15") == 14


def test_beijing_counts_no_days_because_it_did_not_ask_for_zero_cases() -> None:
    with pytest.raises(LookupError, match="beijing-2022 has no rule"):
        list(replay_policy(load_policy("beijing-2022"), ROWS, ["2022-06-20"]))


@pytest.mark.parametrize(
    ("policy_id", "day", "days"),
    [
        ("wuhan-2020-03", "2020-03-15", 14),
        ("wuhan-2020-03", "2020-04-03", 14),
        ("wuhan-2020-03", "2020-04-04", 14),
        ("hongshan-2020-03", "2020-03-20", 14),
        ("shanghai-2022", "2022-04-25", 14),
        ("jiangxia-2022", "2022-11-15", 5),
        ("vector-2025-jiedong", "2025-12-01", 25),
    ],
)
def test_the_last_of_the_full_days_qualifies_and_the_day_before_it_does_not(
    policy_id: str, day: str, days: int
) -> None:
    policy = load_policy(policy_id)
    case, early = day_plus(day, -days), day_plus(day, -1)
    rows = [ROWS[0], f"{case},区,甲", f"{day_plus(case, 1)},区,乙"]
    assert list(replay_policy(policy, rows, [early, day, day_plus(day, 1)])) == [
        f"{early},2,0",
        f"{day},2,1",
        f"{day_plus(day, 1)},2,2",
    ]


def test_a_case_on_the_day_itself_counts_and_one_after_it_does_not_exist_yet() -> None:
    rows = [ROWS[0], "2022-04-01,区,甲", "2022-04-15,区,甲", "2022-04-16,区,乙"]
    assert list(replay(rows, ["2022-04-14", "2022-04-15"], 14)) == [
        "2022-04-14,1,0",
        "2022-04-15,1,0",
    ]
    assert list(replay(rows[:2] + rows[3:], ["2022-04-15"], 14)) == ["2022-04-15,1,1"]


def test_a_row_that_stands_twice_changes_nothing() -> None:
    assert list(replay([*ROWS, *ROWS[1:]], ["2022-04-15"], 14)) == ["2022-04-15,3,1"]


def test_a_place_without_a_district_is_a_place_of_its_own() -> None:
    rows = [ROWS[0], "2022-04-01,,乙路2弄", "2022-04-01, ,乙路2弄", *ROWS[3:]]
    assert list(replay(rows, ["2022-04-15"], 14)) == ["2022-04-15,3,1"]


def test_blanks_around_a_cell_do_not_make_another_place() -> None:
    rows = [ROWS[0], "2022-04-01,浦东新区,甲", " 2022-04-02 ,\u3000浦东新区 , 甲\u3000"]
    assert list(replay(rows, ["2022-04-15", "2022-04-16"], 14)) == [
        "2022-04-15,1,0",
        "2022-04-16,1,1",
    ]


def test_progress_is_told_while_reading() -> None:
    rows = [ROWS[0], *["2022-04-01,浦东新区,甲路1弄"] * 40_000]
    told: list[int] = []
    reading = Reading(told.append)
    list(replay_policy(POLICY, rows, ["2022-04-15"], reading))
    assert told == [20_000, 40_000]
    assert (reading.rows, reading.bad) == (40_000, 0)


def test_a_bad_row_is_passed_over_counted_and_told_up_to_a_limit() -> None:
    rows = [*ROWS[:2], *["x,浦东新区,甲路1弄"] * 5, *ROWS[2:]]
    reading = Reading(kept=2)
    assert list(replay_policy(POLICY, rows, ["2022-04-15"], reading)) == ["2022-04-15,3,1"]
    assert (reading.rows, reading.bad) == (4, 5)
    assert [str(row) for row in reading.faults] == [
        "line 3, column date: 'x' is no day like 2022-04-01",
        "line 4, column date: 'x' is no day like 2022-04-01",
    ]


@pytest.mark.parametrize("days", [[], ["2022-4-15"], ["2022-02-30"], ["2022-04-15", "now"]])
def test_days_that_are_none_are_refused(days: list[str]) -> None:
    with pytest.raises(BadList, match="as of: "):
        list(replay(ROWS, days, 14))
