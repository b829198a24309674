"""What holds for every measure: it explains itself, and its details agree with its counts."""

import json
from typing import Any

import pytest

from sync.checklist import assess
from sync.checklist_json import assessment_to_json, opened_to_json
from sync.days import SHANGHAI
from sync.evidence import Wanted
from sync.measures import MEASURES
from sync.measures.finding import Question
from sync.measures.items import Item, State, tally
from sync.policy import Criterion, Policy
from sync.policy_file import load_policy, policy_ids
from tests.sync.worlds import DAY, Example, examples, name_of, world

POLICIES = [load_policy(name) for name in policy_ids()]
POLICY = load_policy("wuhan-2020-03")
COUNTED = {"single_gate", "none_in_future", "late_share", "not_alike", "index_below"}
"""What these count is no list of places: containers in a home, records, gates too many."""


@pytest.mark.parametrize(("policy", "criterion", "example"), examples(), ids=name_of)
def test_a_verdict_opens_and_explains_itself(
    policy: Policy, criterion: Criterion, example: Example
) -> None:
    day = str(example.get("day", DAY))
    assessment = assess(policy, world(example, policy.windows, criterion.id, day), day)
    shown: Any = json.loads(json.dumps(opened_to_json(assessment, criterion.id, size=1000)))
    assert "{" not in shown["summary"]["zh"] + shown["rule"]["zh"] + shown["rule"]["en"]
    assert shown["rule"]["source"]
    if shown["verdict"] == "met":
        assert shown["would_change"] is None
    else:
        assert shown["reasons"]
        assert shown["would_change"]["zh"]
    assert bool(shown["records"]) <= bool(shown["records_total"])
    assert all(gap["why"]["zh"] for gap in shown["missing"])
    if shown["missing_total"] == 0:
        assert shown["missing"] == []
    if criterion.measure not in COUNTED:
        assert len(shown["missing"]) == shown["missing_total"]


def test_every_measure_is_used_by_a_policy_that_ships() -> None:
    used = {criterion.measure for policy in POLICIES for criterion in policy.criteria}
    assert used == set(MEASURES)


@pytest.mark.parametrize("policy", POLICIES, ids=name_of)
def test_an_empty_compound_never_passes_as_a_whole(policy: Policy) -> None:
    day = policy.versions[-1].from_on
    assessment = assess(policy, world({"day": day}, policy.windows, day=day), day)
    shown: Any = assessment_to_json(assessment)
    assert shown["verdict"] != "met"
    assert "met" not in [pillar["verdict"] for pillar in shown["pillars"] if pillar["criteria"]][1:]


def test_a_measure_is_asked_with_whole_numbers() -> None:
    question = Question({"share": "many"}, DAY, POLICY.windows, SHANGHAI)
    with pytest.raises(TypeError, match="'share' must be a whole number, not 'many'"):
        question.number("share")


def test_what_is_open_is_not_in_the_total() -> None:
    place = world({}, POLICY.windows).compound
    states: list[State] = ["ok", "open", "missing", "not_yet_known"]
    counts = tally(Item(place, state) for state in states)
    assert counts["total"] == 3


def test_a_wrong_dose_is_shown_with_the_field_at_fault() -> None:
    doses: list[dict[str, Any]] = [
        {"agent": "peroxide"},
        {"agent": "chlorine", "mg_l": 100, "contact_minutes": 30},
        {"agent": "chlorine", "mg_l": 500, "contact_minutes": 10},
    ]
    records = [
        {"kind": "disinfection", "place": "corridor-1", "at": f"2020-03-1{n}T09:00", "set": dose}
        for n, dose in enumerate(doses)
    ]
    example = {"places": {"corridor": 1}, "records": records}
    assessment = assess(POLICY, world(example, POLICY.windows), DAY)
    gaps = list(assessment.criterion("D4.2").finding.missing())
    assert [gap.said["fault"] for gap in gaps] == ["agent", "mg_l", "contact_minutes"]


def test_an_ended_special_care_and_a_withdrawn_need_no_longer_count() -> None:
    care = {"group": ["alone"], "helper": "小刘", "ended_on": "2020-03-10"}
    need = {"what": "food", "state": "withdrawn"}
    example = {
        "places": {"household": 1},
        "records": [
            {"kind": "special_care", "place": "household-1", "at": "2020-03-01T09:00", "set": care},
            {"kind": "need", "place": "household-1", "at": "2020-03-10T09:00", "set": need},
        ],
    }
    assessment = assess(POLICY, world(example, POLICY.windows), DAY)
    assert assessment.criterion("U5.3").finding.counts["total"] == 0
    assert assessment.criterion("U5.2").finding.counts["total"] == 0


