"""What a phone holds only while it checks: the doors of compounds where a sample was just drawn."""

from collections.abc import Iterable

from sqlalchemy import exists, select

from server.config import DAY_MS, now_ms
from server.db import db
from server.models import Place, PRecord
from server.roles import SAMPLED_STREAMS
from server.visible import within
from sync.log import Want

SAMPLED_DAYS = 8
"""A day longer than phones show a sample: what is looked at must not go while it is."""


def sampled_wants(roles: Iterable[tuple[str, str]]) -> list[Want]:
    """Return the further feeds of somebody with these roles, each at a place (its id).

    A street of fifty thousand doors checks thirty of one compound: it is not sent the others.
    """
    streams = {place: SAMPLED_STREAMS[role] for role, place in roles if role in SAMPLED_STREAMS}
    return [
        Want(compound, unit, of)
        for place, units in streams.items()
        for compound in _sampled_below(place)
        for unit, of in units.items()
    ]


def _sampled_below(place: str) -> list[str]:
    top = db.session.scalar(select(Place).where(Place.id == place))
    if top is None:
        return []
    recent = exists().where(
        PRecord.place_key == Place.key,
        PRecord.kind == "spot_sample",
        PRecord.voided.is_(False),
        PRecord.observed_to > now_ms() - SAMPLED_DAYS * DAY_MS,
    )
    found = select(Place.id).where(within(top), Place.type == "compound", recent)
    return list(db.session.scalars(found.order_by(Place.key)))
