"""The roll-up: the rounds of 2020 reproduce, every number is a set, and the rhythm is data."""

from __future__ import annotations

import csv
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest

from sync.days import DAY, HOUR, day_start
from sync.policy import Policy
from sync.policy_file import load_policy
from sync.policy_parts import read_rounds
from sync.policy_sheet import Sheet
from sync.rollup import (
    Bridge,
    Ids,
    Unit,
    bridge,
    last_cut_off,
    next_cut_off,
    percent,
    tally,
)

POLICY = load_policy("wuhan-2020-03")
FILE = Path(__file__).parent.parent / "data" / "wuhan_epidemic_free_assessments_2020.csv"
with FILE.open(encoding="utf-8", newline="") as opened:
    ROUNDS = list(csv.DictReader(opened))
WHOLE = {"compound": 7102, "community": 1406, "village": 1943, "street": 173}
COLUMNS = {
    "compound": "compounds",
    "community": "communities",
    "village": "villages",
    "street": "streets",
}


def number(row: dict[str, str], column: str) -> int | None:
    return int(row[column]) if row.get(column) else None


def places(level: str, count: int, first: int = 0) -> list[str]:
    return [f"{level}-{at}" for at in range(first, first + count)]


def at(day: str, hour: int) -> int:
    return day_start(day) + hour * HOUR


PRINTED = [
    (row["round"], level, number(row, name), row[f"{name}_pct"])
    for row in ROUNDS
    for level, name in COLUMNS.items()
    if row[f"{name}_pct"]
]


@pytest.mark.parametrize(("turn", "level", "free", "printed"), PRINTED)
def test_every_percentage_of_the_series_reproduces(
    turn: str, level: str, free: int, printed: str
) -> None:
    units = [
        Unit(id, level, "filed" if at < free else "none")
        for at, id in enumerate(places(level, WHOLE[level]))
    ]
    found = tally(units)[level].percent
    assert found is not None
    assert float(found) == float(printed)
    assert (len(tally(units)[level].free), len(tally(units)[level].all)) == (free, WHOLE[level])


def test_the_second_round_of_2020_is_42_5_percent() -> None:
    assert percent(3021, 7102) == "42.5"


def moved(level: str, before: int, gained: int, removed: int) -> Bridge:
    """A bridge of so many places: the first ones fall, new ones are at the end."""
    first = frozenset(places(level, before))
    fallen = places(level, removed)
    after = (first - set(fallen)) | set(places(level, gained, before))
    return bridge(first, after, dict.fromkeys(fallen, "suspended"))


@pytest.mark.parametrize(
    ("level", "before", "gained", "removed", "now"),
    [
        ("compound", 2076, 1027, 82, 3021),
        ("community", 79, 62, 6, 135),
        ("village", 1171, 189, 10, 1350),
        ("compound", 6302, 434, 13, 6723),
        ("community", 775, 204, 5, 974),
        ("village", 1900, 27, 3, 1924),
    ],
)
def test_previous_and_new_without_the_removed_are_the_current(
    level: str, before: int, gained: int, removed: int, now: int
) -> None:
    found = moved(level, before, gained, removed)
    sizes = tuple(map(len, (found.previous, found.gained, found.removed, found.current)))
    assert sizes == (before, gained, removed, now)
    rows = {row["compounds"]: row for row in ROUNDS}
    if level == "compound":
        assert number(rows[str(now)], "new_compounds") == gained


def test_the_round_of_4_april_falls_although_some_were_recognised() -> None:
    april = {row["round"]: row for row in ROUNDS}
    for name in ("compounds", "communities", "villages"):
        before, now = number(april["10"], name), number(april["11"], name)
        removed = number(april["11"], f"removed_{name}")
        assert before is not None and now is not None and removed is not None
        found = moved(name, before, now - before + removed, removed)
        assert len(found.current) == now < before
        assert len(found.because("suspended")) == removed


def test_rounds_that_follow_each_other_bridge_whatever_moved() -> None:
    known = [row for row in ROUNDS if number(row, "compounds") is not None]
    for one, later in pairwise(known):
        before: Ids = frozenset(places("c", int(one["compounds"])))
        after: Ids = frozenset(places("c", int(later["compounds"]), 5))
        found = bridge(before, after, {})
        left = len(found.previous) + len(found.gained) - len(found.removed)
        assert left == len(found.current)


