"""Replaying a published case list."""

import gzip
import io

import pytest

from sync.policy_file import load_policy
from sync.replay import BadRow, last_cases, min_days, open_lines, replay, replay_policy

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


def test_a_policy_that_counts_no_days_cannot_be_replayed() -> None:
    with pytest.raises(LookupError, match="beijing-2022 has no rule that counts days"):
        min_days(load_policy("beijing-2022"), "2022-06-20")


def test_progress_is_told_while_reading() -> None:
    rows = [ROWS[0], *["2022-04-01,浦东新区,甲路1弄"] * 40_000]
    told: list[int] = []
    list(replay_policy(POLICY, rows, ["2022-04-15"], told.append))
    assert told == [20_000, 40_000]


def test_a_gzipped_list_with_a_mark_reads_the_same() -> None:
    text = "\ufeff" + "\r\n".join(ROWS) + "\r\n"
    plain = io.BytesIO(text.encode())
    zipped = io.BytesIO(gzip.compress(text.encode()))
    days = ["2022-04-15"]
    assert list(replay(open_lines(plain), days, 14)) == ["2022-04-15,3,1"]
    assert list(replay(open_lines(zipped), days, 14)) == ["2022-04-15,3,1"]


def test_columns_may_stand_in_another_order_with_others_between() -> None:
    rows = ["place,x,Date,district", "甲,1,2022-04-01,浦东", ""]
    assert list(replay(rows, ["2022-04-15"], 14)) == ["2022-04-15,1,1"]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "line 1: no column date, district, place"),
        (["date,place"], "no column district"),
        ([ROWS[0], "2022-13-01,a,b"], "line 2, column date: '2022-13-01' is no day"),
        ([ROWS[0], "2022-04-01,a,b", "2022-04-01,a"], "line 3: 2 columns, 3 expected"),
        ([ROWS[0], "2022-04-01,a, "], "line 2, column place: empty"),
    ],
)
def test_a_bad_row_is_named(rows: list[str], reason: str) -> None:
    with pytest.raises(BadRow, match=reason):
        list(replay(rows, ["2022-04-15"], 14))


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(BadRow, match="is no day like"):
        list(replay(ROWS, ["2022-4-15"], 14))


def test_another_encoding_is_refused_by_name() -> None:
    with pytest.raises(BadRow, match="not UTF-8"):
        list(open_lines(io.BytesIO("\n".join(ROWS).encode("gb18030"))))


def test_a_cut_archive_is_refused() -> None:
    zipped = gzip.compress("\n".join(ROWS).encode())
    with pytest.raises(BadRow, match="archive is broken"):
        list(open_lines(io.BytesIO(zipped[:-12])))
