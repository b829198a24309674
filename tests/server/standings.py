"""Steps and cases of a town, written as a test tells the story: dates of March 2020."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask

from server.log.authoring import Draft
from sync.days import HOUR, day_start
from sync.ops import Value
from tests.town import COMPOUND, DOOR, author

ROLES = {
    "declare": "community",
    "community_check": "community",
    "street_review": "street",
    "certify": "district",
    "file": "district",
}
CERTIFIED = (
    ("declare", "2020-03-05", 8),
    ("community_check", "2020-03-05", 9),
    ("street_review", "2020-03-05", 12),
    ("certify", "2020-03-06", 9),
)


def moment(day: str, hour: int = 9) -> int:
    return day_start(day) + hour * HOUR


def step(name: str, day: str, hour: int = 9, role: str = "", place: str = COMPOUND) -> Draft:
    fields: dict[str, Value] = {
        "step": name,
        "role": role or ROLES.get(name, "district"),
        "policy": "wuhan-2020-03",
        "policy_version": 1,
        "verdict": "met",
    }
    return Draft("standing_step", place, fields, at=moment(day, hour))


def steps(taken: Sequence[tuple[str, str, int]] = CERTIFIED, place: str = COMPOUND) -> list[Draft]:
    return [step(*each, place=place) for each in taken]


def case(
    event: str, category: str, day: str, person: str = "k", hour: int = 12, place: str = DOOR
) -> Draft:
    fields: dict[str, Value] = {
        "person": person,
        "event": event,
        "category": category,
        "happened_on": day,
        "name_masked": "张**",
    }
    return Draft("case_event", place, fields, at=moment(day, hour))


def certify(app: Flask, place: str = COMPOUND) -> None:
    """Let a compound be certified on 6 March, as its people would."""
    author(app, *steps(place=place))
