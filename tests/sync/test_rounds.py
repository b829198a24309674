"""Published rounds against the figures of the notices of 2020."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.rounds import (
    Amendment,
    Figure,
    PlaceStanding,
    Snapshot,
    amendments,
    cutoff_at,
    figures,
)

# Notices of the community group of Wuhan's headquarters, 5 March to 30 June 2020; `new` and
# `removed` where the notice or its arithmetic gives them. Denominators 7,102 / 1,406 / 1,943 / 173.
TOTALS = {"compounds": 7102, "communities": 1406, "villages": 1943, "streets": 173}
PUBLISHED = """\
round,as_of,level,count,percent
2,2020-03-08,compounds,3021,42.5
2,2020-03-08,communities,135,9.6
2,2020-03-08,villages,1350,69.5
4,2020-03-14,compounds,4871,68.6
4,2020-03-14,communities,382,27.2
4,2020-03-14,villages,1778,91.5
6,2020-03-20,compounds,6302,88.7
6,2020-03-20,communities,775,55.1
6,2020-03-20,villages,1900,97.8
6,2020-03-20,streets,21,12.1
7,2020-03-23,compounds,6723,94.7
7,2020-03-23,communities,974,69.3
7,2020-03-23,villages,1924,99.0
7,2020-03-23,streets,29,16.8
9,2020-03-29,compounds,6975,98.2
9,2020-03-29,communities,1264,89.9
9,2020-03-29,villages,1940,99.8
9,2020-03-29,streets,50,28.9
10,2020-04-01,compounds,7033,99.0
10,2020-04-01,communities,1359,96.7
10,2020-04-01,villages,1941,99.9
10,2020-04-01,streets,66,38.2
11,2020-04-04,compounds,6988,98.4
11,2020-04-04,communities,1294,92.0
11,2020-04-04,villages,1939,99.8
11,2020-04-04,streets,75,43.4
19,2020-05-08,compounds,7092,99.9
19,2020-05-08,communities,1395,99.2
19,2020-05-08,villages,1942,99.9
19,2020-05-08,streets,113,65.3
26,2020-06-30,compounds,7102,100
26,2020-06-30,communities,1406,100
26,2020-06-30,villages,1943,100
26,2020-06-30,streets,173,100
"""
ROWS = list(csv.DictReader(io.StringIO(PUBLISHED)))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['round']}-{row['level']}")
def test_every_published_percentage_is_reproduced(row: dict[str, str]) -> None:
    total = TOTALS[row["level"]]
    assert Figure(row["level"], total, int(row["count"]), 0, 0).percent == row["percent"]


@pytest.mark.parametrize(
    ("previous", "new", "current", "removed"),
    [
        (2076, 1027, 3021, 82),
        (79, 62, 135, 6),
        (1171, 189, 1350, 10),
        (6302, 434, 6723, 13),
        (775, 204, 974, 5),
        (1900, 27, 1924, 3),
    ],
)
def test_previous_plus_new_less_current_is_what_was_taken_off(
    previous: int, new: int, current: int, removed: int
) -> None:
    assert Figure("compound", 7102, current, previous, new).removed == removed


def snapshot(number: int, **states: str) -> Snapshot:
    standings = (
        PlaceStanding(name, "compound", state, ("d1" if name < "c" else "d2", "city"))
        for name, state in states.items()
    )
    return Snapshot(number, cutoff_at("2020-03-08", 480), tuple(standings))


def test_figures_are_counted_from_two_snapshots() -> None:
    first = snapshot(1, a="certified", b="filed", c="none")
    second = snapshot(2, a="suspended", b="filed", c="certified")
    assert figures(second, first)["compound"] == Figure("compound", 3, 2, 2, 1)
    assert figures(second, first)["compound"].removed == 1


def test_an_area_counts_its_own_places_only() -> None:
    first = snapshot(1, a="certified", b="filed", c="none")
    second = snapshot(2, a="suspended", b="filed", c="certified")
    assert figures(second, first, "d2")["compound"] == Figure("compound", 1, 1, 0, 1)
    assert figures(second, first, "d1")["compound"].percent == "50.0"
    assert figures(second, first, "city")["compound"].total == 3


def test_the_first_round_has_nothing_before_it() -> None:
    assert figures(snapshot(1, a="named"), None)["compound"] == Figure("compound", 1, 1, 0, 1)


def test_the_cut_off_is_16_00_in_wuhan() -> None:
    assert cutoff_at("2020-03-08", 480) == 1_583_654_400_000


def test_late_evidence_amends_and_never_rewrites() -> None:
    published = snapshot(2, a="certified", b="filed")
    recomputed = snapshot(2, a="suspended", b="filed")
    assert amendments(published, recomputed) == (Amendment(2, "a", "certified", "suspended"),)
    assert published.states["a"] == "certified"


def test_almost_all_is_not_printed_as_all() -> None:
    assert Figure("compound", 10000, 9999, 0, 0).percent == "99.9"
    assert Figure("compound", 0, 0, 0, 0).percent == ""


STATES = st.dictionaries(
    st.sampled_from("abcdef"), st.sampled_from(["none", "certified", "suspended", "revoked"])
)


@given(STATES, STATES)
def test_the_arithmetic_of_a_round_always_closes(
    before: dict[str, str], now: dict[str, str]
) -> None:
    found = figures(snapshot(2, **now), snapshot(1, **before)).get("compound")
    if found:
        off = [p for p in now if before.get(p) == "certified" and now[p] != "certified"]
        assert found.removed == len(off)
