"""Which feeds a session may hold: what its grants cover, and the inbox of its user."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, union_all

from server.models import Feed, Place
from sync.log import FeedRow, Want

INBOX = "inbox"
LEVELS = {
    "city": Place.city_key,
    "district": Place.district_key,
    "street": Place.street_key,
    "community": Place.community_key,
    "village": Place.community_key,
    "compound": Place.compound_key,
    "building": Place.building_key,
}
_COLUMNS = (Feed.key, Feed.place, Feed.stream)


def feeds_in_scope(connection: Connection, wants: Sequence[Want], user: str) -> Sequence[FeedRow]:
    """Return the existing feeds that any of the wants covers, and the user's inbox."""
    asked = select(Place).where(Place.id.in_(sorted({want.place for want in wants})))
    tops = {row.id: row for row in connection.execute(asked)}
    covers = [
        and_(Feed.stream.in_(sorted(want.streams)), _covered(want.unit, tops[want.place]))
        for want in wants
        if want.place in tops and want.unit in LEVELS
    ]
    statement: Any = select(*_COLUMNS).where(Feed.place == user, Feed.stream == INBOX)
    if covers:
        granted = select(*_COLUMNS).join(Place, Place.id == Feed.place).where(or_(*covers))
        statement = union_all(statement, granted)
    return sorted({FeedRow(*row) for row in connection.execute(statement)})


def _covered(unit: str, top: Row[Any]) -> ColumnElement[bool]:
    """Say in SQL: a place of this unit that lies within the top, or contains it."""
    types = ("community", "village") if unit == "community" else (unit,)
    here = [Place.key == getattr(top, LEVELS[unit].key)]
    if top.type in LEVELS:
        here.append(LEVELS[top.type] == top.key)
    return and_(Place.type.in_(types), or_(*here))
