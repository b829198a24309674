"""Records of a newer app on an older server, and of an older app on this one: all are taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from server.db import db
from server.log.exchanging import grants_ever
from server.log.rows import STATUSES
from server.models import Op, Replica
from server.rules import kinds
from server.store import current_store
from sync.exchange import Rules, serve
from sync.log import Session
from sync.ops import Value
from sync.request import PROTO, read_request
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.town import BUILDING, COMMUNITY, DOOR

SLOT = "2020-03-10/am"
PUSHES = Path(__file__).parents[1] / "data" / "pushes"
NEED: dict[str, Value] = {"what": "medicine", "state": "asked"}


@pytest.fixture
def lead(town: Flask) -> Person:
    return signed_in(town, "building_lead", BUILDING, name="王姨")


@pytest.fixture
def phone(town: Flask, lead: Person, clock: Clock) -> HttpPhone:
    return HttpPhone(ClientWire(town.test_client()), clock, lead.id, lead.access)


def statuses(app: Flask) -> list[str]:
    with app.app_context():
        asked = select(Op.status).join(Replica).where(Replica.user_key.is_not(None)).order_by(Op.n)
        return [STATUSES[code] for code in db.session.scalars(asked)]


def served_by_an_older_server(app: Flask, phone: HttpPhone) -> Any:
    """What a server answered that did not know `need` yet."""
    known = {name: kind for name, kind in kinds().items() if name != "need"}
    with app.app_context():
        user = phone.phone.state.user
        session = Session(user, None, grants_ever(int(user[1:])), may_pull=False)
        request = read_request(phone.phone.request(phone.now))
        return serve(current_store(), request, session, Rules(known))


def test_a_kind_that_an_older_server_held_is_let_in_by_a_newer_one(
    town: Flask, phone: HttpPhone
) -> None:
    phone.record("need", DOOR, NEED)
    phone.screen(DOOR, SLOT)
    answer = served_by_an_older_server(town, phone)
    assert answer["ex"] == [{"n": 1, "st": "held", "why": "kind"}] and answer["ack"]["n"] == 2
    assert statuses(town) == ["held", "accepted"]
    for released in (1, 0):
        result = town.test_cli_runner().invoke(args=["sync", "release"])
        assert f"{released} held records were judged again." in result.output
    assert statuses(town) == ["accepted", "accepted"]
    assert "as it was received" in town.test_cli_runner().invoke(args=["sync", "fsck"]).output


def test_a_version_that_nobody_knows_yet_stays_held_and_comes_back_whole(
    town: Flask, phone: HttpPhone
) -> None:
    op = phone.record("screening", DOOR, {"outcome": "teleported"}, SLOT, version=99)
    phone.settle()
    assert phone.phone.own[op.n].status == "held" and phone.phone.outbox() == []
    assert "0 held" in town.test_cli_runner().invoke(args=["sync", "release"]).output
    desk = signed_in(town, "community", COMMUNITY)
    other = HttpPhone(ClientWire(town.test_client()), phone.clock, desk.id, desk.access)
    other.settle()
    bodies = [entry.body for rows in other.phone.entries.values() for entry in rows]
    assert op.body in bodies and other.phone.state.verified, "the community's phone has it, proved"


@pytest.mark.parametrize("version", range(1, PROTO + 1))
def test_a_push_of_every_version_that_was_ever_shipped_is_taken(town: Flask, version: int) -> None:
    people = [signed_in(town, "building_lead", BUILDING) for _ in range(5)]
    body = json.loads((PUSHES / f"proto-{version}.json").read_text("utf-8"))
    assert (body["proto"], people[-1].id) == (version, "u5")
    answer = people[-1].post("/api/v1/exchange", body)
    assert answer.status_code == 200 and said(answer)["push_err"] is None
    assert said(answer)["ack"]["n"] == len(body["push"]["ops"])
    assert statuses(town) == ["accepted", "accepted", "held"]


def test_a_version_to_come_is_told_to_wait_and_nothing_of_it_is_lost(lead: Person) -> None:
    answer = lead.post("/api/v1/exchange", {"proto": PROTO + 1})
    assert (answer.status_code, said(answer)["code"]) == (422, "proto_unsupported")
