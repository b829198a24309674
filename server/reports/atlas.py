"""The places of an export by key and id, each with the words by which people know it."""

from collections.abc import Iterable, Mapping
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
    sort: int
    parent_key: int | None
    compound_key: int | None
    building_key: int | None
    occupancy: str | None
    left: bool


def spots_of(place: Place) -> list[Spot]:
    """Return the places at or below one, and the compound that it lies in, as they are now."""
    columns = [getattr(Place, name) for name in Spot._fields]
    rows = db.session.execute(
        select(*columns).where(below([place.key, place.compound_key or place.key]))
    )
    return [Spot._make(row) for row in rows]


class Atlas:
    """Places in their order, gone ones included: their records still stand."""

    def __init__(self, spots: Iterable[Spot]) -> None:
        found = sorted(spots, key=lambda one: (one.compound_key or 0, one.sort, one.name, one.key))
        self.spots: Mapping[int, Spot] = {spot.key: spot for spot in found}
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
