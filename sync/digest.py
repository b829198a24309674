"""Prefix sums over a feed, and one sum over all feeds: sixteen bytes that prove two logs equal.

Sums find divergence, at any prefix in one look-up; the log head `lh` is the part that a forger
cannot rebuild. A digest is always computed from stored bodies, never adopted from the other end.

>>> head, entries = extend(Head(feed=12), 1583800123456, [bytes(32)])
>>> head.q, head.acc == entries[0].acc, device_digest([(12, 0, ZERO)]) != ZERO
(1, True, True)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

ZERO: Final = bytes(16)
FIRST_HEAD: Final = bytes(32)
_MODULUS: Final = 1 << 128


@dataclass(frozen=True, slots=True)
class Head:
    """Where a feed stands: last sequence number, its sum, its log head, its last time (ms)."""

    feed: int
    q: int = 0
    acc: bytes = ZERO
    lh: bytes = FIRST_HEAD
    last_rx: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One entry appended to a feed, with the sums up to and including it."""

    q: int
    rx: int
    acc: bytes
    lh: bytes


def add(a: bytes, b: bytes) -> bytes:
    """Return (a + b) mod 2^128, big-endian."""
    return _sum(int.from_bytes(a, "big") + int.from_bytes(b, "big"))


def entry_hash(feed: int, q: int, rx: int, bsha: bytes) -> bytes:
    """Return the whole hash (32 bytes) of entry q; its first 16 bytes are added to the sum."""
    numbers = feed.to_bytes(8, "big") + q.to_bytes(8, "big") + rx.to_bytes(8, "big")
    return sha256(b"fe1" + numbers + bsha).digest()


def next_head(lh: bytes, entry: bytes) -> bytes:
    """Return the log head (32 bytes) after an entry's whole hash."""
    return sha256(b"lh1" + lh + entry).digest()


def extend(head: Head, now: int, bshas: Sequence[bytes]) -> tuple[Head, list[Step]]:
    """Append bodies' hashes to a feed: dense q, and rx = max(now, last rx) for all of them.

    Every store calls this with the head it has locked, so that all stores agree to the bit.
    """
    rx = max(now, head.last_rx)
    q, total, lh, steps = head.q, int.from_bytes(head.acc, "big"), head.lh, []
    for bsha in bshas:
        q += 1
        entry = entry_hash(head.feed, q, rx, bsha)
        total += int.from_bytes(entry[:16], "big")
        lh = next_head(lh, entry)
        steps.append(Step(q, rx, _sum(total), lh))
    return Head(head.feed, q, _sum(total), lh, rx if steps else head.last_rx), steps


def device_digest(cursors: Iterable[tuple[int, int, bytes]]) -> bytes:
    """Return the digest of a whole phone from (feed, cursor, acc at the cursor), in any order."""
    total = 0
    for feed, cursor, acc in cursors:
        numbers = feed.to_bytes(8, "big") + cursor.to_bytes(8, "big")
        total += int.from_bytes(sha256(b"vd1" + numbers + acc).digest()[:16], "big")
    return _sum(total)


def _sum(total: int) -> bytes:
    return (total % _MODULUS).to_bytes(16, "big")
