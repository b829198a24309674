"""What every answer about a compound needs: its places, its people, and who must be heard."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from server.evidence.ground import Ground, RecordRow, told
from server.evidence.histories import said_before
from server.evidence.people import People, Phone
from server.evidence.site import DOOR, keys_above
from server.projections.places import TREE, PlaceRow, describes_place
from sync.days import day_end, day_of, day_plus
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
    _said: dict[str, Mapping[int, RecordRow | None]] = field(default_factory=dict)

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

    def places(
        self, types: Sequence[str], area_kinds: Sequence[str] = (), until_on: str | None = None
    ) -> Sequence[PlaceFact]:
        """See `Evidence.places`."""
        facts = self.ground.site.facts(types, area_kinds)
        lived = self._lived(until_on) if DOOR in types else {}
        if not lived:
            return facts
        then = {self.by_key[key].id: state for key, state in lived.items() if key in self.by_key}
        return [
            replace(fact, occupancy=then[fact.id] or "unknown") if fact.id in then else fact
            for fact in facts
        ]

    def lived_in(self, places: Sequence[PlaceRow], until: str | None) -> Sequence[PlaceRow]:
        """Return the places as it had been said by the end of a day who lives there."""
        lived = self._lived(until)
        if not lived:
            return places
        return [
            place._replace(occupancy=lived[place.key]) if place.key in lived else place
            for place in places
        ]

    def _lived(self, until: str | None) -> Mapping[int, str | None]:
        return {
            key: told(then).fields.get("state") if then else None
            for key, then in self.restated(until).items()
        }

    def restated(self, until: str | None) -> Mapping[int, RecordRow | None]:
        """Return what had been said by the end of a day where more has been said since."""
        if until is None or until >= day_of(self.known_at):
            return {}
        if until not in self._said:
            # A record that is named by its place is of the day of its last statement.
            since = self.ground.records(self.stating, day_plus(until, 1), None, None)
            ops = self.ground.ops_of([row.key for row in since])
            said = said_before(since, ops, self.kinds, day_end(until))
            self._said[until] = {one.now.place_key: one.then for one in said}
        return self._said[until]

    @cached_property
    def stating(self) -> list[str]:
        """The kinds that say who lives behind a door."""
        return [
            kind.id
            for kind in self.kinds.values()
            if kind.id != TREE and DOOR in kind.places and describes_place(kind)
        ]

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
