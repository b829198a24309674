"""Sums that prove two logs equal, and chains that a receipt stands for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sync.chain import FIRST_LINK, next_link, walk
from sync.digest import ZERO, Head, add, device_digest, entry_hash, extend, next_head

hashes = st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=12)
sums = st.binary(min_size=16, max_size=16)


@given(sums, sums)
def test_sums_may_be_added_in_any_order(a: bytes, b: bytes) -> None:
    assert add(a, b) == add(b, a)
    assert add(a, ZERO) == a


@given(hashes, st.integers(0, 12), st.integers(0, 10**13), st.integers(0, 10**13))
def test_a_feed_is_the_same_in_one_batch_or_two(
    bodies: list[bytes], cut: int, first: int, second: int
) -> None:
    whole, steps = extend(Head(7), first, bodies)
    part, early = extend(Head(7), first, bodies[:cut])
    both, late = extend(part, first, bodies[cut:])
    assert (both, early + late) == (whole, steps)
    assert [step.q for step in steps] == list(range(1, len(bodies) + 1))
    after, more = extend(whole, second, bodies)
    assert all(step.rx == max(first, second) for step in more)
    assert after.last_rx >= whole.last_rx


@given(hashes, st.data())
def test_a_later_sum_is_an_earlier_one_and_the_entries_between(
    bodies: list[bytes], data: st.DataObject
) -> None:
    _, steps = extend(Head(7), 5, bodies)
    accs = [ZERO, *(step.acc for step in steps)]
    a = data.draw(st.integers(0, len(bodies)))
    b = data.draw(st.integers(a, len(bodies)))
    total = accs[a]
    for q in range(a + 1, b + 1):
        total = add(total, entry_hash(7, q, 5, bodies[q - 1])[:16])
    assert total == accs[b]


@given(hashes, st.data())
def test_a_changed_body_changes_every_sum_and_head_after_it(
    bodies: list[bytes], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(bodies) - 1))
    other = [*bodies]
    other[at] = bytes(byte ^ 1 for byte in other[at])
    one, two = extend(Head(7), 5, bodies)[1], extend(Head(7), 5, other)[1]
    for q, (left, right) in enumerate(zip(one, two, strict=True)):
        assert (left.acc == right.acc) is (q < at)
        assert (left.lh == right.lh) is (q < at)


def test_nothing_appended_changes_nothing() -> None:
    head = Head(7, 3, b"a" * 16, b"b" * 32, 99)
    assert extend(head, 10**13, []) == (head, [])


@given(st.permutations([(1, 5, b"a" * 16), (2, 0, ZERO), (9, 7, b"c" * 16)]))
def test_a_phone_is_summed_in_any_order(cursors: list[tuple[int, int, bytes]]) -> None:
    assert device_digest(cursors) == device_digest(sorted(cursors))
    assert device_digest(cursors[:2]) != device_digest(cursors)


@given(hashes, st.integers(0, 12))
def test_a_chain_goes_on_where_it_stopped(bodies: list[bytes], cut: int) -> None:
    replica = bytes(range(16))
    links = walk(replica, 0, FIRST_LINK, bodies)
    early = walk(replica, 0, FIRST_LINK, bodies[:cut])
    last = early[-1] if early else FIRST_LINK
    assert early + walk(replica, len(early), last, bodies[cut:]) == links
    assert next_link(bytes(16), 1, FIRST_LINK, bodies[0]) != links[0]


def test_a_log_head_depends_on_the_order() -> None:
    a, b = bytes(32), bytes([1] * 32)
    assert next_head(next_head(a, a), b) != next_head(next_head(a, b), a)
