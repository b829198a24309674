"""The phone's copies of feeds: each a prefix of the server's, page by page, provably equal.

Pure: what it reads is handed in, what changed is returned, and the caller writes it in one
transaction. `feeds.ts` is the twin.

>>> feed = Feed(12, "c1", "work")
>>> feed.cursor, feed.live, vd_of({12: feed}) == vd_of({12: feed})
(0, False, True)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sync.digest import ZERO, add, device_digest, entry_hash
from sync.ops import body_hash, bytes_to_text, text_to_bytes

WAYS: Final = 16  # points of a bisection per round: 20,000 entries are searched in four
MAX_POINTS: Final = 256

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed on the phone: entries 1..cursor are held, `acc` is their sum.

    `live`: the end was reached at least once, so completeness may be judged. `suspect` (low, high):
    up to low both ends agree, at high they do not (or nobody knows yet): to be bisected.
    """

    feed: int
    place: str
    stream: str
    cursor: int = 0
    acc: bytes = ZERO
    live: bool = False
    suspect: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry on the phone, key (feed, q); `acc` is the sum up to it, computed here.

    `body` None: redacted, or withheld by its author.
    """

    feed: int
    q: int
    rx: int
    acc: bytes
    bsha: bytes
    body: str | None


@dataclass(frozen=True, slots=True)
class FeedChanges:
    """What to write: `feeds` replaces all; entries of `drops` go, and those after the `cuts`."""

    feeds: Mapping[int, Feed]
    entries: Sequence[Entry] = ()
    cuts: Mapping[int, int] = field(default_factory=dict)
    drops: Sequence[int] = ()
    refused: Sequence[str] = ()


def vd_of(feeds: Mapping[int, Feed]) -> bytes:
    """Return the digest of all that the phone holds of feeds."""
    return device_digest((feed.feed, feed.cursor, feed.acc) for feed in feeds.values())


def apply_scope(feeds: Mapping[int, Feed], scope: Json) -> FeedChanges:
    """Take feeds in and out. Only `entries` go with a feed: what the phone wrote is elsewhere."""
    kept = {number: feed for number, feed in feeds.items() if number not in scope["drop"]}
    for new in scope["add"]:
        feed = kept.get(new["f"])
        if feed is None or (feed.place, feed.stream) != (new["pl"], new["st"]):
            # The number of a feed that a restored server had forgotten was given out again.
            kept[new["f"]] = Feed(new["f"], new["pl"], new["st"])
    return FeedChanges(kept, drops=[n for n, feed in feeds.items() if kept.get(n) != feed])


def apply_page(feed: Feed, page: Json, own: Mapping[int, Any]) -> tuple[Feed, list[Entry], str]:
    """Return the feed after a page, its new entries, and why the page was refused ("" if not).

    A page is taken whole or not at all. Entries held already are passed over; a page that begins
    after the end, or whose sum differs from the one computed here, is refused.
    """
    if page.get("code") == "regressed":
        return doubted(feed), [], ""
    if page["from"] > feed.cursor + 1:
        return feed, [], f"gap: feed {feed.feed} from {page['from']}, held to {feed.cursor}"
    q, acc, taken = feed.cursor, feed.acc, []
    for raw in page["entries"]:
        if raw["q"] <= feed.cursor:
            continue
        q += 1
        entry = read_entry(feed.feed, q, acc, raw, own)
        if entry is None:
            return feed, [], f"gap: feed {feed.feed} at {q}"
        acc = entry.acc
        taken.append(entry)
    if taken and acc != text_to_bytes(page["acc"], 16):
        # Spoiled on the way, or what is held before it is: a look at the prefix tells which.
        return doubted(feed), [], f"sum: feed {feed.feed} at {q}"
    return replace(feed, cursor=q, acc=acc), taken, ""


def read_entry(feed: int, q: int, acc: bytes, raw: Json, own: Mapping[int, Any]) -> Entry | None:
    """Return the entry that a page says, None when it is not the q-th or names an unknown op."""
    number: int | None = raw.get("own")
    if raw["q"] != q or (number is not None and number not in own):
        return None
    if number is not None:
        bsha, body = own[number].bsha, own[number].body
    elif "red" in raw:
        bsha, body = text_to_bytes(raw["red"], 32), None
    else:
        body = raw["b"]
        bsha = body_hash(body)
    total = add(acc, entry_hash(feed, q, raw["rx"], bsha)[:16])
    return Entry(feed, q, raw["rx"], total, bsha, body)


def apply_pages(
    feeds: Mapping[int, Feed], pages: Sequence[Json], own: Mapping[int, Any]
) -> FeedChanges:
    """Take pages of feeds that are held; pages of others are old answers and are passed over."""
    after, entries, refused = dict(feeds), list[Entry](), list[str]()
    for page in pages:
        feed = after.get(page["f"])
        if feed is None:
            continue
        feed, new, why = apply_page(feed, page, own)
        if not why and feed.cursor >= page["head"]:
            feed = replace(feed, live=True)
        after[feed.feed] = feed
        entries += new
        refused += [why] if why else []
    return FeedChanges(after, entries, refused=refused)


def suspect_all(feeds: Mapping[int, Feed]) -> dict[int, Feed]:
    """Return the feeds, each to be compared with the server's: the whole digest differs."""
    return {number: doubted(feed) for number, feed in feeds.items()}


