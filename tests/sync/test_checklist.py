"""Assessing a compound: verdicts of pillars and gates, reasons, waivers, and the API's shape."""

import ast
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sync import measures
from sync.checklist import Assessment, assess
from sync.checklist_json import assessment_to_json, gap_to_json, opened_to_json
from sync.evidence import Gap, Named
from sync.measures import MEASURES
from sync.policy import NotInForce
from sync.policy_file import FOLDER, load_policy, read_policy, recordable_kinds
from tests.sync.worlds import moment, world

POLICY = load_policy("wuhan-2020-03")
DAY = "2020-03-14"
SCREENED = {
    "kind": "screening",
    "places": "household",
    "days": 14,
    "sessions": ["am"],
    "set": {"outcome": "normal", "method": "door"},
}
DISINFECTED = {
    "kind": "disinfection",
    "places": "area",
    "days": 14,
    "sessions": ["am", "pm"],
    "set": {"agent": "alcohol75"},
}
OCCUPIED = {
    "kind": "occupancy",
    "places": "household",
    "days": 1,
    "sessions": ["am"],
    "set": {"state": "occupied"},
}
WHOLE = {"places": {"household": 4, "lift": 1}, "rounds": [SCREENED, DISINFECTED, OCCUPIED]}


def assessed(example: dict[str, Any], day: str = DAY) -> Assessment:
    return assess(POLICY, world(example, POLICY.windows, "S3.2", day), day)


def pillar(assessment: Assessment, name: str) -> Any:
    return next(one for one in assessment.pillars if one.group.id == name)


def test_the_six_pillars_stand_in_the_order_of_the_policy() -> None:
    names = [one.group.id for one in assessed(WHOLE).pillars]
    assert names == [
        "publicity",
        "closure",
        "screening",
        "disinfection",
        "supply",
        "mobilisation",
    ]


def test_screening_is_met_when_all_its_hard_criteria_are() -> None:
    screening = pillar(assessed(WHOLE), "screening")
    assert screening.verdict == "met"
    assert (screening.short, screening.not_known) == (0, 0)


def test_one_missed_day_costs_the_pillar_and_says_what_is_short() -> None:
    missed = {**SCREENED, "but": ["2020-03-09"]}
    assessment = assessed({**WHOLE, "rounds": [missed, DISINFECTED, OCCUPIED]})
    screening = pillar(assessment, "screening")
    assert (screening.verdict, screening.short) == ("not_met", 1)
    finding = assessment.criterion("S3.2").finding
    assert finding.missing_total == 4
    assert finding.reasons[0].zh == (
        "3月9日应做 4,做到 0,没做成 0,没有记录 4,还没收到 0(要 98%,差 4)"
    )
    assert finding.would_change is not None


def test_a_place_that_two_parts_of_a_rule_miss_is_counted_once() -> None:
    """A lift is wanted every day and twice a day; where nobody came, one line says so."""
    missed = {**DISINFECTED, "but": ["2020-03-09"]}
    finding = assessed({**WHOLE, "rounds": [SCREENED, missed, OCCUPIED]}).criterion("D4.1").finding
    gaps = [(gap.day, gap.session) for gap in finding.missing()]
    assert sorted(gaps) == [("2020-03-09", "*"), ("2020-03-09", "am"), ("2020-03-09", "pm")]
    assert finding.missing_total == 3


def test_what_is_missing_leads_to_place_day_and_who_can_mend_it() -> None:
    tried = {"kind": "screening", "places": "household", "first": 1, "days": 1, "before": 5,
             "sessions": ["am"], "set": {"outcome": "no_answer", "method": "door"}}  # fmt: skip
    missed = {**SCREENED, "but": ["2020-03-09"]}
    assessment = assessed({**WHOLE, "rounds": [missed, tried, DISINFECTED, OCCUPIED]})
    gaps = list(assessment.criterion("S3.2").finding.missing())
    assert [(gap.place.id, gap.day, gap.state) for gap in gaps] == [
        ("household-1", "2020-03-09", "attempted"),
        ("household-2", "2020-03-09", "missed"),
        ("household-3", "2020-03-09", "missed"),
        ("household-4", "2020-03-09", "missed"),
    ]
    assert len(gaps[0].record_ids) == 1
    assert [who.id for who in assessment.responsible(assessment.criterion("S3.2"))] == ["u1"]


