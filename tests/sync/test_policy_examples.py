"""Every example that stands in a policy file, run as a test of its criterion."""

from collections.abc import Iterator

import pytest

from sync.checklist import assess
from sync.policy import Criterion, Policy
from sync.policy_file import load_policy, policy_ids
from tests.sync.worlds import DAY, Example, world

POLICIES = {name: load_policy(name) for name in policy_ids()}


def _examples() -> Iterator[tuple[Policy, Criterion, Example]]:
    for policy in POLICIES.values():
        for criterion in policy.criteria:
            for example in criterion.examples:
                yield policy, criterion, example


def _name(case: object) -> str:
    if isinstance(case, Policy | Criterion):
        return case.id
    return str(case["name"]) if isinstance(case, dict) else ""


@pytest.mark.parametrize(("policy", "criterion", "example"), list(_examples()), ids=_name)
def test_example_is_judged_as_written(
    policy: Policy, criterion: Criterion, example: Example
) -> None:
    day = str(example.get("day", DAY))
    assessment = assess(policy, world(example, policy.windows, criterion.id, day), day)
    judged = assessment.criterion(criterion.id)
    assert judged.verdict == example["expect"], (judged.finding.summary.en, judged.finding.counts)


def shown(policy: Policy) -> list[Criterion]:
    """The criteria whose examples stand in this file; one used as it is has them in its base."""
    return [criterion for criterion in policy.criteria if criterion.examples]


@pytest.mark.parametrize("policy", POLICIES.values(), ids=_name)
def test_every_criterion_shows_met_not_met_and_not_yet_known(policy: Policy) -> None:
    wanted = {"met", "not_met", "not_yet_known"}
    lacking = {
        criterion.id: wanted - {str(example["expect"]) for example in criterion.examples}
        for criterion in shown(policy)
        if not criterion.missing_kinds
    }
    assert {name: verdicts for name, verdicts in lacking.items() if verdicts} == {}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=_name)
def test_every_criterion_shows_an_edge(policy: Policy) -> None:
    without = [c.id for c in shown(policy) if not any(e.get("edge") for e in c.examples)]
    assert without == []
