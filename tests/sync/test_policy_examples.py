"""Every example that stands in a policy file, run as a test of its criterion."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest

from sync.checklist import assess
from sync.policy import Criterion, Policy
from sync.policy_file import FOLDER, load_policy, policy_ids
from tests.sync.worlds import DAY, Example, examples, name_of, world

POLICIES = {name: load_policy(name) for name in policy_ids()}


@pytest.mark.parametrize(("policy", "criterion", "example"), examples(), ids=name_of)
def test_example_is_judged_as_written(
    policy: Policy, criterion: Criterion, example: Example
) -> None:
    day = str(example.get("day", DAY))
    assessment = assess(policy, world(example, policy.windows, criterion.id, day), day)
    judged = assessment.criterion(criterion.id)
    assert judged.verdict == example["expect"], (judged.finding.summary.en, judged.finding.counts)


WANTED = {"met", "not_met", "not_yet_known"}


def lacking(criterion: Criterion) -> set[str]:
    """What the examples of a criterion do not show: a verdict, or one side of its edge."""
    shown = {str(example["expect"]) for example in criterion.examples}
    at_edge = {str(example["expect"]) for example in criterion.examples if example.get("edge")}
    return WANTED - shown | (set() if len(at_edge) > 1 else {"both sides of an edge"})


def own(policy: Policy) -> list[Criterion]:
    """The criteria with examples in this file; one taken over as it is has them in its base."""
    return [criterion for criterion in policy.criteria if criterion.examples]


@pytest.mark.parametrize("policy", POLICIES.values(), ids=name_of)
def test_every_criterion_shows_each_verdict_and_both_sides_of_its_edge(policy: Policy) -> None:
    assert {one.id: gaps for one in own(policy) if (gaps := lacking(one))} == {}


def _taken_over() -> Iterator[tuple[Policy, Criterion, Policy, Criterion]]:
    """Criteria without examples of their own, each with the policy and criterion it comes from."""
    for policy in POLICIES.values():
        base = POLICIES.get(based_on(policy))
        for criterion in policy.criteria:
            if not criterion.examples:
                assert base, f"{policy.id} {criterion.id} shows no example"
                (source,) = (one for one in base.criteria if one.id == criterion.id)
                yield policy, criterion, base, source


def based_on(policy: Policy) -> str:
    text = (FOLDER / f"{policy.id}.toml").read_text("utf-8")
    return str(tomllib.loads(text).get("based_on", ""))


def test_a_criterion_that_is_taken_over_asks_for_the_same_as_where_its_examples_stand() -> None:
    different = [
        (policy.id, criterion.id)
        for policy, criterion, base, source in _taken_over()
        if criterion.measure != source.measure
        or policy.parameters(criterion, policy.versions[-1].from_on) != base.parameters(source, DAY)
        or not source.examples
    ]
    assert different == []


def test_every_kind_of_record_that_a_shipped_policy_judges_can_be_recorded() -> None:
    without = [(p.id, c.id, c.missing_kinds) for p in POLICIES.values() for c in p.criteria]
    assert [each for each in without if each[2]] == []
    unasked = {
        (p.id, kind)
        for p in POLICIES.values()
        if p.asks
        for c in p.criteria
        for kind in c.kinds
        if kind not in p.asks and kind not in ("place", "spot_sample")
    }
    assert unasked == set()


def test_a_criterion_that_lacks_an_example_is_named() -> None:
    whole = POLICIES["wuhan-2020-03"].criteria[0]
    assert lacking(whole) == set()
    no_edge = [{**example, "edge": False} for example in whole.examples]
    assert lacking(replace(whole, examples=tuple(no_edge))) == {"both sides of an edge"}
    met = [example for example in whole.examples if example["expect"] != "not_yet_known"]
    assert lacking(replace(whole, examples=tuple(met))) == {"not_yet_known"}
