"""What a measure may ask about one compound, and nothing else.

A measure never sees a database or a clock: it asks an `Evidence`, which answers for ONE compound
and ONE prefix of its feeds (what had been received at `known_at`). `server/evidence/` answers
from projections, the tests from folded records; both must agree.

Two speeds. `coverage`, `register`, `tally`, `late` and `unreached` return counts and are asked for
every verdict; `gaps`, `register_gaps`, `records` and `slot_records` are iterators and are drawn
from only when somebody opens a verdict.

>>> Coverage("2020-03-10", "am", due=246, done=240, attempted=4, not_yet_known=2).missed
0
>>> Coverage("2020-03-10", "am", due=3, done=1, open=1).missed
1
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Value = Any  # what a field may hold: text, whole number, bool, None, or a list of such


@dataclass(frozen=True, slots=True)
class Named:
    """An id and the name people know it by (a place or a user)."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SlotTime:
    """A day and session; the slot can still be filled until `ends_at` + `grace_ms` (ms UTC).

    `session` is "*" when any session of the day will do; `ends_at` is then the end of the last.
    """

    day: str
    session: str
    ends_at: int


@dataclass(frozen=True, slots=True)
class Slots:
    """The slots of one kind that a measure wants counted: subjects × times.

    Subjects are the places of `place_types` below the compound that are due NOW: a household is
    due when its occupancy is occupied or unknown (or was never said), an area when its attribute
    `sessions` names the session or is empty; `area_kinds` and `tags` narrow them (empty: all;
    a place must bear one of the tags). With `until_on` the occupancy is what had been stated by
    the end of that day. A slot is done with `min_records` records that count as
    done (for "*": of the whole day).
    """

    kind: str
    times: tuple[SlotTime, ...]
    place_types: tuple[str, ...] = ("household",)
    area_kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    min_records: int = 1
    grace_ms: int = 0
    until_on: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of one slot time over its subjects; every due slot is in exactly one of the counts.

    `attempted`: tried, never achieved, and every responsible phone has reported since the end.
    `not_yet_known`: not done, and a responsible phone has not reported since the end (or never).
    `open`: not done, and the slot had not ended at `known_at`. `missed` is the rest.
    """

    day: str
    session: str
    due: int
    done: int = 0
    attempted: int = 0
    not_yet_known: int = 0
    open: int = 0

    @property
    def missed(self) -> int:
        """Slots nobody filled although every responsible phone has reported, or nobody is."""
        return self.due - self.done - self.attempted - self.not_yet_known - self.open


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing missing behind a count: where, when, in what state, by whom it can be mended.

    `state`: attempted | missed | too_few | not_yet_known | open for slots (`too_few`: achieved, but
    not `min_records` times, which counts among the missed); otherwise a word of the measure
    (unknown, stale, unreleased, …). `since_at` (ms) is when it began, where that is known;
    `said` carries what a reason sentence needs beyond it.
    """

    place: Named
    state: str
    day: str = ""
    session: str = ""
    since_at: int | None = None
    record_ids: tuple[str, ...] = ()
    responsible: tuple[Named, ...] = ()
    said: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Register:
    """Households of the compound by stated occupancy, and how fresh that is.

    `stale`: occupied, vacant or away, but neither its occupancy was stated nor the door reached
    (a screening done) on or after the day asked about. `last_verified_at` is the newest of both.
    """

    occupied: int = 0
    vacant: int = 0
    away: int = 0
    unknown: int = 0
    stale: int = 0
    last_verified_at: int | None = None

    @property
    def total(self) -> int:
        """All households on the register."""
        return self.occupied + self.vacant + self.away + self.unknown


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records a measure wants: not voided, in the compound, in [since_on, until_on].

    A record's day is its slot's day, else the local day of `observed_to`. None leaves that side
    open. `codes` narrows by the slot_state code, `where` by field (any of the values; for a list
    field: contains one of them), `area_kinds` by the kind of the area it was recorded at, `place`
    to one place.
    """

    kinds: tuple[str, ...]
    since_on: str | None = None
    until_on: str | None = None
    codes: tuple[str, ...] = ()
    where: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    area_kinds: tuple[str, ...] = ()
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One folded record as a measure sees it; `fields` holds the provisional values.

    Times are ms UTC; `received_at` is when the last op of it arrived; `code` is the slot_state
    code ("" where the kind has none); `conflicts` names fields on which phones disagree and
    `pending` a record whose opening has not arrived. `subject` is what or whom the record is about
    besides its place, where the op says so.
    """

    id: str
    kind: str
    place: Named
    place_type: str
    day: str
    session: str
    code: str
    fields: Mapping[str, Value]
    observed_from: int
    observed_to: int
    received_at: int
    by: tuple[Named, ...] = ()
    conflicts: tuple[str, ...] = ()
    pending: bool = False
    area_kind: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What one op said of a record, and when by its own account (ms)."""

    at: int
    fields: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class History:
    """A record that is restated day after day, for a verdict on a day gone by.

    `now` is what all ops make of it, `then` what those said before the moment asked about do
    (None: nothing was, or it was void then). `said`: every statement, the earliest first.
    """

    now: Fact
    then: Fact | None
    said: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many wanted records share these values, in the order of the fields asked by."""

    values: tuple[Value, ...]
    count: int


