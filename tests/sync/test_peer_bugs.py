"""Bugs of other systems, each told as what somebody would have lived through here.

The names carry the system and the issue where it was reported; see the design of the sync.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sync.log import Grant
from sync.merge import Record, fold
from sync.ops import bytes_to_text, read_op
from sync.outbox import OwnOp
from sync.phone import Phone
from sync.replica import wait_ms
from tests.sync.street import DAY, FOUR, HOUR, MINUTE, OTHER_DOOR, THREE, Street


@pytest.fixture
def street() -> Street:
    return Street()


def records(street: Street, *bodies: str) -> dict[str, Record]:
    return fold([read_op(body) for body in bodies], street.rules.kinds)


def stored(street: Street) -> list[str]:
    return [row.body for row in street.store.ops.values() if row.body]


def correction(street: Street, phone: Phone, of: OwnOp, *parents: OwnOp, **fields: str) -> OwnOp:
    seen = tuple(op.id for op in (parents or (of,)))
    return street.record(phone, root=of.id, parents=seen, fields=fields)


# ------------------------------------------------------------------ what the server does with it


def test_cht_6103_child_before_parent_other_batch(street: Street) -> None:
    """105 corrections went ahead of the records they correct; all of them count once both came."""
    lead, copy = street.phone("u5"), street.phone("u7")
    opened = [street.record(lead, outcome="no_answer") for _ in range(105)]
    for op in opened:  # u7 read them off u5's screen, and its phone is heard first
        correction(street, copy, op, outcome="normal")
    street.settle(copy)
    early = records(street, *stored(street))
    assert len(early) == 105 and all(record.pending for record in early.values())
    street.settle(lead)
    late = records(street, *stored(street))
    assert not any(record.pending for record in late.values())
    assert {record.fields["outcome"].value for record in late.values()} == {"normal"}


def test_cht_8186_refused_record_is_readable(street: Street) -> None:
    """A lead knocks at a neighbour's door: both the lead and the community can read it."""
    lead, desk = street.phone("u5"), street.phone("u1")
    op = street.record(lead, OTHER_DOOR)
    street.settle(lead, desk)
    mine = lead.own[op.n]
    assert (mine.status, mine.why, mine.body) == ("quarantined", "scope", op.body)
    assert op.body in street.bodies(desk, "quar")


def test_cht_11306_reassigned_building_counts(street: Street) -> None:
    """A building is given to somebody else while its lead is offline; the lead's rounds count."""
    lead = street.phone("u5")
    street.settle(lead)
    street.now += HOUR
    op = street.record(lead)
    street.now += HOUR
    street.grants["u5"] = [Grant(THREE, "building_lead", 0, street.now)]
    street.grants["u6"].append(Grant(THREE, "building_lead", street.now))
    street.now += 3 * DAY
    street.settle(lead)
    assert street.status(op) == ("accepted", None)
    after = street.record(lead)
    street.settle(lead)
    assert street.status(after) == ("quarantined", "scope")


def test_cht_7419_half_bootstrap_not_judged(street: Street) -> None:
    """The first download is cut after its first page: the feed says so, and nothing is judged."""
    lead, fresh = street.phone("u5"), street.phone("u7")
    for _ in range(7):
        street.record(lead)
    street.settle(lead)
    sent = street.clock(fresh)
    fresh.answer(street.serve(fresh.request(sent) | {"lim": {"n": 3}}, "u7"), sent, sent)
    (feed,) = fresh.state.feeds.values()
    assert (feed.cursor, feed.live) == (3, False)
    street.settle(fresh)
    (feed,) = fresh.state.feeds.values()
    assert (feed.cursor, feed.live) == (7, True)


def test_ndb_4198_purge_keeps_unsent(street: Street) -> None:
    """A lead loses the building with rounds unsent: what was pulled goes, the rounds do not."""
    lead = street.phone("u5")
    street.record(lead)
    street.settle(lead)
    street.now += HOUR
    unsent = street.record(lead)
    street.now += HOUR
    street.grants["u5"] = [Grant(THREE, "building_lead", 0, street.now)]
    sent = street.clock(lead)
    lead.answer(street.serve(lead.request(sent) | {"push": None}, "u5"), sent, sent)
    assert not lead.state.feeds and not lead.entries
    assert lead.outbox() == [unsent]
    street.settle(lead)
    assert street.status(unsent) == ("accepted", None)


def test_pouch_denied_then_granted(street: Street) -> None:
    """Denied at first; carried again after the grant was put right, the same record counts."""
    lead = street.phone("u5")
    op = street.record(lead, OTHER_DOOR)
    street.settle(lead)
    assert street.status(op) == ("quarantined", "scope")
    street.grants["u5"].append(Grant(FOUR, "building_lead", 0))
    lead.witness = replace(lead.witness, n=lead.state.n + 1)  # it is set up anew, and sends again
    lead.start(bytes(16))
    street.settle(lead)
    assert street.status(op) == ("accepted", None)
    assert street.bodies(lead).count(op.body or "") == 1


