"""What somebody opened by mistake and takes back at once waits for nobody; all else does."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.admission import Judge
from sync.chain import FIRST_LINK, walk
from sync.kinds import load_kinds
from sync.log import Grant, Session
from sync.merge import fold
from sync.ops import Op, OpParts, bytes_to_text, read_op, seal
from sync.push import take
from sync.request import Element, Push
from tests.sync.street import COMMUNITY, COMPOUND, HOUR, MINUTE, MORNING, Street, places

KINDS = load_kinds()
FEVER = {"person": "g1", "category": "fever", "event": "opened", "happened_on": "2020-03-10"}
STRIKE = {"_void": True, "_why": "undo"}
GUARD, LEADER = Grant(COMPOUND, "property_staff", 0), Grant(COMMUNITY, "community", 0)
AUTHOR, OTHER, OFFICE = (bytes([n]) * 16 for n in (1, 2, 3))


def op(fields: dict[str, Any], *parents: Op, minute: float = 0, **changed: Any) -> Op:
    """A statement on a case of the gate, so many minutes after the opening."""
    at = MORNING + round(minute * MINUTE)
    parts = OpParts(
        kind="case_event", version=1, nonce=bytes_to_text(bytes(8)), place=COMPOUND, by="u8",
        at=at, tz=480, rec=at, clk=(0, 20), fields=fields,
        root=(parents[0].root or parents[0].id) if parents else None,
        parents=tuple(one.id for one in parents),
    )  # fmt: skip
    return read_op(seal(replace(parts, **changed)))


OPENED = op(FEVER)


def why(change: Op, *before: Op) -> str | None:
    said = {one.id: one for one in before}
    session = Session("u8", None, (GUARD,))
    return Judge(KINDS, places(), session, said).verdict(change, MORNING + 6 * HOUR).why


def test_a_fever_opened_by_mistake_is_taken_back_at_once() -> None:
    assert why(op(STRIKE, OPENED, minute=1), OPENED) is None
    assert why(op({"_void": True}, OPENED, minute=1), OPENED) is None


def test_it_is_put_back_at_once_as_well() -> None:
    struck = op(STRIKE, OPENED, minute=1)
    back = op({"_void": False}, struck, minute=2)
    assert why(back, OPENED, struck) is None
    assert why(op(STRIKE, back, minute=3), OPENED, struck, back) is None


@pytest.mark.parametrize(("minute", "waits"), [(10, False), (10.001, True), (-0.001, True)])
def test_the_time_for_it_ends(minute: float, waits: bool) -> None:
    assert why(op(STRIKE, OPENED, minute=minute), OPENED) == ("amend" if waits else None)


def test_a_clock_set_back_gains_no_time() -> None:
    by_measure = op(STRIKE, OPENED, minute=1, clk=(HOUR, 20))
    by_the_server = op(STRIKE, OPENED, minute=1, anc=MORNING + HOUR)
    assert why(by_measure, OPENED) == why(by_the_server, OPENED) == "amend"
    unmeasured = op(FEVER, clk=None)
    assert why(op(STRIKE, unmeasured, minute=1, clk=(HOUR, 20)), unmeasured) is None, (
        "a clock that was wrong all the time says nothing against it"
    )


def test_everything_else_waits_for_the_community() -> None:
    edited = op({"basis": "又量了"}, OPENED, minute=1)
    anothers = op(FEVER, by="u9")
    elsewhere = op(FEVER, place=f"{COMPOUND}.3")
    late = op(STRIKE, OPENED, minute=30)
    assert why(edited, OPENED) == "amend"
    assert why(op({**STRIKE, "basis": "x"}, OPENED, minute=1), OPENED) == "amend"
    assert why(op(STRIKE, OPENED, minute=1)) == "amend", "its opening is not of this chain"
    assert why(op(STRIKE, anothers, minute=1), anothers) == "amend"
    assert why(op(STRIKE, elsewhere, minute=1), elsewhere) == "amend"
    assert why(op(STRIKE, edited, minute=2), OPENED, edited) == "amend"
    assert why(op({"_void": False}, late, minute=31), OPENED, late) == "amend"
    assert why(op(STRIKE, OPENED, edited, minute=1), OPENED, edited) == "amend"
    assert why(op(STRIKE, minute=1, root=OPENED.id), OPENED) == "amend"


def test_a_story_of_striking_out_and_putting_back_ends_with_the_community() -> None:
    story = [OPENED]
    for turn in range(9):
        story.append(op({"_void": turn % 2 == 0}, story[-1], minute=1 + turn / 10))
    assert [why(one, *story[:n]) for n, one in enumerate(story) if n] == [None] * 8 + ["amend"]


# ------------------------------------------------------------ whichever phone is heard first


def chains(chance: random.Random) -> dict[bytes, list[Op]]:
    """What the author's two phones and the community wrote, each having seen some of the rest."""
    author, other, office = [OPENED], list[Op](), list[Op]()
    for turn in range(chance.randrange(1, 6)):
        chain = chance.choice([author, author, author, other, office])
        seen = chance.sample([OPENED, *author[1:], *other, *office], 1)
        if chance.random() < 0.2 and office and office[-1] is not seen[0]:
            seen.append(office[-1])
        fields: dict[str, Any] = chance.choice([STRIKE, STRIKE, {"_void": False}, {"basis": "x"}])
        by = "u1" if chain is office else "u8"
        minute = chance.choice([1, 2, 5, 11]) + turn / 100
        chain.append(op(fields, *seen, minute=minute, by=by))
    # An op that is in a chain was sealed there; the second phone may have copied the first one's.
    if chance.random() < 0.3:
        other.insert(0, OPENED)
    return {AUTHOR: author, OTHER: other, OFFICE: office}