def test_a_shift_planned_before_the_window_is_not_asked_for() -> None:
    plan = {"stage": "planned", "task": "gate", "who": "小吴"}
    example = {
        "places": {"gate": 1},
        "records": [
            {"kind": "duty_shift", "place": "gate-1", "at": "2020-02-20T08:00", "hours": 4,
             "set": plan}
        ],
    }  # fmt: skip
    assessment = assess(POLICY, world(example, POLICY.windows), DAY)
    assert assessment.criterion("M6.2").verdict == "not_yet_known"


def test_the_longest_silence_and_an_exclusion_are_told_in_words() -> None:
    suspect = {"person": "k", "category": "suspected", "event": "opened",
               "happened_on": "2020-03-10", "name_masked": "李**"}  # fmt: skip
    records = [{"kind": "case_event", "place": "c1", "at": "2020-03-10T09:00", "set": suspect}]
    finding = assess(POLICY, world({"records": records}, POLICY.windows), DAY).criterion("Z2")
    assert finding.finding.would_change is not None
    assert "released or excluded" in finding.finding.would_change.en
    (gap,) = finding.finding.missing()
    assert gap.state == "unreleased"


def test_the_day_on_which_a_contact_no_longer_counts_is_said_as_people_say_it() -> None:
    contact = {"person": "k", "category": "close_contact", "event": "opened",
               "happened_on": "2020-03-10", "name_masked": "李**"}  # fmt: skip
    records = [{"kind": "case_event", "place": "c1", "at": "2020-03-10T09:00", "set": contact}]
    finding = assess(POLICY, world({"records": records}, POLICY.windows), DAY).criterion("Z2")
    assert finding.finding.would_change is not None
    assert finding.finding.would_change.zh == "到 3月24日 没有新的就到位"


def test_where_nobody_checked_nothing_is_said_of_doors_that_disagree() -> None:
    finding = assess(POLICY, world({}, POLICY.windows), DAY).criterion("M6.4").finding
    assert "还没抽查过" in finding.summary.zh


def test_the_evidence_of_the_tests_narrows_by_area_kind() -> None:
    example = {
        "places": {"lift": 1, "corridor": 1},
        "rounds": [
            {"kind": "disinfection", "places": "area", "days": 1, "sessions": ["am"],
             "set": {"agent": "alcohol75"}}
        ],
    }  # fmt: skip
    evidence = world(example, POLICY.windows)
    wanted = Wanted(("disinfection",), area_kinds=("lift",))
    assert [fact.area_kind for fact in evidence.records(wanted)] == ["lift"]


def test_a_case_opened_at_the_door_or_taken_straight_to_hospital_counts() -> None:
    fever = {"outcome": "exception", "method": "door", "temperature": 385}
    opened = {"person": "k", "category": "fever", "event": "opened", "happened_on": "2020-03-12",
              "location": "hospital"}  # fmt: skip
    records = [
        {"kind": "screening", "place": "household-1", "at": "2020-03-12T09:00", "set": fever},
        {"kind": "case_event", "place": "household-1", "at": "2020-03-12T09:30", "set": opened},
    ]
    example = {"places": {"household": 1}, "records": records}
    finding = assess(POLICY, world(example, POLICY.windows), DAY).criterion("S3.4").finding
    assert finding.counts["ok"] == 1


def test_a_release_without_an_opening_closes_no_exception() -> None:
    fever = {"outcome": "exception", "method": "door", "temperature": 385}
    closed = {"person": "k", "category": "fever", "event": "released", "happened_on": "2020-03-12"}
    records = [
        {"kind": "screening", "place": "household-1", "at": "2020-03-12T09:00", "set": fever},
        {"kind": "case_event", "place": "household-1", "at": "2020-03-12T09:30", "set": closed},
    ]
    example = {"places": {"household": 1}, "records": records}
    assert assess(POLICY, world(example, POLICY.windows), DAY).criterion("S3.4").verdict == (
        "not_met"
    )


def test_a_correction_whose_opening_has_not_arrived_leaves_cases_unknown() -> None:
    opened = {"person": "k", "category": "confirmed", "event": "opened",
              "happened_on": "2020-03-12"}  # fmt: skip
    records = [
        {"kind": "case_event", "place": "c1", "at": "2020-03-12T09:00", "name": "first",
         "arrived": "2020-03-20T09:00", "set": opened},
        {"kind": "case_event", "place": "c1", "at": "2020-03-12T10:00", "amends": "first",
         "set": {"location": "hospital"}},
    ]  # fmt: skip
    assessment = assess(POLICY, world({"records": records}, POLICY.windows), DAY)
    assert assessment.criterion("Z1").verdict == "not_yet_known"
