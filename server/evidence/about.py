"""What every answer about a compound needs: its places, its people, and who must be heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from server.evidence.ground import Ground, RecordRow
from server.evidence.people import People, Phone
from server.evidence.site import keys_above
from server.projections.places import PlaceRow
from sync.evidence import Named, PlaceFact, Waiver
from sync.kinds import Kind


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

    @property
    def compound(self) -> Named:
        """See `Evidence.compound`."""
        return self.named(self.by_key[self.key])

    @cached_property
    def prefix(self) -> Mapping[str, tuple[int, str]]:
        """See `Evidence.prefix`."""
        return self.ground.prefix()

    @property
    def by_key(self) -> Mapping[int, PlaceRow]:
        """The places of the compound."""
        return self.ground.site.by_key

    @property
    def by_id(self) -> Mapping[str, PlaceRow]:
        """The places of the compound."""
        return self.ground.site.by_id

    def named(self, place: PlaceRow) -> Named:
        """Return a place by the name that finds it in the compound: 3栋 2单元 501."""
        return self.ground.site.named(place)

    def places(self, types: Sequence[str], area_kinds: Sequence[str] = ()) -> Sequence[PlaceFact]:
        """See `Evidence.places`."""
        return self.ground.site.facts(types, area_kinds)

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
