"""Step 9 of an exchange, and what goes with it: pages after the phone's cursors, sums to compare.

Feeds are dense, so what to read is known before it is read, and a phone can refuse any page that
does not begin where its own copy ends.

>>> from sync.digest import Head
>>> feeds, heads = [FeedRow(12, "c1", "work")], {12: Head(12, q=1200)}
>>> plan({12: 1000}, 150, feeds, heads)
([Range(feed=12, after=1000, upto=1150)], True)
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from sync.digest import ZERO, Head, device_digest
from sync.log import EntryRow, FeedRow, Range, Reading, Session, Store
from sync.ops import bytes_to_text
from sync.request import Request, read_points

Json = dict[str, Any]


def pull(snapshot: Reading, request: Request, feeds: Sequence[FeedRow], session: Session) -> Json:
    """Return pages after the phone's cursors, whether its digest holds, and whether more waits."""
    if not session.may_pull:
        return {"pages": [], "vd_ok": None, "more": False}
    heads = snapshot.heads([row.feed for row in feeds])
    ranges, more = plan(request.cur, request.limit, feeds, heads)
    rows = snapshot.entries(ranges, request.replica) if ranges else ()
    pages, cut = paginate(rows, heads, request)
    pages += [
        {"f": feed, "code": "regressed", "head": head.q}
        for feed, head in sorted(heads.items())
        if request.cur.get(feed, 0) > head.q
    ]
    return {"pages": pages, "vd_ok": verify(snapshot, request), "more": more or cut}


def plan(
    cursors: Mapping[int, int], limit: int, feeds: Sequence[FeedRow], heads: Mapping[int, Head]
) -> tuple[list[Range], bool]:
    """Return which entries to read, at most `limit`, places first; and whether more is left."""
    ranges, left, more = [], limit, False
    for row in sorted(feeds, key=lambda row: (row.stream != "ref", row.feed)):
        cursor = cursors.get(row.feed, 0)
        head = heads[row.feed].q if row.feed in heads else 0
        upto = min(head, cursor + left)
        if upto > cursor:
            ranges.append(Range(row.feed, cursor, upto))
            left -= upto - cursor
        more = more or upto < head
    return ranges, more


def paginate(
    rows: Sequence[EntryRow], heads: Mapping[int, Head], request: Request
) -> tuple[list[Json], bool]:
    """Return the pages of rows, cut where the phone's byte limit is passed, and whether cut."""
    pages: dict[int, Json] = {}
    spent = 0
    for row in rows:
        entry = entry_of(row, request.kept)
        spent += len(entry.get("b", "")) + 64
        if spent > request.limit_bytes and pages:
            return list(pages.values()), True
        page = pages.setdefault(
            row.feed, {"f": row.feed, "from": row.q, "head": heads[row.feed].q, "entries": []}
        )
        page["entries"].append(entry)
        page["to"], page["acc"] = row.q, bytes_to_text(row.acc)
    return list(pages.values()), False


def entry_of(row: EntryRow, kept: int | None) -> Json:
    """Return one entry: of the phone's own op only the number, when it said it still has it."""
    if row.own_n is not None and kept is not None and row.own_n >= kept:
        return {"q": row.q, "rx": row.rx, "own": row.own_n}
    entry: Json = {"q": row.q, "rx": row.rx}
    return entry | ({"red": bytes_to_text(row.bsha)} if row.body is None else {"b": row.body})


def verify(snapshot: Reading, request: Request) -> bool | None:
    """Say whether the phone's digest equals ours at its cursors; None when it sent none."""
    if request.vd is None:
        return None
    sums = snapshot.sums([(feed, q) for feed, q in request.cur.items() if q])
    points = [(feed, q, sums.get((feed, q)) if q else ZERO) for feed, q in request.cur.items()]
    known = [(feed, q, acc) for feed, q, acc in points if acc is not None]
    return len(known) == len(points) and device_digest(known) == request.vd


def heads_tag(store: Store, session: Session) -> str:
    """Return a tag that changes whenever an exchange would bring this session something new."""
    with store.reading() as snapshot:
        feeds = snapshot.scope(session.wants(store.now()), session.user)
        heads = snapshot.heads([row.feed for row in feeds])
    text = ",".join(f"{feed}:{head.q}" for feed, head in sorted(heads.items()))
    return bytes_to_text(sha256(f"{store.epoch()} {text}".encode()).digest()[:16])


def check(store: Store, raw: Any, session: Session) -> Json:
    """Answer a bisection: our sum at each (feed, q) asked, null where there is none to see."""
    points = read_points(raw)
    with store.reading() as snapshot:
        seen = {row.feed for row in snapshot.scope(session.wants(store.now()), session.user)}
        sums = snapshot.sums([(feed, q) for feed, q in points if feed in seen])
    found = [(feed, q, sums.get((feed, q))) for feed, q in points]
    return {
        "epoch": store.epoch(),
        "acc": [[feed, q, None if acc is None else bytes_to_text(acc)] for feed, q, acc in found],
    }
