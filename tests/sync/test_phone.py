"""The phone's decisions, one by one: what it asks, what it believes, when it goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.feeds import Feed, apply_check, apply_scope, bad_from, next_check, points_of
from sync.ops import bytes_to_text
from sync.outbox import KEEP_MS, Retired, State, Witness, lost_since
from sync.phone import Phone
from sync.replica import BATCH_TEXT, wait_ms
from tests.sync.street import DAY, DOOR, HOUR, MORNING, OTHER_DOOR, THREE, Street


@pytest.fixture
def street() -> Street:
    return Street()


def state_of(**changed: object) -> State:
    return replace(State("u5", bytes(16)), **changed)  # type: ignore[arg-type] # test's own words


# ------------------------------------------------------------------ what is sent


def test_a_batch_is_cut_at_32_ki_characters_but_never_empty(street: Street) -> None:
    lead = street.phone("u5")
    for _ in range(8):
        street.record(lead, fields={"note": "消" * 5000})
    sizes = [len(each) for each in lead.request(street.now)["push"]["ops"]]
    assert len(sizes) == BATCH_TEXT // sizes[0]
    lead.state = replace(lead.state, batch=1)
    assert len(lead.request(street.now)["push"]["ops"]) == 1


def test_batches_halve_on_failure_and_grow_on_success(street: Street) -> None:
    lead = street.phone("u5")
    sizes = []
    for _ in range(5):
        street.exchange(lead, lose="answer")
        sizes.append(lead.state.batch)
    for _ in range(6):
        street.exchange(lead)
        sizes.append(lead.state.batch)
    assert sizes == [25, 12, 6, 5, 5, 15, 25, 35, 45, 50, 50]


def test_an_envelope_refused_for_one_op_goes_on_with_its_hash(street: Street) -> None:
    """A middlebox refuses whatever holds one record: it is named, and those behind it arrive."""
    lead = street.phone("u5")
    ops = [street.record(lead) for _ in range(4)]
    for _ in range(20):
        request = lead.request(street.now)
        if ops[1].body in request["push"]["ops"]:
            lead.failed("bad_request")
        else:
            lead.answer(street.serve(request, "u5"), street.now, street.now)
    assert lead.state.acked == 4
    assert lead.own[2].status == "withheld"
    row = street.store.ops[ops[1].id]
    assert row.status == "withheld"
    assert row.body is None
    assert [street.status(op) for op in (ops[0], *ops[2:])] == [("accepted", None)] * 3


def test_a_withheld_record_arrives_when_the_phone_chains_anew(street: Street) -> None:
    lead = street.phone("u5")
    op = street.record(lead)
    lead.failed("too_large")
    street.settle(lead)
    assert street.store.ops[op.id].body is None
    lead.witness = replace(lead.witness, n=2)
    lead.start(bytes([7] * 16))
    street.settle(lead)
    assert street.status(op) == ("accepted", None)
    assert street.bodies(lead) == [op.body]


def test_a_server_that_refuses_every_envelope_costs_one_body_and_patience(street: Street) -> None:
    lead = street.phone("u5")
    for _ in range(3):
        street.record(lead)
    for _ in range(20):
        lead.failed("bad_json")
    assert [op.status for op in lead.outbox()] == ["withheld", None, None]
    assert lead.state.failures > 5
    lead = street.phone("u7")
    lead.failed("bad_json")
    assert lead.state.failures == 1


def test_somebody_elses_replica_is_given_up(street: Street) -> None:
    first, second = street.phone("u5"), street.phone("u7")
    second.state = replace(second.state, replica=first.state.replica)
    street.settle(first)
    op = street.record(second)
    street.settle(second)
    assert street.status(op) == ("accepted", None)
    assert second.state.replica != first.state.replica
    assert street.store.lost(first.state.replica) == 0


def test_bodies_go_after_thirty_days_by_both_clocks(street: Street) -> None:
    lead = street.phone("u5")
    op = street.record(lead)
    street.settle(lead)
    lead.tidy(street.now + KEEP_MS + DAY)
    assert lead.own[1].body is not None, "the phone's clock alone decides nothing"
    street.now += KEEP_MS + DAY
    lead.tidy(street.now)
    assert lead.own[1].body is not None, "the server has not been heard since"
    street.settle(lead)
    lead.tidy(street.now)
    assert lead.kept() == 2
    assert lead.request(street.now)["kept"] == 2
    street.record(lead)
    lead.witness = replace(lead.witness, n=3)
    lead.start(bytes([7] * 16))
    assert [each.body for each in lead.own.values()] != [op.body]
    assert len(lead.own) == 1, "what was let go stays on the chain that was given up"


def test_what_was_let_go_is_named_to_a_server_that_lost_it(street: Street) -> None:
    """A restore from long ago: the server learns which record it lost, and the queue goes on."""
    lead = street.phone("u5")
    street.settle(lead)
    long_ago = street.store.backup()
    op = street.record(lead)
    street.settle(lead)
    street.now += KEEP_MS + DAY
    street.settle(lead)
    lead.tidy(street.now)
    street.store.restore(long_ago)
    after = street.record(lead)
    street.settle(lead)
    assert street.status(op) == ("withheld", None)
    assert street.status(after) == ("accepted", None)


# ------------------------------------------------------------------ what is believed


def test_the_answer_that_tells_of_a_restore_also_says_what_waits(street: Street) -> None:
    lead = street.phone("u5")
    street.settle(lead)
    backup = street.store.backup()
    street.record(lead, OTHER_DOOR)
    street.store.restore(backup)
    street.exchange(lead)
    assert (lead.own[1].status, lead.own[1].why) == ("quarantined", "scope")


def test_an_answer_for_an_older_replica_changes_nothing(street: Street) -> None:
    lead = street.phone("u5")
    street.record(lead)
    late, sent = street.serve(lead.request(street.now), "u5"), street.now
    lead.witness = replace(lead.witness, n=9)
    lead.start(bytes([7] * 16))
    before = lead.state
    lead.answer(late, sent, street.now)
    assert replace(lead.state, clock=None, anchor=None) == replace(before, clock=None, anchor=None)


def test_an_older_scope_is_not_gone_back_to(street: Street) -> None:
    """The answer that still gave the building arrives after the one that took it."""
    lead = street.phone("u5")
    street.record(lead)
    street.settle(lead)
    late, sent = street.serve(lead.request(street.now), "u5"), street.now
    late["scope"]["add"] = [{"f": 1, "pl": THREE, "st": "person"}]
    street.grants["u5"] = [replace(street.grants["u5"][0], valid_to=street.now)]
    street.now += HOUR
    street.settle(lead)
    assert not lead.state.feeds
    late["pages"] = [{"f": 1, "from": 1, "to": 1, "head": 1, "acc": "", "entries": []}]
    lead.answer(late, sent, street.now)
    assert not lead.state.feeds and not lead.entries


def test_a_restored_server_is_pulled_anew_and_told_of_losses_again(street: Street) -> None:
    lead = street.phone("u5")
    street.record(lead)
    street.settle(lead)
    backup = street.store.backup()
    street.record(lead)
    lead.wiped(bytes([7] * 16))
    street.settle(lead)
    assert list(street.store.losses) == [lead.state.retired[0].replica]
    street.store.restore(backup)
    answer = street.exchange(lead)
    assert (lead.state.feeds, lead.state.sv, lead.entries) == ({}, 0, {})
    assert answer["lost_ack"] == [] and lead.state.undeclared
    street.settle(lead)
    assert list(street.store.losses) == [lead.state.retired[0].replica]


def test_a_page_spoiled_on_the_way_is_asked_for_again(street: Street) -> None:
    lead, reader = street.phone("u5"), street.phone("u7")
    street.record(lead)
    street.settle(lead, reader)
    street.record(lead)
    street.settle(lead)
    answer = street.serve(reader.request(street.now), "u7")
    answer["pages"][0]["acc"] = bytes_to_text(bytes(16))
    changes = reader.answer(answer, street.now, street.now)
    assert changes.refused == ["sum: feed 1 at 2"]
    assert reader.check() == {"at": [[1, 1]]}
    street.settle(reader)
    assert len(street.bodies(reader)) == 2


def test_a_withheld_entry_is_pulled_as_its_hash(street: Street) -> None:
    lead, reader = street.phone("u5"), street.phone("u7")
    op = street.record(lead)
    street.settle(lead)
    row = street.store.ops[op.id]
    street.store.ops[op.id] = replace(row, body=None)  # erased on a resident's demand
    street.settle(reader)
    (entry,) = reader.entries[1]
    assert (entry.body, entry.bsha) == (None, op.bsha)
    assert reader.state.verified and reader.audit() == []


# ------------------------------------------------------------------ opening


@pytest.mark.parametrize(
    ("state", "witness", "gone"),
    [
        (None, None, ()),
        (state_of(n=3), Witness(bytes(16), 3), ()),
        (state_of(n=4), Witness(bytes(16), 3), ()),
        (state_of(n=3), Witness(bytes(16), 5), ((bytes(16), 5, 3, "rolled_back"),)),
        (state_of(retired=(Retired(b"x" * 16, 9, 9, "forked"),)), Witness(b"x" * 16, 9), ()),
        (None, Witness(bytes(16), 5), ((bytes(16), 5, 0, "evicted"),)),
        (state_of(n=3), Witness(b"x" * 16, 2), ((b"x" * 16, 2, 0, "rolled_back"),)),
    ],
)
def test_the_witness_tells_what_is_missing(
    state: State | None, witness: Witness | None, gone: tuple[tuple[bytes, int, int, str], ...]
) -> None:
    assert lost_since(state, witness) == tuple(Retired(*each) for each in gone)


def test_what_was_given_up_before_an_eviction_is_declared_too() -> None:
    older = Retired(b"o" * 16, 4, 0, "evicted")
    gone = lost_since(None, Witness(b"x" * 16, 2, (older,)))
    assert [each.replica for each in gone] == [b"o" * 16, b"x" * 16]
    kept = state_of(n=0, retired=(older,))
    assert len(lost_since(kept, Witness(b"x" * 16, 2, (older,)))) == 1


def test_a_phone_that_was_wiped_before_it_sealed_anything_says_so_too() -> None:
    phone = Phone("u5", bytes(16))
    phone.wiped(b"x" * 16)
    assert phone.state.retired == (Retired(bytes(16), 0, 0, "evicted"),)
    assert not phone.start(b"y" * 16)


# ------------------------------------------------------------------ when to go on


@pytest.mark.parametrize(
    ("changed", "wait"),
    [
        ({}, None),
        ({"n": 1}, 0),
        ({"more": True}, 0),
        ({"retired": (Retired(bytes(16), 1, 0, "evicted"),)}, 0),
        ({"feeds": {1: Feed(1, "b", "ref", 3, suspect=(0, 3))}}, 0),
        ({"failures": 1}, 3000),
        ({"n": 1, "failures": 3}, 10_500),
    ],
)
def test_the_next_exchange_is_derived_from_what_is_pending(
    changed: dict[str, object], wait: int | None
) -> None:
    assert wait_ms(state_of(**changed), 500) == wait


# ------------------------------------------------------------------ copies of feeds


def test_a_feed_number_given_out_again_begins_anew() -> None:
    held = {1: Feed(1, "b3", "person", 5), 2: Feed(2, "b4", "ref", 1), 3: Feed(3, "b4", "person")}
    scope = {
        "sv": 2,
        "add": [{"f": 1, "pl": "c1", "st": "work"}, {"f": 3, "pl": "b4", "st": "person"}],
        "drop": [2],
    }
    changes = apply_scope(held, scope)
    assert changes.feeds == {1: Feed(1, "c1", "work"), 3: held[3]}
    assert list(changes.drops) == [1, 2]


def test_a_check_of_feeds_that_are_gone_or_fine_changes_nothing() -> None:
    fine = Feed(1, "b3", "person", 5, acc=b"a" * 16)
    answer = {"acc": [[1, 5, None], [9, 1, None]]}
    assert apply_check({1: fine}, answer, {(1, 5): b"a" * 16}).feeds == {1: fine}
    assert (points_of(fine), next_check({1: fine})) == ([], None)


def test_a_server_that_has_less_is_met_where_it_ends(street: Street) -> None:
    """The backup was put back and its epoch left as it was: the copies still become equal."""
    lead, reader = street.phone("u5"), street.phone("u7")
    street.record(lead)
    street.settle(lead, reader)
    backup, life = street.store.backup(), street.store.life
    for _ in range(3):
        street.record(lead)
    street.settle(lead, reader)
    street.store.restore(backup)
    street.store.life = life
    answer = street.exchange(reader)
    assert {"f": 1, "code": "regressed", "head": 1} in answer["pages"]
    street.settle(reader, lead, reader)
    assert reader.state.feeds[1].cursor == 4
    assert street.bodies(reader) == street.bodies(lead)


def test_an_audit_names_the_first_entry_that_does_not_add_up(street: Street) -> None:
    lead = street.phone("u5")
    for _ in range(4):
        street.record(lead, DOOR)
    street.settle(lead)
    feed, rows = lead.state.feeds[1], lead.entries[1]
    assert bad_from(feed, rows) is None
    assert bad_from(feed, rows[:2]) == 3
    assert bad_from(feed, [rows[0], rows[2], rows[1], rows[3]]) == 2
    assert bad_from(feed, [rows[0], replace(rows[1], rx=MORNING - 1), *rows[2:]]) == 2
