"""One record from the tap to the verdict and back: the stops of ARCHITECTURE.md, in their order.

The phone is the real client half of the exchange, over HTTP; its browser twin walks the same way
in tests/browser/test_morning.py.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from sync.chain import next_link
from sync.kinds import faults, load_kinds
from sync.merge import fold
from sync.ops import body_hash, op_id, read_op
from sync.slots import SlotKey
from tests import town
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import ClientWire, HttpPhone

TODAY = "2020-03-10"
SLOT = f"{TODAY}/am"


@pytest.fixture
def compound(app: Flask) -> Flask:
    """西桥社区 with two buildings of six doors each."""
    town.plant(app)
    return app


@pytest.fixture
def secretary(compound: Flask) -> Person:
    return signed_in(compound, "community", town.COMMUNITY, name="肖书记")


@pytest.fixture
def lead(compound: Flask, secretary: Person, clock: Clock) -> HttpPhone:
    """王桂兰 got an invitation for 3栋 and used it on her phone."""
    asked = {
        "name": "王桂兰", "role": "building_lead", "places": [town.BUILDING], "until": "2020-03-31",
    }  # fmt: skip
    made = said(secretary.post("/api/v1/invitations", asked))
    return HttpPhone.enrol(ClientWire(compound.test_client()), clock, made["token"], "王桂兰")


def test_a_tap_in_the_stairwell_becomes_a_verdict_that_leads_back_to_the_tap(
    lead: HttpPhone, secretary: Person
) -> None:
    lead.settle()

    # 1-2. A tap becomes a payload, and the payload is what the kind asks for.
    kinds = load_kinds()
    payload = {"outcome": "normal", "method": "door"}
    assert faults(kinds["screening"], payload) == ()

    # 3. It is sealed: its id is the hash of its exact text, its link goes on from the last one.
    before = lead.phone.state.link
    op = lead.screen(town.DOOR, SLOT)
    assert op.body is not None
    assert (op.id, op.bsha) == (op_id(body_hash(op.body)), body_hash(op.body))
    assert op.link == next_link(lead.phone.state.replica, op.n, before, op.bsha)

    # 4-5. It is on the phone, unsent, and the door has changed there.
    assert lead.unsent == 1
    record = fold([read_op(op.body)], kinds)[op.id]
    assert record.fields["outcome"].value == "normal"

    # 6-8. The outbox goes; the server's steps accept it.
    assert lead.exchange() == 200

    # 9, 12. What came back is a receipt equal to the phone's own chain: only now 社区已收到.
    assert lead.unsent == 0
    assert (lead.phone.state.acked, lead.phone.state.acked_link) == (op.n, op.link)

    # 10. The slot is done, and the checklist knows on what it rests.
    board = said(secretary.get(f"/api/v1/board?place={town.COMMUNITY}"))
    assert door_of(board, town.DOOR)["state"] == "done"

    # 11. The supervisor opens the verdict down to the very words that were sealed.
    path = f"/api/v1/checklist/S3.2?compound={town.COMPOUND}&day={TODAY}"
    opened = said(secretary.get(path))
    assert opened["records"] == [op.id]
    page = said(secretary.get(f"/api/v1/records/{op.id}"))
    assert page["ops"][0]["body"] == op.body
    assert page["ops"][0]["by"]["name"] == "王桂兰"


def test_two_phones_at_one_door_make_one_fulfilled_slot_with_both_records(
    compound: Flask, lead: HttpPhone, secretary: Person, clock: Clock
) -> None:
    made = said(
        secretary.post(
            "/api/v1/invitations",
            {
                "name": "小刘",
                "role": "grid_worker",
                "places": [town.COMPOUND],
                "until": "2020-03-31",
            },
        )
    )
    worker = HttpPhone.enrol(ClientWire(compound.test_client()), clock, made["token"], "小刘", 1)
    for phone in (lead, worker):
        phone.screen(town.DOOR, SLOT)
        phone.settle()
    lead.settle()

    board = said(secretary.get(f"/api/v1/board?place={town.COMMUNITY}"))
    assert board["totals"]["done"] == 1
    history = said(secretary.get(f"/api/v1/doors/{town.DOOR}/history"))
    assert {record["by"]["name"] for record in history["records"]} == {"王桂兰", "小刘"}
    folded = fold(map(read_op, lead.pulled("person")), load_kinds())
    key = SlotKey("screening", town.DOOR, TODAY, "am")
    assert len([one for one in folded.values() if one.slot == SLOT and one.place == key.place]) == 2


def test_a_door_nobody_has_reported_on_is_not_called_missed(
    lead: HttpPhone, secretary: Person, clock: Clock
) -> None:
    lead.settle()
    clock.advance(hours=8)
    path = f"/api/v1/board?place={town.COMMUNITY}&day={TODAY}&session=am"
    assert door_of(said(secretary.get(path)), town.DOOR)["state"] == "not_yet_known"
    lead.settle()
    assert door_of(said(secretary.get(path)), town.DOOR)["state"] == "missed"


def test_what_was_wrong_is_corrected_and_what_was_said_first_stays(
    lead: HttpPhone, secretary: Person
) -> None:
    first = lead.screen(town.DOOR, SLOT)
    lead.record(
        "screening", town.DOOR, {"outcome": "exception", "temperature": 378}, SLOT,
        root=first.id, parents=(first.id,),
    )  # fmt: skip
    lead.settle()
    page = said(secretary.get(f"/api/v1/records/{first.id}"))
    assert [json.loads(op["body"])["set"]["outcome"] for op in page["ops"]] == [
        "normal",
        "exception",
    ]
    assert page["record"]["fields"]["temperature"]["value"] == 378


def door_of(board: dict[str, Any], door: str) -> dict[str, Any]:
    doors = [
        each
        for building in board["buildings"]
        for stairwell in building["stairwells"]
        for floor in stairwell["floors"]
        for each in floor["doors"]
    ]
    return dict(next(each for each in doors if each["id"] == door))
