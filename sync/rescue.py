"""A phone's outbox in a file, carried to the desk when the phone itself finds no network.

The file is a request (PROTOCOL.md §3) whose push holds the whole outbox, so what comes of it is
what would have come of an exchange: the phone's own chain goes on, and what had arrived is skipped.
Only nobody proves here that the phone speaks. Where its chain, which the server knows from the
phone itself, goes on, that is the proof. Otherwise the records are taken on a chain made for the
file and wait for a supervisor; when the phone comes itself, they are let in.

>>> read_rescue("{}")
Traceback (most recent call last):
    ...
sync.rescue.BadRescue: other_file
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Final

from sync.chain import FIRST_LINK, walk
from sync.exchange import Refused, drained
from sync.log import Session, Store, Writing
from sync.ops import Op, bytes_to_text
from sync.outbox import OwnOp, State
from sync.push import Rules, Taken, take
from sync.replica import element_of, next_request
from sync.request import PROTO, BadRequest, Limits, Push, Request, read_request, short_text

MARK: Final = "rescue"
MAX_OPS: Final = 5000
MAX_TEXT: Final = 4 * 1024 * 1024
_LIMITS: Final = Limits(MAX_OPS, MAX_TEXT)
_LABEL: Final = b"rs1"
_SAID: Final = (
    "proto", "app", "replica", "epoch", "sealed", "oldest", "clk", "lost", "push", "sv", "sent",
)  # fmt: skip

Json = dict[str, Any]


class BadRescue(ValueError):
    """A file that nothing can be taken from; `why`: other_file, damaged, newer."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Rescue:
    """What a file says: whose phone, what it is called, and the request it would have sent."""

    user: str
    label: str
    request: Request
    push: Push

    @property
    def carried(self) -> bytes:
        """The replica made for this file: 16 bytes, the same whenever the file is read."""
        said = self.request.replica + self.push.n0.to_bytes(8, "big")
        return sha256(_LABEL + said + self.push.prev + self.push.link).digest()[:16]


@dataclass(frozen=True, slots=True)
class Rescued:
    """What a file came to: `records` in it, `known` before, of the new ones `waiting` for somebody.

    `span`: when the first and the last were sealed by the phone's clock. `own_chain`: they stand
    in the phone's own chain. `replica` is that on which they stand, `made_at` as the phone said.
    """

    replica: bytes
    own_chain: bool
    records: int
    known: int
    waiting: int
    span: tuple[int, int] | None
    made_at: int


class _Looked(Exception):
    """Ends a transaction that was only to be looked at."""

    def __init__(self, rescued: Rescued) -> None:
        super().__init__()
        self.rescued = rescued


# ------------------------------------------------------------------ the file


def write_rescue(
    state: State, outbox: Sequence[OwnOp], now: int, label: str, app: str | None = None
) -> str:
    """Return the file of an outbox, oldest first; what is beyond the limits needs another file."""
    ops = _fitting(outbox)
    request = next_request(state, ops[:1], now, 1, app=app)
    request["push"] |= {
        "link": bytes_to_text(ops[-1].link if ops else state.acked_link),
        "ops": [element_of(op) for op in ops],
    }
    said = {name: request[name] for name in _SAID}
    contents = _dump({"user": state.user, "label": label, **said, "cur": {}})
    digest = bytes_to_text(sha256(contents.encode()).digest())
    return _dump({"six": MARK, "proto": PROTO, "sha": digest, "contents": contents})


def _dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _fitting(outbox: Sequence[OwnOp]) -> list[OwnOp]:
    ops, size = list[OwnOp](), 0
    for op in outbox[:MAX_OPS]:
        size += len(op.body or "")
        if size > MAX_TEXT:
            break
        ops.append(op)
    return ops


