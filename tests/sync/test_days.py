"""Days begin at local midnight, sessions hold their edges, and counting crosses leap days."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.days import (
    DAY,
    HOUR,
    MINUTE,
    day_end,
    day_of,
    day_plus,
    day_start,
    days_back,
    days_between,
    is_day,
    read_sessions,
    session_at,
    session_window,
)
from tests.sync import golden

ROUNDS = read_sessions(golden.WINDOWS["two rounds"])
NIGHT = read_sessions(golden.WINDOWS["a night watch"])
moments = st.integers(0, 4_000_000_000_000)
offsets = st.integers(-12 * 60, 14 * 60)


def at(day: str, clock: str, tz: int = 480) -> int:
    return day_start(day, tz) + int(clock[:2]) * HOUR + int(clock[3:]) * MINUTE


def test_the_vectors_are_those_that_the_generator_writes() -> None:
    written = (golden.FOLDER / "days.json").read_text("utf-8")
    assert json.loads(written) == json.loads(golden.text_of("days"))


def test_a_day_begins_at_local_midnight() -> None:
    assert day_start("2020-03-10") == 1583769600000
    assert day_of(1583769600000) == "2020-03-10"
    assert day_of(1583769599999) == "2020-03-09"
    assert day_of(1583769600000, tz=0) == "2020-03-09"


@given(moments, offsets)
def test_every_moment_lies_in_its_day(ms: int, tz: int) -> None:
    day = day_of(ms, tz)
    assert day_start(day, tz) <= ms < day_end(day, tz)
    assert day_end(day, tz) == day_start(day_plus(day, 1), tz)


@pytest.mark.parametrize("value", ["2020-02-29", "1970-01-01", "0001-01-01", "9999-12-31"])
def test_a_day_that_exists_is_a_day(value: str) -> None:
    assert is_day(value)


@pytest.mark.parametrize(
    "value",
    ["2021-02-29", "2020-2-29", "20200229", "2020-02-30", "0000-01-01", "2020-W01-1", "", None, 5,
     "2020-02-29 ", "2020-02-29T00:00", "２０２０-02-29"],
)  # fmt: skip
def test_anything_else_is_none(value: object) -> None:
    assert not is_day(value)


def test_arithmetic_with_what_is_no_day_is_refused() -> None:
    with pytest.raises(ValueError, match="not a day: '2020-02-30'"):
        day_plus("2020-02-30", 1)


def test_fourteen_days_cross_the_leap_day() -> None:
    window = days_back("2020-03-10", 14)
    assert (len(window), window[0], window[-1]) == (14, "2020-02-26", "2020-03-10")
    assert "2020-02-29" in window
    assert day_plus("2020-03-10", -14) == "2020-02-25"
    assert days_between("2020-02-25", "2020-03-10") == 14
    assert days_back("2020-03-10", 0) == ()


@pytest.mark.parametrize(
    ("clock", "session"),
    [("00:00", "am"), ("05:59", "am"), ("06:00", "am"), ("11:59", "am"), ("12:00", "pm"),
     ("21:59", "pm"), ("22:00", "pm"), ("23:59", "pm")],
)  # fmt: skip
def test_a_moment_belongs_to_its_session_or_the_next_or_after_the_last_to_the_last(
    clock: str, session: str
) -> None:
    assert session_at(at("2020-03-10", clock), ROUNDS) == ("2020-03-10", session)


@pytest.mark.parametrize(
    ("clock", "expected"),
    [
        ("00:00", ("2020-03-09", "night")),
        ("02:29", ("2020-03-09", "night")),
        ("02:30", ("2020-03-10", "day")),
        ("20:00", ("2020-03-10", "night")),
        ("23:59", ("2020-03-10", "night")),
    ],
)
def test_a_session_past_midnight_belongs_to_the_evening_it_began(
    clock: str, expected: tuple[str, str]
) -> None:
    assert session_at(at("2020-03-10", clock), NIGHT) == expected


@given(moments, offsets, st.sampled_from([ROUNDS, NIGHT]))
def test_the_window_of_a_sessions_start_is_that_session(
    ms: int, tz: int, sessions: tuple[object, ...]
) -> None:
    chosen = ROUNDS if sessions is ROUNDS else NIGHT
    day, session = session_at(ms, chosen, tz)
    start, end = session_window(day, session, chosen, tz)
    assert session_at(start, chosen, tz) == session_at(end - 1, chosen, tz) == (day, session)


def test_the_window_of_the_whole_day_spans_its_sessions() -> None:
    assert session_window("2020-03-10", "*", ROUNDS) == (
        at("2020-03-10", "06:00"),
        at("2020-03-10", "22:00"),
    )
    assert session_window("2020-03-10", "night", NIGHT)[1] == at("2020-03-11", "02:30")
    assert session_window("2020-03-10", "am", ROUNDS)[1] - day_start("2020-03-10") == DAY // 2


def test_a_session_that_the_policy_lacks_has_no_window() -> None:
    with pytest.raises(KeyError):
        session_window("2020-03-10", "noon", ROUNDS)


@pytest.mark.parametrize(
    ("windows", "said"),
    [
        ([], "at least one session"),
        ([("am", "06:00", "12:01"), ("pm", "12:00", "22:00")], "'am' runs into the next"),
        ([("am", "06:00", "12:00"), ("pm", "20:00", "06:01")], "'pm' runs into the next"),
        ([("am", "06:00", "24:01")], "not a time of the day: '24:01'"),
        ([("am", "6:00", "12:00")], "not a time of the day: '6:00'"),
        ([("am", None, "12:00")], "not a time of the day: None"),
    ],
)
def test_windows_that_cannot_be_are_refused(
    windows: list[tuple[str, str | None, str]], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        read_sessions({"id": id, "from": start, "to": end} for id, start, end in windows)


def test_sessions_are_put_in_the_order_of_the_day() -> None:
    assert [one.id for one in read_sessions(reversed(golden.WINDOWS["two rounds"]))] == ["am", "pm"]
