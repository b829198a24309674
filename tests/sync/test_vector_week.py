"""A week of the mosquito campaign: another disease, and no code of its own."""

from typing import Any

from sync.cases import CaseEvent
from sync.checklist import Assessment, assess
from sync.days import day_plus, day_start, days_back, days_between
from sync.policy_file import load_policy
from sync.rollup import last_cut_off
from sync.standing import Step, standing
from tests.sync.worlds import moment, world

POLICY = load_policy("vector-2025-jiedong")
CASE_ON = "2025-11-10"
CASE = {
    "kind": "case_event",
    "place": "household-1",
    "at": f"{CASE_ON}T09:00",
    "set": {
        "person": "v1",
        "category": "confirmed",
        "event": "opened",
        "happened_on": CASE_ON,
    },
}


def spray(day: str, clock: str) -> dict[str, Any]:
    return {
        "kind": "adulticide",
        "place": "outdoor-1",
        "at": f"{day}T{clock}",
        "set": {"method": "ulv"},
    }


def surveys(day: str, positive: int) -> list[dict[str, Any]]:
    return [
        {
            "kind": "vector_survey",
            "place": f"household-{door}",
            "at": f"{day}T10:00",
            "set": {"containers": 1, "positive": int(door <= positive)},
        }
        for door in range(1, 61)
    ]


def week_as_of(day: str) -> Assessment:
    """The records of the week up to a day: everything as the card says, density falling."""
    records: list[dict[str, Any]] = [CASE]
    for each in days_back(day, days_between(CASE_ON, day)):
        records.append(spray(each, "06:00"))
        if each <= day_plus(CASE_ON, 3):
            records.append(spray(each, "18:00"))
    for after, positive in ((1, 12), (4, 5), (7, 2)):
        if (on := day_plus(CASE_ON, after)) <= day:
            records += surveys(on, positive)
    example = {"places": {"household": 60, "outdoor": 1}, "records": records, "day": day}
    return assess(POLICY, world(example, POLICY.windows, day=day), day)


def verdicts(assessment: Assessment) -> dict[str, str]:
    return {one.criterion.id: one.verdict for group in assessment.groups for one in group.judged}


def test_a_week_of_the_campaign_is_judged_day_by_day() -> None:
    shown = {after: verdicts(week_as_of(day_plus(CASE_ON, after))) for after in range(1, 8)}
    assert {shown[after]["V2"] for after in shown} == {"met"}
    assert {shown[after]["V3"] for after in shown} == {"met"}
    density = [shown[after]["V4"] for after in range(1, 8)]
    assert density == ["not_met"] * 6 + ["met"]
    assert {shown[after]["V1"] for after in shown} == {"not_met"}


def test_the_index_is_told_with_its_numbers() -> None:
    finding = week_as_of(day_plus(CASE_ON, 1)).criterion("V4").finding
    assert finding.counts == {"inspected": 60, "found": 12}
    assert len(list(finding.missing())) == 12
    assert len(list(finding.records())) == 60


def test_a_missed_evening_in_the_dense_days_is_shown_with_its_place() -> None:
    day = day_plus(CASE_ON, 2)
    records = [CASE, spray(day_plus(CASE_ON, 1), "06:00"), spray(day, "06:00")]
    example = {"places": {"outdoor": 1}, "records": records, "day": day}
    assessment = assess(POLICY, world(example, POLICY.windows, day=day), day)
    gaps = list(assessment.criterion("V2").finding.missing())
    assert [(gap.place.id, gap.day) for gap in gaps] == [
        ("outdoor-1", day),
        ("outdoor-1", day_plus(CASE_ON, 1)),
    ]


def test_the_stop_rule_needs_the_longest_window_without_another_case() -> None:
    assert POLICY.number("clear_days", CASE_ON) == 25
    shown = {after: verdicts(week_as_of(day_plus(CASE_ON, after)))["V1"] for after in (24, 25)}
    assert shown == {24: "not_met", 25: "met"}


def test_a_further_case_takes_the_standing_and_a_suspect_pauses_it() -> None:
    on = day_plus(CASE_ON, 30)
    steps = [
        Step(name, name, day_start(on) + number, role, "u1")
        for number, (name, role) in enumerate(
            (
                ("declare", "community"),
                ("community_check", "community"),
                ("street_review", "street"),
                ("certify", "district"),
            )
        )
    ]
    later = day_start(day_plus(on, 2))
    for category, state in (("suspected", "suspended"), ("confirmed", "revoked")):
        event = CaseEvent("v2", "opened", category, day_plus(on, 1), later - 1, "r2")
        assert standing(POLICY, "compound", steps, [event], later).state == state


def test_its_rounds_are_published_every_three_days() -> None:
    first = last_cut_off(POLICY, day_start("2025-11-05"))
    second = last_cut_off(POLICY, day_start("2025-11-08"))
    assert (first, second) == (moment("2025-11-04T16:00"), moment("2025-11-07T16:00"))
