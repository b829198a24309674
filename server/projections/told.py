"""What a record says, read back from its row: from its fold, or from the body of its only op."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sync.merge import Record
from sync.ops import read_op

READ = 8192  # records whose words are kept read, in each process


class RecordRow(NamedTuple):
    """A record that is not voided; ``body`` is that of its first op, ``doc`` its fold, if any."""

    key: bytes
    kind: str
    place_key: int
    day: str
    session: str | None
    code: str
    pending: bool
    observed_from: int
    observed_to: int
    received_at: int
    by_user: str
    body: bytes | None
    doc: str | None


class Told(NamedTuple):
    """What a record says, beyond its row."""

    id: str
    fields: Mapping[str, Any]
    subject: str
    by: tuple[str, ...]
    conflicts: tuple[str, ...]


def told(row: RecordRow) -> Told:
    """Return what a record says: from its fold, or straight from the body of its only op."""
    return _told(row.body, None) if row.doc is None else _told(None, row.doc)


@lru_cache(maxsize=READ)
def _told(body: bytes | None, doc: str | None) -> Told:
    if doc is None:
        op = read_op((body or b"").decode())
        return Told(op.id, op.fields, op.subject or "", (op.by,), ())
    record = Record.from_json(json.loads(doc))
    return Told(
        record.id,
        {name: field.value for name, field in record.fields.items()},
        record.subject or "",
        record.by,
        record.conflicts,
    )