def test_what_was_removed_says_why() -> None:
    states = {"a": "suspended", "b": "revoked", "c": "none"}
    found = bridge(frozenset("abcd"), frozenset("e"), states)
    assert found.removed == {"a": "suspended", "b": "revoked", "c": "none", "d": "gone"}
    assert found.because("gone") == frozenset("d")


def test_too_little_heard_is_a_count_of_its_own() -> None:
    units = [
        Unit("free", "compound", "certified", "not_yet_known"),
        Unit("silent", "compound", "none", "not_yet_known"),
        Unit("never judged", "compound"),
        Unit("short", "compound", "none", "not_met"),
        Unit("lost", "compound", "revoked", "not_met"),
        Unit("community", "community"),
    ]
    found = tally(units)
    assert found["compound"].free == {"free"}
    assert found["compound"].incomplete == {"silent", "never judged"}
    assert found["compound"].lost == {"revoked": frozenset({"lost"})}
    assert found["community"].incomplete == frozenset()


def test_the_order_of_places_changes_nothing() -> None:
    units = [Unit(str(n), "compound", "filed" if n % 3 else "suspended") for n in range(50)]
    assert tally(units) == tally(reversed(units))


def test_a_hundred_is_said_only_of_all_and_zero_only_of_none() -> None:
    assert [percent(part, 10_000) for part in (0, 1, 9_999, 10_000)] == ["0", "0.1", "99.9", "100"]
    assert percent(0, 0) is None


def test_the_cut_offs_are_those_of_2020() -> None:
    for row in ROUNDS[:8]:  # to 4 April; later ones followed at longer intervals
        day, hour = row["as_of"][:10], int(row["as_of"][11:13])
        cut_off = at(day, hour)
        assert last_cut_off(POLICY, cut_off) == cut_off
        assert last_cut_off(POLICY, cut_off + 1) == cut_off
        assert next_cut_off(POLICY, cut_off - 1) == cut_off


def test_between_two_cut_offs_the_last_one_holds() -> None:
    assert last_cut_off(POLICY, at("2020-03-11", 16) - 1) == at("2020-03-08", 16)
    assert last_cut_off(POLICY, at("2020-03-05", 18) - 1) is None
    assert next_cut_off(POLICY, at("2020-01-01", 0)) == at("2020-03-05", 18)
    assert next_cut_off(POLICY, at("2020-03-05", 18)) == at("2020-03-08", 16)
    assert next_cut_off(POLICY, at("2020-03-08", 16)) == at("2020-03-08", 16) + 3 * DAY


def test_a_policy_based_on_another_takes_its_rhythm() -> None:
    assert load_policy("hongshan-2020-03").rounds == POLICY.rounds


def test_a_policy_without_a_rhythm_has_no_cut_off() -> None:
    doors: Policy = load_policy("fire-2025-door-knock")
    assert doors.rounds == ()
    assert last_cut_off(doors, at("2025-11-10", 16)) is None
    assert next_cut_off(doors, at("2025-11-10", 16)) is None


RHYTHM = """
[[rounds]]
from = 2020-03-05
at = "18:00"
every_days = 1
source = "District HQ"
[[rounds]]
from = 2020-03-08
at = "16:00"
every_days = 3
source = "District HQ"
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"16:00"', '"4pm"', "x.toml:9: at must be a time of the day (16:00), not '4pm'"),
        ("every_days = 3", "every_days = 0", "x.toml:7: every_days must be at least 1"),
        ("2020-03-08", "2020-03-05", "x.toml:2: rounds must rise in day, oldest first"),
        ('at = "18:00"\n', "", "x.toml:2: at is missing"),
        ('3\nsource = "District HQ"', "3", "x.toml:7: source is missing: name the issuer"),
    ],
)
def test_a_rhythm_that_is_none_is_refused_with_line_and_reason(
    old: str, new: str, fault: str
) -> None:
    text = RHYTHM.replace(old, new)
    sheet = Sheet(text, "x.toml")
    read_rounds(sheet, tomllib.loads(text))
    assert any(str(each).startswith(fault) for each in sheet.faults), sheet.faults


def test_a_rhythm_is_read_as_written() -> None:
    sheet = Sheet(RHYTHM, "x.toml")
    found = read_rounds(sheet, tomllib.loads(RHYTHM))
    assert not sheet.faults
    assert [(one.from_on, one.at, one.every_days) for one in found] == [
        ("2020-03-05", "18:00", 1),
        ("2020-03-08", "16:00", 3),
    ]