@dataclass(frozen=True, slots=True)
class PlaceFact:
    """A place of the compound with the attributes that rules read."""

    id: str
    name: str
    type: str
    parent: str
    area_kind: str = ""
    occupancy: str = ""
    tags: tuple[str, ...] = ()
    building: str = ""


@dataclass(frozen=True, slots=True)
class SilentPhone:
    """A phone responsible here that may still hold records; `drained_at` None: never reported."""

    replica: str
    label: str
    user: Named
    places: tuple[Named, ...] = ()
    drained_at: int | None = None
    held: int | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A criterion set aside for this compound, with the reason, who said so and until when."""

    reason: str
    by: str
    until_on: str


class Evidence(Protocol):
    """Answers about one compound from one prefix of its feeds; every answer is repeatable."""

    @property
    def compound(self) -> Named:
        """The compound that every question is about."""
        ...

    @property
    def known_at(self) -> int:
        """Ms UTC: nothing received after this moment is in any answer."""
        ...

    @property
    def prefix(self) -> Mapping[str, tuple[int, str]]:
        """Feed -> (last sequence number, its accumulated digest in base64url): the cut-off."""
        ...

    def coverage(self, ask: Slots) -> Sequence[Coverage]:
        """Counts, one per asked time, in the order asked; due = 0 where nothing is due."""
        ...

    def gaps(self, ask: Slots) -> Iterator[Gap]:
        """Every due slot that is not done: newest day first, then session, then place order."""
        ...

    def slot_records(self, ask: Slots) -> Iterator[str]:
        """Ids of the records that `coverage` counted, newest day first."""
        ...

    def register(self, verified_since_on: str, until_on: str | None = None) -> Register:
        """Totals of the household register; staleness is against the day given.

        Only what was stated and verified by `until_on` counts; None: whenever.
        """
        ...

    def register_gaps(self, verified_since_on: str, until_on: str | None = None) -> Iterator[Gap]:
        """Households in state "unknown" or "stale", with who leads their building."""
        ...

    def unreached(self, kind: str, since_on: str, until_on: str) -> Sequence[Gap]:
        """Doors tried in the window and not reached since, by any method, oldest first.

        Doors where, by the end of the window, nobody was said to live are left out.
        `since_at` is the first failed try after the last success; state is "attempted", or
        "not_yet_known" when a phone responsible for the door has not reported up to `known_at`
        less a day; `said["tries"]` counts the failed tries.
        """
        ...

    def records(self, wanted: Wanted) -> Iterator[Fact]:
        """The records wanted, oldest first (by observed_to, then id)."""
        ...

    def histories(self, wanted: Wanted, before: int) -> Iterator[History]:
        """The records wanted as they are now, with what had been said of each before a moment (ms).

        In the order of `records`. Until that moment has come, `then` is `now`.
        """
        ...

    def tally(self, wanted: Wanted, by: Sequence[str]) -> Sequence[Tally]:
        """Counts per distinct values of the fields `by` ("@area_kind": of the place's kind)."""
        ...

    def late(self, wanted: Wanted, over_ms: int) -> tuple[int, int]:
        """(how many arrived more than `over_ms` after what they are about, how many in all).

        As `sync.slots.lag_ms` counts; less than nothing: not so long before.
        """
        ...

    def days_told(self, kinds: Sequence[str], since_on: str, until_on: str) -> Collection[str]:
        """The days of the span, both ends among them, on which a record of the kinds stands."""
        ...

    def places(
        self, types: Sequence[str], area_kinds: Sequence[str] = (), until_on: str | None = None
    ) -> Sequence[PlaceFact]:
        """Places of the compound of these types that stand, in their sort order.

        Occupancy is what had been stated by the end of the day; None: whenever.
        """
        ...

    def silent(
        self, kinds: Sequence[str], needed_at: int, place: str | None = None
    ) -> Sequence[SilentPhone]:
        """Phones of people who may record these kinds here, not heard drained at `needed_at`.

        Of a place inside: those that look after it; None: any in the compound.
        Declared losses and revoked phones do not count as silent.
        """
        ...

    def responsible(self, kinds: Sequence[str], place: str) -> Sequence[Named]:
        """Who may record these kinds at the place now: who could mend a gap."""
        ...

    def waivers(self, on: str) -> Mapping[str, Waiver]:
        """Criterion id -> the waiver in force for this compound on the day."""
        ...