def test_replicache_error_mode(street: Street) -> None:
    """One record is nonsense: it waits in quarantine, and the forty behind it arrive."""
    lead = street.phone("u5")
    odd = street.record(lead, outcome="wonderful")
    good = [street.record(lead) for _ in range(40)]
    assert street.settle(lead) == 1
    assert street.status(odd) == ("quarantined", "schema")
    assert {street.status(op) for op in good} == {("accepted", None)}


def test_kinto_same_ms_writers(street: Street) -> None:
    """Two leads are heard in the same millisecond: two entries, none of them twice."""
    one, two = street.phone("u5"), street.phone("u7")
    street.record(one)
    street.record(two)
    street.exchange(one, way=0)
    street.exchange(two, way=0)
    (log,) = (log for log in street.store.feeds.values() if log.key.stream == "person")
    assert [step.q for _, step in log.entries] == [1, 2]
    assert len({step.rx for _, step in log.entries}) == 1
    street.settle(one, two)
    assert street.bodies(one) == street.bodies(two)


def test_pg_identity_cursor_skip(street: Street) -> None:
    """Were an entry ever missing before a newer one, the phone would refuse the page, not skip."""
    lead, reader = street.phone("u5"), street.phone("u7")
    for _ in range(3):
        street.record(lead)
    street.settle(lead)
    sent = street.clock(reader)
    answer = street.serve(reader.request(sent), "u7")
    del answer["pages"][0]["entries"][1]
    changes = reader.answer(answer, sent, sent)
    assert changes.refused == ["gap: feed 1 at 2"]
    assert not reader.entries
    street.settle(reader)
    assert len(street.bodies(reader)) == 3


def test_watermelon_1462_create_delete_fresh_device(street: Street) -> None:
    """A record made and taken back before a phone was new: the phone shows it as taken back."""
    lead, fresh = street.phone("u5"), street.phone("u7")
    op = street.record(lead)
    street.record(lead, root=op.id, parents=(op.id,), fields={"_void": True})
    street.settle(lead, fresh)
    (record,) = records(street, *street.bodies(fresh)).values()
    assert record.voided


def test_replicache_server_reset(street: Street) -> None:
    """The server comes up with yesterday's backup: phones give it today again, by themselves."""
    lead, other = street.phone("u5"), street.phone("u7")
    street.record(lead)
    street.settle(lead, other)
    yesterday = street.store.backup()
    street.now += DAY
    street.record(lead)
    street.record(other)
    street.settle(lead, other, lead)
    street.store.restore(yesterday)
    street.settle(lead, other, lead)
    assert len(street.store.ops) == 3
    assert len(street.bodies(lead)) == len(street.bodies(other)) == 3


# ------------------------------------------------------------------ what the phone does


def test_rxdb_8285_pause_during_retry(street: Street) -> None:
    """The app is closed between a failed try and the next; what was unsent is unsent still."""
    lead = street.phone("u5")
    op = street.record(lead)
    street.exchange(lead, lose="request")
    lead.start(bytes(16))
    assert lead.outbox() == [op]
    street.settle(lead)
    assert street.status(op) == ("accepted", None)


def test_rxdb_5571_own_echo_before_ack(street: Street) -> None:
    """The answer that brings my record back also brings others'; none of them is dropped."""
    lead, other = street.phone("u5"), street.phone("u7")
    mine = street.record(lead)
    street.exchange(lead, lose="answer")
    theirs = street.record(other)
    street.exchange(other)
    answer = street.exchange(lead)
    assert [set(entry) for entry in answer["pages"][0]["entries"]] == [
        {"q", "rx", "own"},
        {"q", "rx", "b"},
    ]
    assert street.bodies(lead) == [mine.body, theirs.body]
    assert not lead.outbox()


def test_powersync_swift179_timer_without_new_write(street: Street) -> None:
    """An upload fails and nobody records anything more: the next try still has a time."""
    lead = street.phone("u5")
    street.record(lead)
    street.exchange(lead, lose="request")
    waits = [wait_ms(lead.state, spread) for spread in (0, 999)]
    assert all(wait is not None and 1000 <= wait < 5000 for wait in waits)
    for _ in range(40):
        lead.failed("network")
    assert wait_ms(lead.state, 999) in range(890_000, 900_000)


@pytest.mark.parametrize("idle", [2 * DAY, 8 * DAY, 400 * DAY])
def test_zero_idle_two_days_keeps_outbox(street: Street, idle: int) -> None:
    """A phone lies in a drawer, for however long: what it held arrives when it wakes."""
    lead = street.phone("u5")
    op = street.record(lead)
    street.now += idle
    lead.tidy(street.clock(lead))
    street.settle(lead)
    assert street.status(op) == ("accepted", None)


def test_workbox_eight_day_old_outbox(street: Street) -> None:
    """Eight days without signal: every record is there, none older than any other is left out."""
    lead = street.phone("u5")
    ops = []
    for _ in range(8):
        street.now += DAY
        ops.append(street.record(lead))
    street.settle(lead)
    assert [street.status(op) for op in ops] == [("accepted", None)] * 8
    assert lead.state.n == 8


