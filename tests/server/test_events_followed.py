"""Another system that knows the guide alone (EVENTS.md) ends with the same records as the desk."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from server.db import writing
from server.events.cursor import Broken, pack, unpack
from server.log.authoring import Draft
from server.models import Account, Grant
from tests.conftest import Clock, close_app
from tests.people import OWN_PAGE, PASSPHRASE, Person, add_account, said, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.server.exports import rows_of
from tests.server.test_backups import backed_up, run, served
from tests.server.test_matters import SLOT, lead, listed, phone, stranger, worker
from tests.server.test_matters_settled import decide
from tests.town import BUILDING, COMMUNITY, COMPOUND, DOORS, LIFT, SIBLING_BUILDING, author

__all__ = ["lead", "served", "stranger", "worker"]

Op = Mapping[str, Any]
REASON = "区疾控接口核对"


@dataclass
class Reader:
    """Keeps ops by id and a cursor, and makes records of them by the rules of the guide."""

    ask: Callable[[Mapping[str, Any]], TestResponse]
    limit: int = 200
    place: str = COMMUNITY
    ops: dict[str, Op] = field(default_factory=dict)
    cursor: str = ""
    begun_again: int = 0

    def catch_up(self) -> int:
        """Read to the end; returns the status of a refusal, 200 where there was none."""
        fresh, cursor = dict(self.ops), self.cursor
        while True:
            query = {"place": self.place, "after": cursor, "limit": self.limit, "reason": REASON}
            answer = self.ask(query)
            if answer.status_code == 409:
                self.begun_again += 1
                fresh, cursor = {}, ""
            elif answer.status_code != 200:
                return answer.status_code
            else:
                page = said(answer)
                fresh |= {event["op"]["id"]: event["op"] for event in page["events"]}
                cursor = page["next"]
                if not page["more"]:
                    self.ops, self.cursor = fresh, cursor
                    return 200

    def records(self) -> dict[str, dict[str, Any]]:
        """Rule 1: ops with the same `record`; without the one that opened it nothing is shown."""
        groups: dict[str, list[Op]] = {}
        for op in self.ops.values():
            groups.setdefault(op["record"], []).append(op)
        opened = {id: ops for id, ops in groups.items() if "/" in id or id in self.ops}
        return {id: put_together(id, ops) for id, ops in opened.items()}


def put_together(id: str, ops: Iterable[Op]) -> dict[str, Any]:
    """Rules 2 to 5: of each field the values that nobody replaced who had seen them."""
    by_id = {op["id"]: op for op in ops}
    first = by_id.get(id) or min(by_id.values(), key=lambda op: str(op["id"]))
    kept = {
        key: op
        for key, op in by_id.items()
        if (op["kind"], op["place"]) == (first["kind"], first["place"])
    }

    def seen_by(key: str) -> set[str]:
        seen: set[str] = set()
        todo = [key]
        while todo:
            parents = {*by_id[todo.pop()]["parents"], *({id} & by_id.keys())}
            fresh = {one for one in parents if one in by_id and one != key} - seen
            seen |= fresh
            todo += fresh
        return seen

    seen = {key: seen_by(key) for key in by_id}

    def standing(name: str) -> list[Any]:
        setting = [key for key, op in kept.items() if name in op["set"]]
        last = [key for key in setting if not any(key in seen[other] for other in setting)]
        return [kept[key]["set"][name] for key in last]

    names = {name for op in kept.values() for name in op["set"] if not name.startswith("_")}
    return {
        "kind": first["kind"],
        "voided": True in standing("_void"),
        "fields": {name: texts(standing(name)) for name in names},
    }


def texts(values: Iterable[Any]) -> list[str]:
    return sorted(json.dumps(value, ensure_ascii=False, sort_keys=True) for value in values)


def reader_of(person: Person, limit: int = 200) -> Reader:
    return Reader(lambda query: person.get("/api/v1/events", query_string=dict(query)), limit)


def agrees(reader: Reader, desk: Person) -> None:
    """Every record that the reader has is the desk's, and its tables have no other."""
    found = reader.records()
    for id, mine in found.items():
        shown = said(desk.get(f"/api/v1/records/{id}"))["record"]
        theirs = {
            "kind": shown["kind"],
            "voided": shown["voided"],
            "fields": {
                name: texts(value for _, value in one["heads"])
                for name, one in shown["fields"].items()
            },
        }
        assert mine == theirs, id
    for kind in ("screening", "disinfection"):
        stands = [one for one in found.values() if (one["kind"], one["voided"]) == (kind, False)]
        assert len(rows_of(desk, kind)) == len(stands), kind
    listed = said(desk.get(f"/api/v1/records?place={COMMUNITY}&kind=screening"))["total"]
    assert listed >= sum(one["kind"] == "screening" for one in found.values())


