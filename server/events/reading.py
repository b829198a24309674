"""Reading events: which feeds, a fair share of each, and what is left out of an op."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from server import problems
from server.db import db
from server.events.cursor import AnotherLife, Broken, pack, unpack
from server.log.reading import SqlReading
from server.models import Feed, Place
from server.personal import how_masked
from server.rules import kinds
from server.store import current_store
from server.visible import within
from sync.log import EntryRow, Range
from sync.merge import record_id
from sync.ops import Op, read_op

NOBODY = b""


class FeedHead(NamedTuple):
    """A feed and how many entries it has."""

    key: int
    place: str
    stream: str
    head_q: int


class Page(NamedTuple):
    """A page of events of the streams; ``persons``: how many are of what people said at doors."""

    streams: list[str]
    events: list[dict[str, Any]]
    next: str
    more: bool
    persons: int


def read_events(
    place: Place, streams: Collection[str], after: str | None, limit: int, *, named: bool
) -> Page:
    """Return up to ``limit`` events that follow a cursor; raises Invalid or CursorOver."""
    feeds = _feeds(place, streams)
    epoch = current_store().epoch()
    held = _held(after, epoch, feeds)
    ranges = share({feed.key: feed.head_q - held.get(feed.key, 0) for feed in feeds}, held, limit)
    found = SqlReading(db.session.connection()).entries(ranges, NOBODY)
    by_key = {feed.key: feed for feed in feeds}
    events = [event(by_key[entry.feed], entry, named=named) for entry in found]
    reached = held | {one.feed: one.upto for one in ranges}
    more = any(reached.get(feed.key, 0) < feed.head_q for feed in feeds)
    persons = sum(by_key[entry.feed].stream == "person" for entry in found)
    return Page(sorted(streams), events, pack(epoch, reached), more, persons)


def _feeds(place: Place, streams: Collection[str]) -> Sequence[FeedHead]:
    rows = db.session.execute(
        select(Feed.key, Feed.place, Feed.stream, Feed.head_q)
        .join(Place, Place.id == Feed.place)
        .where(within(place), Feed.stream.in_(sorted(streams)))
        .order_by(Feed.key)
    )
    return [FeedHead._make(row) for row in rows]


def _held(after: str | None, epoch: str, feeds: Sequence[FeedHead]) -> dict[int, int]:
    """Return how far the reader is in each feed; feeds that it no longer sees are kept."""
    if not after:
        return {}
    try:
        held = unpack(after, epoch)
    except Broken as error:
        wrong = {"field": "after", "detail": "not a cursor that an answer gave"}
        raise problems.Invalid(errors=[wrong]) from error
    except AnotherLife as error:
        raise problems.CursorOver from error
    if any(held.get(feed.key, 0) > feed.head_q for feed in feeds):
        raise problems.CursorOver
    return held


def share(pending: Mapping[int, int], held: Mapping[int, int], limit: int) -> list[Range]:
    """Return what to read of each feed: those with little are emptied, so that none starves.

    >>> share({1: 100, 2: 3, 3: 0}, {1: 10}, 20)
    [Range(feed=1, after=10, upto=27), Range(feed=2, after=0, upto=3)]
    """
    waiting = sorted((count, feed) for feed, count in pending.items() if count > 0)
    ranges = []
    for at, (count, feed) in enumerate(waiting):
        take = min(count, -(-limit // (len(waiting) - at)))
        limit -= take
        start = held.get(feed, 0)
        ranges += [Range(feed, start, start + take)] if take else []
    return sorted(ranges)


def event(feed: FeedHead, entry: EntryRow, *, named: bool) -> dict[str, Any]:
    """Return one event; an op whose words were erased has no ``op``."""
    return {
        "feed": {"place": feed.place, "stream": feed.stream},
        "q": entry.q,
        "received_at": entry.rx,
        "op": None if entry.body is None else _op(read_op(entry.body), named=named),
    }


def _op(op: Op, *, named: bool) -> dict[str, Any]:
    kind = kinds().get(op.kind)
    shown, left_out = {}, []
    for name, value in op.fields.items():
        if named or name == "_void" or (kind is not None and how_masked(kind, name) is None):
            shown[name] = value
        else:
            left_out.append(name)
    return {
        "id": op.id,
        "kind": op.kind,
        "version": op.version,
        "place": op.place,
        "slot": op.slot,
        "record": record_id(op, kinds()),
        "subject": op.subject,
        "parents": list(op.parents),
        "by": op.by,
        "observed": [op.at_from, op.at_to],
        "recorded_at": op.rec,
        "set": shown,
        "left_out": sorted(left_out),
    }