@pytest.mark.parametrize("skew", [HOUR, -HOUR, 48 * HOUR, -730 * DAY])
def test_actual_3786_clock_hour_off(street: Street, skew: int) -> None:
    """A phone's clock is wrong, by an hour or by years: it syncs, and what it says is corrected."""
    lead = street.phone("u5", skew)
    first = street.record(lead)
    street.settle(lead)
    second = street.record(lead)
    street.settle(lead)
    assert street.status(first) == street.status(second) == ("accepted", None)
    assert lead.state.clock is not None and abs(lead.state.clock.offset + skew) <= 10
    op = read_op(second.body or "")
    assert op.clk is not None and abs(op.rec + op.clk[0] - street.now) <= 2 * MINUTE


def test_actual_8904_failed_batch_leaves_state(street: Street) -> None:
    """A batch is spoiled on the way: nothing of it is stored, and the phone is as it was."""
    lead = street.phone("u5")
    street.record(lead)
    request = lead.request(street.now)
    request["push"]["link"] = bytes_to_text(bytes(32))
    before = lead.state
    answer = street.serve(request, "u5")
    assert answer["push_err"] == {"code": "chain_mismatch"}
    assert not street.store.ops
    lead.answer(answer, street.now, street.now)
    assert (lead.state.n, lead.state.link, lead.state.acked) == (before.n, before.link, 0)
    street.settle(lead)
    assert len(street.store.ops) == 1


def test_actual_1495_two_tabs(street: Street) -> None:
    """Two tabs of one phone exchange at once, the answers crossed: nothing twice or lost."""
    lead = street.phone("u5")
    street.record(lead)
    first, sent = lead.request(street.now), street.now
    street.record(lead)
    second = lead.request(street.now)
    late, early = street.serve(second, "u5"), street.serve(first, "u5")
    lead.answer(early, sent, street.now)
    lead.answer(late, sent, street.now)
    lead.answer(early, sent, street.now)
    street.settle(lead)
    assert len(street.store.ops) == 2
    assert len(street.bodies(lead)) == 2


def test_actuali_188_digest_not_adopted(street: Street) -> None:
    """A stored entry goes bad: the sum is of what is stored, so the phone finds it and mends it."""
    lead = street.phone("u5")
    for _ in range(20):
        street.record(lead)
    street.settle(lead)
    (number,) = (feed.feed for feed in lead.state.feeds.values())
    lead.entries[number][6] = replace(lead.entries[number][6], body=lead.entries[number][5].body)
    assert lead.audit() == [number]
    assert lead.state.feeds[number].cursor == 6
    street.settle(lead)
    assert lead.audit() == []
    assert lead.state.feeds[number].cursor == 20


def test_dexie_1072_counter_reset_after_power_cut(street: Street) -> None:
    """The battery dies and the disk forgets two records: the phone says which, and goes on."""
    lead = street.phone("u5")
    street.record(lead)
    street.settle(lead)
    before = lead.state, dict(lead.own)
    lost = [street.record(lead), street.record(lead)]
    lead.state, lead.own = before
    old = lead.state.replica
    assert lead.start(street.random.randbytes(16))
    fresh = street.record(lead)
    street.settle(lead)
    assert street.store.lost(old) == 2
    assert fresh.id in street.store.ops
    assert not {op.id for op in lost} & street.store.ops.keys()


# ------------------------------------------------------------------ two people, one record


def test_joplin_13531_parallel_edits_visible(street: Street) -> None:
    """Two leads correct one record without seeing each other: both values stand, until settled."""
    one, two = street.phone("u5"), street.phone("u7")
    op = street.record(one)
    street.settle(one, two)
    left = correction(street, one, op, note="搬走了")
    right = correction(street, two, op, note="出差")
    street.settle(one, two, one)
    (record,) = records(street, *street.bodies(one)).values()
    assert record.conflicts == ("note",)
    assert {value for _, value in record.fields["note"].heads} == {"搬走了", "出差"}
    correction(street, two, op, left, right, note="出差,月底回")
    street.settle(two, one)
    (record,) = records(street, *street.bodies(one)).values()
    assert (record.conflicts, record.fields["note"].value) == ((), "出差,月底回")


def test_odk_805_three_offline_updates_last_first(street: Street) -> None:
    """Three corrections in a row, the last heard first: the last stands, and none is in doubt."""
    lead = street.phone("u5")
    op = street.record(lead, outcome="no_answer")
    chain = [op]
    for outcome in ("refused", "no_answer", "normal"):
        chain.append(correction(street, lead, op, chain[-1], outcome=outcome))
    bodies = [each.body or "" for each in reversed(chain)]
    for heard in range(1, len(bodies) + 1):
        (record,) = records(street, *bodies[:heard]).values()
        assert record.conflicts == ()
        assert record.fields["outcome"].value == "normal"
        assert record.pending is (heard < len(bodies))


# ------------------------------------------------------------------ what the browser keeps


def test_safari_blob_as_arraybuffer() -> None:
    """Safari loses blobs that are stored: the phone stores none, only text and bytes."""
    store = Path(__file__).resolve().parents[2] / "pwa" / "src" / "store"
    for name in ("schema.ts", "database.ts"):
        assert "Blob" not in (store / name).read_text("utf-8")
