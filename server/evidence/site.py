"""The places of a compound as rules look at them: found by key and id, named, sorted and counted.

Everything here follows from the rows alone, so it holds for as long as they do.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import orjson

from server.projections.places import LEVEL_COLUMNS, PlaceRow
from sync.evidence import Named, PlaceFact

DOOR = "household"


class Site:
    """The places of one compound that stand, the compound itself among them, in their order."""

    def __init__(self, places: Sequence[PlaceRow]) -> None:
        self.places = places
        self._named: dict[int, Named] = {}
        self._of: dict[tuple[tuple[str, ...], tuple[str, ...]], list[PlaceRow]] = {}
        self._facts: dict[tuple[tuple[str, ...], tuple[str, ...]], list[PlaceFact]] = {}
        self._due: dict[tuple[tuple[str, ...], frozenset[str]], Mapping[Any, int]] = {}

    @cached_property
    def by_key(self) -> Mapping[int, PlaceRow]:
        """The places by their keys."""
        return {place.key: place for place in self.places}

    @cached_property
    def by_id(self) -> Mapping[str, PlaceRow]:
        """The places by their ids."""
        return {place.id: place for place in self.places}

    @cached_property
    def everywhere(self) -> frozenset[int]:
        """The keys of the places and of everything that contains them."""
        return frozenset().union(*(keys_above(place) for place in self.places))

    @cached_property
    def feed_places(self) -> list[str]:
        """The places whose feeds tell of the compound: itself and its buildings."""
        return [place.id for place in self.places if place.type in ("building", "compound")]

    @cached_property
    def _several_stairwells(self) -> frozenset[int]:
        """The buildings in which a door's stairwell must be named too."""
        count = Counter(p.building_key for p in self.places if p.type == "stairwell")
        return frozenset(key for key, found in count.items() if key and found > 1)

    def named(self, place: PlaceRow) -> Named:
        """Return a place by the name that finds it in the compound: 3栋 2单元 501."""
        if place.key not in self._named:
            self._named[place.key] = self._name(place)
        return self._named[place.key]

    def _name(self, place: PlaceRow) -> Named:
        building = self.by_key.get(place.building_key or 0)
        if building is None or building is place:
            return Named(place.id, place.name)
        words = [building.name, place.name]
        parent = self.by_key.get(place.parent_key or 0)
        if parent and parent.type == "stairwell" and building.key in self._several_stairwells:
            words.insert(1, parent.name)
        return Named(place.id, " ".join(words))

    def of(self, types: Sequence[str], area_kinds: Sequence[str] = ()) -> list[PlaceRow]:
        """Return the places of these types (and kinds of area, when any are named)."""
        asked = (tuple(types), tuple(area_kinds))
        if asked not in self._of:
            self._of[asked] = [
                place
                for place in self.places
                if place.type in types and (not area_kinds or place.area_kind in area_kinds)
            ]
        return self._of[asked]

    def facts(self, types: Sequence[str], area_kinds: Sequence[str] = ()) -> list[PlaceFact]:
        """Return the same places with the attributes that rules read."""
        asked = (tuple(types), tuple(area_kinds))
        if asked not in self._facts:
            self._facts[asked] = [self._fact(place) for place in self.of(types, area_kinds)]
        return self._facts[asked]

    def _fact(self, place: PlaceRow) -> PlaceFact:
        parent = self.by_key.get(place.parent_key or 0)
        building = self.by_key.get(place.building_key or 0)
        return PlaceFact(
            id=place.id,
            name=self.named(place).name,
            type=place.type,
            parent=parent.id if parent else "",
            area_kind=place.area_kind or "",
            occupancy=(place.occupancy or "unknown") if place.type == DOOR else "",
            tags=tags_of(place),
            building=building.id if building else "",
        )

    def due(
        self, types: Sequence[str], sessions: frozenset[str]
    ) -> Mapping[tuple[int | None, str], int]:
        """Return how many places of these types are due, by scope and session."""
        asked = (tuple(types), sessions)
        if asked not in self._due:
            self._due[asked] = Counter(
                (place.scope_key, session)
                for place in self.of(types)
                for session in sessions
                if place.is_due(session)
            )
        return self._due[asked]


def keys_above(place: PlaceRow) -> set[int]:
    """Return the keys of the place and of everything that contains it."""
    keys = {getattr(place, column) for column in LEVEL_COLUMNS} | {place.key, place.parent_key}
    return {key for key in keys if key is not None}


def tags_of(place: PlaceRow) -> tuple[str, ...]:
    """Return the tags that a place and whoever lives there bear."""
    tags: Any = orjson.loads(place.attrs).get("tags") if "tags" in place.attrs else None
    return tuple(tags) if isinstance(tags, list) else ()
