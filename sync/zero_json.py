"""The zero-occurrence clock of a compound as the API says it.

>>> from sync.cases import read_cases
>>> from sync.policy_file import load_policy
>>> shown = clock_to_json(load_policy("wuhan-2020-03"), (), "2020-03-10", ())
>>> shown["earliest_on"], shown["words"]["en"], len(shown["days"])
('2020-03-10', 'no case and nobody unreleased stands in the way', 15)
"""

from collections.abc import Sequence
from typing import Any

from sync.cases import Case
from sync.policy import Policy
from sync.zero import (
    ALL_HEARD,
    OPEN,
    SINCE,
    Block,
    Earliest,
    Unknown,
    clock,
    days_since,
    earliest,
    earliest_if_released,
    rules_on,
)


def clock_to_json(
    policy: Policy,
    cases: Sequence[Case],
    day: str,
    supposed_released: Sequence[str],
    unknown: Unknown = ALL_HEARD,
) -> dict[str, Any]:
    """The body of GET /zero: the date, what blocks it, the days, and the what-if if one is asked.

    `what_if` is the same as if these cases were released on the day; it changes nothing. What is
    `unknown` may hide a case that nobody has heard of.
    """
    rules = rules_on(policy, day)
    counted = _categories(policy, day, SINCE)
    watched = _categories(policy, day, OPEN)
    supposed = (
        earliest_if_released(policy, cases, day, supposed_released, unknown)
        if supposed_released
        else None
    )
    return {
        "policy": {"id": policy.id, "version": policy.version_on(day).number},
        "day": day,
        **_earliest(earliest(policy, cases, day, unknown)),
        "days_since": days_since(cases, counted, day),
        "min_days": max((rule.days for rule in rules if rule.measure == SINCE), default=None),
        "days": [
            {"day": one.day, "new": one.new, "unreleased": one.unreleased}
            for one in clock(cases, day, counted, watched)
        ],
        "unsure": [case.id for case in cases if case.pending or case.conflict],
        "silent": unknown.silent,
        "what_if": _earliest(supposed) if supposed else None,
    }


def _categories(policy: Policy, day: str, measure: str) -> tuple[str, ...]:
    rules = (rule for rule in rules_on(policy, day) if rule.measure == measure)
    return tuple(dict.fromkeys(category for rule in rules for category in rule.categories))


def _earliest(found: Earliest) -> dict[str, Any]:
    return {
        "earliest_on": found.on,
        "words": found.words.to_json(),
        "blocks": [_block(block) for block in found.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    return {
        "criterion": block.criterion,
        "case": block.case.id,
        "who": block.case.who,
        "place": block.case.place,
        "since_on": block.since_on,
        "until_on": block.until_on,
        "words": block.words.to_json(),
        "records": list(block.case.records),
    }
