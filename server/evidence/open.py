"""Open the evidence of a compound, as it is now or as it was known at an earlier moment."""

from sqlalchemy import Connection, select

from server.config import now_ms
from server.db import db
from server.evidence.answers import SqlEvidence
from server.evidence.ground import LiveGround
from server.evidence.past import PastGround
from server.evidence.people import People
from server.keys import user_id
from server.models import Account, Place, Waived
from server.rules import kinds
from sync.evidence import Waiver


def evidence_of(compound: str, known_at: int | None = None) -> SqlEvidence | None:
    """Return the evidence of a compound, None when there is none of that id.

    All answers come from one snapshot, that of ``db.session``. With ``known_at`` (ms) they are
    folded again from the ops received by then.
    """
    connection = db.session.connection()
    key = connection.scalar(select(Place.key).where(Place.id == compound, Place.type == "compound"))
    if key is None:
        return None
    now = now_ms()
    live = LiveGround(connection, key)
    past = known_at is not None and known_at < now
    ground = PastGround(connection, live, kinds(), known_at) if past and known_at else live
    people = People(connection, live.places, known_at if past else None)
    names = {user_id(row.key): row.name for row in connection.execute(_NAMES)}
    moment = known_at if past and known_at is not None else now
    return SqlEvidence(ground, people, kinds(), key, moment, names, _waivers(connection, key))


_NAMES = select(Account.key, Account.name)


def _waivers(connection: Connection, key: int) -> list[tuple[str, str, Waiver]]:
    rows = connection.execute(
        select(Waived.criterion, Waived.from_on, Waived.reason, Account.name, Waived.until_on)
        .join(Account, Account.key == Waived.by_user)
        .where(Waived.compound_key == key, Waived.revoked_at.is_(None))
    )
    return [(criterion, start, Waiver(*rest)) for criterion, start, *rest in rows]
