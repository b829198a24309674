"""Open the evidence of a compound, as it is now or as it was known at an earlier moment."""

from collections.abc import Hashable, Iterator, Mapping
from functools import cached_property

from flask import current_app
from sqlalchemy import Connection, bindparam, select

from server.config import now_ms
from server.database.bulk import find
from server.database.keys import user_id
from server.database.moments import not_over
from server.db import db
from server.evidence.answers import SqlEvidence
from server.evidence.live import LiveGround
from server.evidence.memory import Memory
from server.evidence.passing import Watch
from server.evidence.past import PastGround
from server.evidence.people import People, people_rows
from server.evidence.remembered import RememberedGround
from server.judging.footing import footing_of
from server.models import Account, Place, Waived
from server.projections.places import LEVEL_COLUMNS
from server.rules import kinds
from sync.evidence import Waiver

_COMPOUND = select(Place.key).where(Place.id == bindparam("id_"), Place.type == "compound")
_WAIVERS = (
    select(Waived.criterion, Waived.from_on, Waived.reason, Account.name, Waived.until_on)
    .join(Account, Account.key == Waived.by_user)
    .where(Waived.compound_key == bindparam("compound"), Waived.created_at <= bindparam("at"))
    .where(not_over(Waived.revoked_at, bindparam("at")))
)


def evidence_of(
    compound: str, known_at: int | None = None, watch: Watch | None = None
) -> SqlEvidence | None:
    """Return the evidence of a compound, None when there is, or then was, none of that id.

    All answers come from one snapshot, that of ``db.session``. With ``known_at`` (ms) they are
    folded again from the ops received by then; without, what this process remembers is used as
    far as nothing it depends on has changed in the snapshot. A ``watch`` of now notes until when
    the answers stay so by the clock.
    """
    connection = db.session.connection()
    key = next((row.key for row in find(connection, _COMPOUND, id_=compound)), None)
    if key is None:
        return None
    live = LiveGround(connection, key)
    names, now = Names(connection), now_ms()
    waivers = _waivers(connection, key, now if known_at is None else known_at)
    if known_at is not None and known_at < now:
        people = People(connection, key, live.site, known_at)
        past = PastGround(connection, live, kinds(), known_at)
        if key not in past.site.by_key:
            return None
        return SqlEvidence(past, people, kinds(), key, known_at, names, waivers)
    ground = RememberedGround(live, memory().recall(connection, live, kinds()), kinds())
    people = People(connection, key, ground.site)
    at = watch.moment if watch else now
    return SqlEvidence(ground, people, kinds(), key, at, names, waivers)


def evidence_stands_on(place: Place) -> Hashable:
    """Return all that the evidence of a compound depends on now, but for the clock."""
    connection, now = db.session.connection(), now_ms()
    above = {key for level in LEVEL_COLUMNS if (key := getattr(place, level)) is not None}
    return (
        footing_of(place),
        tuple(_waivers(connection, place.key, now)),
        people_rows(connection, place.key, above - {place.key}, now),
    )


def memory() -> Memory:
    """Return what this process remembers of compounds for the current app."""
    found: Memory = current_app.extensions.setdefault("six_evidence", Memory())
    return found


class Names(Mapping[str, str]):
    """User ids and what people are called, read when first asked for."""

    def __init__(self, connection: Connection) -> None:
        self._run = connection

    @cached_property
    def _names(self) -> dict[str, str]:
        rows = self._run.execute(select(Account.key, Account.name))
        return {user_id(row.key): row.name for row in rows}

    def __getitem__(self, user: str) -> str:
        return self._names[user]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _waivers(connection: Connection, key: int, at: int) -> list[tuple[str, str, Waiver]]:
    """Return the waivers that stood at a moment, each with its criterion and first day."""
    rows = find(connection, _WAIVERS, compound=key, at=at)
    return [(criterion, start, Waiver(*rest)) for criterion, start, *rest in rows]