def test_a_round_that_has_not_ended_is_not_held_against_anybody() -> None:
    running = {**WHOLE, "known": "2020-03-14T09:00"}
    missing_today = {**SCREENED, "but": ["2020-03-14"]}
    assessment = assessed({**running, "rounds": [missing_today, DISINFECTED, OCCUPIED]})
    judged = assessment.criterion("S3.2")
    assert judged.verdict == "met"
    assert judged.finding.counts["open"] == 4


def test_a_silent_phone_makes_it_not_yet_known_and_is_named() -> None:
    missed = {**SCREENED, "but": ["2020-03-09"]}
    assessment = assessed(
        {
            **WHOLE,
            "rounds": [missed, DISINFECTED, OCCUPIED],
            "silent": [{"since": "2020-03-09T17:10"}],
        }
    )
    judged = assessment.criterion("S3.2")
    assert judged.verdict == "not_yet_known"
    assert [phone.replica for phone in assessment.silent(judged)] == ["r-u2"]


def test_a_known_miss_is_not_hidden_behind_a_silent_phone() -> None:
    short = {**SCREENED, "but": ["2020-03-05", "2020-03-12"]}
    assessment = assessed(
        {
            **WHOLE,
            "rounds": [short, DISINFECTED, OCCUPIED],
            "silent": [{"since": "2020-03-09T17:10"}],
        }
    )
    assert assessment.criterion("S3.2").verdict == "not_met"


def test_nobody_assigned_means_missed_and_not_unknown() -> None:
    assessment = assessed({"places": {"household": 1}, "unassigned": True})
    assert assessment.criterion("S3.2").verdict == "not_met"


def test_a_waiver_counts_as_met_but_stays_visible_with_what_it_hides() -> None:
    assessment = assessed({**WHOLE, "rounds": [DISINFECTED, OCCUPIED], "waived": "2020-03-20"})
    judged = assessment.criterion("S3.2")
    assert judged.verdict == "waived"
    assert judged.finding.verdict == "not_met"
    assert judged.waiver is not None


def test_a_waiver_ends_on_its_day() -> None:
    over = assessed({**WHOLE, "rounds": [DISINFECTED, OCCUPIED], "waived": "2020-03-13"})
    assert over.criterion("S3.2").verdict == "not_met"


def test_a_voided_record_no_longer_counts() -> None:
    door = {"kind": "screening", "place": "household-1", "at": "2020-03-14T09:00", "name": "r",
            "set": {"outcome": "normal", "method": "door"}}  # fmt: skip
    void = {"kind": "screening", "place": "household-1", "at": "2020-03-14T09:05", "amends": "r",
            "set": {"_void": True}}  # fmt: skip
    small = {"places": {"household": 1}, "rounds": [{**SCREENED, "but": [DAY]}]}
    assert assessed({**small, "records": [door]}).criterion("S3.2").verdict == "met"
    assert assessed({**small, "records": [door, void]}).criterion("S3.2").verdict == "not_met"


def test_what_arrives_after_the_cut_off_is_not_known_before_it() -> None:
    late = {"kind": "screening", "place": "household-1", "at": "2020-03-14T09:00",
            "arrived": "2020-03-15T08:00",
            "set": {"outcome": "normal", "method": "door"}}  # fmt: skip
    small = {"places": {"household": 1}, "rounds": [{**SCREENED, "but": [DAY]}], "records": [late]}
    assert assessed(small).criterion("S3.2").verdict == "not_met"
    later = {**small, "known": "2020-03-15T09:00"}
    assert assessed(later).criterion("S3.2").verdict == "met"


def test_a_criterion_nobody_can_record_yet_says_so_and_never_passes() -> None:
    text = (FOLDER / "wuhan-2020-03.toml").read_text("utf-8")
    policy = read_policy(text, "w.toml", MEASURES, ("screening", "occupancy"))
    assessment = assess(policy, world(WHOLE, policy.windows), DAY)
    judged = assessment.criterion("D4.1")
    assert judged.verdict == "not_yet_known"
    assert "cannot be recorded yet" in judged.finding.reasons[0].en


def test_a_warning_does_not_cost_the_pillar() -> None:
    soft = [one for one in POLICY.criteria if not one.hard]
    assert {one.id for one in soft} == {"M6.3", "I1", "I2", "I3", "I4"}


