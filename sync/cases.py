"""The cases and the people under watch of a compound, from what was recorded about them.

A case is all events that name the same person. Events are ordered by the day they happened on,
then by when they were observed, never by when they arrived; at the same moment the graver stands.

>>> opened = CaseEvent("k1", "opened", "suspected", "2020-03-01", 1, "r1")
>>> out = CaseEvent("k1", "excluded", "suspected", "2020-03-05", 5, "r2")
>>> (case,) = read_cases([out, opened])
>>> case.open_on("2020-03-04", ("suspected",)), case.open_on("2020-03-05", ("suspected",))
(True, False)
>>> read_cases([out])[0].pending
True
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sync.days import day_of
from sync.evidence import Evidence, Fact, Wanted

KIND = "case_event"
CLOSING = frozenset(("released", "excluded"))


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """One thing that happened to a person: on a local day, at a moment (ms), by a record.

    `event`: opened | converted | released | excluded | transferred; `category` is the category
    it opens or converts to ("" when not known). `who` is the masked name people know the case by;
    `conflict`: phones differ about it, or the op that opened the record has not arrived.
    """

    case: str
    event: str
    category: str
    on: str
    at: int
    record: str
    who: str = ""
    place: str = ""
    conflict: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """A category a person was in, from a day until the day it ended (None: still)."""

    category: str
    from_on: str
    until_on: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """A person's way through the categories.

    `pending`: closed or moved without ever having been opened here, so nobody knows since when.
    """

    id: str
    who: str
    place: str
    stretches: tuple[Stretch, ...]
    records: tuple[str, ...]
    pending: bool = False
    conflict: bool = False

    def open_on(self, day: str, categories: Collection[str]) -> bool:
        """Whether the person was in one of the categories at the end of the day."""
        return any(
            one.category in categories
            and one.from_on <= day
            and (one.until_on is None or one.until_on > day)
            for one in self.stretches
        )

    def entered(self, categories: Collection[str], by_day: str) -> str | None:
        """The last day, up to `by_day`, on which the person entered one of the categories."""
        days = [
            one.from_on
            for one in self.stretches
            if one.category in categories and one.from_on <= by_day
        ]
        return max(days, default=None)

    def since(self, day: str, categories: Collection[str]) -> Stretch | None:
        """The stretch that keeps the person in one of the categories on the day."""
        for one in self.stretches:
            ended = one.until_on is not None and one.until_on <= day
            if one.category in categories and one.from_on <= day and not ended:
                return one
        return None

    def left(self, categories: Collection[str], by_day: str) -> str | None:
        """The last day, up to `by_day`, on which the person left one of the categories."""
        days = [
            one.until_on
            for one in self.stretches
            if one.category in categories and one.until_on is not None and one.until_on <= by_day
        ]
        return max(days, default=None)


def read_cases(events: Iterable[CaseEvent]) -> tuple[Case, ...]:
    """The cases the events speak of, by id; the order and repetition of events do not matter."""
    grouped: dict[str, set[CaseEvent]] = {}
    for event in events:
        grouped.setdefault(event.case, set()).add(event)
    return tuple(_case(name, grouped[name]) for name in sorted(grouped))


def _gravity(event: CaseEvent) -> tuple[str, int, bool, bool, str]:
    # At the same moment an opening comes after a release, and confirmed after all: it stands.
    return (
        event.on,
        event.at,
        event.event not in CLOSING,
        event.category == "confirmed",
        event.record,
    )


def _case(name: str, events: set[CaseEvent]) -> Case:
    ordered = sorted(events, key=_gravity)
    stretches: list[Stretch] = []
    pending = False
    for event in ordered:
        held = stretches[-1] if stretches and stretches[-1].until_on is None else None
        pending = pending or (held is None and not stretches and event.event != "opened")
        if event.event == "transferred" or (
            held and held.category == event.category and event.event not in CLOSING
        ):
            continue
        if held:
            stretches[-1] = Stretch(held.category, held.from_on, event.on)
        if event.event not in CLOSING:
            stretches.append(Stretch(event.category, event.on, None))
    return Case(
        id=name,
        who=next((event.who for event in ordered if event.who), ""),
        place=next((event.place for event in ordered if event.place), ""),
        stretches=tuple(stretches),
        records=tuple(event.record for event in ordered),
        pending=pending,
        conflict=any(event.conflict for event in ordered),
    )


def released(case: Case, on: str) -> Case:
    """The case as it would be if the person were released on the day: for a what-if only."""
    stretches = tuple(
        one if one.until_on is not None else Stretch(one.category, one.from_on, on)
        for one in case.stretches
    )
    return Case(case.id, case.who, case.place, stretches, case.records)


def events_known(evidence: Evidence, kind: str = KIND) -> Iterator[CaseEvent]:
    """The case events among the evidence, whatever their day."""
    for fact in evidence.records(Wanted((kind,))):
        yield event_of(fact)


def event_of(fact: Fact) -> CaseEvent:
    """A folded record of the kind case_event as an event; its day is the day it happened."""
    fields = fact.fields
    return CaseEvent(
        case=str(fields.get("person") or fact.subject or fact.id),
        event=str(fields.get("event", "opened")),
        category=str(fields.get("converted_to") or fields.get("category") or ""),
        on=str(fields.get("happened_on") or day_of(fact.observed_to)),
        at=fact.observed_to,
        record=fact.id,
        who=str(fields.get("name_masked") or ""),
        place=fact.place.name,
        conflict=bool(fact.conflicts) or fact.pending,
    )