def read_rescue(text: str) -> Rescue:
    """Return what a file says; raises BadRescue when it is another file, or not whole."""
    file = _object(text, "damaged" if f'"six":"{MARK}"' in text.replace(" ", "") else "other_file")
    contents = file.get("contents")
    if file.get("six") != MARK or not isinstance(contents, str):
        raise BadRescue("other_file")
    if file.get("proto") != PROTO:
        raise BadRescue("newer")
    try:
        if bytes_to_text(sha256(contents.encode()).digest()) != file.get("sha"):
            raise BadRescue("damaged")
        said = _object(contents, "damaged")
        request = read_request(said, _LIMITS)
        user, label = short_text(said.get("user"), "user"), short_text(said.get("label"), "label")
    except (BadRequest, UnicodeEncodeError) as error:
        raise BadRescue("damaged") from error
    if user is None or request.push is None:
        raise BadRescue("damaged")
    return Rescue(user, label or "", request, request.push)


def _object(text: str, why: str) -> Mapping[str, Any]:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadRescue(why) from error
    if not isinstance(raw, Mapping):
        raise BadRescue(why)
    return raw


# ------------------------------------------------------------------ the server's half


def take_in(
    store: Store, rescue: Rescue, session: Session, rules: Rules, *, heard: bool, look: bool = False
) -> Rescued:
    """Take a file's records in, durably, or only `look` at what would come of it.

    `session` is the author's, not the carrier's; `heard` says that the phone once exchanged on
    this replica itself. Raises Refused when the replica is another person's, BadRescue when the
    links are not those of the records.
    """
    now = store.now()
    try:
        with store.writing() as tx:
            rescued = _on_own_chain(tx, rescue, session, rules, now) if heard else None
            rescued = rescued or _on_a_chain_of_its_own(tx, rescue, session, rules, now)
            if look:
                raise _Looked(rescued)
    except _Looked as looked:
        return looked.rescued
    return rescued


def _on_own_chain(
    tx: Writing, rescue: Rescue, session: Session, rules: Rules, now: int
) -> Rescued | None:
    """Go on with the phone's chain; None when the file does not fit to where it ends here."""
    before = tx.replica(rescue.request.replica, session.user, session.device, now)
    if before.user != session.user:
        raise Refused("replica_of_another")
    taken = take(tx, before, rescue.push, session, rules, now)
    if taken.error is not None:
        if taken.error["code"] == "chain_mismatch":
            raise BadRescue("damaged")
        return None
    if rescue.request.lost:
        tx.declare(rescue.request.lost, session.user, now)
    state = taken.state
    reported = max(state.reported_n, rescue.request.sealed, state.head_n)
    until = state.drained_at
    if rescue.request.clk is not None:
        # With no measured clock nobody knows when it was made: perhaps days before it came.
        until = drained(state, reported, rescue.request, now)
    tx.save(replace(state, reported_n=reported, drained_at=until))
    return _rescued(rescue, before.id, taken, own_chain=True)


def _on_a_chain_of_its_own(
    tx: Writing, rescue: Rescue, session: Session, rules: Rules, now: int
) -> Rescued:
    """Take the records on the replica made for this file, to wait for a supervisor or the phone."""
    push = rescue.push
    claimed = walk(rescue.request.replica, push.n0 - 1, push.prev, (op.bsha for op in push.ops))
    if push.ops and claimed[-1] != push.link:
        raise BadRescue("damaged")
    state = tx.replica(rescue.carried, session.user, None, now)
    links = walk(rescue.carried, 0, FIRST_LINK, (each.bsha for each in push.ops))
    anew = Push(1, FIRST_LINK, links[-1] if links else FIRST_LINK, push.ops)
    taken = take(tx, state, anew, replace(session, trusted=False), rules, now)
    tx.save(replace(taken.state, reported_n=taken.state.head_n))
    return _rescued(rescue, rescue.carried, taken, own_chain=False)


def _rescued(rescue: Rescue, replica: bytes, taken: Taken, *, own_chain: bool) -> Rescued:
    fresh = [each for each in taken.arrivals if not each.repeat]
    records = len(rescue.push.ops)
    return Rescued(
        replica=replica,
        own_chain=own_chain,
        records=records,
        known=records - len(fresh),
        waiting=sum(each.status in ("held", "quarantined") for each in fresh),
        span=_span(each.op for each in taken.arrivals if each.op),
        made_at=rescue.request.sent,
    )


def _span(ops: Iterable[Op]) -> tuple[int, int] | None:
    times = [op.rec for op in ops]
    return (min(times), max(times)) if times else None
