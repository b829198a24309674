"""The policies that ship: their names, versions, and what phones hear of them."""

import pytest

from sync.policy import NotInForce
from sync.policy_file import FOLDER, load_policy, policy_ids


def test_screening_weighs_most_in_hongshan() -> None:
    points: dict[str, int] = {}
    for criterion in load_policy("hongshan-2020-03").criteria:
        points[criterion.group] = points.get(criterion.group, 0) + criterion.weight
    assert max(points, key=lambda group: points[group]) == "screening"


def test_the_wuhan_policy_tells_phones_the_fever_limit() -> None:
    values = load_policy("wuhan-2020-03").phone_values()["values"]
    assert isinstance(values, dict)
    assert values["fever_from"] == [{"from": "2020-02-10", "value": 373}]


def test_phones_hear_whose_observation_ends_by_days_and_after_how_many() -> None:
    told = load_policy("wuhan-2020-03").phone_values()["observed"]
    assert told == {"close_contact": [{"from": "2020-02-01", "value": 14}]}
    assert load_policy("fire-2025-door-knock").phone_values()["observed"] == {}


def test_the_wuhan_policy_is_in_its_second_version_from_4_april() -> None:
    policy = load_policy("wuhan-2020-03")
    assert policy.version_on("2020-04-03").number == 1
    assert policy.version_on("2020-04-04").number == 2
    with pytest.raises(NotInForce):
        policy.version_on("2020-02-29")


def test_an_unknown_policy_names_those_that_ship() -> None:
    with pytest.raises(LookupError, match="wuhan-2020-03"):
        load_policy("wuhan-2021")


@pytest.mark.parametrize("policy_id", policy_ids())
def test_every_shipped_policy_is_called_as_its_file(policy_id: str) -> None:
    assert load_policy(policy_id).id == policy_id
    assert "http" not in (FOLDER / f"{policy_id}.toml").read_text("utf-8")
