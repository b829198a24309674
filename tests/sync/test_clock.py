"""Clocks: whatever a phone's clock says, the moment of sealing stays inside what is certain."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.clock import (
    FLAGS,
    Measure,
    better,
    flags,
    measure,
    names,
    sealed_within,
)
from sync.ops import read_op, seal
from tests.sync.hostile import T0, parts_of

ms = st.integers(0, 10**9)
PARTS = replace(parts_of("x", 0), slot=None, clk=None, anc=None, at=T0, rec=T0)


@given(st.integers(-(10**11), 10**11), ms, ms, ms)
def test_the_true_offset_lies_within_the_uncertainty(
    off: int, go: int, stay: int, back: int
) -> None:
    rx = T0 + off + go
    found = measure(T0, rx, rx + stay, T0 + go + stay + back)
    assert abs(found.offset - off) <= found.uncertainty + 1


@given(st.integers(-(10**10), 10**10), ms, ms, st.integers(0, 1000))
def test_an_honest_measure_brackets_the_moment_of_sealing(
    skew: int, since: int, until: int, unc: int
) -> None:
    """The phone's clock is off by any amount; it was measured, to within `unc`."""
    anc, true, received = T0 - since, T0, T0 + until
    op = read_op(seal(replace(PARTS, rec=T0 + skew, at=T0 + skew, clk=(-skew, unc), anc=anc)))
    start, end = sealed_within(op, received)
    assert start is not None and start <= true <= end
    assert not {flag.name for flag in names(flags(op, received, None))} & {"future", "past", "jump"}


@given(st.integers(-(10**12), 10**12), ms, ms)
def test_a_clock_that_lies_never_leaves_the_bracket(lie: int, since: int, until: int) -> None:
    anc, received = T0 - since, T0 + until
    op = read_op(seal(replace(PARTS, rec=T0 + lie, at=T0 + lie, clk=(0, 5), anc=anc)))
    start, end = sealed_within(op, received)
    assert start is not None and anc <= start <= end <= received
    bits = flags(op, received, None)
    outside = T0 + lie > received + 30_005 or T0 + lie < anc - 30_005
    assert outside is bool({flag.name for flag in names(bits)} & {"future", "past"})


def test_a_phone_that_was_never_measured_has_no_beginning() -> None:
    op = read_op(seal(PARTS))
    assert sealed_within(op, T0 + 5) == (None, T0 + 5)
    claims_later = read_op(seal(replace(PARTS, anc=T0 + 99, clk=(0, 1))))
    assert sealed_within(claims_later, T0 + 5) == (T0 + 5, T0 + 5)


def test_flags_are_bits_of_their_own() -> None:
    assert [flag.bit for flag in FLAGS] == [1, 2, 4, 8, 16, 32]
    assert names(0) == []


@pytest.mark.parametrize("jump", [-3_600_000, 2_000, 3_600_000])
def test_after_the_clock_was_set_the_new_measure_counts(jump: int) -> None:
    held = Measure(0, 10, T0)
    moved = Measure(-jump, 900, T0 + 5 + max(jump, 0))
    assert better(held, moved) is moved
