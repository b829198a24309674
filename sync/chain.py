"""The chain of a replica: op n is bound to all sealed before it, so a receipt (n, link) says all.

A phone believes that a record was received only when the server's (n, link) equals its own.

>>> from sync.ops import bytes_to_text
>>> replica = bytes(range(16))
>>> one = next_link(replica, 1, FIRST_LINK, bytes(32))
>>> bytes_to_text(one)
'HiKv3OKqNh941cQlWDFuhK-YZZUgddSw2FyCcctJdmQ'
>>> walk(replica, 0, FIRST_LINK, [bytes(32)]) == [one]
True
"""

from collections.abc import Iterable
from hashlib import sha256
from typing import Final

FIRST_LINK: Final = bytes(32)
_LABEL: Final = b"lk1"


def next_link(replica: bytes, n: int, previous: bytes, bsha: bytes) -> bytes:
    """Return link n (32 bytes) from link n-1 and the n-th body's hash; `replica` is 16 bytes."""
    return sha256(_LABEL + replica + n.to_bytes(8, "big") + previous + bsha).digest()


def walk(replica: bytes, n: int, link: bytes, bshas: Iterable[bytes]) -> list[bytes]:
    """Return the links that follow (n, link) for the bodies' hashes, in order."""
    links = []
    for bsha in bshas:
        n += 1
        link = next_link(replica, n, link, bsha)
        links.append(link)
    return links
