"""Known then, known now."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.as_of import Flip, difference
from sync.checklist import Assessment, assess
from sync.policy_file import load_policy
from tests.sync.worlds import world

POLICY = load_policy("wuhan-2020-03")
DAY = "2020-03-14"
CRITERIA = ("S3.1", "S3.2", "S3.5", "D4.1", "Z1", "Z2")


def door(arrived: str, outcome: str = "normal") -> dict[str, Any]:
    return {
        "kind": "screening",
        "place": "household-1",
        "at": "2020-03-14T09:00",
        "arrived": arrived,
        "set": {"outcome": outcome, "method": "door"},
    }


def known(records: list[dict[str, Any]], at: str) -> Assessment:
    rounds = [
        {
            "kind": "screening",
            "places": "household",
            "days": 14,
            "but": [DAY],
            "sessions": ["am"],
            "set": {"outcome": "normal", "method": "door"},
        }
    ]
    example = {"places": {"household": 1}, "rounds": rounds, "records": records, "known": at}
    return assess(POLICY, world(example, POLICY.windows), DAY)


def test_a_late_record_is_named_with_the_verdict_it_changed() -> None:
    records = [door("2020-03-15T10:00")]
    then, now = known(records, "2020-03-15T00:00"), known(records, "2020-03-15T12:00")
    found = difference(then, now)
    assert found.total == 1
    assert Flip("S3.2", "not_met", "met") in found.flips


def test_nothing_new_changes_nothing() -> None:
    records = [door("2020-03-14T09:00")]
    found = difference(known(records, "2020-03-15T00:00"), known(records, "2020-03-15T00:00"))
    assert (found.total, found.flips) == (0, ())


def test_a_criterion_that_only_one_version_has_is_a_flip() -> None:
    then = assess(POLICY, world({"day": "2020-04-03"}, POLICY.windows), "2020-04-03")
    now = assess(POLICY, world({"day": "2020-04-04"}, POLICY.windows), "2020-04-04")
    assert Flip("Z3", None, "not_yet_known") in difference(then, now).flips


ARRIVALS = st.lists(
    st.builds(
        door,
        st.integers(0, 47).map(lambda hour: f"2020-03-{14 + hour // 24}T{hour % 24:02d}:30"),
        st.sampled_from(["normal", "no_answer", "exception"]),
    ),
    max_size=6,
)


@settings(max_examples=30, deadline=None)
@given(ARRIVALS, st.integers(1, 47))
def test_as_of_then_computed_later_is_what_was_shown_then(
    records: list[dict[str, Any]], hour: int
) -> None:
    moment = f"2020-03-{14 + hour // 24}T{hour % 24:02d}:00"
    # What a server at that moment had: nothing that arrived later exists yet.
    stored = known([one for one in records if one["arrived"] <= moment], moment)
    later = known(records, moment)
    shown = [(name, stored.criterion(name).verdict) for name in CRITERIA]
    assert [(name, later.criterion(name).verdict) for name in CRITERIA] == shown
    assert stored.digest == later.digest
