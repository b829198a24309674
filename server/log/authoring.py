"""Ops that the server seals itself: desk edits, imports, decisions. The same path as a phone's.

They enter the log by the same append, in a chain of their own, all of one call in one transaction:
an import that fails half-way leaves nothing behind.
"""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from server.database.keys import SERVER, record_key
from server.log.writing import SqlWriting
from sync.admission import feed_of, is_amendment
from sync.chain import walk
from sync.days import SHANGHAI
from sync.kinds import Fault, Kind, faults
from sync.log import Arrival, FeedKey, PlaceFacts, ReplicaState
from sync.ops import Op, OpParts, Value, bytes_to_text, read_op, seal

CHUNK = 500
NONCE_BYTES = 8
_LEVELS = {
    "city": "city",
    "district": "district",
    "street": "street",
    "community": "community",
    "village": "community",
    "compound": "compound",
    "building": "building",
}


class Unauthorable(ValueError):
    """A draft that no op can be made of: its index, and what is wrong with it."""

    def __init__(self, index: int, draft: "Draft", why: Sequence[Fault] | str) -> None:
        said = why if isinstance(why, str) else "; ".join(f"{f.field}: {f.detail}" for f in why)
        super().__init__(f"op {index} ({draft.kind} at {draft.place}): {said}")
        self.index = index
        self.faults = () if isinstance(why, str) else tuple(why)


@dataclass(frozen=True, slots=True)
class Draft:
    """What an op of the server shall say; ``at`` (ms) is now unless said otherwise.

    ``parents`` may stay empty for kinds named by their place: the heads that stand are taken.
    ``also`` names feeds that it enters beside that of its kind and place (somebody's inbox).
    """

    kind: str
    place: str
    fields: Mapping[str, Value]
    slot: str | None = None
    subject: str | None = None
    root: str | None = None
    parents: Sequence[str] = ()
    at: int | tuple[int, int] | None = None
    also: Sequence[FeedKey] = ()


@dataclass(slots=True)
class Author:
    """Seals and appends drafts within one write transaction."""

    tx: SqlWriting
    kinds: Mapping[str, Kind]
    replica: bytes
    by: str
    now: int
    facts: dict[str, PlaceFacts] = field(default_factory=dict)
    heads: dict[bytes, tuple[str, ...]] = field(default_factory=dict)

    def write(self, drafts: Sequence[Draft], progress: Callable[[int], None]) -> list[str]:
        """Append ops of all drafts and return their ids; raises Unauthorable, storing nothing."""
        state = self.tx.replica(self.replica, SERVER, None, self.now)
        ids: list[str] = []
        for chunk in _chunks(drafts):
            state, fresh = self._append(state, len(ids), chunk)
            ids += fresh
            progress(len(ids))
        self.tx.save(
            replace(state, reported_n=state.head_n, last_seen_at=self.now, drained_at=self.now)
        )
        return ids

    def _append(
        self, state: ReplicaState, start: int, drafts: Sequence[Draft]
    ) -> tuple[ReplicaState, list[str]]:
        self._look_up(drafts)
        arrivals = []
        for index, draft in enumerate(drafts):
            op, kind = self._seal(start + index, draft)
            feed = feed_of(kind, self.facts[draft.place])
            if feed is None:
                raise Unauthorable(start + index, draft, f"the place is in no {kind.unit}")
            n = state.head_n + index + 1
            feeds = (feed, *draft.also)
            arrivals.append(Arrival(n, op.id, op.bsha, op.body, op, "accepted", feeds=feeds))
        self.tx.append(self.replica, arrivals)
        links = walk(state.id, state.head_n, state.head_link, (one.bsha for one in arrivals))
        moved = replace(
            state, head_n=state.head_n + len(arrivals), head_link=links[-1], head_rec=self.now
        )
        return moved, [one.op_id for one in arrivals]

    def _look_up(self, drafts: Sequence[Draft]) -> None:
        """Read what the chunk needs: facts of places and parents, heads of named records."""
        ids = {draft.place for draft in drafts}
        ids |= {parent for draft in drafts if isinstance(parent := draft.fields.get("parent"), str)}
        self.facts |= self.tx.places(ids - self.facts.keys())
        named = {
            record_key(f"{draft.kind}/{draft.place}")
            for draft in drafts
            if draft.kind in self.kinds and self.kinds[draft.kind].identity == "place"
        }
        self.heads |= self.tx.heads_of(named - self.heads.keys())

    def _seal(self, index: int, draft: Draft) -> tuple[Op, Kind]:
        kind = self.kinds.get(draft.kind)
        if kind is None:
            raise Unauthorable(index, draft, "no such kind")
        key = record_key(f"{draft.kind}/{draft.place}") if kind.identity == "place" else None
        parents = draft.parents or self.heads.get(key or b"", ())
        parts = OpParts(
            kind=kind.id,
            version=kind.version,
            nonce=bytes_to_text(secrets.token_bytes(NONCE_BYTES)),
            place=draft.place,
            slot=draft.slot,
            subject=draft.subject,
            root=draft.root,
            parents=parents,
            by=self.by,
            at=self.now if draft.at is None else draft.at,
            tz=SHANGHAI,
            rec=self.now,
            clk=(0, 0),
            anc=self.now,
            fields=draft.fields,
        )
        op = read_op(seal(parts))
        if found := faults(kind, op.fields, amend=is_amendment(op)):
            raise Unauthorable(index, draft, found)
        if key is not None:
            self.heads[key] = (op.id,)
        self._place(index, draft, kind)
        return op, kind

    def _place(self, index: int, draft: Draft, kind: Kind) -> None:
        """Make sure of the facts of the op's place, which the op itself may bring."""
        type_, parent = draft.fields.get("type"), draft.fields.get("parent")
        if draft.place not in self.facts:
            if kind.unit != "by_type" or not isinstance(type_, str):
                raise Unauthorable(index, draft, "no such place")
            above = self.facts.get(parent) if isinstance(parent, str) else None
            if above is None and type_ != "city":
                raise Unauthorable(index, draft, f"its parent {parent!r} is not known")
            self.facts[draft.place] = below(draft.place, type_, above)
        if self.facts[draft.place].type not in kind.places:
            raise Unauthorable(index, draft, f"not for a {self.facts[draft.place].type}")


def below(id: str, type: str, parent: PlaceFacts | None) -> PlaceFacts:
    """Return the facts of a place of this type under a parent."""
    facts = PlaceFacts(id, type) if parent is None else replace(parent, id=id, type=type)
    level = _LEVELS.get(type)
    return facts if level is None else replace(facts, **{level: id})


def _chunks(drafts: Sequence[Draft]) -> Iterator[Sequence[Draft]]:
    for start in range(0, len(drafts), CHUNK):
        yield drafts[start : start + CHUNK]
