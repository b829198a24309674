"""The evidence that a step froze: kept under its hash, and compared with the log at any time."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any, Literal

import orjson
from sqlalchemy import bindparam, select, tuple_

from server.database.bulk import find, insert_new, put
from server.db import db, writing_core
from server.models import Feed, FeedEntry, Frozen, Place
from server.standings.conditions import children_of
from sync.checklist import digest_of
from sync.conditions import Conditions
from sync.ops import bytes_to_text
from sync.standing import Step

Held = Literal["holds", "differs", "missing"]
_SUMS = (
    select(Feed.stream, Feed.place, FeedEntry.q, FeedEntry.acc)
    .join(Feed, Feed.key == FeedEntry.feed_key)
    .where(
        tuple_(Feed.place, Feed.stream, FeedEntry.q).in_(bindparam("points", expanding=True)),
    )
)


def freeze(place: Place, judged: Conditions, cutoff_at: int) -> str:
    """Keep what a step rests on as it is shown now; return its hash as text."""
    document = orjson.dumps(
        {
            "place": place.id,
            "level": place.type,
            "cutoff_at": cutoff_at,
            "verdict": judged.verdict,
            "digest": judged.digest,
            "evidence": judged.evidence,
            "shown": judged.shown,
        },
        option=orjson.OPT_SORT_KEYS,
    )
    sha = sha256(document).digest()
    with writing_core() as connection:
        row = {"sha": sha, "document": document, "made_at": cutoff_at}
        put(connection, insert_new(connection.dialect.name, Frozen), [row])
    return urlsafe_b64encode(sha).decode().rstrip("=")


def read_frozen(step: Step) -> dict[str, Any] | None:
    """Return the document that a step froze; None when there is none, or it is not the one."""
    if not step.frozen:
        return None
    sha = urlsafe_b64decode(step.frozen + "=" * (-len(step.frozen) % 4))
    document = db.session.scalar(select(Frozen.document).where(Frozen.sha == sha))
    if document is None or sha256(document).digest() != sha:
        return None
    read: dict[str, Any] = orjson.loads(document)
    return read


def verify(step: Step, place: Place) -> Held:
    """Compare what a step froze with what the log holds of that moment now.

    The digest is made again from the log's own sums at the frozen ends of the feeds; for a place
    above a compound from the standings that its children had, as known then.
    """
    document = read_frozen(step)
    if document is None:
        return "missing"
    evidence = document["evidence"]
    if "below" in evidence:
        children = children_of(place.key, place.type, step.cutoff_at)
        now: Any = {"below": [[one.place, one.state, one.certificate] for one in children]}
    else:
        now = {**evidence["prefix"], **_sums(evidence["prefix"])}
    return "holds" if digest_of(now) == step.digest == document["digest"] else "differs"


def _sums(prefix: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the same feeds with the sums that the log has at those numbers."""
    ends = {feed: mark[0] for feed, mark in prefix.items() if mark[0]}
    points = [(place, stream, q) for feed, q in ends.items()
              for stream, _, place in [feed.partition("@")]]  # fmt: skip
    found: dict[str, list[Any]] = {feed: [q, ""] for feed, q in ends.items()}
    if points:
        for row in find(db.session.connection(), _SUMS, points=points):
            found[f"{row.stream}@{row.place}"] = [row.q, bytes_to_text(row.acc)]
    return found
