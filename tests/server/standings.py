"""Steps and cases of a town, written as a test tells the story: dates of March 2020."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask

from server.log.authoring import Draft
from sync.days import HOUR, day_of, day_start
from sync.ops import Value
from tests.conftest import Clock
from tests.people import Person, said
from tests.town import COMPOUND, DOOR, author

API = "/api/v1"
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


def heard(day: str, place: str = DOOR) -> Draft:
    """A door that was knocked at: of a place of which nothing is heard no absence can be told."""
    fields: dict[str, Value] = {"outcome": "normal", "method": "door"}
    return Draft("screening", place, fields, slot=f"{day}/am")


def certify(app: Flask, place: str = COMPOUND) -> None:
    """Let a compound be certified on 6 March, as its people would."""
    author(app, *steps(place=place))


@dataclass
class Ladder:
    """Who decides about 华氏儒商花园, from its secretary up to the city."""

    app: Flask
    community: Person
    street: Person
    district: Person
    city: Person
    clock: Clock

    def look(self, role: str, place: str = COMPOUND, **query: Any) -> Any:
        person: Person = getattr(self, role)
        answer = person.get(f"{API}/standings", query_string={"place": place} | query)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return said(answer)

    def try_to(self, role: str, name: str, reason: str = "", place: str = COMPOUND) -> Any:
        person: Person = getattr(self, role)
        seen = self.look(role, place)["steps"]
        body = {"place": place, "step": name, "reason": reason, "seen": seen}
        return person.post(f"{API}/standings", body)

    def take(self, role: str, name: str, reason: str = "", place: str = COMPOUND) -> Any:
        self.clock.advance(minutes=1)
        answer = self.try_to(role, name, reason, place)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return said(answer)

    def waive_all(self, compound: str = COMPOUND) -> None:
        """Let a door be knocked at, and the street set aside whatever is not in place yet."""
        author(self.app, heard(day_of(self.clock.ms)))
        shown = said(self.street.get(f"{API}/checklist", query_string={"compound": compound}))
        for group in (*shown["pillars"], *shown["gates"]):
            for one in group["criteria"]:
                if one["verdict"] != "met" and one["hard"]:
                    self.street.post(
                        f"{API}/waivers",
                        {"compound": compound, "criterion": one["id"], "reason": "演练",
                         "until": "2020-04-05"},
                    )  # fmt: skip

    def certify(self) -> Any:
        self.waive_all()
        self.take("community", "declare")
        self.take("community", "community_check")
        self.take("street", "street_review")
        return self.take("district", "certify")
