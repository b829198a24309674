"""The exchange over HTTP: one simulated phone against the whole application."""

import gzip
import json
import zlib
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import orjson
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.db import writing
from server.log.writing import MOST_REPLICAS
from server.models import Account, Device
from server.store import current_store
from sync.chain import FIRST_LINK, walk
from sync.ops import Op, bytes_to_text, text_to_bytes
from tests.conftest import Clock
from tests.people import Person, signed_in
from tests.server.worlds import place_drafts
from tests.store_contract import BUILDING, COMMUNITY, DOOR, OTHER, PHONE, an_op

URL = "/api/v1/exchange"


@pytest.fixture
def town(app: Flask) -> Flask:
    with app.app_context():
        with writing() as session:
            session.add(Account(name="office", created_at=1))
        current_store().author(place_drafts(), "u1")
    return app


@pytest.fixture
def lead(town: Flask) -> Person:
    return signed_in(town, "building_lead", BUILDING)


def request_of(
    *ops: Op, replica: bytes = PHONE, n0: int = 1, prev: bytes = FIRST_LINK
) -> dict[str, Any]:
    links = walk(replica, n0 - 1, prev, [op.bsha for op in ops])
    return {
        "proto": 1, "app": "2026.3.1", "replica": bytes_to_text(replica), "epoch": None,
        "sealed": n0 - 1 + len(ops), "cur": {}, "sv": 0, "sent": 0,
        "push": {
            "n0": n0, "prev": bytes_to_text(prev), "link": bytes_to_text(links[-1]),
            "ops": [op.body for op in ops],
        } if ops else None,
    }  # fmt: skip


def tap(person: Person, nonce: int, place: str = DOOR) -> Op:
    return an_op(nonce, by=person.id, place=place)


def test_a_pushed_record_is_receipted_and_comes_back_as_the_phones_own(lead: Person) -> None:
    op = tap(lead, 1)
    answer = lead.post(URL, request_of(op)).get_json()
    assert (answer["ack"]["n"], answer["ex"], answer["push_err"]) == (1, [], None)
    pages = {page["f"]: page for page in answer["pages"]}
    person = next(f["f"] for f in answer["scope"]["add"] if f["st"] == "person")
    assert [entry["b"] for entry in pages[person]["entries"]] == [op.body]


def test_the_same_push_again_changes_nothing_and_gets_the_same_receipt(lead: Person) -> None:
    body = request_of(tap(lead, 1), tap(lead, 2))
    first = lead.post(URL, body).get_json()
    again = lead.post(URL, body).get_json()
    assert again["ack"] == first["ack"] | {"reported": 2, "at": again["ack"]["at"]}
    assert [page["head"] for page in again["pages"]] == [page["head"] for page in first["pages"]]


def test_a_record_of_another_building_is_kept_and_told_as_quarantined(lead: Person) -> None:
    answer = lead.post(URL, request_of(tap(lead, 1, OTHER), tap(lead, 2))).get_json()
    assert answer["ack"]["n"] == 2
    assert [(one["n"], one["st"], one["why"]) for one in answer["ex"]] == [
        (1, "quarantined", "place")
    ]


def test_a_gzipped_request_is_read(lead: Person) -> None:
    packed = gzip.compress(orjson.dumps(request_of(tap(lead, 1))))
    answer = lead.send(
        "POST", URL, data=packed, content_type="application/json",
        headers={"Content-Encoding": "gzip"},
    )  # fmt: skip
    assert answer.get_json()["ack"]["n"] == 1


HOSTILE: list[tuple[Callable[[], bytes], dict[str, str], int, str]] = [
    (lambda: b"[" * 100_000, {}, 400, "bad_json"),
    (lambda: b'{"proto":NaN}', {}, 400, "bad_json"),
    (lambda: b'{"proto":1,"replica":"\\ud800"}', {}, 400, "bad_json"),
    (lambda: b'{"proto":1}', {}, 400, "bad_request"),
    (lambda: b'{"proto":2}', {}, 422, "proto_unsupported"),
    (lambda: b"\xff\xfe", {}, 400, "bad_json"),
    (lambda: b"[1]", {}, 400, "bad_request"),
    (lambda: gzip.compress(bytes(64 * 2**20)), {"Content-Encoding": "gzip"}, 413, "too_large"),
    (lambda: gzip.compress(b"{}")[:-3], {"Content-Encoding": "gzip"}, 415, "encoding"),
    (lambda: zlib.compress(b"{}"), {"Content-Encoding": "deflate"}, 415, "encoding"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "headers", "status", "code"), HOSTILE)
def test_a_hostile_envelope_gets_a_clear_answer(
    lead: Person, body: Callable[[], bytes], headers: dict[str, str], status: int, code: str
) -> None:
    answer = lead.send("POST", URL, data=body(), content_type="application/json", headers=headers)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


def test_nothing_of_a_stranger_is_unpacked(town: Flask) -> None:
    answer = town.test_client().post(
        URL, data=gzip.compress(bytes(64 * 2**20)), content_type="application/json",
        headers={"Content-Encoding": "gzip", "Authorization": f"Push {'A' * 43}"},
    )  # fmt: skip
    assert (answer.status_code, answer.get_json()["code"]) == (401, "token_invalid")


