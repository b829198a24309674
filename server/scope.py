"""Which feeds a session may hold: what its grants cover, and the inbox of its user."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, select, union_all

from server.database.bulk import find
from server.models import Feed, Place
from server.projections.places import LEVEL_OF_TYPE, PlaceRow, Places
from sync.log import FeedRow, Want

INBOX = "inbox"
TYPES_OF_UNIT = {"community": ("community", "village")}

_FEED = (Feed.key, Feed.place, Feed.stream)
_INBOX = select(*_FEED).where(Feed.place == bindparam("user"), Feed.stream == INBOX)

Cover = tuple[str, str, frozenset[str]]  # column of place, unit of place, streams


@cache
def _feeds_of(covers: tuple[Cover, ...]) -> Any:
    """Return the SELECT of the inbox and of all feeds that such covers hold.

    It goes from the places to their feeds: all feeds of a city are many more than a phone's.
    """
    parts = [
        select(*_FEED)
        .join(Place, Place.id == Feed.place)
        .where(
            getattr(Place, column).in_(bindparam(f"keys{index}", expanding=True)),
            Place.type.in_(TYPES_OF_UNIT.get(unit, (unit,))),
            Feed.stream.in_(sorted(streams)),
        )
        for index, (column, unit, streams) in enumerate(covers)
    ]
    return union_all(_INBOX, *parts)


def feeds_in_scope(
    connection: Connection, places: Places, wants: Sequence[Want], user: str
) -> Sequence[FeedRow]:
    """Return the existing feeds that any of the wants covers, and the user's inbox."""
    tops = places.rows({want.place for want in wants})
    covers: defaultdict[Cover, list[int]] = defaultdict(list)
    for want in wants:
        if want.place in tops:
            for column, key in _covers(tops[want.place], want.unit):
                covers[column, want.unit, want.streams].append(key)
    asked = {f"keys{index}": keys for index, keys in enumerate(covers.values())}
    statement = _feeds_of(tuple(covers))
    return sorted(set(find(connection, statement, FeedRow._make, user=user, **asked)))


def _covers(top: PlaceRow, unit: str) -> Iterable[tuple[str, int]]:
    """Yield what a place of the unit has that lies within the top, or contains it."""
    within = LEVEL_OF_TYPE.get(top.type)
    if within is not None:
        yield within, top.key
    above = getattr(top, LEVEL_OF_TYPE[unit], None) if unit in LEVEL_OF_TYPE else None
    if above is not None:
        yield "key", above