def deliver(street: Street, written: dict[bytes, list[Op]], chance: random.Random) -> None:
    """Every chain in its order, cut anywhere, the chains in any order between each other."""
    sent = dict.fromkeys(written, 0)
    links = dict.fromkeys(written, FIRST_LINK)
    while lagging := [
        replica for replica in sorted(written) if sent[replica] < len(written[replica])
    ]:
        replica = chance.choice(lagging)
        user, grant = ("u1", LEADER) if replica == OFFICE else ("u8", GUARD)
        n = sent[replica]
        part = written[replica][n : n + chance.randrange(1, 4)]
        [*_, link] = walk(replica, n, links[replica], (one.bsha for one in part))
        pushed = Push(n + 1, links[replica], link, tuple(Element(o.bsha, o.body, o) for o in part))
        session = Session(user, None, (grant,))
        with street.store.writing() as tx:
            state = tx.replica(replica, user, None, street.now)
            taken = take(tx, state, pushed, session, street.rules, street.now)
            assert taken.error is None
            tx.save(taken.state)
        sent[replica], links[replica] = n + len(part), link
        street.now += chance.choice([10, MINUTE, HOUR])


@settings(max_examples=150)
@given(story=st.integers(0, 2**32), orders=st.tuples(st.integers(0, 99), st.integers(100, 199)))
def test_what_counts_depends_on_no_order_in_which_phones_are_heard(
    story: int, orders: tuple[int, int]
) -> None:
    written = chains(random.Random(story))
    heard = []
    for order in orders:
        street = Street()
        deliver(street, written, random.Random(order))
        counted = {id for id, row in street.store.ops.items() if row.status == "accepted"}
        ops = [read_op(street.store.ops[id].body or "") for id in counted]
        heard.append((counted, fold(ops, KINDS)))
    assert heard[0] == heard[1]


def test_a_change_of_the_community_that_the_author_had_not_seen_shows_as_a_conflict() -> None:
    office = op({"basis": "社区核实过"}, OPENED, minute=1, by="u1")
    struck = op(STRIKE, OPENED, minute=2)
    street = Street()
    deliver(street, {AUTHOR: [OPENED, struck], OFFICE: [office]}, random.Random(1))
    assert all(row.status == "accepted" for row in street.store.ops.values())
    (case,) = fold([OPENED, struck, office], KINDS).values()
    assert case.voided and "_void" in case.conflicts