def test_a_phone_that_floods_is_slowed_down_and_no_other(make_app: Callable[..., Flask]) -> None:
    app = make_app(RATELIMIT_ENABLED=True)
    flood, other = (signed_in(app, "operator", None, name=name) for name in "ab")
    answers = [flood.post(URL, {}).status_code for _ in range(301)]
    assert answers == [422] * 300 + [429]
    assert other.post(URL, {}).status_code == 422


@pytest.mark.parametrize("field", ["sealed", "sv", "sent", "oldest"])
def test_a_number_beyond_what_a_database_holds_is_refused(lead: Person, field: str) -> None:
    body = json.dumps(request_of() | {field: 2**70})
    answer = lead.send("POST", URL, data=body, content_type="application/json")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "bad_request")


def test_the_log_of_another_person_cannot_be_continued(town: Flask, lead: Person) -> None:
    lead.post(URL, request_of(tap(lead, 1)))
    other = signed_in(town, "building_lead", OTHER, name="other")
    answer = other.post(URL, request_of())
    assert (answer.status_code, answer.get_json()["code"]) == (409, "replica_of_another")


def test_heads_are_304_until_there_is_something_new(
    town: Flask, lead: Person, clock: Clock
) -> None:
    community = signed_in(town, "community", COMMUNITY)
    tag = community.get(f"{URL}/heads").headers["ETag"]
    same = {"headers": {"If-None-Match": tag}}
    assert community.get(f"{URL}/heads", **same).status_code == 304
    lead.post(URL, request_of(tap(lead, 1)))
    clock.advance(minutes=1)
    assert community.get(f"{URL}/heads", **same).status_code == 200


def test_a_phone_cannot_make_up_logs_without_end(town: Flask, lead: Person) -> None:
    def answer(number: int) -> int:
        return lead.post(URL, request_of(replica=number.to_bytes(16, "big"))).status_code

    with town.app_context():
        answers = [answer(number) for number in range(MOST_REPLICAS + 2)]
    assert answers == [200] * MOST_REPLICAS + [429] * 2
    made_up = [{"replica": bytes_to_text(bytes([9, n]) * 8), "n": 9, "why": "x"} for n in range(50)]
    declared = lead.post(URL, request_of(replica=bytes(16)) | {"lost": made_up})
    assert (declared.status_code, declared.get_json()["code"]) == (429, "slow_down")
    assert answer(1) == 200
    other = signed_in(town, "building_lead", BUILDING, name="other")
    assert other.post(URL, request_of(replica=b"another's replica"[:16])).status_code == 200


def test_a_check_answers_sums_within_the_scope_only(town: Flask, lead: Person) -> None:
    answer = lead.post(URL, request_of(tap(lead, 1))).get_json()
    seen = next(page for page in answer["pages"] if len(page["entries"]) == 1)
    points = [[seen["f"], 1], [seen["f"], 99], [999, 1]]
    told = lead.post(f"{URL}/check", {"at": points}).get_json()
    assert [acc for _, _, acc in told["acc"]] == [seen["acc"], None, None]


def test_without_a_sign_in_there_is_no_exchange(town: Flask, client: FlaskClient) -> None:
    assert client.post(URL, json=request_of()).status_code == 401
    assert client.get(f"{URL}/heads").status_code == 401


def test_the_receipt_names_the_link_of_the_phones_own_chain(lead: Person) -> None:
    ops = [tap(lead, n) for n in range(1, 31)]
    answer = lead.post(URL, request_of(*ops)).get_json()
    link = walk(PHONE, 0, FIRST_LINK, [op.bsha for op in ops])[-1]
    assert text_to_bytes(answer["ack"]["link"], 32) == link


def push_key_of(app: Flask, lead: Person, *, revoked: bool = False) -> dict[str, str]:
    """Give the person's device a push key, as enrolment does; return the header that brings it."""
    key = bytes(range(32))
    with app.app_context(), writing() as session:
        [device] = session.scalars(select(Device).where(Device.user_key == int(lead.id[1:])))
        device.push_key_hash = sha256(key).digest()
        device.revoked_at = 1 if revoked else None
    return {"Authorization": f"Push {bytes_to_text(key)}"}


def test_a_phone_whose_sign_in_ended_still_delivers_and_is_told_nothing(
    town: Flask, lead: Person, client: FlaskClient
) -> None:
    header = push_key_of(town, lead)
    answer = client.post(URL, json=request_of(tap(lead, 1)), headers=header).get_json()
    assert (answer["ack"]["n"], answer["ex"]) == (1, [])
    assert (answer["pages"], answer["scope"]) == ([], None)
    assert client.get(f"{URL}/heads", headers=header).status_code == 401


def test_what_a_revoked_phone_sends_is_kept_in_quarantine(
    town: Flask, lead: Person, client: FlaskClient
) -> None:
    header = push_key_of(town, lead, revoked=True)
    answer = client.post(URL, json=request_of(tap(lead, 1)), headers=header).get_json()
    assert [(one["st"], one["why"]) for one in answer["ex"]] == [("quarantined", "sign_in")]


def test_a_push_key_that_nobody_holds_is_no_sign_in(town: Flask, client: FlaskClient) -> None:
    for key in ("x", bytes_to_text(bytes(32))):
        answer = client.post(URL, json=request_of(), headers={"Authorization": f"Push {key}"})
        assert (answer.status_code, answer.get_json()["code"]) == (401, "token_invalid")