@pytest.mark.parametrize("limit", [3, 1000])
def test_whoever_follows_the_guide_ends_with_the_records_of_the_desk(
    town: Flask, secretary: Person, lead: HttpPhone, worker: HttpPhone, stranger: HttpPhone,
    limit: int,
) -> None:  # fmt: skip
    reader = reader_of(secretary, limit)
    assert reader.catch_up() == 200
    agrees(reader, secretary)

    first, second = lead.screen(DOORS[0], SLOT), lead.screen(DOORS[1], SLOT, "no_answer")
    lead.settle()
    worker.settle()
    stranger.screen(DOORS[2], SLOT)
    stranger.settle()
    wiped: dict[str, Any] = {
        "agent": "chlorine",
        "mg_l": 250,
        "method": ["wipe"],
        "inspector": "陈医生",
    }
    (lift,) = author(town, Draft("disinfection", LIFT, wiped, slot=SLOT), by=secretary.id)
    reader.catch_up()
    agrees(reader, secretary)
    assert stranger.phone.state.user not in {op["by"] for op in reader.ops.values()}, "not let in"

    # Two people amend what neither saw of the other; a third takes a record back and another again.
    for one, outcome in ((lead, "refused"), (worker, "exception")):
        changed: dict[str, Any] = {"outcome": outcome}
        one.record("screening", DOORS[0], changed, root=first.id, parents=[first.id])
        one.settle()
    (void,) = author(town, Draft("screening", DOORS[1], {"_void": True}, root=second.id,
                                 parents=[second.id]), by=secretary.id)  # fmt: skip
    (stronger,) = author(town, Draft("disinfection", LIFT, {"mg_l": 500}, root=lift,
                                     parents=[lift]), by=secretary.id)  # fmt: skip
    reader.catch_up()
    agrees(reader, secretary)
    assert reader.records()[first.id]["fields"]["outcome"] == ['"exception"', '"refused"']
    assert reader.records()[second.id]["voided"]
    assert reader.records()[lift]["fields"]["mg_l"] == ["500"]

    author(town, Draft("screening", DOORS[1], {"_void": False}, root=second.id, parents=[void]),
           Draft("disinfection", LIFT, {"_void": True}, root=lift, parents=[stronger]),
           by=secretary.id)  # fmt: skip
    (waiting,) = (one for one in listed(secretary) if one["type"] == "quarantined")
    assert decide(secretary, waiting["records"], "admit").status_code == 200
    reader.catch_up()
    agrees(reader, secretary)
    assert not reader.records()[second.id]["voided"]
    assert stranger.phone.state.user in {op["by"] for op in reader.ops.values()}, "let in by now"


