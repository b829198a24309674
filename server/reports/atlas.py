"""The places of an export by key and id, each with the words by which people know it."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import select

from server.db import db
from server.models import Place
from server.visible import below

TOP = ("compound", "community", "village", "street", "district", "city")


class Spot(NamedTuple):
    """One place."""

    key: int
    id: str
    type: str
    name: str
    parent_key: int | None
    compound_key: int | None
    building_key: int | None
    occupancy: str | None
    left: bool


class Atlas:
    """Every place at or below one, gone ones included: their records still stand."""

    def __init__(self, place: Place) -> None:
        columns = [getattr(Place, name) for name in Spot._fields]
        compound = place.compound_key or place.key
        rows = db.session.execute(
            select(*columns)
            .where(below([place.key, compound]))
            .order_by(Place.compound_key, Place.sort, Place.name, Place.key)
        )
        self.spots: Mapping[int, Spot] = {row[0]: Spot._make(row) for row in rows}
        self.keys: Mapping[str, int] = {spot.id: key for key, spot in self.spots.items()}

    def name(self, key: int | None) -> str:
        """Return a place's own name; "" for one that is not here."""
        spot = self.spots.get(key or 0)
        return spot.name if spot else ""

    def path(self, key: int | None) -> str:
        """Return the names from below the compound down: 3栋 1单元 101."""
        parts: list[str] = []
        spot = self.spots.get(key or 0)
        while spot is not None and (spot.type not in TOP or not parts):
            parts.append(spot.name)
            spot = self.spots.get(spot.parent_key or 0)
        return " ".join(reversed(parts))

    def labels(self) -> Mapping[str, str]:
        """Return the path of every place by its id."""
        return {spot.id: self.path(key) for key, spot in self.spots.items()}
