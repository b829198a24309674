"""The examples of sync/PROTOCOL.md against the whole application: sign-in, HTTP, tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from server.db import writing
from server.models import Place
from server.store import current_store
from sync.log import Arrival, FeedKey
from sync.ops import read_op, seal
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.sync.street import COMMUNITY, COMPOUND, MORNING, SERVER, THREE
from tests.test_protocol_examples import blocks, household

OWN = {"epoch", "cat", "min_build"}  # of each installation


def plant(app: Flask) -> None:
    """The places as rows, so that the page's feeds are the first ones; then its one household."""
    rows = ((COMMUNITY, "community"), (COMPOUND, "compound"), (THREE, "building"),
            (f"{COMPOUND}.4", "building"), (f"{THREE}.1", "stairwell"),
            (f"{COMPOUND}.4.1.201", "household"))  # fmt: skip
    with app.app_context():
        with writing() as session:
            for key, (id, type) in enumerate(rows, 1):
                building = {"building": key, "stairwell": 3, "household": 4}.get(type)
                session.add(
                    Place(
                        key=key,
                        id=id,
                        type=type,
                        community_key=1,
                        name=id,
                        sort=0,
                        left=False,
                        compound_key=2 if key > 1 else None,
                        building_key=building,
                        attrs="{}",
                        parent_key=None,
                    )
                )
        op = read_op(seal(household()))
        with current_store().writing() as tx:
            state = tx.replica(SERVER, "u1", None, MORNING)
            feeds = (FeedKey(THREE, "ref"),)
            tx.append(SERVER, [Arrival(1, op.id, op.bsha, op.body, op, "accepted", feeds=feeds)])
            tx.save(state)


def told(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key not in OWN}


def test_the_application_answers_as_the_page_says(
    make_app: Callable[..., Flask], clock: Clock
) -> None:
    clock.ms = MORNING - 86_400_000
    app = make_app()
    nobody = [signed_in(app, "community") for _ in range(4)]
    plant(app)
    people: dict[str, Person] = {}
    for _ in range(3):
        person = signed_in(app, "building_lead", THREE)
        people[person.id] = person
    assert len(nobody) == 4 and people.keys() == {"u5", "u6", "u7"}
    answer: dict[str, Any] = {}
    for what, user, at, body in blocks():
        if what == "response":
            assert told(answer) == told(body)
            continue
        clock.ms = MORNING + at
        path = "/api/v1/exchange" + ("/check" if what == "check" else "")
        response = people[user].post(path, body)
        assert response.status_code == 200, response.get_data(as_text=True)
        answer = said(response)
