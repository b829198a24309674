"""Looking back at what was to settle: what the list said at a moment it says of it ever after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from server.database.keys import user_id
from server.db import writer_engine
from server.log.authoring import Draft
from server.log.writing import SqlWriting
from server.models import Replica
from server.rules import kinds, policy
from sync.kinds import VOID
from sync.log import Loss
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import HttpPhone
from tests.server.standings import step
from tests.server.test_matters import SLOT, lead, stranger, worker
from tests.server.test_matters_reopened import reopen
from tests.server.test_matters_settled import amend, decide, settle
from tests.server.test_spot_then import lived
from tests.town import COMMUNITY, COMPOUND, DOOR, DOORS, STREET, author

__all__ = ["lead", "stranger", "worker"]
MATTERS = "/api/v1/matters"


def shown(person: Person, at: int | None = None, place: str = COMMUNITY) -> dict[str, Any]:
    """The list with what of it may be looked at: then nothing is decided."""
    asked = f"{MATTERS}?place={place}" + ("" if at is None else f"&known_at={at}")
    answer = said(person.get(asked))
    assert at is None or answer["settles"] is False
    for one in answer["matters"]:
        looked = [each for each in one["actions"] if each == "open"]
        assert at is None or one["actions"] == looked
        one["actions"] = looked
    return {"known_at": answer["known_at"], "matters": answer["matters"]}


@dataclass
class Cast:
    """Who takes part in the story."""

    town: Flask
    clock: Clock
    secretary: Person
    lead: HttpPhone
    worker: HttpPhone
    stranger: HttpPhone

    def one(self, type: str) -> Any:
        answer = said(self.secretary.get(f"{MATTERS}?place={COMMUNITY}"))
        return next(each for each in answer["matters"] if each["type"] == type)

    def see(self, matter: Any, *, seen: bool) -> None:
        body = {"place": COMMUNITY, "matters": [matter["id"]], "seen": seen}
        assert self.secretary.post(f"{MATTERS}/seen", body).status_code == 200

    def lose(self, n: int, kept: int) -> None:
        """Say of the worker's phone what it lost, as another of that person's phones does."""
        with self.town.app_context(), writer_engine().begin() as connection:
            writing = SqlWriting(connection, kinds(), policy(), self.clock)
            key = int(self.worker.phone.state.user[1:])
            phone = connection.execute(
                Replica.__table__.select().where(Replica.user_key == key)
            ).one()
            writing.declare([Loss(phone.id, n, kept, "evicted")], user_id(key), self.clock.ms)


@pytest.fixture
def cast(
    town: Flask,
    clock: Clock,
    secretary: Person,
    lead: HttpPhone,
    worker: HttpPhone,
    stranger: HttpPhone,
) -> Cast:
    return Cast(town, clock, secretary, lead, worker, stranger)


def conflicts(cast: Cast) -> Iterator[None]:
    """Two values of one record, settled by taking a side, and again by two at once."""
    opened = cast.lead.screen(DOOR, SLOT)
    cast.lead.settle()
    cast.worker.settle()
    for one, outcome in ((cast.lead, "no_answer"), (cast.worker, "exception")):
        changed: dict[str, Any] = {"outcome": outcome}
        one.record("screening", DOOR, changed, root=opened.id, parents=[opened.id])
        one.settle()
        yield
    author(cast.town, Draft("place", DOOR, {"name": "101甲"}))
    yield
    matter = cast.one("conflict")
    first, second = (one["id"] for one in matter["sides"])
    assert settle(cast.secretary, matter, first).status_code == 200
    yield
    colleague = signed_in(cast.town, "community", COMMUNITY, name="陈书记")
    assert settle(colleague, matter, second).status_code == 200
    yield
    matter = cast.one("conflict")
    ops = said(settle(cast.secretary, matter, None, "都对"))["ops"]
    yield
    assert reopen(cast.secretary, matter, ops).status_code == 200
    yield
    assert settle(cast.secretary, cast.one("conflict"), None, "都对").status_code == 200
    yield


def rounds(cast: Cast) -> Iterator[None]:
    """Two people at one door; one of the records void and back; then the door leaves the list."""
    kept = cast.lead.screen(DOORS[1], SLOT)
    other = cast.worker.screen(DOORS[1], SLOT, "exception", temperature=372)
    cast.lead.settle()
    yield
    cast.worker.settle()
    yield
    assert settle(cast.secretary, cast.one("two_records"), kept.id, "量错了").status_code == 200
    yield
    assert amend(cast.secretary, other.id, {VOID: False}).status_code == 200
    yield
    author(cast.town, Draft("place", DOORS[1], {VOID: True}))
    yield


def waits(cast: Cast) -> Iterator[None]:
    """Records of a stranger: one refused and let in after all, one let in after its round."""
    for door in DOORS[2:5]:
        cast.stranger.screen(door, SLOT, "exception", temperature=379)
    cast.stranger.settle()
    yield
    first, second, third = cast.one("quarantined")["records"]
    assert decide(cast.secretary, [first], "refuse").status_code == 200
    yield
    assert decide(cast.secretary, [first, second], "admit").status_code == 200
    yield
    cast.clock.advance(hours=2)
    assert decide(cast.secretary, [third], "refuse", "不是她查的").status_code == 200
    yield
    fever = cast.one("fever")
    opening: dict[str, Any] = {
        "person": "k7", "category": "fever", "event": "opened", "happened_on": "2020-03-10",
        "found_in": fever["records"][0],
    }  # fmt: skip
    author(cast.town, Draft("case_event", fever["place"]["id"], opening), by=cast.secretary.id)
    yield


def looks(cast: Cast) -> Iterator[None]:
    """An empty door, seen, put back, answered since, corrected; needs; a phone that lost some."""
    for door in DOORS[4:]:
        cast.lead.record("occupancy", door, {"state": "vacant"})
    cast.lead.settle()
    cast.worker.settle()
    yield
    matter = cast.one("emptied")
    for seen in (True, False, True, False):
        cast.see(matter, seen=seen)
        yield
    cast.lead.screen(DOORS[5], "2020-03-10/pm")
    cast.lead.settle()
    yield
    said_so = f"occupancy/{DOORS[5]}"
    assert amend(cast.secretary, said_so, {"state": "occupied"}).status_code == 200
    yield
    (need,) = author(cast.town, Draft("need", DOORS[3], {"what": "food", "state": "refused"}))
    yield
    assert amend(cast.secretary, need, {"state": "taken", "taken_by": "小刘"}).status_code == 200
    yield
    for n in (40, 60):
        cast.lose(n, 1)
        yield


def late(cast: Cast) -> Iterator[None]:
    """A round that came a day late, one of it later still; one that the office touched."""
    first = [cast.lead.screen(door, "2020-03-10/pm", "no_answer") for door in DOORS[2:4]]
    cast.clock.advance(hours=27)
    cast.lead.settle()
    yield
    cast.worker.screen(DOORS[4], "2020-03-11/am")
    cast.clock.advance(hours=25)
    cast.worker.settle()
    yield
    assert amend(cast.secretary, first[0].id, {"outcome": "refused"}).status_code == 200
    yield
    matter = cast.one("late")
    cast.see(matter, seen=True)
    yield


def standing(cast: Cast) -> Iterator[None]:
    """A declaration that came back, was made again, certified, and suspended."""
    taken = (("declare", "community"), ("refuse", "street"), ("declare", "community"),
             ("community_check", "community"), ("street_review", "street"),
             ("certify", "district"), ("suspend", "district"))  # fmt: skip
    for name, role in taken:
        draft = step(name, "2020-03-10", role=role)
        fields = {
            **draft.fields,
            **({"reason": "还差一栋"} if name in ("refuse", "suspend") else {}),
        }
        author(cast.town, Draft("standing_step", COMPOUND, fields))
        yield


def story(cast: Cast) -> Iterator[None]:
    for acts in (conflicts, rounds, waits, looks, late, standing):
        yield from acts(cast)


def test_a_moment_is_told_ever_after_as_the_list_told_it(cast: Cast) -> None:
    above = signed_in(cast.town, "street", STREET, name="街道刘")

    def read(at: int | None = None) -> Any:
        return shown(cast.secretary, at), shown(above, at), shown(cast.secretary, at, COMPOUND)

    was = lived(cast.clock, story(cast), read)
    types = {one["type"] for told in was.values() for one in told[0]["matters"]}
    assert types == {"conflict", "two_records", "quarantined", "fever", "need_refused",
                     "need_late", "late", "emptied", "lost", "returned", "stopped"}  # fmt: skip
    lists = [told[0]["matters"] for told in was.values()]
    changes = sum(one != before for before, one in pairwise(lists))
    assert changes > len(lists) * 3 // 4, "most acts are seen on the list"
    for at, told in was.items():
        assert read(at) == told, at


def test_an_op_that_was_let_in_later_did_not_count_before(cast: Cast) -> None:
    visit = cast.stranger.screen(DOOR, SLOT)
    cast.stranger.settle()
    cast.clock.advance(hours=1)
    before = cast.clock.ms
    cast.clock.advance(hours=1)
    assert decide(cast.secretary, [visit.id], "admit").status_code == 200
    path = f"/api/v1/records/{visit.id}"
    assert cast.secretary.get(f"{path}?known_at={before}").status_code == 404
    assert cast.secretary.get(f"{path}?known_at={cast.clock.ms}").status_code == 200


def test_a_list_that_looks_back_keeps_its_tag(cast: Cast) -> None:
    cast.lead.record("occupancy", DOOR, {"state": "vacant"})
    cast.lead.settle()
    path, at = f"{MATTERS}?place={COMMUNITY}&known_at=", cast.clock.ms
    cast.clock.advance(hours=1)
    tag = cast.secretary.get(f"{path}{at}").headers["ETag"]
    again = cast.secretary.get(f"{path}{at}", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert said(cast.secretary.get(f"{path}{cast.clock.ms + 5}"))["settles"] is True


def test_the_export_lists_what_there_was_then(cast: Cast) -> None:
    before = cast.clock.ms
    cast.clock.advance(minutes=1)
    cast.lead.record("occupancy", DOOR, {"state": "vacant"})
    cast.lead.settle()
    then = cast.clock.ms
    cast.clock.advance(minutes=1)
    fixed = amend(cast.secretary, f"occupancy/{DOOR}", {"state": "occupied"})
    assert fixed.status_code == 200
    asked = {"place": COMMUNITY, "format": "csv"}
    for at, rows in ((before, 1), (then, 2), (cast.clock.ms, 1)):
        query = asked | {"known_at": str(at)}
        answer = cast.secretary.get("/api/v1/exports/matters", query_string=query)
        assert len(answer.data.decode("utf-8-sig").splitlines()) == rows
