"""A file sent to somebody who watches it being made: its bytes, and how far it is, by turns.

Each frame begins with a line: ``r 500`` says that 500 rows are written, ``b 65536`` that so many
bytes of the file follow, ``e`` that it is whole. A file without the last line is none.

>>> list(frames([500, b"abc"]))
[b'r 500\\n', b'b 3\\nabc', b'e\\n']
"""

from collections.abc import Iterable, Iterator

from server.reports.table import Step

CONTENT_TYPE = "application/x-six-frames"


def frames(steps: Iterable[Step]) -> Iterator[bytes]:
    """Yield the frames of a file; whoever stops reading stops its making."""
    for step in steps:
        yield b"b %d\n%b" % (len(step), step) if isinstance(step, bytes) else b"r %d\n" % step
    yield b"e\n"
