"""Decisions about matters: ops in the log, from what was seen; two at once are a conflict again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from server.database.keys import op_key
from server.db import db, writer_engine
from server.log.authoring import Draft
from server.models import Audit, Op, PRecord
from server.projections.rebuild import differences
from server.rules import kinds
from sync.kinds import load_kinds
from sync.merge import fold
from sync.ops import OpParts, read_op, seal
from tests.conftest import Clock
from tests.people import Person, said, signed_in
from tests.phones import HttpPhone
from tests.server.test_matters import SLOT, lead, listed, stranger, words, worker
from tests.town import COMMUNITY, COMPOUND, DOOR, DOORS, FOREIGN_COMMUNITY, STREET, author

__all__ = ["lead", "stranger", "worker"]


@pytest.fixture
def two_records(secretary: Person, lead: HttpPhone, worker: HttpPhone) -> Any:
    """A door of which two phones made a record each in one round, as the desk lists it."""
    lead.screen(DOOR, SLOT)
    worker.screen(DOOR, SLOT, "exception", symptoms=["returned"])
    lead.settle()
    worker.settle()
    (found,) = listed(secretary)
    return found


@pytest.fixture
def conflict(secretary: Person, lead: HttpPhone, worker: HttpPhone) -> Any:
    """A door that one phone says did not open and another says is ill, as the desk lists it."""
    opened = lead.screen(DOOR, SLOT)
    lead.settle()
    worker.settle()
    for one, outcome in ((lead, "no_answer"), (worker, "exception")):
        changed: dict[str, Any] = {"outcome": outcome}
        one.record("screening", DOOR, changed, root=opened.id, parents=[opened.id])
        one.settle()
    (matter,) = listed(secretary)
    return matter


def settle(person: Person, matter: Any, take: str | None, note: str = "") -> Any:
    body = {"records": matter["records"], "heads": matter["heads"], "take": take, "note": note}
    return person.post("/api/v1/matters/settle", body)


def record(person: Person, id: str) -> Any:
    return said(person.get(f"/api/v1/records/{id}"))["record"]


def decide(person: Person, ops: list[str], decision: str, why: str = "") -> Any:
    body = {"place": COMMUNITY, "ops": ops, "decision": decision, "why": why}
    return person.post("/api/v1/matters/decide", body)


def amend(person: Person, id: str, fields: dict[str, Any], why: str = "") -> Any:
    body = {"record": id, "heads": record(person, id)["heads"], "fields": fields, "why": why}
    return person.post("/api/v1/matters/amend", body)


def board_state(person: Person, door: str) -> Any:
    board = said(person.get(f"/api/v1/board?place={COMMUNITY}&day=2020-03-10&session=am"))
    doors = [one for b in board["buildings"] for s in b["stairwells"] for f in s["floors"]
             for one in f["doors"]]  # fmt: skip
    return next((one["state"], one["code"]) for one in doors if one["id"] == door)


def test_the_side_taken_stands_and_the_phones_hear_of_it(
    secretary: Person, conflict: Any, lead: HttpPhone
) -> None:
    side = next(one for one in conflict["sides"] if one["by"]["name"] == "小王")
    assert settle(secretary, conflict, side["id"], "敲了两次").status_code == 200
    found = record(secretary, conflict["records"][0])
    assert (found["conflicts"], found["fields"]["outcome"]["value"]) == ([], "no_answer")
    assert listed(secretary) == []
    lead.settle()
    assert any("敲了两次" in body for body in lead.pulled("person"))


def test_both_right_keeps_the_graver_with_a_note(secretary: Person, conflict: Any) -> None:
    assert settle(secretary, conflict, None, "先没人,后来开门").status_code == 200
    found = record(secretary, conflict["records"][0])
    assert (found["conflicts"], found["fields"]["outcome"]["value"]) == ([], "exception")


def test_two_resolutions_at_once_are_a_conflict_again(
    town: Flask, secretary: Person, conflict: Any
) -> None:
    colleague = signed_in(town, "community", COMMUNITY, name="陈书记")
    first, second = (one["id"] for one in conflict["sides"])
    assert settle(secretary, conflict, first).status_code == 200
    assert settle(colleague, conflict, second).status_code == 200
    (again,) = listed(secretary)
    assert again["id"] != conflict["id"]
    assert {one["by"]["name"] for one in again["sides"]} == {"肖姐", "陈书记"}
    assert settle(secretary, again, again["sides"][0]["id"]).status_code == 200
    assert listed(secretary) == []


def test_two_who_agree_at_once_leave_no_conflict(
    town: Flask, secretary: Person, conflict: Any
) -> None:
    colleague = signed_in(town, "community", COMMUNITY, name="陈书记")
    for person in (secretary, colleague):
        assert settle(person, conflict, conflict["sides"][0]["id"]).status_code == 200
    assert listed(secretary) == []


OUTCOMES = st.sampled_from(["normal", "no_answer", "exception", "refused"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(OUTCOMES, min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_any_number_of_resolutions_at_once_stand_beside_each_other(
    taken: list[str], random: Any
) -> None:
    def op(number: int, outcome: str, root: str | None, parents: tuple[str, ...]) -> Any:
        fields = {"outcome": outcome, **({} if root else {"method": "door"})}
        parts = OpParts(kind="screening", version=1, nonce=f"{number:011d}", place="h1", by="u1",
                        at=number, tz=480, rec=number, root=root, parents=parents,
                        fields=fields)  # fmt: skip
        return read_op(seal(parts))

    first = op(0, "normal", None, ())
    sides = [op(1, "no_answer", first.id, (first.id,)), op(2, "exception", first.id, (first.id,))]
    heads = tuple(sorted(side.id for side in sides))
    settled = [op(3 + n, outcome, first.id, heads) for n, outcome in enumerate(taken)]
    ops = [first, *sides, *settled]
    random.shuffle(ops)
    folded = fold(ops, load_kinds())[first.id]
    assert set(folded.heads) == {one.id for one in settled}
    assert bool(folded.conflicts) == (len(set(taken)) > 1)


def test_of_two_records_of_one_round_the_other_becomes_void_and_can_come_back(
    secretary: Person, lead: HttpPhone, worker: HttpPhone
) -> None:
    kept = lead.screen(DOOR, SLOT)
    other = worker.screen(DOOR, SLOT, "exception", temperature=378)
    lead.settle()
    worker.settle()
    (matter,) = listed(secretary)
    assert settle(secretary, matter, kept.id, "量错了").status_code == 200
    assert listed(secretary) == []
    assert board_state(secretary, DOOR) == ("done", "normal")
    assert record(secretary, other.id)["voided"] is True
    assert amend(secretary, other.id, {"_void": False}).status_code == 200
    assert board_state(secretary, DOOR) == ("done", "exception")
    assert [one["type"] for one in listed(secretary)] == ["two_records"]


def test_both_of_two_records_stay_with_a_note(
    secretary: Person, two_records: Any, clock: Clock
) -> None:
    matter = two_records
    clock.advance(minutes=5)
    assert settle(secretary, matter, None, "先后两次,都对").status_code == 200
    assert listed(secretary) == []
    assert board_state(secretary, DOOR) == ("done", "exception")


def test_heads_that_are_not_the_record_s_are_refused(
    town: Flask, secretary: Person, conflict: Any
) -> None:
    (other,) = author(town, Draft("screening", DOORS[1], {"outcome": "normal", "method": "door"},
                                  slot=SLOT))  # fmt: skip
    assert settle(secretary, {**conflict, "heads": [other]}, None).status_code == 422
    assert settle(secretary, conflict, other).status_code == 422


def test_an_admitted_record_counts_with_its_own_time_and_its_author_is_told(
    town: Flask, secretary: Person, stranger: HttpPhone, clock: Clock
) -> None:
    visit = stranger.screen(DOOR, SLOT)
    observed_at = clock.ms
    stranger.settle()
    received_at = clock.ms
    assert board_state(secretary, DOOR) == ("open", None)
    (matter,) = listed(secretary)
    clock.advance(hours=30)
    assert decide(secretary, matter["records"], "admit", "那天临时去帮忙").status_code == 200
    assert board_state(secretary, DOOR) == ("done", "normal")
    found = record(secretary, visit.id)
    assert found["observed"] == [observed_at, observed_at]
    assert listed(secretary) == []
    stranger.settle()
    (told,) = (json.loads(body) for body in stranger.pulled("inbox"))
    assert (told["k"], told["su"], told["set"]["decision"]) == ("admission", visit.id, "admit")
    with town.app_context():
        row = db.session.execute(
            select(PRecord).where(PRecord.by_user == stranger.phone.state.user)
        )
        assert row.scalar_one().received_at == received_at
        with writer_engine().connect() as connection:
            assert list(differences(connection, kinds(), lambda *_: None)) == []


def test_a_refused_record_never_counts_until_somebody_admits_it_after_all(
    secretary: Person, stranger: HttpPhone, lead: HttpPhone
) -> None:
    stranger.screen(DOOR, SLOT)
    stranger.settle()
    (matter,) = listed(secretary)
    assert decide(secretary, matter["records"], "refuse", "不是她查的").status_code == 200
    assert listed(secretary) == []
    stranger.settle()
    assert board_state(secretary, DOOR) == ("open", None)
    assert '"refuse"' in stranger.pulled("inbox")[0]
    assert decide(secretary, matter["records"], "admit").status_code == 200
    assert board_state(secretary, DOOR) == ("done", "normal")


def test_what_nothing_can_be_made_of_is_not_admitted(secretary: Person, lead: HttpPhone) -> None:
    lead.screen("nowhere", SLOT)
    lead.settle()
    (matter,) = listed(secretary)
    assert decide(secretary, matter["records"], "admit").status_code == 409
    assert len(listed(secretary)) == 1


def test_nobody_decides_about_another_community_s_records(
    town: Flask, secretary: Person, stranger: HttpPhone
) -> None:
    stranger.screen(DOOR, SLOT)
    stranger.settle()
    (matter,) = listed(secretary)
    foreign = signed_in(town, "community", FOREIGN_COMMUNITY)
    body = {"place": FOREIGN_COMMUNITY, "ops": matter["records"], "decision": "admit"}
    assert foreign.post("/api/v1/matters/decide", body).status_code == 404
    assert decide(secretary, ["A" * 22], "admit").status_code == 404
    street = signed_in(town, "street", STREET)
    assert decide(street, matter["records"], "admit").status_code == 403


def test_a_correction_says_what_undoes_it(secretary: Person, lead: HttpPhone) -> None:
    visit = lead.screen(DOOR, SLOT, "exception", temperature=378)
    lead.settle()
    answer = said(amend(secretary, visit.id, {"temperature": 368, "outcome": "normal"}, "听错了"))
    assert answer["before"] == {"temperature": 378, "outcome": "exception"}
    assert board_state(secretary, DOOR) == ("done", "normal")
    amend(secretary, visit.id, answer["before"])
    assert board_state(secretary, DOOR) == ("done", "exception")


def test_a_value_that_the_kind_does_not_take_is_refused(secretary: Person, lead: HttpPhone) -> None:
    visit = lead.screen(DOOR, SLOT)
    lead.settle()
    answer = amend(secretary, visit.id, {"temperature": 999})
    assert answer.status_code == 422
    assert said(answer)["errors"][0]["field"] == "temperature"


def test_a_need_is_taken_up_and_closed(town: Flask, secretary: Person, clock: Clock) -> None:
    (need,) = author(town, Draft("need", DOOR, {"what": "food", "state": "refused"}))
    assert amend(secretary, need, {"state": "taken", "taken_by": "小刘"}).status_code == 200
    assert listed(secretary) == []
    amend(secretary, need, {"state": "done", "closed_at": clock.ms})
    clock.advance(days=3)
    assert listed(secretary) == []


def test_what_was_seen_is_off_the_list_until_it_is_put_back(
    secretary: Person, lead: HttpPhone, clock: Clock
) -> None:
    lead.record("occupancy", DOOR, {"state": "vacant"})
    lead.settle()
    (matter,) = listed(secretary)
    body = {"place": COMMUNITY, "matters": [matter["id"]]}
    for _ in range(2):
        assert secretary.post("/api/v1/matters/seen", body).status_code == 200
    assert listed(secretary) == []
    assert secretary.post("/api/v1/matters/seen", {**body, "seen": False}).status_code == 200
    assert listed(secretary) == [matter]


def test_an_empty_door_corrected_at_the_desk_is_no_matter_any_more(
    secretary: Person, lead: HttpPhone
) -> None:
    lead.record("occupancy", DOOR, {"state": "vacant"})
    lead.settle()
    assert amend(secretary, f"occupancy/{DOOR}", {"state": "occupied"}).status_code == 200
    assert listed(secretary) == []


def test_every_decision_is_noted_with_who_made_it(
    town: Flask, secretary: Person, conflict: Any
) -> None:
    (op,) = said(settle(secretary, conflict, None))["ops"]
    with town.app_context():
        rows = db.session.execute(select(Audit.act, Audit.about, Audit.user_key)).all()
        body = db.session.scalar(select(Op.body).where(Op.id == op_key(op)))
    assert ("conflict_settled", conflict["records"][0], int(secretary.id[1:])) in rows
    assert body is not None
    assert json.loads(body)["by"] == secretary.id


CONFIRMED: dict[str, Any] = {
    "person": "c7", "category": "confirmed", "event": "opened", "happened_on": "2020-03-10"
}  # fmt: skip


def stand(person: Person) -> list[str]:
    """The categories of the cases that stand in the compound."""
    page = said(person.get(f"/api/v1/cases?place={COMPOUND}"))
    return [one["category"] for one in page["cases"]]


@pytest.mark.parametrize("change", [{"_void": True}, {"category": "fever"}], ids=["void", "other"])
def test_a_case_that_a_phone_changes_stands_until_the_community_says_so(
    secretary: Person, worker: HttpPhone, clock: Clock, change: dict[str, Any]
) -> None:
    opened = worker.record("case_event", DOOR, CONFIRMED)
    worker.settle()
    clock.advance(minutes=11)
    why = {"_why": "记错户了"}
    worker.record("case_event", DOOR, change | why, root=opened.id, parents=[opened.id])
    worker.settle()
    assert worker.unsent == 0, "it arrived, and is kept"
    assert stand(secretary) == ["confirmed"]
    (matter,) = listed(secretary)
    assert (matter["type"], matter["why"]) == ("quarantined", "amend")
    assert matter["actions"] == ["admit", "refuse"]
    (side,) = matter["sides"]
    assert (side["record"], words(side)["_why"]) == (opened.id, "记错户了")
    assert decide(secretary, matter["records"], "refuse", "病还没好").status_code == 200
    assert stand(secretary) == ["confirmed"]
    assert listed(secretary) == []
    assert decide(secretary, matter["records"], "admit").status_code == 200
    assert stand(secretary) == ([] if "_void" in change else ["fever"])


def test_a_case_opened_by_mistake_and_struck_out_at_once_waits_for_nobody(
    secretary: Person, worker: HttpPhone, clock: Clock
) -> None:
    opened = worker.record("case_event", DOOR, CONFIRMED)
    worker.settle()
    clock.advance(minutes=9)
    struck = worker.record(
        "case_event", DOOR, {"_void": True, "_why": "undo"}, root=opened.id, parents=[opened.id]
    )
    clock.advance(hours=3)  # the phone had no signal
    worker.settle()
    assert (listed(secretary), stand(secretary)) == ([], [])
    worker.record("case_event", DOOR, {"_void": False}, root=opened.id, parents=[struck.id])
    worker.settle()
    (matter,) = listed(secretary)
    assert (matter["why"], matter["sides"][0]["record"]) == ("amend", opened.id)
    assert decide(secretary, matter["records"], "admit").status_code == 200
    assert stand(secretary) == ["confirmed"]
