"""Where a reader of events stands: how far in each feed, packed into one opaque text.

A cursor lies with somebody else, who may cut it or fold its letters: read as another one it would
pass over events, so it ends with a sum that no such accident keeps.

>>> token = pack("epoch", {3: 7, 12: 300})
>>> unpack(token, "epoch")
{3: 7, 12: 300}
>>> len(token)
18
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from hashlib import sha256
from zlib import crc32

FORMAT = 2
MARK_BYTES, SUM_BYTES = 3, 4
MOST_CHARACTERS = 20_000
SEVEN = 0x7F


class Broken(ValueError):
    """The text is no cursor of ours."""


class AnotherLife(ValueError):
    """The cursor is of the database before it was restored."""


def pack(epoch: str, held: Mapping[int, int]) -> str:
    """Return the cursor of a reader that has the first ``held[feed]`` entries of each feed."""
    out, before = bytearray([FORMAT]), 0
    out += _mark(epoch)
    for feed in sorted(held):
        out += _varint(feed - before) + _varint(held[feed])
        before = feed
    out += _sum(bytes(out))
    return urlsafe_b64encode(out).decode().rstrip("=")


def unpack(token: str, epoch: str) -> dict[int, int]:
    """Return what a cursor says; raises Broken or AnotherLife."""
    try:
        raw = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (ValueError, UnicodeEncodeError) as error:
        raise Broken(token[:32]) from error
    raw, told = raw[:-SUM_BYTES], raw[-SUM_BYTES:]
    if len(raw) < 1 + MARK_BYTES or raw[0] != FORMAT or told != _sum(raw):
        raise Broken(token[:32])
    if raw[1 : 1 + MARK_BYTES] != _mark(epoch):
        raise AnotherLife(token[:32])
    numbers = list(_numbers(raw[1 + MARK_BYTES :]))
    if len(numbers) % 2:
        raise Broken(token[:32])
    held, feed = {}, 0
    for step, q in zip(numbers[::2], numbers[1::2], strict=True):
        feed += step
        held[feed] = q
    return held


def _mark(epoch: str) -> bytes:
    return sha256(epoch.encode()).digest()[:MARK_BYTES]


def _sum(raw: bytes) -> bytes:
    return crc32(raw).to_bytes(SUM_BYTES, "big")


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > SEVEN:
        out.append(number & SEVEN | SEVEN + 1)
        number >>= 7
    out.append(number)
    return bytes(out)


def _numbers(raw: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in raw:
        number |= (byte & SEVEN) << shift
        shift += 7
        if byte <= SEVEN:
            yield number
            number = shift = 0
        elif shift > 56:
            raise Broken("a number beyond 64 bits")
    if shift:
        raise Broken("cut short")
