"""One write transaction on the log over SQL: `sync.log.Writing` in bulk Core statements."""

from collections.abc import Callable, Collection, Mapping, Sequence
from hashlib import sha256

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    cast,
    exists,
    insert,
    or_,
    select,
    union_all,
    update,
)

from server.config import MINUTE_MS
from server.database.bulk import find, insert_for, insert_new, insert_row, put, upsert
from server.database.keys import op_id, op_key, record_key, user_id, user_key
from server.log.filing import Filed, Filing
from server.log.rows import (
    REPLICA_COLUMNS,
    STATUS_CODES,
    STATUSES,
    op_values,
    read_replica,
    replica_values,
    root_key,
)
from server.models import Chain, Drain, Loss, LossBefore, Op, Replica
from server.problems import SlowDown
from server.projections.project import Projector
from server.projections.records import Arrived, ops_of_records
from server.scope import feeds_in_scope
from sync.admission import read
from sync.kinds import Kind
from sync.log import (
    COUNTED,
    Arrival,
    ChainRow,
    FeedRow,
    Held,
    Known,
    PlaceFacts,
    Refiled,
    ReplicaState,
    Want,
)
from sync.log import Loss as LossSaid
from sync.merge import fold
from sync.ops import Op as SomeOp
from sync.policy import Policy

MOST_REPLICAS = 200  # of one phone: it begins a new one when its storage went back in time
_REPLICA = select(Replica).where(Replica.id == bindparam("id_")).with_for_update()
_OF_DEVICE = select(Replica.key).where(Replica.device_key == bindparam("device_"))
_OWN = select(Op.n, Op.id, Op.status, Op.why).where(
    Op.replica_key == bindparam("key_"), Op.n > bindparam("after_")
)
_AGAIN = (
    select(Chain.n, Op.id, Op.status, Op.why)
    .join(Op, and_(Op.replica_key == Chain.op_replica_key, Op.n == Chain.op_n))
    .where(Chain.replica_key == bindparam("key_"), Chain.n > bindparam("after_"))
)
_BOTH = union_all(_OWN, _AGAIN).subquery()
_CHAIN = select(_BOTH).order_by(_BOTH.c.n).limit(bindparam("limit_"))
_KNOWN = select(Op.id, Op.replica_key, Op.n, Op.status, Op.why).where(
    Op.id.in_(bindparam("ids", expanding=True))
)
_STANDS_AGAIN = exists().where(
    Chain.replica_key == bindparam("key_"), Chain.op_replica_key == Op.replica_key,
    Chain.op_n == Op.n,
)  # fmt: skip
_BODIES = select(Op.id, Op.body).where(
    Op.id.in_(bindparam("ids", expanding=True)),
    Op.body.is_not(None),
    or_(Op.replica_key == bindparam("key_"), _STANDS_AGAIN),
)
_RESTATE = (
    update(Op)
    .where(Op.id == bindparam("id_"))
    .values(
        status=bindparam("status_"), why=bindparam("why_"), root=bindparam("root_"),
        counted_at=bindparam("counted_at_"),
    )
)  # fmt: skip
# What a phone said before is kept with the moment at which it said more.
_KEEP_LOSS = insert(LossBefore).from_select(
    ["replica_key", "n", "kept", "why", "until"],
    select(
        Loss.replica_key, Loss.n, Loss.kept, Loss.why,
        cast(bindparam("now_"), LossBefore.until.type),
    ).where(Loss.replica_key == bindparam("key_"), Loss.n < bindparam("n_")),
)  # fmt: skip
_SAVE = (
    update(Replica)
    .where(Replica.key == bindparam("key_"))
    .values({name: bindparam(name) for name in REPLICA_COLUMNS})
)


