"""Steps 3 to 5 of an exchange: a push is checked against the chain, judged op by op, appended.

Only the chain can be wrong here, and then nothing is stored and the phone sends again; a single
op cannot: whatever it says, it is kept, and the ones behind it go on.

>>> Rules({}).idle_s
60
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sync import clock
from sync.admission import Judge, Verdict, read
from sync.chain import walk
from sync.kinds import Kind
from sync.log import (
    COUNTED,
    Arrival,
    ChainRow,
    Known,
    PlaceFacts,
    Refiled,
    ReplicaState,
    Session,
    Store,
    Writing,
)
from sync.ops import Op, op_id
from sync.request import Element, Push
from sync.take_back import MOST_STRIKES, is_strike

MAX_CHAIN: Final = 5000  # places of a chain looked at in one exchange
IDLE_S: Final = 60

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """What this installation goes by: the kinds it knows, its catalogue's tag, oldest build."""

    kinds: Mapping[str, Kind]
    catalogue: str | None = None
    min_build: str | None = None
    idle_s: int = IDLE_S


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a push: the replica after it, exceptions for the phone, a chain error.

    `arrivals`: what was new on this chain, judged.
    """

    state: ReplicaState
    exceptions: Sequence[Json] = ()
    error: Json | None = None
    arrivals: Sequence[Arrival] = ()


def take(
    tx: Writing, state: ReplicaState, push: Push | None, session: Session, rules: Rules, now: int
) -> Taken:
    """Append what is new of a push to the chain and to the feeds."""
    if push is None:
        return Taken(state)
    # 3. The chain must go on where it ends here; what it holds already is skipped.
    if push.n0 > state.head_n + 1:
        return Taken(state, error=_error("chain_gap"))
    stored = tx.chain(state.id, push.n0 - 1, MAX_CHAIN)
    fresh = push.ops[len(stored) :]
    if forks(state, push, stored):
        return Taken(replace(state, forked_at=now), error=_error("chain_fork"))
    links = walk(state.id, state.head_n, state.head_link, (each.bsha for each in fresh))
    if fresh and links[-1] != push.link:
        return Taken(state, _exceptions(stored), _error("chain_mismatch"))
    # 4. Judge each new op; 5. append them: never an error because of one of them.
    arrivals, known = judge(tx, state, fresh, session, rules, now)
    raced = tx.append(state.id, arrivals) if arrivals else frozenset()
    admit_known(tx, arrivals, known)
    rec = next((each.op.rec for each in reversed(arrivals) if each.op), state.head_rec)
    if fresh:
        head_n = state.head_n + len(fresh)
        state = replace(state, head_n=head_n, head_link=links[-1], head_rec=rec)
    fell = [_exception(each, known.get(each.op_id), each.op_id in raced) for each in arrivals]
    told = [*_exceptions(stored), *(each for each in fell if each)]
    return Taken(state, told, arrivals=arrivals)


def forks(state: ReplicaState, push: Push, stored: Sequence[ChainRow]) -> bool:
    """Say whether the push contradicts the chain that is stored here."""
    if push.n0 == state.head_n + 1 and push.prev != state.head_link:
        return True
    return any(row.op_id != op_id(each.bsha) for row, each in zip(stored, push.ops, strict=False))


def judge(
    tx: Writing,
    state: ReplicaState,
    fresh: Sequence[Element],
    session: Session,
    rules: Rules,
    now: int,
) -> tuple[list[Arrival], Mapping[str, Known]]:
    """Return the new ops with their verdicts, and what was known of them before."""
    if not fresh:
        return [], {}
    ids = [op_id(each.bsha) for each in fresh]
    ops = [each.op for each in fresh]
    known = tx.known(ids)
    said = rests_on(tx, state.id, ops, rules.kinds)
    verdicts = Judge(rules.kinds, _facts(tx, ops, session), session, said)
    arrivals: list[Arrival] = []
    seen: set[str] = set()
    rec = state.head_rec
    for n, (id, each, op) in enumerate(zip(ids, fresh, ops, strict=True), state.head_n + 1):
        bits = clock.flags(op, now, rec) if op else 0
        rec = op.rec if op else rec
        before = known.get(id)
        fills = before is not None and before.status == "withheld" and each.body is not None
        repeat = id in seen or (before is not None and not fills)
        seen.add(id)
        if each.body is None:
            verdict = Verdict(None, "withheld", None, ())
        else:
            verdict = verdicts.verdict(op, now)
        arrivals.append(
            Arrival(n, id, each.bsha, each.body, op, verdict.status, verdict.why, bits,
                    verdict.feeds, repeat, fills and not repeat)
        )  # fmt: skip
    return arrivals, known


def admit_known(tx: Writing, arrivals: Sequence[Arrival], known: Mapping[str, Known]) -> None:
    """Let in what somebody else carried here before its author could, or an older server held."""
    moves = [
        Refiled(each.op_id, "accepted", None, each.feeds)
        for each in arrivals
        if each.repeat
        and each.status == "accepted"
        and (before := known.get(each.op_id)) is not None
        and before.status in ("held", "quarantined")
    ]
    if moves:
        tx.refile(moves)


def _facts(tx: Writing, ops: Sequence[Op | None], session: Session) -> Mapping[str, PlaceFacts]:
    ids = {op.place for op in ops if op} | {grant.place for grant in session.grants}
    return tx.places(ids) if ids else {}


def rests_on(
    tx: Writing, replica: bytes, ops: Iterable[Op | None], kinds: Mapping[str, Kind]
) -> Mapping[str, Op]:
    """Return what strikes among these new ops of a chain rest on, by id: these and earlier ones.

    Of the same chain alone: there an opening always comes before what changes it, so the answer
    hangs on no order of arrival. Costs nothing where none is a strike (see `sync.take_back`).
    """
    found = {op.id: op for op in ops if op is not None}
    strikes = [op for op in found.values() if is_strike(kinds.get(op.kind), op)]
    for _ in range(MOST_STRIKES):
        wanted = {op.parents[0] for op in strikes} - found.keys()
        if not wanted:
            break
        came = [
            op for body in tx.bodies(replica, wanted).values() if (op := read(body)) is not None
        ]
        found |= {op.id: op for op in came}
        strikes = [op for op in came if is_strike(kinds.get(op.kind), op)]
    return found


def _exception(each: Arrival, before: Known | None, raced: bool) -> Json | None:
    """What the phone must know about one op; an op that was simply accepted says nothing."""
    if before is not None and before.status in ("held", "quarantined", "refused"):
        # Still so, unless this very arrival let it in.
        if each.status != "accepted" or before.status == "refused":
            return {"n": each.n, "st": before.status, "why": before.why}
        return {"n": each.n, "st": "duplicate", "why": None}
    if each.status in COUNTED:
        return {"n": each.n, "st": "duplicate", "why": None} if each.repeat or raced else None
    return {"n": each.n, "st": each.status, "why": each.why}


def _exceptions(stored: Sequence[ChainRow]) -> list[Json]:
    return [
        {"n": row.n, "st": row.status, "why": row.why}
        for row in stored
        if row.status not in COUNTED
    ]


def _error(code: str) -> Json:
    return {"code": code}


def release_held(store: Store, session_of: Mapping[str, Session], rules: Rules) -> int:
    """Judge held ops again after an upgrade; return how many are held no more."""
    with store.writing() as tx:
        held = tx.held(MAX_CHAIN)
        ops = [read(each.body) for each in held]
        said = {op.id: op for op in ops if op is not None}
        moves = []
        for each, op in zip(held, ops, strict=True):
            session = session_of[each.user]
            facts = _facts(tx, [op], session)
            verdict = Judge(rules.kinds, facts, session, said).verdict(op, each.rx)
            if verdict.status != "held":
                moves.append(Refiled(each.op_id, verdict.status, verdict.why, verdict.feeds))
        if moves:
            tx.refile(moves)
    return len(moves)
