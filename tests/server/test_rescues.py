"""A phone's outbox brought to the desk in a file: looked at, taken in, kept in the audit."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import orjson
import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from server.db import db, writing
from server.models import Audit, Device, Op, Replica
from sync.rescue import write_rescue
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import ClientWire, HttpPhone
from tests.town import BUILDING, COMMUNITY, DOORS, FOREIGN_COMMUNITY, SIBLING_DOOR

SLOT = "2020-03-10/am"


@pytest.fixture
def wang(town: Flask, secretary: Person, clock: Clock) -> HttpPhone:
    """王姨's phone: let in by invitation, heard once, with two doors on it since."""
    body = {"name": "王姨", "role": "building_lead", "places": [BUILDING]}
    made = said(secretary.post("/api/v1/invitations", body))
    wire = ClientWire(town.test_client())
    phone = HttpPhone.enrol(wire, clock, made["token"], "王姨")
    phone.settle()
    clock.advance(minutes=10)
    phone.screen(DOORS[0], SLOT)
    phone.screen(DOORS[1], SLOT, note="一家三口 😷")
    return phone


def file_of(phone: HttpPhone) -> bytes:
    state, outbox = phone.phone.state, phone.phone.outbox()
    return write_rescue(state, outbox, phone.now, "红米", "test").encode()


def bring(person: Person, data: bytes, path: str = "") -> TestResponse:
    form = {"file": (io.BytesIO(data), "six.json")}
    return person.send("POST", f"/api/v1/rescues{path}", data=form)


def statuses(app: Flask) -> list[tuple[int, str | None]]:
    """What became of the ops of phones."""
    with app.app_context():
        office = select(Replica.key).where(Replica.user_key.is_(None))
        asked = select(Op.status, Op.why).where(Op.replica_key.not_in(office)).order_by(Op.n)
        return [(status, why) for status, why in db.session.execute(asked)]


def test_the_preview_says_whose_phone_and_how_many_and_changes_nothing(
    town: Flask, secretary: Person, wang: HttpPhone, clock: Clock
) -> None:
    answer = bring(secretary, file_of(wang), "/preview")
    assert answer.status_code == 200
    assert said(answer) == {
        "user": {"id": wang.phone.state.user, "name": "王姨"}, "label": "红米",
        "made_at": clock.ms, "records": 2, "known": 0, "fresh": 2, "waiting": 0,
        "sealed_from": clock.ms, "sealed_to": clock.ms, "own_chain": True,
    }  # fmt: skip
    assert statuses(town) == []


def test_an_imported_file_is_on_the_board_and_in_the_audit(
    town: Flask, secretary: Person, wang: HttpPhone
) -> None:
    assert said(bring(secretary, file_of(wang)))["fresh"] == 2
    board = said(secretary.get(f"/api/v1/board?place={COMMUNITY}"))
    assert board["totals"]["done"] == 2
    with town.app_context():
        note = db.session.scalars(select(Audit).where(Audit.act == "rescue")).one()
        assert (note.about, f"u{note.user_key}") == (wang.phone.state.user, secretary.id)
        assert orjson.loads(note.details) == {
            "records": 2, "known": 0, "waiting": 0, "own_chain": True}  # fmt: skip


def test_the_phone_owes_nothing_any_more_and_hears_so_itself(
    town: Flask, secretary: Person, wang: HttpPhone
) -> None:
    bring(secretary, file_of(wang))
    [phone] = said(secretary.get(f"/api/v1/replicas?place={COMMUNITY}"))["phones"]
    assert (phone["sealed"], phone["received"], phone["held"]) == (2, 2, 0)
    wang.settle()
    assert wang.phone.outbox() == [] and len(statuses(town)) == 2


def test_a_file_brought_twice_says_that_all_was_there(secretary: Person, wang: HttpPhone) -> None:
    data = file_of(wang)
    bring(secretary, data)
    again = said(bring(secretary, data))
    assert (again["records"], again["known"], again["fresh"]) == (2, 2, 0)


def test_a_record_of_another_building_waits_for_the_community(
    town: Flask, secretary: Person, wang: HttpPhone
) -> None:
    wang.screen(SIBLING_DOOR, SLOT)
    assert said(bring(secretary, file_of(wang)))["waiting"] == 1
    assert statuses(town) == [(0, None), (0, None), (2, "scope")]


def test_the_records_of_a_revoked_phone_wait(
    town: Flask, secretary: Person, wang: HttpPhone
) -> None:
    with town.app_context(), writing() as session:
        user = int(wang.phone.state.user[1:])
        session.execute(update(Device).where(Device.user_key == user).values(revoked_at=1))
    bring(secretary, file_of(wang))
    assert statuses(town) == [(2, "sign_in")] * 2


def test_a_phone_that_was_never_heard_is_no_phone_of_the_table(
    town: Flask, secretary: Person, clock: Clock
) -> None:
    lead = signed_in(town, "building_lead", BUILDING)
    phone = HttpPhone(ClientWire(town.test_client()), clock, lead.id, lead.access)
    phone.screen(DOORS[0], SLOT)
    came = said(bring(secretary, file_of(phone)))
    assert (came["own_chain"], came["waiting"]) == (False, 1)
    listed = said(secretary.get(f"/api/v1/replicas?place={COMMUNITY}"))["phones"]
    assert listed == [], "only what the phone says itself makes it a phone"
    phone.settle()
    assert statuses(town) == [(0, None)]


def test_another_community_is_sent_to_where_the_phone_belongs(town: Flask, wang: HttpPhone) -> None:
    foreign = signed_in(town, "community", FOREIGN_COMMUNITY)
    for path in ("/preview", ""):
        answer = bring(foreign, file_of(wang), path)
        assert (answer.status_code, said(answer)["code"]) == (404, "rescue_of_elsewhere")
    assert statuses(town) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda data: data[:-30], "rescue_damaged"),
        (lambda data: data.replace(b"normal", b"norm@l"), "rescue_damaged"),
        (lambda data: data.replace(b'"proto":1', b'"proto":9', 1), "rescue_newer"),
        (lambda data: b"\xff\xd8\xff\xe0 a photo", "rescue_other_file"),
        (lambda data: b"", "rescue_other_file"),
    ],
    ids=["cut", "touched", "newer", "photo", "empty"],
)
def test_a_file_that_cannot_be_taken_says_why_and_changes_nothing(
    town: Flask, secretary: Person, wang: HttpPhone, change: Callable[[bytes], bytes], code: str
) -> None:
    answer = bring(secretary, change(file_of(wang)))
    assert (answer.status_code, said(answer)["code"]) == (422, code)
    assert statuses(town) == []


def test_a_replica_under_another_name_is_refused(
    town: Flask, secretary: Person, wang: HttpPhone
) -> None:
    other = signed_in(town, "building_lead", BUILDING)
    renamed = replace(wang.phone.state, user=other.id)
    answer = bring(secretary, write_rescue(renamed, wang.phone.outbox(), 0, "x").encode())
    assert (answer.status_code, said(answer)["code"]) == (409, "replica_of_another")
    assert statuses(town) == []


def test_a_lead_may_not_bring_files(town: Flask, wang: HttpPhone) -> None:
    lead = signed_in(town, "building_lead", BUILDING)
    assert bring(lead, file_of(wang)).status_code == 403