def test_the_whole_is_met_when_gates_and_pillars_are() -> None:
    small = replace(POLICY, criteria=tuple(c for c in POLICY.criteria if c.id[0] in "ZSI"))
    assessment = assess(small, world(WHOLE, POLICY.windows), DAY)
    assert assessment.verdict == "met"
    ill = {"kind": "case_event", "place": "c1", "at": "2020-03-13T09:00",
           "set": {"person": "k", "category": "confirmed", "event": "opened",
                   "happened_on": "2020-03-13"}}  # fmt: skip
    assert assess(small, world({**WHOLE, "records": [ill]}, POLICY.windows), DAY).verdict == (
        "not_met"
    )


def test_a_group_that_only_warns_decides_nothing() -> None:
    assessment = assessed(WHOLE)
    (integrity,) = [one for one in assessment.gates if one.group.id == "integrity"]
    assert not integrity.decides


def test_a_veto_decides_whatever_else_is_in_place() -> None:
    assessment = assessed(WHOLE)
    assert assessment.vetoed == ()
    assert replace(assessment, vetoed=("I3",)).verdict == "not_met"


def test_before_the_policy_starts_nothing_is_judged() -> None:
    with pytest.raises(NotInForce):
        assessed(WHOLE, day="2020-02-29")


def test_asymptomatic_infections_are_judged_from_4_april() -> None:
    before = assessed({**WHOLE, "day": "2020-04-03"}, "2020-04-03")
    after = assessed({**WHOLE, "day": "2020-04-04"}, "2020-04-04")
    with pytest.raises(KeyError):
        before.criterion("Z3")
    assert after.criterion("Z3").verdict == "met"
    assert (before.version.number, after.version.number) == (1, 2)


def test_equal_evidence_has_an_equal_digest() -> None:
    assert assessed(WHOLE).digest == assessed(WHOLE).digest
    more = {**WHOLE, "records": [{"kind": "screening", "place": "household-1",
            "at": "2020-03-14T20:00",
            "set": {"outcome": "normal", "method": "phone"}}]}  # fmt: skip
    assert assessed(more).digest != assessed(WHOLE).digest


def test_the_answer_of_the_api_names_rule_source_evidence_and_counts() -> None:
    shown: Any = json.loads(json.dumps(assessment_to_json(assessed(WHOLE))))
    assert shown["policy"] == {
        "id": "wuhan-2020-03",
        "version": 1,
        "name": POLICY.name.to_json(),
    }
    assert shown["known_at"] == moment("2020-03-15T00:00")
    assert set(shown["evidence"]) == {"digest", "feeds"}
    (screening,) = [one for one in shown["pillars"] if one["id"] == "screening"]
    criterion = screening["criteria"][1]
    assert criterion["id"] == "S3.2"
    assert criterion["rule"]["in_force_from"] == "2020-03-01"
    assert "2020-02-06" in criterion["rule"]["source"]["zh"]
    assert "Wuhan HQ notice" in criterion["rule"]["source"]["en"]
    assert criterion["counts"]["done"] == 56
    assert [gate["id"] for gate in shown["gates"]] == ["zero", "integrity"]


def test_opening_a_criterion_pages_through_gaps_and_records() -> None:
    assessment = assessed({**WHOLE, "rounds": [{**SCREENED, "but": [DAY]}, OCCUPIED]})
    first: Any = opened_to_json(assessment, "S3.2", size=3)
    assert len(first["missing"]) == 3
    assert len(first["records"]) == 3
    assert first["next"] == 3
    assert first["missing"][0]["why"]["en"] == "no record"
    second: Any = opened_to_json(assessment, "S3.2", start=3, size=3)
    assert len(second["missing"]) == 1
    last: Any = opened_to_json(assessment, "S3.2", start=51, size=3)
    assert last["next"] is None


def test_the_records_a_verdict_rests_on_are_all_there() -> None:
    finding = assessed(WHOLE).criterion("S3.2").finding
    assert len(set(finding.records())) == finding.records_total == 56


def test_a_place_missing_by_two_rules_is_shown_once() -> None:
    assessment = assessed({"places": {"lift": 1}})
    gaps = list(assessment.criterion("D4.1").finding.missing())
    keys = [(gap.place.id, gap.day, gap.session) for gap in gaps]
    assert len(keys) == len(set(keys))


def scored(example: dict[str, Any], day: str = DAY) -> Assessment:
    policy = load_policy("hongshan-2020-03")
    return assess(policy, world(example, policy.windows, day=day), day)


