"""The rows that a compound's evidence stands on: places, slots, records, from now or from then."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from server.evidence.site import Site
from server.projections.places import PlaceRow
from server.projections.records import Arrived
from server.projections.told import RecordRow, Told, told

__all__ = ["Asked", "CoverRow", "Ground", "RecordRow", "SlotRow", "Told", "sort_key", "told"]

STREAMS = ("case", "person", "ref", "work")
FIRST_DAY, LAST_DAY = "0000-00-00", "9999-99-99"


class SlotRow(NamedTuple):
    """What the records of a slot come to; see ``p_slot``."""

    kind: str
    place_key: int
    day: str
    session: str
    code: str
    state: str
    done: int


class CoverRow(NamedTuple):
    """How many due places of a scope are done or attempted in a slot time; see ``p_cover``."""

    scope_key: int
    day: str
    session: str
    done: int
    attempted: int


class Asked(NamedTuple):
    """What an answer can depend on: records of these kinds, of these days, at this place or all.

    With ``codes`` only on records of one of these codes. With ``due`` it depends, too, on which
    places are due.
    """

    kinds: frozenset[str]
    since: str = FIRST_DAY
    until: str = LAST_DAY
    place: int | None = None
    due: bool = False
    codes: tuple[str, ...] = ()


class Ground(Protocol):
    """Rows of one compound from one prefix of its feeds."""

    @property
    def site(self) -> Site:
        """The places that stand."""
        ...

    def prefix(self) -> Mapping[str, tuple[int, str]]:
        """Feed -> (last number, digest) of every feed that tells of the compound."""
        ...

    def cover(self, kind: str, days: Collection[str]) -> Sequence[CoverRow] | None:
        """Counts of the days; None where they are not kept and slots must be counted."""
        ...

    def slots(self, kind: str, days: Collection[str]) -> Sequence[SlotRow]:
        """The slots of the days that have records."""
        ...

    def records(
        self,
        kinds: Collection[str],
        since: str | None,
        until: str | None,
        place: int | None,
        codes: Collection[str] = (),
    ) -> Sequence[RecordRow]:
        """The records of the days (and codes) that are not voided, by observed_to and key."""
        ...

    def ops_of(self, keys: Sequence[bytes]) -> Sequence[Arrived]:
        """The ops that count of these records."""
        ...

    def late(
        self, kinds: Collection[str], since: str, until: str, over_ms: int
    ) -> Mapping[str, tuple[int, int]]:
        """By day, where any: how many arrived more than so long after they were observed; all."""
        ...

    def tried(
        self, kind: str, codes: Collection[str], since: str, until: str
    ) -> Mapping[str, frozenset[int]]:
        """By day, where any: keys of the places with a record of one of the codes."""
        ...

    def newest(
        self, kinds: Collection[str], codes: Collection[str], since: str, until: str
    ) -> Mapping[int, int]:
        """Newest observed_to by place, of records with one of the codes in the days."""
        ...

    def recall(self, name: Hashable, asked: Asked, make: Callable[[], Any]) -> Any:
        """Return what ``make`` returns, or what it returned when nothing asked for had changed.

        ``make`` must depend on this ground's rows alone, and ``name`` say all that it is told.
        """
        ...


def sort_key(place: PlaceRow) -> tuple[int, str]:
    """Return what places are listed by: their stated order, then their ids."""
    return place.sort, place.id
