"""Two people take the same step at the same moment: one step is taken, on both engines."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests import postgres
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.server.databases import ENGINES
from tests.server.standings import API, Ladder
from tests.town import CITY, COMMUNITY, COMPOUND, DISTRICT, STREET, plant

PLACES = {"community": COMMUNITY, "street": STREET, "district": DISTRICT, "city": CITY}
WALK = (
    ("community", "declare"), ("community", "community_check"), ("street", "street_review"),
    ("district", "certify"),
)  # fmt: skip


def ladder_on(app: Flask, clock: Clock, who: str) -> Ladder:
    def person(role: str) -> Person:
        return signed_in(app, role, PLACES[role], name=f"{role}{who}")

    return Ladder(
        app, person("community"), person("street"), person("district"), person("city"), clock
    )


def race(people: list[Person], body: dict[str, Any]) -> list[tuple[int, Any]]:
    """The same request of each of them at once; what each was answered."""
    start, answers = threading.Barrier(len(people)), []

    def post(person: Person) -> None:
        start.wait()
        answer = person.post(f"{API}/standings", body)
        answers.append((answer.status_code, said(answer)))

    threads = [threading.Thread(target=post, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers, key=lambda answer: answer[0])


@pytest.mark.parametrize("engine", ENGINES)
def test_two_who_take_a_step_at_once_take_one_and_the_other_is_told(
    engine: str, make_app: Callable[..., Flask], clock: Clock
) -> None:
    settings = {"DATABASE_URL": postgres.fresh_database()} if engine == "postgresql" else {}
    app = make_app(**settings)
    plant(app)
    left, right = (ladder_on(app, clock, who) for who in ("甲", "乙"))
    left.waive_all()
    for taken, (role, name) in enumerate(WALK):
        clock.advance(minutes=1)
        pair = [getattr(left, role), getattr(right, role)]
        body = {"place": COMPOUND, "step": name, "seen": taken}
        (good, shown), (late, problem) = race(pair, body)
        assert (good, late, problem["code"]) == (200, 409, "standing_moved")
        assert shown["steps"] == taken + 1
    final = left.look("district")
    assert (final["state"], len(final["history"])) == ("certified", len(WALK))
    assert [line["refused"] for line in final["history"]] == [None] * len(WALK)