def test_after_a_real_restore_the_reader_has_what_the_desk_has_and_then_what_phones_bring_back(
    served: Flask, clock: Clock, make_app: Callable[..., Flask]
) -> None:
    secretary = signed_in(served, "community", COMMUNITY, name="肖姐")
    wang = phone(served, clock, "building_lead", BUILDING, "王姨")
    wang.screen(DOORS[0], SLOT)
    wang.settle()
    folder = backed_up(served)
    wang.screen(DOORS[1], SLOT)
    wang.settle()
    reader = reader_of(secretary)
    reader.catch_up()
    before = set(reader.ops)
    close_app(served)
    assert run(served, "restore", folder, "--yes").exit_code == 0

    again = make_app()
    secretary.client = again.test_client()
    reader.catch_up()
    agrees(reader, secretary)
    assert (reader.begun_again, len(before) - len(reader.ops)) == (1, 1), "what was forgotten went"
    wang.wire = ClientWire(again.test_client())
    wang.settle()
    reader.catch_up()
    agrees(reader, secretary)
    assert set(reader.ops) == before, "with the same ids"


def test_a_role_that_ends_and_comes_back_loses_the_reader_nothing(
    town: Flask, secretary: Person, lead: HttpPhone
) -> None:
    reader = reader_of(secretary)
    reader.catch_up()
    kept = reader.cursor

    def role_ends(at: int | None) -> None:
        with town.app_context(), writing() as session:
            mine = Grant.user_key == int(secretary.id[1:])
            session.execute(update(Grant).where(mine).values(valid_to=at))

    role_ends(1)
    lead.screen(DOORS[0], SLOT)
    lead.settle()
    assert (reader.catch_up(), reader.cursor) == (403, kept)
    role_ends(None)
    assert reader.catch_up() == 200
    assert "screening" in {op["kind"] for op in reader.ops.values()}
    agrees(reader, secretary)


def test_an_account_that_is_closed_reads_no_more_with_the_token_it_has(town: Flask) -> None:
    user = add_account(town, "xiao", "community", COMMUNITY)
    client = town.test_client()
    words = {"account": "xiao", "passphrase": PASSPHRASE}
    access = said(client.post("/api/v1/auth/sign-in", json=words, headers=OWN_PAGE))["access"]
    reader = reader_of(Person(user, client, access))
    assert reader.catch_up() == 200
    with town.app_context(), writing() as session:
        closed = update(Account).where(Account.key == int(user[1:])).values(disabled_at=1)
        session.execute(closed)
    assert reader.catch_up() == 401
    assert client.post("/api/v1/auth/sign-in", json=words, headers=OWN_PAGE).status_code == 401


def test_an_answer_tells_which_streams_are_open_to_whoever_asks(
    town: Flask, secretary: Person
) -> None:
    district = signed_in(town, "district", "420103")

    def streams(person: Person, **query: str) -> list[str]:
        answer = person.get("/api/v1/events", query_string={"place": COMMUNITY} | query)
        told: list[str] = said(answer)["streams"]
        return told

    assert streams(secretary) == ["case", "person", "ref", "work"]
    assert streams(district) == ["ref", "work"]
    assert streams(district, stream="person") == [], "closed, not empty"


def test_a_cursor_of_another_place_or_stream_skips_nothing(
    town: Flask, secretary: Person, lead: HttpPhone
) -> None:
    lead.screen(DOORS[0], SLOT)
    lead.settle()
    narrow = reader_of(secretary)
    narrow.place = SIBLING_BUILDING
    narrow.catch_up()
    wide = reader_of(secretary)
    wide.cursor, wide.ops = narrow.cursor, dict(narrow.ops)
    wide.catch_up()
    agrees(wide, secretary)
    assert "screening" in {op["kind"] for op in wide.ops.values()}


def test_a_cursor_that_was_cut_or_changed_is_refused_and_never_read_as_another(
    secretary: Person,
) -> None:
    token = pack("e", {3: 7, 12: 300, 13: 1})
    spoiled = {token[:end] for end in range(len(token))} | {token.lower(), token.upper()}
    for at, letter in enumerate(token):
        spoiled |= {token[:at] + other + token[at + 1 :] for other in "AZaz09-_" if other != letter}
    for one in spoiled:
        with pytest.raises(Broken):
            unpack(one, "e")
    answer = secretary.get(f"/api/v1/events?place={COMPOUND}&after={token[:-3]}")
    assert (answer.status_code, said(answer)["errors"][0]["field"]) == (422, "after")