class SqlWriting:
    """`sync.log.Writing` on one connection, whose transaction the store opens and ends."""

    def __init__(
        self,
        connection: Connection,
        kinds: Mapping[str, Kind],
        policy: Policy,
        clock: Callable[[], int],
    ) -> None:
        self._run = connection
        self._kinds = kinds
        self._projector = Projector(connection, kinds, policy)
        self._clock = clock
        self._replicas: dict[bytes, tuple[int, ReplicaState]] = {}
        self._where: dict[bytes, tuple[int, int]] = {}  # op -> where it is stored

    @property
    def connection(self) -> Connection:
        """The connection whose transaction this is."""
        return self._run

    # ------------------------------------------------------------ replicas

    def replica(self, id: bytes, user: str, device: int | None, now: int) -> ReplicaState:
        """Lock and return the replica's row, made now if there was none."""
        rows = find(self._run, _REPLICA, id_=id)
        if not rows:
            self._check_room(device)
            fresh = ReplicaState(id=id, user=user, device=device, opened_at=now)
            values = replica_values(fresh) | {
                "id": id, "opened_at": now, "device_key": device, "user_key": user_key(user),
            }  # fmt: skip
            # Two first pushes of one phone may race: the second finds the row of the first.
            put(self._run, insert_new(self._run.dialect.name, Replica), [values])
            rows = find(self._run, _REPLICA, id_=id)
        state = read_replica(rows[0])
        self._replicas[id] = (rows[0].key, state)
        return state

    def _check_room(self, device: int | None) -> None:
        """Raise SlowDown for a phone that made up more replicas than any phone ever has.

        Each is a line at the desk and is waited for; a phone that lies shall not fill the page.
        """
        if device is not None and len(find(self._run, _OF_DEVICE, device_=device)) >= MOST_REPLICAS:
            raise SlowDown("this phone has begun too many logs; let the community end it")

    def save(self, state: ReplicaState) -> None:
        """Write back the replica's row, and note the minute in which it was last drained."""
        key, before = self._replicas[state.id]
        put(self._run, _SAVE, [replica_values(state) | {"key_": key}])
        if state.drained_at is not None and state.drained_at != before.drained_at:
            minute = state.drained_at // MINUTE_MS
            drain = {"replica_key": key, "minute": minute, "at": state.drained_at}
            put(self._run, upsert(self._run.dialect.name, Drain), [drain])
        self._replicas[state.id] = (key, state)

    def declare(self, losses: Sequence[LossSaid], user: str, now: int) -> None:
        """Keep what a phone lost on replicas of this user, and close them; the highest n stands."""
        owned = select(Replica.id, Replica.key).where(
            Replica.id.in_([loss.replica for loss in losses]),
            Replica.user_key == user_key(user),
        )
        keys = {row.id: row.key for row in self._run.execute(owned)}
        statement = insert_for(self._run.dialect.name, Loss)
        statement = statement.on_conflict_do_update(
            index_elements=["replica_key"],
            set_={name: statement.excluded[name] for name in ("n", "kept", "why")},
            where=Loss.n < statement.excluded.n,
        )
        rows = [
            {
                "replica_key": keys[loss.replica],
                "n": loss.n,
                "kept": loss.kept,
                "why": loss.why,
                "declared_at": now,
                "declared_by": user_key(user),
            }
            for loss in losses
            if loss.replica in keys
        ]
        if rows:
            before = [{"key_": row["replica_key"], "n_": row["n"], "now_": now} for row in rows]
            put(self._run, _KEEP_LOSS, before)
            self._run.execute(statement, rows)
            closed = update(Replica).where(Replica.key.in_(list(keys.values())))
            self._run.execute(closed.where(Replica.closed_at.is_(None)).values(closed_at=now))

    # ------------------------------------------------------------ what is there

    def chain(self, replica: bytes, after: int, limit: int) -> Sequence[ChainRow]:
        """Return the first `limit` places of the chain with n > after, in order of n."""
        key = self._key_of(replica)
        if after >= self._replicas[replica][1].head_n:
            return []
        rows = find(self._run, _CHAIN, key_=key, after_=after, limit_=limit)
        return [ChainRow(n, op_id(id), STATUSES[status], why) for n, id, status, why in rows]

    def known(self, op_ids: Collection[str]) -> Mapping[str, Known]:
        """Return those of the ops that are stored (withheld ones too)."""
        found = {}
        for row in find(self._run, _KNOWN, ids=[op_key(id) for id in op_ids]):
            self._where[row.id] = (row.replica_key, row.n)
            found[op_id(row.id)] = Known(STATUSES[row.status], row.why)
        return found

    def bodies(self, replica: bytes, op_ids: Collection[str]) -> Mapping[str, str]:
        """Return, by id, the bodies of those of the ops that stand in the chain and are stored."""
        # What an op names may be any text.
        ids = [record_key(id) for id in op_ids]
        rows = find(self._run, _BODIES, key_=self._key_of(replica), ids=ids)
        return {op_id(row.id): row.body.decode() for row in rows}

    def places(self, ids: Collection[str]) -> Mapping[str, PlaceFacts]:
        """Return facts of those places that exist."""
        return self._projector.places.facts(ids)

    def scope(self, wants: Sequence[Want], user: str) -> Sequence[FeedRow]:
        """Return the existing feeds that any of the wants covers, and the user's inbox."""
        return feeds_in_scope(self._run, self._projector.places, wants, user)

    def held(self, limit: int) -> Sequence[Held]:
        """Return ops with status `held`, oldest first."""
        statement = (
            select(Op.id, Op.body, Op.received_at, Replica.user_key)
            .join(Replica, Replica.key == Op.replica_key)
            .where(Op.status == STATUS_CODES["held"], Op.body.is_not(None))
            .order_by(Op.received_at, Op.replica_key, Op.n)
            .limit(limit)
        )
        return [
            Held(op_id(row.id), row.body.decode(), user_id(row.user_key), row.received_at)
            for row in self._run.execute(statement)
        ]

    def heads_of(self, keys: Collection[bytes]) -> Mapping[bytes, tuple[str, ...]]:
        """Return the heads of records by key; empty for those that are not there."""
        ops = [one.op for one in ops_of_records(self._run, sorted(keys), [])]
        found = fold(ops, self._kinds).values()
        return dict.fromkeys(keys, ()) | {record_key(one.id): one.heads for one in found}

    # ------------------------------------------------------------ what comes in

    def append(self, replica: bytes, arrivals: Sequence[Arrival]) -> frozenset[str]:
        """Store arrivals in order of n with the entries of their feeds, and project them.

        When a concurrent transaction stored one of the ops first, this raises IntegrityError and
        the exchange is to be repeated; so no id is ever returned.
        """
        key = self._key_of(replica)
        ids = [one.bsha[:16] for one in arrivals]
        self._where |= {
            id: (key, one.n)
            for id, one in zip(ids, arrivals, strict=True)
            if not one.repeat and not one.fills
        }
        self._locate(ids)
        filed = [(id, one) for id, one in zip(ids, arrivals, strict=True) if not one.repeat]
        filing = Filing(self._run, self._clock)
        filing.plan(
            [Filed(*self._where[id], one.bsha, one.feeds) for id, one in filed],
            frozenset(index for index, (_, one) in enumerate(filed) if one.fills),
        )
        self._insert(filing, [item for item in filed if not item[1].fills])
        self._fill(filing, [item for item in filed if item[1].fills])
        self._repeat(
            key,
            [
                (id, one)
                for id, one in zip(ids, arrivals, strict=True)
                if self._where[id] != (key, one.n)
            ],
        )
        filing.write()
        self._project(filing, [(id, one.op) for id, one in filed if one.status in COUNTED])
        return frozenset()

    def refile(self, moves: Sequence[Refiled]) -> None:
        """Change the status of stored ops and append each to those feeds that lack it.

        Those that count do so from now on, whenever they were received.
        """
        ids = [op_key(move.op_id) for move in moves]
        columns = (Op.id, Op.replica_key, Op.n, Op.body, Op.bsha, Op.received_at)
        found = select(*columns).where(Op.id.in_(ids))
        rows = {row.id: row for row in self._run.execute(found)}
        ops = {
            id: None if row.body is None else read(row.body.decode()) for id, row in rows.items()
        }
        filing = Filing(self._run, self._clock)
        items = []
        for id, move in zip(ids, moves, strict=True):
            row = rows[id]
            self._where[id] = (row.replica_key, row.n)
            bsha = row.bsha or sha256(row.body).digest()
            items.append(Filed(row.replica_key, row.n, bsha, move.feeds))
        filing.plan(items, frozenset(range(len(items))))
        restated = []
        for id, move in zip(ids, moves, strict=True):
            counted_at = filing.time_of(*self._where[id]) if move.status in COUNTED else None
            restated.append({
                "id_": id, "status_": STATUS_CODES[move.status], "why_": move.why,
                "root_": root_key(ops[id], self._kinds), "counted_at_": counted_at,
            })  # fmt: skip
        self._run.execute(_RESTATE, restated)
        filing.write()
        # It counts from now on, but is as late as it was when it arrived.
        self._projector.project(
            [
                Arrived(op, *self._where[id], rows[id].received_at)
                for id, move in zip(ids, moves, strict=True)
                if move.status in COUNTED and (op := ops[id]) is not None
            ]
        )

    def _key_of(self, replica: bytes) -> int:
        if replica not in self._replicas:
            [row] = find(self._run, _REPLICA, id_=replica)
            self._replicas[replica] = (row.key, read_replica(row))
        return self._replicas[replica][0]

    def _locate(self, ids: Sequence[bytes]) -> None:
        """Make sure that it is known where each of the ops is stored."""
        unknown = [id for id in ids if id not in self._where]
        if unknown:
            for row in find(self._run, _KNOWN, ids=unknown):
                self._where[row.id] = (row.replica_key, row.n)

    def _insert(self, filing: Filing, fresh: Sequence[tuple[bytes, Arrival]]) -> None:
        rows = []
        for id, one in fresh:
            key, n = self._where[id]
            place = {"replica_key": key, "n": n} | _times(filing, key, n)
            rows.append(op_values(one, id, self._kinds) | place)
        if rows:
            put(self._run, insert_row(Op), rows)

    def _fill(self, filing: Filing, fills: Sequence[tuple[bytes, Arrival]]) -> None:
        for id, one in fills:
            key, n = self._where[id]
            values = op_values(one, id, self._kinds) | _times(filing, key, n)
            self._run.execute(update(Op).where(Op.replica_key == key, Op.n == n), values)

    def _repeat(self, key: int, repeats: Sequence[tuple[bytes, Arrival]]) -> None:
        """Keep the places of the chain at which ops stand that are stored elsewhere."""
        rows = [
            {"replica_key": key, "n": one.n, "op_replica_key": where[0], "op_n": where[1]}
            for where, one in ((self._where[id], one) for id, one in repeats)
        ]
        put(self._run, insert_row(Chain), rows)

    def _project(self, filing: Filing, ops: Sequence[tuple[bytes, SomeOp | None]]) -> None:
        self._projector.project(
            [
                Arrived(op, key, n, filing.time_of(key, n))
                for op, (key, n) in ((op, self._where[id]) for id, op in ops)
                if op is not None
            ]
        )


def _times(filing: Filing, key: int, n: int) -> dict[str, int | None]:
    """Return the columns of ``op`` that say since when it is here."""
    return {
        "received_at": filing.time_of(key, n),
        "counted_at": filing.later_than_received(key, n),
    }
