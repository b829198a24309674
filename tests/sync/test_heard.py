"""What is met by absence is known only where somebody would have told of it."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.checklist import assess
from sync.checklist_json import opened_to_json
from sync.days import day_plus, days_back
from sync.heard import stretches
from sync.measures.finding import kinds_given, names_in
from sync.policy import Policy
from sync.policy_file import load_policy, policy_ids
from tests.sync.evidence import Phone
from tests.sync.worlds import DAY, name_of, world

POLICIES = [load_policy(name) for name in policy_ids()]
POLICY = load_policy("wuhan-2020-03")
DAYS = days_back(DAY, 14)
# Lived-in doors and people come from the register; nothing is met there by an absence.
OF_THE_REGISTER = {"load"}


def entries(told: list[str]) -> dict[str, Any]:
    """A gate at which somebody passed on these days, without a fever."""
    passed = {"direction": "in", "decision": "passed", "four_musts": ["temperature"]}
    return {
        "places": {"gate": 1, "household": 1, "building": 1},
        "records": [
            {"kind": "gate_entry", "place": "gate-1", "at": f"{day}T08:00", "set": passed}
            for day in told
        ],
    }


def opened(told: list[str]) -> dict[str, Any]:
    shown: Any = opened_to_json(assess(POLICY, world(entries(told), POLICY.windows), DAY), "P2.4")
    return dict(shown)


@pytest.mark.parametrize("policy", POLICIES, ids=name_of)
def test_nothing_is_met_in_a_compound_of_which_nothing_was_heard(policy: Policy) -> None:
    day = day_plus(policy.versions[-1].from_on, 40)
    places = {"household": 3, "gate": 1, "building": 1, "lift": 1, "outdoor": 1}
    silent = world({"places": places, "day": day}, policy.windows, day=day)
    judged = [one for group in assess(policy, silent, day).groups for one in group.judged]
    met = {one.criterion.measure for one in judged if one.verdict == "met"}
    assert met <= OF_THE_REGISTER
    assert judged


@pytest.mark.parametrize("policy", POLICIES, ids=name_of)
def test_what_would_tell_of_it_can_be_recorded_by_the_phones_of_the_policy(policy: Policy) -> None:
    for criterion in policy.criteria:
        if not policy.asks or criterion.missing_kinds:
            continue
        told_by = names_in(criterion.given, "heard_kinds")
        assert not told_by or set(told_by) & set(policy.asks), (criterion.id, told_by)
        absent = criterion.given.get("none_is") == "met"
        assert not absent or told_by, f"{criterion.id} is met of a place that says nothing"
        assert not absent or kinds_given(criterion.given)


def test_it_says_of_which_days_nothing_is_known_and_who_could_tell() -> None:
    shown = opened([day for day in DAYS if day not in DAYS[3:6]])
    assert shown["verdict"] == "not_yet_known"
    assert shown["reasons"] == [
        {
            "zh": "3月4日到3月6日没有门岗登记的记录,这几天有没有还不知道",
            "en": "no record from 4 Mar to 6 Mar (gate entry): what happened then is not known yet",
        }
    ]
    assert shown["summary"] == shown["reasons"][0], "no fever at the gate is not known either"
    assert [(gap["day"], gap["state"]) for gap in shown["missing"]] == [
        (day, "unheard") for day in reversed(DAYS[3:6])
    ]
    assert {who["id"] for gap in shown["missing"] for who in gap["responsible"]} == {"u1"}
    assert "传上来或补记" in shown["would_change"]["zh"]


def test_a_fever_that_was_dealt_with_does_not_tell_of_the_days_without_a_word() -> None:
    example = entries(list(DAYS[:10]))
    hot = {
        "direction": "in", "decision": "turned_away", "four_musts": ["temperature"],
        "temperature": 378, "disposition": "clinic", "disposed_at": f"{DAYS[9]}T09:30",
    }  # fmt: skip
    example["records"] += [
        {"kind": "gate_entry", "place": "gate-1", "at": f"{DAYS[9]}T09:00", "set": hot}
    ]
    judged = assess(POLICY, world(example, POLICY.windows), DAY).criterion("P2.4")
    assert judged.verdict == "not_yet_known"
    assert judged.finding.summary.en == "1 of 1 gate fevers dealt with", "what is known is said"


@settings(max_examples=60)
@given(told=st.sets(st.sampled_from(DAYS)))
def test_it_is_met_exactly_when_no_three_days_in_a_row_are_silent(told: set[str]) -> None:
    silent_three = any(not told & set(DAYS[n : n + 3]) for n in range(len(DAYS) - 2))
    assert opened(sorted(told))["verdict"] == ("not_yet_known" if silent_three else "met")


@settings(max_examples=60)
@given(told=st.sets(st.sampled_from(DAYS)), more=st.sampled_from(DAYS))
def test_one_more_word_never_makes_less_known(told: set[str], more: str) -> None:
    before = {day for run in stretches(DAYS, told, 3) for day in run}
    assert {day for run in stretches(DAYS, told | {more}, 3) for day in run} <= before - {more}


def test_a_silent_phone_of_the_gate_leaves_it_unknown_though_its_days_were_heard() -> None:
    evidence = world(entries(list(DAYS)), POLICY.windows)
    assert assess(POLICY, evidence, DAY).criterion("P2.4").verdict == "met"
    evidence.phones = [*evidence.phones, Phone("u2", None)]
    assert assess(POLICY, evidence, DAY).criterion("P2.4").verdict == "not_yet_known"