def test_points_are_reached_by_what_is_met_and_possible_by_what_is_not_known() -> None:
    points = scored(WHOLE).points
    assert points is not None
    assert points.total == 100
    assert points.reached >= 25
    assert points.verdict in ("not_met", "not_yet_known")
    assert replace(points, reached=90).verdict == "met"
    assert replace(points, reached=89, possible=0).verdict == "not_met"
    assert replace(points, reached=89, possible=1).verdict == "not_yet_known"


def test_a_scored_policy_tells_its_points() -> None:
    shown: Any = assessment_to_json(scored(WHOLE))
    assert shown["points"]["pass_mark"] == 90
    assert shown["points"]["total"] == 100


def test_a_tier_asks_for_more_than_the_whole() -> None:
    policy = load_policy("shanghai-2022")
    day = "2022-05-15"
    assessment = assess(policy, world({**WHOLE, "day": day}, policy.windows, day=day), day)
    ((tier, _, verdict),) = assessment.tiers()
    assert (tier, verdict) == ("model", "not_met")


def test_a_rule_about_nothing_recordable_waits_for_no_phone() -> None:
    policy = load_policy("shanghai-2022", recordable_kinds() - {"pcr_test"})
    day = "2022-05-15"
    example = {**WHOLE, "day": day, "silent": [{"since": "2022-05-12T12:00"}]}
    assessment = assess(policy, world(example, policy.windows, day=day), day)
    assert assessment.criterion("SH2").verdict == "not_yet_known"
    assert assessment.silent(assessment.criterion("SH2")) == ()


def test_a_silent_phone_and_a_waiver_are_shown_when_a_criterion_is_opened() -> None:
    assessment = assessed(
        {
            **WHOLE,
            "rounds": [{**SCREENED, "but": ["2020-03-09"]}, OCCUPIED],
            "silent": [{"since": "2020-03-09T17:10"}],
            "waived": "2020-03-20",
        }
    )
    shown: Any = opened_to_json(assessment, "S3.2")
    assert shown["silent"][0]["user"] == {"id": "u2", "name": "u2"}
    waived = {"reason": "测试", "by": "u1", "until": "2020-03-20"}
    assert shown["waived"] == waived | {"judged": "not_yet_known"}


def test_opening_an_unknown_criterion_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        opened_to_json(assessed(WHOLE), "X9")


def test_a_lift_that_had_one_of_its_two_rounds_makes_its_day_fall_short() -> None:
    """The line once said "0 days fall short" beside a verdict of not in place."""
    once = {**DISINFECTED, "days": 14, "sessions": ["am"]}
    finding = assessed({"places": {"lift": 1}, "rounds": [once]}).criterion("D4.1").finding
    assert finding.verdict == "not_met"
    assert "0 天不够" not in finding.summary.zh.replace("10 天", "")
    # Nobody tried in vain: what was done was done, only not often enough.
    assert "没做成 0" in finding.reasons[0].zh
    assert {gap.state for gap in finding.missing() if gap.session == "*"} == {"too_few"}
    why: Any = gap_to_json(next(gap for gap in finding.missing() if gap.session == "*"))["why"]
    assert why["zh"] == "做了,次数不够"


def test_what_would_change_a_verdict_speaks_only_of_what_there_is() -> None:
    finding = assessed({"places": {"household": 4}, "rounds": []}).criterion("S3.2").finding
    assert finding.would_change is not None
    assert "没做成" not in finding.would_change.zh
    assert "tried" not in finding.would_change.en
    assert not finding.would_change.zh.startswith(";")


def test_every_state_of_a_gap_has_words_for_people() -> None:
    found = set()
    for path in Path(measures.__file__).parent.glob("*.py"):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("Item", "Gap"):
                found |= set(_states(call))
    assert {"silent_day", "no_case", "days_not_full"} <= found, "has the spelling changed?"
    for state in {*found, "no_lead", "no_deputy"} - {"missing"}:
        why: Any = gap_to_json(Gap(Named("h", "101"), state))["why"]
        assert why["zh"] != state != why["en"], state


def _states(call: ast.Call) -> Iterator[str]:
    """The names of states that a call of Item or Gap is given."""
    name, at = ("why", 2) if getattr(call.func, "id", "") == "Item" else ("state", 1)
    given = [one.value for one in call.keywords if one.arg == name] + call.args[at : at + 1]
    for part in (part for one in given for part in ast.walk(one)):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield from [part.value] if not part.value.endswith("_") else []
