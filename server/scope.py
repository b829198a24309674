"""Which feeds a session may hold: what its grants cover, and the inbox of its user."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, bindparam, or_, select

from server.bulk import find
from server.models import Feed, Place
from server.projections.places import LEVEL_OF_TYPE, PlaceRow, Places
from sync.log import FeedRow, Want

INBOX = "inbox"
ALL_BELOW = ("building_key", "compound_key", "community_key", "street_key", "district_key")

_FEEDS = (
    select(
        Feed.key, Feed.place, Feed.stream, Place.key, Place.type,
        *(getattr(Place, column) for column in (*ALL_BELOW, "city_key")),
    )
    .join(Place, Place.id == Feed.place, isouter=True)
    .where(
        or_(
            and_(Feed.place == bindparam("user"), Feed.stream == INBOX),
            Place.key.in_(bindparam("keys", expanding=True)),
            *(
                getattr(Place, column).in_(bindparam(column, expanding=True))
                for column in (*ALL_BELOW, "city_key")
            ),
        )
    )
    .order_by(Feed.key)
)  # fmt: skip


def feeds_in_scope(
    connection: Connection, places: Places, wants: Sequence[Want], user: str
) -> Sequence[FeedRow]:
    """Return the existing feeds that any of the wants covers, and the user's inbox."""
    tops = places.rows({want.place for want in wants})
    covers = [
        (column, key, want)
        for want in wants
        if want.place in tops
        for column, key in _covers(tops[want.place], want.unit)
    ]
    asked: dict[str, list[int]] = {column: [] for column in ("keys", *ALL_BELOW, "city_key")}
    for column, key, _ in covers:
        asked["keys" if column == "place_key" else column].append(key)
    found = []
    for row in find(connection, _FEEDS, user=user, **asked):
        feed, place, stream, *keys = row
        here = dict(zip(("place_key", "type", *ALL_BELOW, "city_key"), keys, strict=True))
        if (stream == INBOX and place == user) or any(
            stream in want.streams and here[column] == key and _is(here["type"], want.unit)
            for column, key, want in covers
        ):
            found.append(FeedRow(feed, place, stream))
    return found


def _covers(top: PlaceRow, unit: str) -> Iterable[tuple[str, int]]:
    """Yield what a place of the unit has that lies within the top, or contains it."""
    within = LEVEL_OF_TYPE.get(top.type)
    if within is not None:
        yield within, top.key
    above = getattr(top, LEVEL_OF_TYPE[unit], None) if unit in LEVEL_OF_TYPE else None
    if above is not None:
        yield "place_key", above


def _is(type: object, unit: str) -> bool:
    return type == unit or (type, unit) == ("village", "community")
