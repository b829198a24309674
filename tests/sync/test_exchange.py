"""The exchange as people meet it: phones of a street, one server, and what may go wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.exchange import heads_tag
from sync.feeds import Feed
from sync.ops import MalformedOp, read_op
from sync.outbox import Changes, add_op
from tests.sync.street import OTHER_DOOR, Street


@pytest.fixture
def street() -> Street:
    return Street()


def test_a_fork_that_no_witness_saw_ends_in_a_new_replica(street: Street) -> None:
    """The disk goes back unnoticed and the lead goes on: the server tells, both lines stay."""
    lead = street.phone("u5")
    street.record(lead)
    street.settle(lead)
    before = lead.state, dict(lead.own), {f: list(rows) for f, rows in lead.entries.items()}
    street.record(lead)
    street.settle(lead)
    (lead.state, lead.own, lead.entries), old = before, lead.state.replica
    street.record(lead, outcome="no_answer")
    street.settle(lead)
    assert lead.state.replica != old
    assert len(street.store.ops) == 3
    assert len(street.bodies(lead)) == 3
    assert street.store.lost(old) == 0


def test_a_sum_that_went_bad_unnoticed_is_found_by_the_server(street: Street) -> None:
    """The whole-phone digest differs: a bisection finds the entry, and the rest is kept."""
    lead = street.phone("u5")
    for _ in range(40):
        street.record(lead)
    street.settle(lead)
    (feed,) = lead.state.feeds.values()
    rows = lead.entries[feed.feed]
    for at in range(25, 40):
        rows[at] = replace(rows[at], acc=bytes(15) + bytes([at]))
    lead.state = replace(lead.state, feeds={feed.feed: replace(feed, acc=rows[-1].acc)})
    assert street.exchange(lead)["vd_ok"] is False
    asked = []
    while lead.check() is not None:
        asked.append(lead.check())
        street.ask_check(lead)
    assert len(asked) == 2
    assert lead.state.feeds[feed.feed].cursor == 25
    street.settle(lead)
    assert lead.state.feeds[feed.feed] == Feed(
        feed.feed, feed.place, feed.stream, 40, street.store.feeds[feed.feed].head.acc, live=True
    )


def test_the_poll_changes_only_when_an_exchange_would_bring_something(street: Street) -> None:
    lead, other = street.phone("u5"), street.phone("u6")
    street.settle(lead, other)
    tag = heads_tag(street.store, street.session("u5"))
    street.record(other, OTHER_DOOR)
    street.settle(other)
    assert heads_tag(street.store, street.session("u5")) == tag
    street.record(lead)
    street.settle(lead)
    assert heads_tag(street.store, street.session("u5")) != tag


def test_hostile_text_arrives_as_it_was_written(street: Street) -> None:
    lead, other = street.phone("u5"), street.phone("u7")
    note = "NUL \x00, half a face \ud83d, line\u2028separator, 😷"
    op = street.record(lead, fields={"note": note})
    street.settle(lead, other)
    (body,) = street.bodies(other)
    assert body == op.body
    assert read_op(body).fields["note"] == note


def test_what_is_no_op_is_kept_byte_for_byte(street: Street) -> None:
    """An old build wrote nonsense: it waits in quarantine, as it was, and the rest goes on."""
    lead, desk = street.phone("u5"), street.phone("u1")
    body = '{"v":1,"k":"screening","temperature":36.6'
    with pytest.raises(MalformedOp):
        read_op(body)
    state, row = add_op(lead.state, body, street.now)
    lead.write(Changes(state, own=[row]))
    good = street.record(lead)
    street.settle(lead, desk)
    assert lead.own[1].status == "quarantined" and lead.own[1].why == "malformed"
    assert body in street.bodies(desk, "quar")
    assert street.status(good) == ("accepted", None)
