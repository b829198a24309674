"""The server's half, step by step: chains, judgements, scope, pages and what is held for later."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sync.chain import FIRST_LINK, walk
from sync.exchange import Refused, release_held
from sync.kinds import load_kinds
from sync.log import FeedKey, Grant, Refiled
from sync.ops import OpParts, bytes_to_text
from sync.phone import Phone
from tests.sync.street import DOOR, FOUR, HOUR, MORNING, OTHER_DOOR, THREE, Street


@pytest.fixture
def street() -> Street:
    return Street()


def push(street: Street, phone: Phone, **changed: Any) -> Any:
    request = phone.request(street.now)
    request["push"] |= changed
    return street.serve(request, phone.state.user)


def test_a_push_that_skips_is_told_where_the_chain_ends(street: Street) -> None:
    lead = street.phone("u5")
    street.record(lead)
    answer = push(street, lead, n0=3)
    assert answer["push_err"] == {"code": "chain_gap"}
    assert answer["ack"]["n"] == 0 and not street.store.ops


def test_a_push_with_another_past_is_a_fork(street: Street) -> None:
    lead = street.phone("u5")
    street.record(lead)
    street.settle(lead)
    street.record(lead)
    answer = push(street, lead, prev=bytes_to_text(bytes(32)))
    assert answer["push_err"] == {"code": "chain_fork"}
    other = street.phone("u5")
    other.state = replace(other.state, replica=lead.state.replica)
    street.record(other, outcome="no_answer")
    answer = street.serve(other.request(street.now), "u5")
    assert answer["push_err"] == {"code": "chain_fork"}
    state = street.store.replicas[lead.state.replica]
    assert (state.head_n, state.reported_n, state.forked_at) == (1, 1, street.now)


def test_what_was_sent_before_is_skipped_and_its_exceptions_told_again(street: Street) -> None:
    lead = street.phone("u5")
    street.record(lead, OTHER_DOOR)
    street.exchange(lead, lose="answer")
    street.record(lead)
    answer = push(street, lead)
    assert answer["ack"]["n"] == 2
    assert answer["ex"] == [{"n": 1, "st": "quarantined", "why": "scope"}]
    assert len(street.store.ops) == 2


def test_an_op_on_a_second_chain_is_a_duplicate(street: Street) -> None:
    lead = street.phone("u5")
    street.record(lead)
    street.record(lead, OTHER_DOOR)
    street.settle(lead)
    lead.witness = replace(lead.witness, n=3)
    lead.start(bytes([7] * 16))
    answer = street.exchange(lead)
    assert answer["ex"] == [
        {"n": 1, "st": "duplicate", "why": None},
        {"n": 2, "st": "quarantined", "why": "scope"},
    ]
    assert len(street.store.ops) == 2


def test_an_op_twice_in_one_push_is_stored_once(street: Street) -> None:
    lead = street.phone("u5")
    op = street.record(lead)
    request = lead.request(street.now)
    request["push"]["ops"] *= 2
    links = walk(lead.state.replica, 0, FIRST_LINK, [op.bsha, op.bsha])
    request["push"]["link"] = bytes_to_text(links[-1])
    answer = street.serve(request, "u5")
    assert answer["ack"]["n"] == 2
    assert answer["ex"] == [{"n": 2, "st": "duplicate", "why": None}]
    assert len(street.store.ops) == 1


def test_what_a_supervisor_refused_stays_refused_when_it_comes_again(street: Street) -> None:
    lead = street.phone("u5")
    op = street.record(lead, OTHER_DOOR)
    street.settle(lead)
    with street.store.writing() as tx:
        tx.refile([Refiled(op.id, "refused", "not at this door", ())])
    street.grants["u5"].append(Grant(FOUR, "building_lead", 0))
    lead.witness = replace(lead.witness, n=2)
    lead.start(bytes([7] * 16))
    answer = street.exchange(lead)
    assert answer["ex"] == [{"n": 1, "st": "refused", "why": "not at this door"}]


def test_what_a_revoked_phone_sends_is_kept_and_nothing_goes_back(street: Street) -> None:
    lead = street.phone("u5")
    street.record(lead)
    street.settle(lead)
    street.revoked.add("u5")
    op = street.record(lead)
    answer = street.exchange(lead)
    assert (answer["scope"], answer["vd_ok"], answer["pages"]) == (None, None, [])
    assert street.status(op) == ("quarantined", "sign_in")
    assert lead.state.feeds, "what it had pulled is its own page's business"


def test_the_replica_of_another_person_is_refused_whole(street: Street) -> None:
    lead, other = street.phone("u5"), street.phone("u7")
    street.settle(lead)
    other.state = replace(other.state, replica=lead.state.replica)
    street.record(other)
    with pytest.raises(Refused, match="replica_of_another"):
        street.serve(other.request(street.now), "u7")
    assert not street.store.ops


def test_kinds_unheard_of_are_held_and_let_in_after_an_upgrade(street: Street) -> None:
    kinds = dict(load_kinds())
    later = kinds.pop("need")
    street = Street(kinds)
    lead = street.phone("u5")
    fields = {"category": "medicine", "what": "降压药"}
    op = street.record(lead, kind="need", slot=None, outcome="", fields=fields)
    good = street.record(lead)
    street.settle(lead)
    assert street.status(op) == ("held", "kind")
    assert street.status(good) == ("accepted", None)
    sessions = {"u5": street.session("u5")}
    assert release_held(street.store, sessions, street.rules) == 0
    rules = replace(street.rules, kinds=kinds | {"need": later})
    assert release_held(street.store, sessions, rules) == 1
    assert street.status(op)[0] != "held"


def test_an_answer_that_was_long_on_its_way_claims_nothing_of_now(street: Street) -> None:
    """The knowledge horizon is when the phone sent, not when the request arrived."""
    lead = street.phone("u5")
    street.settle(lead)
    request, sent = lead.request(street.now), street.now
    street.now += HOUR
    street.serve(request, "u5")
    drained = street.store.replicas[lead.state.replica].drained_at
    assert drained is not None and abs(drained - sent) <= 20


def test_a_phone_that_holds_something_back_is_not_drained(street: Street) -> None:
    lead = street.phone("u5")
    street.settle(lead)
    drained = street.store.replicas[lead.state.replica].drained_at
    for _ in range(60):
        street.record(lead)
    street.now += HOUR
    street.exchange(lead)
    state = street.store.replicas[lead.state.replica]
    assert (state.head_n, state.reported_n, state.drained_at) == (50, 60, drained)
    assert state.oldest_unacked_at is not None
    street.settle(lead)
    state = street.store.replicas[lead.state.replica]
    assert state.drained_at is not None and state.drained_at > (drained or 0)
    assert state.oldest_unacked_at is None


def test_pages_are_cut_by_entries_and_by_bytes(street: Street) -> None:
    lead, reader = street.phone("u5"), street.phone("u1")
    for _ in range(6):
        street.record(lead, fields={"note": "x" * 300})
        street.record(lead, OTHER_DOOR)
    street.settle(lead)
    request = reader.request(street.now)
    answer = street.serve(request | {"lim": {"n": 4}}, "u1")
    assert [len(page["entries"]) for page in answer["pages"]] == [4]
    assert answer["more"]
    for limit, fits in ((1, 1), (1200, 4), (10**6, 12)):
        answer = street.serve(request | {"lim": {"bytes": limit}}, "u1")
        assert sum(len(page["entries"]) for page in answer["pages"]) == fits
        assert answer["more"] is (fits < 12)
    street.settle(reader)
    assert len(street.bodies(reader)) == 6
    assert len(street.bodies(reader, "quar")) == 6


def test_places_come_before_what_was_recorded_at_them(street: Street) -> None:
    lead, fresh = street.phone("u5"), street.phone("u7")
    street.record(lead)
    street.settle(lead)
    parts = OpParts("place", 1, "AAAAAAAAAAA", DOOR, "u1", MORNING, 480, MORNING)
    street.author(parts, feeds=(FeedKey(THREE, "ref"),))
    answer = street.serve(fresh.request(street.now) | {"lim": {"n": 1}}, "u7")
    streams = {each["f"]: each["st"] for each in answer["scope"]["add"]}
    assert [streams[page["f"]] for page in answer["pages"]] == ["ref"]


def test_a_body_is_sent_back_to_a_phone_that_let_it_go(street: Street) -> None:
    lead = street.phone("u5")
    op = street.record(lead)
    street.settle(lead)
    lead.state = replace(lead.state, feeds={})
    request = lead.request(street.now) | {"kept": 2}
    (page,) = street.serve(request, "u5")["pages"]
    assert page["entries"] == [{"q": 1, "rx": MORNING + 10, "b": op.body}]
    del request["kept"]
    (page,) = street.serve(request, "u5")["pages"]
    assert "b" in page["entries"][0]


def test_a_loss_about_somebody_elses_replica_is_passed_over(street: Street) -> None:
    lead, liar = street.phone("u5"), street.phone("u7")
    street.record(lead)
    street.settle(lead)
    loss = {"replica": bytes_to_text(lead.state.replica), "n": 99, "kept": 0, "why": "lies"}
    street.serve(liar.request(street.now) | {"lost": [loss]}, "u7")
    assert street.store.lost(lead.state.replica) == 0


def test_a_failure_in_the_middle_leaves_nothing_behind(street: Street) -> None:
    lead = street.phone("u5")
    street.record(lead, DOOR)
    street.settle(lead)
    before = street.store.backup()
    street.record(lead, DOOR)
    with pytest.raises(ZeroDivisionError), street.store.writing():
        street.serve(lead.request(street.now), "u5")
        raise ZeroDivisionError
    for name in ("ops", "chains", "numbers", "filed", "losses"):
        assert getattr(street.store, name) == getattr(before, name)
