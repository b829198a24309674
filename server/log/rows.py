"""Between the rows of the log's tables and what `sync.log` calls them."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Row, func

from server.database.keys import record_key, user_id
from server.models import Op as OpTable
from server.models import Status as Code
from sync.kinds import Kind
from sync.log import Arrival, ReplicaState, Status
from sync.merge import record_id
from sync.ops import Op

STATUS_CODES: Mapping[Status, int] = {
    "accepted": int(Code.ACCEPTED),
    "held": int(Code.HELD),
    "quarantined": int(Code.QUARANTINED),
    "admitted": int(Code.ADMITTED),
    "refused": int(Code.REFUSED),
    "withheld": int(Code.WITHHELD),
}
STATUSES: Mapping[int, Status] = {code: status for status, code in STATUS_CODES.items()}
COUNTED_CODES = (int(Code.ACCEPTED), int(Code.ADMITTED))
COUNTED_FROM = func.coalesce(OpTable.counted_at, OpTable.received_at)
"""Since when (ms) an op that counts has counted: mostly since it was received."""


def read_replica(row: Row[Any]) -> ReplicaState:
    """Return the state that a row of ``replica`` holds."""
    measured = row.clk_off_ms is not None and row.clk_unc_ms is not None
    return ReplicaState(
        id=row.id,
        user=user_id(row.user_key),
        device=row.device_key,
        opened_at=row.opened_at,
        head_n=row.head_n,
        head_link=row.head_link,
        head_rec=row.head_rec,
        reported_n=row.reported_n,
        oldest_unacked_at=row.oldest_unacked_at,
        last_seen_at=row.last_seen_at,
        drained_at=row.drained_at,
        clk=(row.clk_off_ms, row.clk_unc_ms) if measured else None,
        app_build=row.app_build,
        kinds=orjson.loads(row.kinds) if row.kinds else None,
        persisted=None if row.persisted is None else bool(row.persisted),
        free_bytes=row.free_bytes,
        scope_version=row.scope_version,
        scope_feeds=frozenset(orjson.loads(row.scope_feeds)) if row.scope_feeds else frozenset(),
        scope_acked=row.scope_acked,
        forked_at=row.forked_at,
    )


REPLICA_COLUMNS = (
    "head_n", "head_link", "head_rec", "reported_n", "oldest_unacked_at", "last_seen_at",
    "drained_at", "clk_off_ms", "clk_unc_ms", "app_build", "kinds", "persisted", "free_bytes",
    "scope_version", "scope_feeds", "scope_acked", "forked_at",
)  # fmt: skip


def replica_values(state: ReplicaState) -> dict[str, Any]:
    """Return the columns that a state may change (not who it belongs to)."""
    offset, uncertainty = state.clk if state.clk is not None else (None, None)
    return {
        "head_n": state.head_n,
        "head_link": state.head_link,
        "head_rec": state.head_rec,
        "reported_n": state.reported_n,
        "oldest_unacked_at": state.oldest_unacked_at,
        "last_seen_at": state.last_seen_at,
        "drained_at": state.drained_at,
        "clk_off_ms": offset,
        "clk_unc_ms": uncertainty,
        "app_build": state.app_build,
        "kinds": orjson.dumps(state.kinds).decode() if state.kinds is not None else None,
        "persisted": state.persisted,
        "free_bytes": state.free_bytes,
        "scope_version": state.scope_version,
        "scope_feeds": orjson.dumps(sorted(state.scope_feeds)).decode(),
        "scope_acked": state.scope_acked,
        "forked_at": state.forked_at,
    }


def root_key(op: Op | None, kinds: Mapping[str, Kind]) -> bytes | None:
    """Return the record key of an op that speaks of a record other than its own, else None."""
    if op is None:
        return None
    named = record_id(op, kinds)
    return None if named == op.id else record_key(named)


def op_values(one: Arrival, id: bytes, kinds: Mapping[str, Kind]) -> dict[str, Any]:
    """Return the columns of ``op`` that an arrival fills, but where and when it is stored."""
    return {
        "id": id,
        "body": None if one.body is None else one.body.encode(),
        "bsha": one.bsha if one.body is None else None,
        "root": root_key(one.op, kinds),
        "flags": one.flags,
        "status": STATUS_CODES[one.status],
        "why": one.why,
    }
