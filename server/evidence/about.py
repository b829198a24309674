"""What every answer about a compound needs: its places, its people, and who must be heard."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson

from server.evidence.ground import Ground, RecordRow
from server.evidence.people import People, Phone, keys_above
from server.projections.places import PlaceRow
from sync.evidence import Named, PlaceFact, Waiver
from sync.kinds import Kind

DOOR = "household"


@dataclass
class About:
    """One compound at `known_at` (ms): the part that all questions share."""

    ground: Ground
    people: People
    kinds: Mapping[str, Kind]
    key: int
    known_at: int
    names: Mapping[str, str]
    waivers_kept: Sequence[tuple[str, str, Waiver]] = ()
    _phones: dict[tuple[str, int | None], list[Phone]] = field(default_factory=dict)
    _told: dict[tuple[tuple[str, ...], tuple[str, ...]], list[PlaceFact]] = field(
        default_factory=dict
    )

    @property
    def compound(self) -> Named:
        """See `Evidence.compound`."""
        return self.named(self.by_key[self.key])

    @cached_property
    def prefix(self) -> Mapping[str, tuple[int, str]]:
        """See `Evidence.prefix`."""
        return self.ground.prefix()

    @cached_property
    def by_key(self) -> Mapping[int, PlaceRow]:
        """The places of the compound."""
        return {place.key: place for place in self.ground.places}

    @cached_property
    def by_id(self) -> Mapping[str, PlaceRow]:
        """The places of the compound."""
        return {place.id: place for place in self.ground.places}

    @cached_property
    def several_stairwells(self) -> frozenset[int]:
        """The buildings in which a door's stairwell must be named too."""
        count = Counter(p.building_key for p in self.ground.places if p.type == "stairwell")
        return frozenset(key for key, found in count.items() if key and found > 1)

    def named(self, place: PlaceRow) -> Named:
        """Return a place by the name that finds it in the compound: 3栋 2单元 501."""
        building = self.by_key.get(place.building_key or 0)
        if building is None or building is place:
            return Named(place.id, place.name)
        words = [building.name, place.name]
        parent = self.by_key.get(place.parent_key or 0)
        if parent and parent.type == "stairwell" and building.key in self.several_stairwells:
            words.insert(1, parent.name)
        return Named(place.id, " ".join(words))

    def places(self, types: Sequence[str], area_kinds: Sequence[str] = ()) -> Sequence[PlaceFact]:
        """See `Evidence.places`."""
        asked = (tuple(types), tuple(area_kinds))
        if asked not in self._told:
            self._told[asked] = [self._place_fact(place) for place in self.of(types, area_kinds)]
        return self._told[asked]

    def of(self, types: Sequence[str], area_kinds: Sequence[str]) -> list[PlaceRow]:
        """Return the places of these types (and kinds of area, when any are named)."""
        return [
            place
            for place in self.ground.places
            if place.type in types and (not area_kinds or place.area_kind in area_kinds)
        ]

    def _place_fact(self, place: PlaceRow) -> PlaceFact:
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

    def responsible(self, kinds: Sequence[str], place: str) -> Sequence[Named]:
        """See `Evidence.responsible`."""
        row = self.by_id.get(place)
        if row is None:
            return []
        roles = frozenset(role for kind in kinds for role in self.kinds[kind].record_by)
        return self.people.may_record(roles, keys_above(row), self.known_at)

    def phones_at(self, kind: str, scope: int | None) -> list[Phone]:
        """Return the phones responsible for a kind at a place of the compound."""
        if (kind, scope) not in self._phones:
            place = self.by_key.get(scope or 0) or self.by_key[self.key]
            roles = self.kinds[kind].record_by
            self._phones[kind, scope] = self.people.phones_of(roles, keys_above(place))
        return self._phones[kind, scope]

    def is_done(self, row: RecordRow) -> bool:
        """Say whether a record counts as done for its slot."""
        rule = self.kinds[row.kind].slot_state
        return rule is None or row.code in rule.done


def tags_of(place: PlaceRow) -> tuple[str, ...]:
    """Return the tags that a place and whoever lives there bear."""
    tags: Any = orjson.loads(place.attrs).get("tags") if "tags" in place.attrs else None
    return tuple(tags) if isinstance(tags, list) else ()