def doubted(feed: Feed) -> Feed:
    """Return the feed as suspect from its beginning; an empty copy is beyond doubt."""
    if feed.suspect is not None or not feed.cursor:
        return feed
    return replace(feed, suspect=(0, feed.cursor))


# ------------------------------------------------------------------ bisection


def points_of(feed: Feed) -> list[int]:
    """Return where to compare sums next: at the high end, and evenly below it."""
    if feed.suspect is None:
        return []
    low, high = feed.suspect
    return sorted({low + (high - low) * step // WAYS for step in range(1, WAYS + 1)} - {low})


def next_check(feeds: Mapping[int, Feed]) -> Json | None:
    """Return the body of the next check, None when nothing is suspect."""
    points = [[feed.feed, q] for feed in feeds.values() for q in points_of(feed)]
    return {"at": points[:MAX_POINTS]} if points else None


def apply_check(
    feeds: Mapping[int, Feed], answer: Json, sums: Mapping[tuple[int, int], bytes]
) -> FeedChanges:
    """Narrow each suspect feed by the server's sums; `sums` are ours at the points asked and at
    the low end of each suspect.

    When the last good entry is found, all after it is cut, to be pulled anew: the server's sums
    show where, and are never taken over.
    """
    after, cuts = dict(feeds), dict[int, int]()
    for number in dict.fromkeys(point[0] for point in answer["acc"]):
        feed = after.get(number)
        if feed is None or feed.suspect is None:
            continue
        equal = {
            q: acc is not None and acc == bytes_to_text(sums[number, q])
            for each, q, acc in answer["acc"]
            if each == number and (number, q) in sums
        }
        after[number] = narrowed(feed, feed.suspect, equal, sums)
        if after[number].cursor < feed.cursor:
            cuts[number] = after[number].cursor
    return FeedChanges(after, cuts=cuts)


def narrowed(
    feed: Feed,
    suspect: tuple[int, int],
    equal: Mapping[int, bool],
    sums: Mapping[tuple[int, int], bytes],
) -> Feed:
    """Return the feed with its suspect part narrowed, cleared, or cut at the last good entry."""
    low, high = suspect
    agreed = max([low, *(q for q, same in equal.items() if same and low < q <= high)])
    if agreed == high:
        return replace(feed, suspect=None)
    differ = min([high, *(q for q, same in equal.items() if not same and agreed < q < high)])
    if differ - agreed > 1:
        return replace(feed, suspect=(agreed, differ))
    acc = sums[feed.feed, agreed] if agreed else ZERO
    return replace(feed, cursor=agreed, acc=acc, suspect=None)


def bad_from(feed: Feed, entries: Sequence[Entry]) -> int | None:
    """Return the first q whose stored entry does not give the stored sum; None: all do.

    For the weekly look at a phone's own storage: `entries` are all of the feed's, in order of q.
    """
    acc = ZERO
    for q in range(1, feed.cursor + 1):
        entry = entries[q - 1] if q <= len(entries) else None
        if entry is None or entry.q != q:
            return q
        bsha = entry.bsha if entry.body is None else body_hash(entry.body)
        acc = add(acc, entry_hash(feed.feed, q, entry.rx, bsha)[:16])
        if acc != entry.acc:
            return q
    return None
