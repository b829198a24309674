"""Which rules were in use is noted where a server starts by others, and told to who looks back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from server.db import db
from server.judging.rules_used import note_rules
from server.models import RulesUsed
from sync.policy_file import policy_digest
from tests.conftest import MORNING, Clock
from tests.people import Person, said, signed_in
from tests.town import COMMUNITY

WUHAN, JIANGXIA = "wuhan-2020-03", "jiangxia-2022"


def start(app: Flask, policy: str = WUHAN) -> None:
    """What starting the server by a policy notes."""
    app.config["POLICY"] = policy
    with app.app_context():
        note_rules()


def rules(person: Person, at: int | None = None) -> Any:
    query = {} if at is None else {"known_at": str(at)}
    return said(person.get("/api/v1/rules", query_string=query))


def test_looking_back_names_the_file_of_then_beside_that_of_now(town: Flask, clock: Clock) -> None:
    secretary = signed_in(town, "community", COMMUNITY)
    start(town)
    clock.advance(hours=2)
    start(town, JIANGXIA)
    clock.advance(hours=1)
    now = {"policy": JIANGXIA, "digest": policy_digest(JIANGXIA)}
    then = {"policy": WUHAN, "digest": policy_digest(WUHAN), "since": MORNING}
    assert rules(secretary, MORNING + 1) == {"now": now, "then": then}
    later = now | {"since": MORNING + 2 * 3_600_000}
    assert rules(secretary) == {"now": now, "then": later}
    assert rules(secretary, MORNING - 1) == {"now": now, "then": None}, "nobody noted it"


def test_a_start_by_the_same_file_notes_nothing(
    make_app: Callable[..., Flask], clock: Clock
) -> None:
    app = make_app()
    for policy in (WUHAN, WUHAN, JIANGXIA, WUHAN):
        start(app, policy)
        clock.advance(minutes=1)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(RulesUsed)) == 3
