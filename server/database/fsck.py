"""The check of everything that is stored: bodies, chains, feeds, and the read models from them."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, and_, func, select, union_all

from server.database.keys import op_id
from server.log.rows import STATUS_CODES, root_key
from server.models import Chain, Feed, FeedEntry, Op, Replica
from server.projections.rebuild import CHUNK, Kinds, Tell, differences
from sync.admission import read
from sync.chain import FIRST_LINK, next_link
from sync.digest import FIRST_HEAD, ZERO, Head, extend
from sync.ops import bytes_to_text


def faults_of(run: Connection, kinds: Kinds, tell: Tell) -> Iterator[str]:
    """Yield, in words, everything that is wrong in the database; nothing when all is well."""
    broken = False
    for fault in (*faults_of_ops(run, kinds, tell), *faults_of_chains(run), *faults_of_feeds(run)):
        broken = True
        yield fault
    # Records folded from broken bodies would only say the same again, less clearly.
    if not broken:
        yield from differences(run, kinds, tell)


def faults_of_ops(run: Connection, kinds: Kinds, tell: Tell) -> Iterator[str]:
    """Yield ops whose body is not the one they are named by, or that no feed holds."""
    total = run.scalar(select(func.count()).select_from(Op)) or 0
    asked = select(Op.replica_key, Op.n, Op.id, Op.body, Op.bsha, Op.root, Replica.id)
    rows = run.execute(
        asked.join(Replica, Replica.key == Op.replica_key).order_by(Op.replica_key, Op.n)
    )
    for done, (_, n, id, body, bsha, root, replica) in enumerate(rows, 1):
        name = f"op {op_id(id)} (replica {bytes_to_text(replica)}, n {n})"
        if (sha256(body).digest() if body is not None else bsha or b"")[:16] != id:
            yield f"{name}: its body is not the one it was named by"
        elif body is not None and root_key(read(body.decode()), kinds) != root:
            yield f"{name}: it is filed under another record than it names"
        if done % CHUNK == 0:
            tell("ops", done, total)
    tell("ops", total, total)
    filed = and_(FeedEntry.replica_key == Op.replica_key, FeedEntry.n == Op.n)
    nowhere = select(Op.id).join(FeedEntry, filed, isouter=True)
    withheld = STATUS_CODES["withheld"]
    for id in run.scalars(nowhere.where(FeedEntry.q.is_(None), Op.status != withheld)):
        yield f"op {op_id(id)}: it is in no feed"


def faults_of_chains(run: Connection) -> Iterator[str]:
    """Yield replicas whose ops do not come to the head that was receipted."""
    heads = {row.key: row for row in run.execute(select(Replica))}
    own = select(Op.replica_key, Op.n, Op.body, Op.bsha)
    again = select(Chain.replica_key, Chain.n, Op.body, Op.bsha).join(
        Op, and_(Op.replica_key == Chain.op_replica_key, Op.n == Chain.op_n)
    )
    both = union_all(own, again).subquery()
    rows = run.execute(select(both).order_by(both.c.replica_key, both.c.n))
    for key, places in groupby(rows, key=lambda row: row.replica_key):
        yield from _walk(heads.pop(key), places)
    for head in heads.values():
        if head.head_n:
            yield f"replica {bytes_to_text(head.id)}: none of its {head.head_n} ops is stored"


def _walk(head: Any, places: Iterator[Any]) -> Iterator[str]:
    name, n, link = f"replica {bytes_to_text(head.id)}", 0, FIRST_LINK
    for place in places:
        n += 1
        if place.n != n:
            yield f"{name}: its chain goes from n {n - 1} to n {place.n}"
            return
        bsha = sha256(place.body).digest() if place.body is not None else place.bsha or b""
        link = next_link(head.id, n, link, bsha)
    if (n, link) != (head.head_n, head.head_link):
        yield f"{name}: its {n} ops do not come to the receipted head (n {head.head_n})"


def faults_of_feeds(run: Connection) -> Iterator[str]:
    """Yield feeds that are not dense, whose times decrease, or whose digests are not recomputed."""
    feeds = {row.key: row for row in run.execute(select(Feed))}
    rows = run.execute(
        select(FeedEntry, Op.id, Op.body, Op.bsha)
        .join(Op, and_(Op.replica_key == FeedEntry.replica_key, Op.n == FeedEntry.n))
        .order_by(FeedEntry.feed_key, FeedEntry.q)
    )
    found = {key: list(_walk_feed(feeds[key], group)) for key, group in
             groupby(rows, key=lambda row: row.feed_key)}  # fmt: skip
    for key, feed in feeds.items():
        if key not in found and feed.head_q:
            yield f"feed {key} ({feed.stream}@{feed.place}): its {feed.head_q} entries are missing"
        yield from found.get(key, ())


def _walk_feed(feed: Any, rows: Iterator[Any]) -> Iterator[str]:
    name = f"feed {feed.key} ({feed.stream}@{feed.place})"
    head = Head(feed.key, 0, ZERO, FIRST_HEAD, 0)
    seen: set[bytes] = set()
    for row in rows:
        if row.q != head.q + 1:
            yield f"{name}: after entry {head.q} comes {row.q}"
            return
        if row.rx < head.last_rx:
            yield f"{name} entry {row.q}: received before the entry in front of it"
        if row.id in seen:
            yield f"{name} entry {row.q}: op {op_id(row.id)} is in it twice"
        seen.add(row.id)
        bsha = sha256(row.body).digest() if row.body is not None else row.bsha or b""
        head, [step] = extend(head, row.rx, [bsha])
        if (step.acc, step.lh) != (row.acc, row.lh):
            yield f"{name} entry {row.q} (op {op_id(row.id)}): its digest is not that of its body"
            # What follows is compared with what is stored, so that each fault is named once.
            head = Head(feed.key, row.q, row.acc, row.lh, row.rx)
    kept = (feed.head_q, feed.acc, feed.lh)
    if (head.q, head.acc, head.lh) != kept:
        yield f"{name}: its head says {feed.head_q} entries, or another digest than they have"
